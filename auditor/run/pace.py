"""The pace of a run, left in a small file while it is at work, for those who look on."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from auditor.report.files import write_whole

EVERY = 2.0
"""Seconds between two notes."""


class Pace:
    """A ``Progress`` that notes how far the run in the folder ``out`` is, and since when."""

    def __init__(self, out: Path, *, every: float = EVERY) -> None:
        self._path = _path(out)
        self._every = every

    def begin(self, calls: int) -> None:
        """The run begins."""
        self._left, self._done, self._audio = calls, 0, 0.0
        self._began = time.time()
        self._note()

    def skip(self, calls: int) -> None:
        """Calls of an earlier run say nothing of the pace of this one."""
        self._left -= calls

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """One call more."""
        self._left -= 1
        self._done += 1
        self._audio += audio_seconds
        if time.time() - self._noted >= self._every:
            self._note()

    def end(self) -> None:
        """Nothing is left behind."""
        self._path.unlink(missing_ok=True)

    def _note(self) -> None:
        self._noted = time.time()
        note = {
            "seconds": self._noted - self._began,
            "done": self._done,
            "left": self._left,
            "audio_seconds": self._audio,
        }
        with contextlib.suppress(OSError):  # a full disk is told of where it does harm
            write_whole(self._path, json.dumps(note))


def pace_of(out: Path) -> str:
    """One line: calls a second, audio minutes a minute, time left; empty when it is not known."""
    try:
        note = json.loads(_path(out).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if not note["done"]:
        return ""
    rate = note["done"] / note["seconds"]
    left = round(note["left"] / rate)
    return (
        f"{rate:.1f} calls a second,"
        f" {note['audio_seconds'] / note['seconds']:.1f} audio minutes a minute,"
        f" {left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"
    )


def _path(out: Path) -> Path:
    return out / ".state" / "pace.json"
