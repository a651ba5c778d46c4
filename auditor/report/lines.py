"""The transcript as the page shows it: lines of text in time, cut where marks begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from auditor.model import Evidence, Segment, Span, Speaker, Transcript
from auditor.report.facts import clock
from auditor.report.marks import Stretch, locate
from auditor.report.texts import Texts

_GRAVEST = ("fail", "review", "pass", "not_applicable", "near")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A piece of evidence to be marked, of the finding with that number."""

    number: int
    anchor: str
    status: str
    """The finding's status, or ``near`` for the nearest miss of a finding that rests on absence."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of characters under the same marks; `status` is empty where there is none."""

    text: str
    status: str = ""
    anchors: tuple[str, ...] = ()
    """Of the marks that begin here."""
    backs: tuple[int, ...] = ()
    """Numbers of the findings whose marks end here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A segment (``speech``), speech without words (``gap``), or words left out (``dropped``)."""

    kind: str
    start: float
    end: float
    time: str
    speaker: str
    speaker_text: str
    pieces: tuple[Piece, ...]
    note: str = ""


def lines_of(
    transcript: Transcript, marks: Sequence[Mark], texts: Texts
) -> tuple[tuple[Line, ...], frozenset[str]]:
    """Return the lines in order of time, and the anchors that got a place in them."""
    cuts: list[list[tuple[Stretch, Mark, bool, bool]]] = [[] for _ in transcript.segments]
    found = set()
    for mark in marks:
        stretches = locate(mark.evidence, transcript.segments)
        for i, stretch in enumerate(stretches):
            last = i == len(stretches) - 1
            cuts[stretch.segment].append((stretch, mark, i == 0, last))
            found.add(mark.anchor)
    lines = [
        _speech(segment, cut, texts) for segment, cut in zip(transcript.segments, cuts, strict=True)
    ]
    lines += [_hole(span, "gap", texts) for span in transcript.gaps]
    lines += [_hole(span, "dropped", texts) for span in transcript.dropped]
    return tuple(sorted(lines, key=lambda line: line.start)), frozenset(found)


def _speech(
    segment: Segment, cuts: Sequence[tuple[Stretch, Mark, bool, bool]], texts: Texts
) -> Line:
    edges = {0, len(segment.text)} | {e for s, *_ in cuts for e in (s.start, s.end)}
    bounds = sorted(edges)
    pieces = [_piece(segment.text[a:b], a, b, cuts) for a, b in pairwise(bounds)]
    return _line("speech", segment, segment.speaker, tuple(pieces), "", texts)


def _piece(
    text: str, start: int, end: int, cuts: Sequence[tuple[Stretch, Mark, bool, bool]]
) -> Piece:
    here = [c for c in cuts if c[0].start <= start and end <= c[0].end]
    return Piece(
        text=text,
        status=min((m.status for _, m, _, _ in here), key=_GRAVEST.index, default=""),
        anchors=tuple(m.anchor for s, m, first, _ in here if first and s.start == start),
        backs=tuple(dict.fromkeys(m.number for s, m, _, last in here if last and s.end == end)),
    )


def _hole(span: Span, kind: str, texts: Texts) -> Line:
    if kind == "gap":
        note = texts("gap", seconds=f"{span.end - span.start:.1f}")
        if span.note:
            note = f"{note} {span.note}"
        return _line(kind, span, span.speaker, (), note, texts)
    return _line(kind, span, span.speaker, (Piece(text=span.note),), texts("dropped"), texts)


def _line(
    kind: str,
    place: Segment | Span,
    speaker: Speaker,
    pieces: tuple[Piece, ...],
    note: str,
    texts: Texts,
) -> Line:
    return Line(
        kind=kind,
        start=place.start,
        end=place.end,
        time=clock(place.start),
        speaker=speaker.value,
        speaker_text=texts(f"speaker.{speaker.value}"),
        pieces=pieces,
        note=note,
    )
