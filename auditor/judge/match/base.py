"""What every kind of matching takes and gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from auditor.judge.match.sound import Hit, SoundIndex
from auditor.read.numbers import Value, values
from auditor.read.utterances import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Units ``start:end`` of a stream that a line describes, with the values said there.

    ``core`` is the first item of the line: negation is looked for in front of it.
    ``score`` is 1 for the written words and falls with the distance in sound.
    """

    start: int
    end: int
    score: float
    core: tuple[int, int]
    values: tuple[Value, ...] = ()
    line: str = ""


class Matcher(Protocol):
    """A line of a checklist, or a part of one, ready to be looked for."""

    def find(self, scan: Scan) -> Sequence[Match]:
        """All places in the stream that it describes, by position."""
        ...


@dataclass(slots=True)
class Scan:
    """One stream being read: its values, what was found so far, the names on record."""

    stream: Stream
    heard: bool
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    index: SoundIndex = field(init=False)
    _values: list[Value] | None = field(default=None, init=False)
    _memo: dict[int, Sequence[Match]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.index = SoundIndex(self.stream.text, self.stream.sound, tolerant=self.heard)

    @property
    def values(self) -> list[Value]:
        """Values said in the stream, read once."""
        if self._values is None:
            self._values = values(self.stream.text, breaks=self.stream.breaks)
        return self._values

    def find(self, matcher: Matcher) -> Sequence[Match]:
        """``matcher.find`` once: what many lines share is looked for once.

        Matchers are kept by identity; they live as long as their checklist, longer
        than any scan.
        """
        key = id(matcher)
        if key not in self._memo:
            self._memo[key] = matcher.find(self)
        return self._memo[key]

    def named(self, field_name: str) -> list[Hit]:
        """Places where the name of a record field is said, in full or in short."""
        hits: list[Hit] = []
        for name in self.names.get(field_name, ()):
            hits += self.index.find(name, name=True)
        return sorted(hits)

    def one_thought(self, start: int, end: int) -> bool:
        """Units that lie in one utterance or in two neighbours of the speaker."""
        first, last = self._places(start, end)
        return last - first <= 1

    def one_breath(self, start: int, end: int) -> bool:
        """Units that one speaker says without being interrupted by more than a 嗯."""
        first, last = self._places(start, end)
        flowing = self.stream.flowing
        return first == last or (last - first <= 2 and all(flowing[first + 1 : last + 1]))

    def _places(self, start: int, end: int) -> tuple[int, int]:
        last = max(start, min(end, len(self.stream.text)) - 1)
        return self.stream.place(min(start, last)), self.stream.place(last)
