"""Finds the words of a piece of evidence in the transcript, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.model import Evidence, Segment, Speaker

SLACK = 0.25
"""Seconds by which evidence may miss its segment: word and segment times are rounded apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Characters ``[start, end)`` of the text of one segment."""

    segment: int
    start: int
    end: int


def locate(evidence: Evidence, segments: Sequence[Segment]) -> tuple[Stretch, ...]:
    """Return where `evidence` stands in `segments`: its quote where found, else whole segments.

    Empty when no segment of that channel lies at that time.
    """
    near = [i for i, segment in enumerate(segments) if _meets(evidence, segment)]
    if not near:
        return ()
    return _quoted(evidence, segments, near) or tuple(
        Stretch(segment=i, start=0, end=len(segments[i].text))
        for i in _well_inside(evidence, segments, near)
    )


def _meets(evidence: Evidence, segment: Segment) -> bool:
    return _same_source(evidence, segment) and _overlap(evidence, segment) > -SLACK


def merged(pieces: Sequence[Evidence], segments: Sequence[Segment]) -> tuple[Evidence, ...]:
    """Return evidence that overlaps in the same segment as one piece, quoting the whole of it.

    A judge may find one sentence by several of its words; a reader wants to see it once.
    """
    kept: list[tuple[Evidence, Stretch | None]] = []
    for piece in pieces:
        places = locate(piece, segments)
        place = places[0] if len(places) == 1 else None
        for i, (other, where) in enumerate(kept):
            if place and where and place.segment == where.segment and _touch(place, where):
                start, end = min(place.start, where.start), max(place.end, where.end)
                both = Stretch(segment=place.segment, start=start, end=end)
                text = segments[place.segment].text[start:end]
                kept[i] = _joined(other, piece, text), both
                break
        else:
            kept.append((piece, place))
    return tuple(piece for piece, _ in kept)


def _touch(one: Stretch, other: Stretch) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(one: Evidence, other: Evidence, quote: str) -> Evidence:
    scores = [e.score for e in (one, other) if e.score is not None]
    return replace(
        one,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        quote=quote,
        score=max(scores, default=None),
    )


def _same_source(evidence: Evidence, segment: Segment) -> bool:
    """Same channel; where channels are not known, not plainly another speaker."""
    if evidence.channel is not None and segment.channel is not None:
        return evidence.channel == segment.channel
    speakers = {evidence.speaker, segment.speaker} - {Speaker.UNKNOWN}
    return len(speakers) < 2


def _overlap(evidence: Evidence, segment: Segment) -> float:
    return min(evidence.end, segment.end) - max(evidence.start, segment.start)


def _well_inside(
    evidence: Evidence, segments: Sequence[Segment], near: Sequence[int]
) -> Sequence[int]:
    """Those that share more than an edge with the evidence; the best one if none does."""
    shorter = {
        i: min(evidence.end - evidence.start, segments[i].end - segments[i].start) for i in near
    }
    inside = [i for i in near if _overlap(evidence, segments[i]) > 0.3 * shorter[i]]
    return inside or [max(near, key=lambda i: _overlap(evidence, segments[i]))]


def _quoted(
    evidence: Evidence, segments: Sequence[Segment], near: Sequence[int]
) -> tuple[Stretch, ...]:
    """The quote as stretches, punctuation and spaces left aside; it may run over segments."""
    quote = "".join(_fold(c) for c in evidence.quote if c.isalnum())
    letters = [
        (i, at, _fold(c)) for i in near for at, c in enumerate(segments[i].text) if c.isalnum()
    ]
    text = "".join(c for _, _, c in letters)
    places = _occurrences(text, quote) if quote else []
    if not places:
        return ()

    def distance(place: int) -> float:
        segment, at, _ = letters[place]
        return abs(_time_of(segments[segment], at) - evidence.start)

    first = min(places, key=distance)
    found = letters[first : first + len(quote)]
    return tuple(
        Stretch(
            segment=i,
            start=min(at for j, at, _ in found if j == i),
            end=1 + max(at for j, at, _ in found if j == i),
        )
        for i in dict.fromkeys(i for i, _, _ in found)
    )


def _fold(character: str) -> str:
    """Lower case, one character for one."""
    return character.lower()[0]


def _occurrences(text: str, quote: str) -> list[int]:
    places, at = [], text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _time_of(segment: Segment, at: int) -> float:
    """Estimated time of a character: its word's start, or even speed through the segment."""
    position = 0
    for word in segment.words:
        position += len(word.text)
        if at < position:
            return word.start
    share = at / max(1, len(segment.text))
    return segment.start + share * (segment.end - segment.start)
