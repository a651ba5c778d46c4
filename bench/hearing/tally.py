"""What one way of hearing got right and wrong, summed over calls."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from bench.hearing.labelled import LabelledCall, Turn
from bench.hearing.text import edits, plain
from bench.speed.ways import Piece

STRETCH = 1.5
"""Seconds from which a turn without a single character counts as a stretch left out."""
_NEAR = 0.3


@dataclass(slots=True)
class Errors:
    """Counts of characters."""

    right: int = 0
    substituted: int = 0
    left_out: int = 0
    added: int = 0

    def add(self, right: str, said: str) -> None:
        """Count what lies between the two."""
        substituted, left_out, added = edits(right, said)
        self.right += len(right)
        self.substituted += substituted
        self.left_out += left_out
        self.added += added

    @property
    def rate(self) -> float:
        """Character error rate."""
        wrong = self.substituted + self.left_out + self.added
        return wrong / max(1, self.right)


@dataclass(slots=True)
class Tally:
    """Sums of one way."""

    errors: dict[str, Errors] = field(default_factory=lambda: defaultdict(Errors))
    turns: int = 0
    unheard: int = 0
    long_unheard: int = 0
    invented: int = 0
    clock: float = 0.0
    processor: float = 0.0
    sound: float = 0.0

    def add(self, call: LabelledCall, pieces: list[Piece], channels: int) -> None:
        """Count one call, by side, layout and noise."""
        for channel in range(channels):
            turns = call.said_on(channel, channels)
            own = sorted((p for p in pieces if p.channel == channel), key=lambda p: p.start)
            right = plain("，".join(turn.text for turn in turns))
            said = plain("，".join(piece.text for piece in own))
            for name in (call.side(channel, channels), *_kinds(call)):
                self.errors[name].add(right, said)
            self._stretches(turns, own)

    def _stretches(self, turns: list[Turn], own: list[Piece]) -> None:
        for turn in turns:
            self.turns += 1
            if not any(p.start < turn.end + _NEAR and p.end > turn.start - _NEAR for p in own):
                self.unheard += 1
                self.long_unheard += turn.end - turn.start > STRETCH
        for piece in own:
            near = (t.start - 0.5 < piece.end and piece.start < t.end + 0.5 for t in turns)
            if not any(near):
                self.invented += len(plain(piece.text))

    def rate(self, side: str) -> float:
        """Character error rate of one side, layout or noise."""
        return self.errors[side].rate


def _kinds(call: LabelledCall) -> list[str]:
    kinds = []
    if call.layout:
        kinds.append(call.layout)
    if call.noise:
        kinds.append(f"{call.noise} dB")
    return kinds
