"""How far the run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Protocol, TextIO

from tqdm import tqdm

EVERY = 10.0
"""Seconds between two plain lines."""


class Progress(Protocol):
    """Told of the calls as they are done."""

    def begin(self, calls: int) -> None:
        """The run has so many calls."""
        ...

    def skip(self, calls: int) -> None:
        """So many were done by an earlier run."""
        ...

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """One call more; ``problem`` says why it could not be audited."""
        ...

    def end(self) -> None:
        """No more is coming."""
        ...


class Silent:
    """Says nothing."""

    def begin(self, calls: int) -> None:
        """Nothing."""

    def skip(self, calls: int) -> None:
        """Nothing."""

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class Bar:
    """A bar with calls done, minutes of audio a minute, and the time left."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rate = Rate()

    def begin(self, calls: int) -> None:
        """Draw the empty bar."""
        self._rate = Rate()
        self._bar = tqdm(
            total=calls, unit="call", file=self._stream, dynamic_ncols=True, smoothing=0.1
        )

    def skip(self, calls: int) -> None:
        """Calls of an earlier run count as done, but not as fast."""
        self._bar.initial += calls
        self._bar.update(calls)

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """Move on by one call."""
        self._rate.add(audio_seconds)
        if problem:
            self._bar.write(f"{call_id}: {problem}", file=self._stream)
        self._bar.set_postfix_str(self._rate.text(), refresh=False)
        self._bar.update()

    def end(self) -> None:
        """Leave the bar where it is."""
        self._bar.close()


class Lines:
    """A plain line every ten seconds, and one for each call that could not be audited."""

    def __init__(self, stream: TextIO, *, every: float = EVERY) -> None:
        self._stream = stream
        self._every = every
        self._rate = Rate()

    def begin(self, calls: int) -> None:
        """Say how many there are."""
        self._total, self._done = calls, 0
        self._rate = Rate()
        self._last = time.monotonic()
        self._print(f"{calls} calls")

    def skip(self, calls: int) -> None:
        """Count them; the next line tells of them."""
        self._done += calls

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """A line if it is time for one, or if something is wrong."""
        self._done += 1
        self._rate.add(audio_seconds)
        if problem:
            self._print(f"{call_id}: {problem}")
        if time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            self._tell()

    def end(self) -> None:
        """The last line."""
        self._tell()

    def _tell(self) -> None:
        left = self._rate.left(self._total - self._done)
        self._print(f"{self._done} of {self._total} calls, {self._rate.text()}{left}")

    def _print(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


class Rate:
    """How fast the calls go, from those done in this run."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._calls = 0
        self._audio = 0.0

    def add(self, audio_seconds: float) -> None:
        """One call more."""
        self._calls += 1
        self._audio += audio_seconds

    def text(self) -> str:
        """Minutes of audio a minute."""
        spent = max(time.monotonic() - self._began, 1e-6)
        return f"{self._audio / spent:.1f} audio minutes a minute"

    def left(self, calls: int) -> str:
        """The time that ``calls`` more will take at this rate."""
        if not self._calls or calls <= 0:
            return ""
        seconds = round((time.monotonic() - self._began) / self._calls * calls)
        return f", {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02} left"


def for_terminal(*, quiet: bool, stream: TextIO | None = None) -> Progress:
    """The progress that fits where ``stream`` (standard error) leads."""
    stream = stream or sys.stderr
    if quiet:
        return Silent()
    return Bar(stream) if stream.isatty() else Lines(stream)
