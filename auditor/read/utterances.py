"""Utterances: what one speaker said without a long pause, and a speaker's talk as one stream.

Matching works on a ``Stream``: all units of one speaker, joined, with the sound
code of each and the way back to utterance, time and written words.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from auditor.model import Evidence, Segment, Speaker, Transcript
from auditor.read import script, sound

PAUSE = 0.8  # seconds of silence inside a recogniser's segment that end an utterance
JOIN = 1.5  # a speaker who goes on within this time, uninterrupted, is still in the same utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What one speaker said without a long pause or another's words between."""

    index: int
    """Position in the dialogue, by start time."""
    speaker: Speaker
    channel: int | None
    start: float
    end: float
    text: str
    """Cleaned text as recognised, with punctuation."""
    units: str
    times: tuple[tuple[float, float], ...]
    """Start and end in seconds of each unit."""
    positions: tuple[int, ...]
    """Position in ``text`` of each unit."""
    breaks: frozenset[int]
    confidence: float | None = None


@dataclass(slots=True)
class _Piece:
    segment: Segment
    chars: list[tuple[str, float, float]] = field(default_factory=list)


def _timed(segment: Segment) -> list[tuple[str, float, float]]:
    """Characters of a segment with times: from its words, else spread evenly."""
    if segment.words:
        out = []
        for word in segment.words:
            text = script.clean(word.text)
            step = (word.end - word.start) / max(len(text), 1)
            out += [
                (c, word.start + i * step, word.start + (i + 1) * step) for i, c in enumerate(text)
            ]
        return out
    text = script.clean(segment.text)
    step = (segment.end - segment.start) / max(len(text), 1)
    return [
        (c, segment.start + i * step, segment.start + (i + 1) * step) for i, c in enumerate(text)
    ]


def _pieces(segment: Segment) -> list[_Piece]:
    pieces = [_Piece(segment)]
    for char in _timed(segment):
        chars = pieces[-1].chars
        if chars and char[1] - chars[-1][2] > PAUSE:
            pieces.append(_Piece(segment))
            chars = pieces[-1].chars
        chars.append(char)
    return [p for p in pieces if any(c[0].strip() for c in p.chars)]


def utterances(transcript: Transcript) -> tuple[Utterance, ...]:
    """The dialogue: utterances of all speakers by start time."""
    pieces = [p for s in transcript.segments for p in _pieces(s)]
    pieces.sort(key=lambda p: (p.chars[0][1], p.chars[-1][2]))
    groups: list[list[_Piece]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and last.segment.speaker == piece.segment.speaker
            and last.segment.channel == piece.segment.channel
            and piece.segment.speaker is not Speaker.UNKNOWN
            and piece.chars[0][1] - last.chars[-1][2] < JOIN
        ):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return tuple(_utterance(i, g) for i, g in enumerate(groups))


