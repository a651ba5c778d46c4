"""What every way of telling two speakers apart offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from auditor.hear.audio import Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch (seconds) in which one side talks; ``side`` is 0 or 1, ``None`` if unsure."""

    start: float
    end: float
    side: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The turns of one channel, in order, not overlapping.

    ``separation`` is the distance of the two voices in standard deviations of either
    (d-prime); ``distinct`` whether that is enough to believe that there are two.
    """

    turns: tuple[Turn, ...]
    separation: float
    distinct: bool


class Diarizer(Protocol):
    """An engine; ``name`` goes into the transcript's engine string."""

    @property
    def name(self) -> str:
        """Which engine and version this is."""
        ...

    def divide(self, sound: Sound) -> Division:
        """Cut one channel (16 kHz) between two speakers."""
        ...
