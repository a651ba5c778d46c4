"""Where the time of each way goes: seconds of processor by part, on one thread."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

PARTS = (
    "decoding the file",
    "leak and level",
    "VAD",
    "features and encoder",
    "search",
    "times of words",
    "verification: encoder",
    "verification: scores",
    "verification: heard again",
    "judging",
    "the rest",
)
AGAIN = "of it, second hearings"


class Watch:
    """One profiler that is switched on and off; ``seconds`` of functions, by name and caller."""

    def __init__(self) -> None:
        self._profiler = cProfile.Profile(time.process_time)
        self.total = 0.0

    @contextmanager
    def on(self) -> Iterator[None]:
        """Count what happens inside."""
        began = time.process_time()
        self._profiler.enable()
        try:
            yield
        finally:
            self._profiler.disable()
            self.total += time.process_time() - began

    def parts(self) -> dict[str, float]:
        """Seconds by part, and of the second hearings (which are in the other parts too)."""
        spent = _Spent(pstats.Stats(self._profiler))
        timed = spent("decode.py", "align") or spent("transcribe.py", "add_word_timestamps")
        ours = spent("decode.py", "recognise")
        found = {
            "decoding the file": spent("audio.py", "open_recording"),
            "leak and level": spent("sides.py", "clear"),
            "VAD": spent("vad.py", "get_speech_timestamps"),
            "features and encoder": _encoder(spent),
            "search": (ours - timed) if ours else _their_search(spent),
            "times of words": timed,
            "verification: encoder": spent("decode.py", "encode", "_window"),
            "verification: scores": spent("forcing.py", "memory") + spent("forcing.py", "scores"),
            "verification: heard again": spent("verify.py", "again"),
        }
        verified = sum(seconds for part, seconds in found.items() if "verification" in part)
        found["judging"] = max(0.0, spent("audit.py", "audit") - verified)
        found["the rest"] = self.total - sum(found.values())
        return found | {AGAIN: spent("whisper.py", "_again")}


class _Spent:
    """Cumulated seconds of a function, wherever it was called or from one caller."""

    def __init__(self, stats: Any) -> None:
        self._stats = stats.stats

    def __call__(self, file: str, name: str, caller: str | None = None) -> float:
        seconds = 0.0
        for (path, _, called), (_, _, _, spent, callers) in self._stats.items():
            if called != name or not path.endswith(f"/{file}"):
                continue
            if caller is None:
                seconds += spent
            else:
                seconds += sum(c[3] for (_, _, by), c in callers.items() if by == caller)
        return float(seconds)


def _encoder(spent: _Spent) -> float:
    ours = spent("decode.py", "encode", "batch_heard")
    return ours or (spent("transcribe.py", "encode") + spent("feature_extractor.py", "__call__"))


def _their_search(spent: _Spent) -> float:
    batched = spent("transcribe.py", "generate_segment_batched")
    if batched:
        return batched - spent("transcribe.py", "encode")
    return spent("transcribe.py", "generate_with_fallback")


def profiled(
    ways: Mapping[str, Callable[[Any], object]], told: Sequence[Any], seconds: float
) -> Iterator[str]:
    """The table: a row for each part, a column for each way, per second of ``seconds`` of sound."""
    columns: dict[str, dict[str, float]] = {}
    for name, way in ways.items():
        watch = Watch()
        for one in told:
            with watch.on():
                way(one)
        columns[name] = watch.parts() | {"all": watch.total}
    yield "seconds of processor for 1,000 seconds of sound, one thread, by part:"
    yield f"{'':24}" + "".join(f"{name:>19}" for name in columns)
    for part in (*PARTS, AGAIN, "all"):
        row = [column.get(part, 0.0) / seconds * 1000 for column in columns.values()]
        if max(row) >= 0.05:
            yield f"{part:24}" + "".join(f"{value:19.1f}" for value in row)
