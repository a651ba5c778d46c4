"""What every kind of matching takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from auditor.judge.match.sound import Hit, SoundIndex
from auditor.read import english
from auditor.read.context import in_its_place, taken_back_later
from auditor.read.dictated import joined
from auditor.read.numbers import values
from auditor.read.utterances import Stream
from auditor.read.value import Value
from auditor.read.words import latin, words_of


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
    weight: int = 0
    """Units of the words that fitted, gaps left out: two syllables by sound alone are chance."""


class Matcher(Protocol):
    """A line of a checklist, or a part of one, ready to be looked for."""

    def find(self, scan: Scan) -> Sequence[Match]:
        """All places in the stream that it describes, by position."""
        ...


BRIEF = 20  # units


@dataclass(slots=True)
class Scan:
    """One stream being read: its values, what was found so far, the names on record."""

    stream: Stream
    heard: bool
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    index: SoundIndex = field(init=False)
    begins: frozenset[int] = field(default=frozenset(), init=False)
    """Units at which a word begins, and the end; empty where words are not set apart."""
    _values: list[Value] | None = field(default=None, init=False)
    _memo: dict[int, Sequence[Match]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.index = SoundIndex(self.stream.text, self.stream.sound, tolerant=self.heard)
        if self.stream.text and latin(self.stream.text):
            starts = {w.start for w in words_of(self.stream)}
            self.begins = frozenset({*starts, len(self.stream.text)})

    def whole(self, hits: Sequence[Hit], *, prefix: bool = False) -> Sequence[Hit]:
        """Those hits that are whole words (``prefix``: begin one), where words are set apart."""
        if not self.begins:
            return hits
        return [h for h in hits if h.start in self.begins and (prefix or h.end in self.begins)]

    @property
    def values(self) -> list[Value]:
        """Values said in the stream, read once."""
        if self._values is None:
            if self.begins:
                self._values = english.values(words_of(self.stream))
            else:
                self._values = list(self._read())
        return self._values

    def _read(self) -> Iterator[Value]:
        """Values utterance by utterance: 二十万 and 二十万 of the next are two numbers."""
        said: list[list[Value]] = []
        texts: list[str] = []
        for place in range(len(self.stream.starts)):
            low, high = self.stream.bounds(place)
            breaks = frozenset(b - low for b in self.stream.breaks if low <= b < high)
            text = self.stream.text[low:high]
            here = values(text, breaks=breaks)
            if said:
                for k, second in taken_back_later(said[-1], here, text).items():
                    first = said[-1][k]
                    said[-1][k] = replace(first, withdrawn=True, corrected=second)
                    here[here.index(second)] = replace(second, per=second.per or first.per)
            said.append(here)
            texts.append(text)
        said = joined(said, texts)
        for place, here in enumerate(said):
            low, _ = self.stream.bounds(place)
            for value in here:
                yield replace(value, start=value.start + low, end=value.end + low)
                if (stead := in_its_place(value)) is None:
                    continue
                # a slip mended in the next utterance stands there too, in its own words
                end = stead.end if value.corrected in here else value.end
                yield replace(stead, start=stead.start + low, end=end + low)

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
            hits += self.whole(self.index.find(name, name=True))
        return sorted(hits)

    def brief(self, unit: int) -> bool:
        """Whether the utterance of a unit has hardly any meaning but the words found in it."""
        low, high = self.stream.bounds(self.stream.place(unit))
        return high - low < BRIEF

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