def _utterance(index: int, group: list[_Piece]) -> Utterance:
    chars: list[tuple[str, float, float]] = []
    for piece in group:
        if chars and chars[-1][0].isalnum():
            chars.append(("，", chars[-1][2], chars[-1][2]))
        chars += piece.chars
    text = "".join(c[0] for c in chars)
    units, positions, breaks = script.units(text)
    confidences = [p.segment.confidence for p in group if p.segment.confidence is not None]
    return Utterance(
        index=index,
        speaker=group[0].segment.speaker,
        channel=group[0].segment.channel,
        start=chars[0][1],
        end=max(c[2] for c in chars),
        text=text,
        units=units,
        times=tuple((chars[p][1], chars[p][2]) for p in positions),
        positions=tuple(positions),
        breaks=frozenset(breaks),
        confidence=min(confidences) if confidences else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """All units of some utterances in order: ``text`` and ``sound`` have the same length."""

    utterances: tuple[Utterance, ...]
    text: str
    sound: str
    starts: tuple[int, ...]
    """Index of the first unit of each utterance."""
    breaks: frozenset[int]
    flowing: tuple[bool, ...] = ()
    """Whether each utterance goes on from the one before: only a 嗯 or a pause between."""
    _breaks: tuple[int, ...] = field(init=False)
    """In their order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_breaks", tuple(sorted(self.breaks)))

    def breaks_in(self, low: int, high: int) -> bool:
        """Whether a clause ends within, or at either end of, units ``low:high``."""
        at = bisect.bisect_left(self._breaks, low)
        return at < len(self._breaks) and self._breaks[at] <= high

    def place(self, unit: int) -> int:
        """Which of ``utterances`` a unit stands in."""
        return bisect.bisect_right(self.starts, unit) - 1

    def utterance(self, unit: int) -> Utterance:
        """The utterance that a unit stands in."""
        return self.utterances[self.place(unit)]

    def first_unit(self, index: int) -> int:
        """First unit of the utterance with that place in the dialogue."""
        places = (p for p, u in enumerate(self.utterances) if u.index == index)
        return self.starts[next(places)]

    def time(self, unit: int) -> float:
        """Start time of a unit in seconds."""
        place = self.place(unit)
        return self.utterances[place].times[unit - self.starts[place]][0]

    def bounds(self, place: int) -> tuple[int, int]:
        """First unit and the one behind the last of an utterance."""
        last = place + 1 < len(self.starts)
        return self.starts[place], self.starts[place + 1] if last else len(self.text)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause around units ``start:end``: between breaks or the utterance's ends."""
        low, high = self.bounds(self.place(start))
        high = max(high, end)
        before = bisect.bisect_right(self._breaks, start) - 1
        behind = bisect.bisect_left(self._breaks, end)
        left = self._breaks[before] if before >= 0 else low
        right = self._breaks[behind] if behind < len(self._breaks) else high
        return left if left >= low else low, right if right <= high else high

    def mark_behind(self, unit: int) -> str:
        """The punctuation with which the clause of a unit ends; empty where none is written."""
        place = self.place(unit)
        _, right = self.clause(unit, unit + 1)
        utterance = self.utterances[place]
        last = min(right, self.bounds(place)[1]) - 1 - self.starts[place]
        return utterance.text[utterance.positions[last] + 1 :].lstrip()[:1]

    def evidence(
        self, start: int, end: int, *, matched: str = "", score: float | None = None, pad: int = 0
    ) -> Evidence:
        """Evidence for units ``start:end``, quoted as recognised, widened by ``pad`` units."""
        first = self.place(start)
        last = self.place(max(start, end - 1))
        # A quotation is cut where the speaker paused, if that is near; else a little further on.
        left, right = self.clause(start, max(end, start + 1)) if pad else (start, end)
        low = max(self.starts[first], left if start - left <= QUOTED else start - pad)
        high = min(self.bounds(last)[1], right if right - end <= QUOTED else end + pad)
        quotes = []
        for place in range(first, last + 1):
            utterance = self.utterances[place]
            a = max(low, self.starts[place]) - self.starts[place]
            b = min(high, self.bounds(place)[1]) - self.starts[place]
            if b > a:
                quotes.append(
                    _whole_words(
                        utterance.text, utterance.positions[a], utterance.positions[b - 1] + 1
                    )
                )
        head, tail = self.utterances[first], self.utterances[last]
        begins = head.times[start - self.starts[first]][0]
        ends = tail.times[max(start, end - 1) - self.starts[last]][1]
        return Evidence(
            start=round(begins, 2),
            end=round(max(begins, ends), 2),  # given times may run backwards
            speaker=head.speaker,
            channel=head.channel,
            quote=" … ".join(quotes),
            matched=matched,
            score=None if score is None else round(score, 3),
        )


_SPACE = re.compile(r"\s+")


def _whole_words(text: str, start: int, end: int) -> str:
    """``text[start:end]``, widened to whole words where it cuts Latin ones."""

    def inside(place: int) -> bool:
        pair = text[place - 1 : place + 1]
        return len(pair) == 2 and pair.isascii() and pair.isalpha()

    while start > 0 and inside(start):
        start -= 1
    while end < len(text) and inside(end):
        end += 1
    return _SPACE.sub(" ", text[start:end])


QUOTED = 14  # units up to a pause that a quotation takes in
FILLER = 2  # units that another may say without interrupting (嗯嗯)
FLOW = 3.0  # seconds after which a speaker who goes on has begun anew


def _flows(talk: tuple[Utterance, ...], before: Utterance, after: Utterance) -> bool:
    between = talk[before.index + 1 : after.index]
    return after.start - before.end < FLOW and all(len(u.units) <= FILLER for u in between)


def stream(talk: tuple[Utterance, ...], *speakers: Speaker) -> Stream:
    """The stream of the given speakers' utterances (all, if none is given)."""
    chosen = tuple(u for u in talk if u.units and (not speakers or u.speaker in speakers))
    starts, breaks, at = [], set(), 0
    for utterance in chosen:
        starts.append(at)
        breaks.add(at)
        breaks.update(at + b for b in utterance.breaks)
        at += len(utterance.units)
    return Stream(
        utterances=chosen,
        text="".join(u.units for u in chosen),
        sound="".join(sound.sounds(u.units) for u in chosen),
        starts=tuple(starts),
        breaks=frozenset(breaks),
        flowing=tuple(i > 0 and _flows(talk, chosen[i - 1], u) for i, u in enumerate(chosen)),
    )
