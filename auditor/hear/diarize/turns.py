"""From the turns of a diarizer to a transcript that says who said what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditor.hear import coverage, segments
from auditor.hear.diarize.base import Division, Turn
from auditor.hear.speakers import decide
from auditor.hear.speech import Stretch
from auditor.model import Segment, Span, Speaker, Transcript, Word

_NEAR = 0.4
"""Seconds by which a word may lie outside every turn and still belong to the nearest."""


def with_speakers(transcript: Transcript, division: Division, language: str = "zh") -> Transcript:
    """Cut the segments where the speaker changes, and give each its role.

    Which side is the agent is decided from all the words of each side. When the two
    voices are too much alike, or neither side talks like an agent, every speaker stays
    ``unknown``.
    """
    if not division.distinct:
        return transcript
    cut = [part for segment in transcript.segments for part in _cut(segment, division.turns)]
    sides = [[segment for segment, side in cut if side == number] for number in (0, 1)]
    agent = decide(sides, language).agent
    if agent is None:
        return transcript
    roles: dict[int | None, Speaker] = {
        None: Speaker.UNKNOWN,
        agent: Speaker.AGENT,
        1 - agent: Speaker.CUSTOMER,
    }
    named = tuple(replace(segment, speaker=roles[side]) for segment, side in cut)
    return replace(
        transcript,
        segments=named,
        gaps=_named(transcript.gaps, division.turns, roles),
        dropped=_named(transcript.dropped, division.turns, roles),
        covered=_covered(named, division.turns, roles),
    )


def side_of(start: float, end: float, turns: Sequence[Turn]) -> int | None:
    """The side that talks most between those times, or nearest to them; ``None`` if unsure."""
    if not turns:
        return None
    best = max(turns, key=lambda t: min(end, t.end) - max(start, t.start))
    return best.side if min(end, best.end) - max(start, best.start) > -_NEAR else None


def _cut(segment: Segment, turns: Sequence[Turn]) -> list[tuple[Segment, int | None]]:
    if not segment.words:
        return [(segment, side_of(segment.start, segment.end, turns))]
    runs: list[tuple[int | None, list[Word]]] = []
    for word in segment.words:
        side = side_of(word.start, word.end, turns)
        if runs and runs[-1][0] == side:
            runs[-1][1].append(word)
        else:
            runs.append((side, [word]))
    if len(runs) == 1:
        return [(segment, runs[0][0])]
    return [(_rest(segment, words), side) for side, words in runs]


def _rest(segment: Segment, words: list[Word]) -> Segment:
    """A part of a segment; its original is lost unless it can be cut at the same places."""
    before = sum(len(w.text) for w in segment.words[: segment.words.index(words[0])])
    text = "".join(w.text for w in words)
    original = None
    if segment.original is not None:
        squeezed = "".join(segment.original.split())
        if len(squeezed) == sum(len(w.text) for w in segment.words):
            original = squeezed[before : before + len(text)]
    return replace(
        segment,
        start=words[0].start,
        end=words[-1].end,
        text=text,
        words=tuple(words),
        original=original if original != text else None,
        confidence=_share(segment, words),
    )


def _share(segment: Segment, words: Sequence[Word]) -> float | None:
    """The segment's confidence, less for a part whose words are less probable than the whole."""
    part, whole = segments.confidence(words), segments.confidence(segment.words)
    if segment.confidence is None or part is None or not whole:
        return part if segment.confidence is None else segment.confidence
    return round(segment.confidence * min(1.0, part / whole), 4)


def _named(
    spans: tuple[Span, ...], turns: Sequence[Turn], roles: dict[int | None, Speaker]
) -> tuple[Span, ...]:
    return tuple(replace(s, speaker=roles[side_of(s.start, s.end, turns)]) for s in spans)


def _covered(
    named: Sequence[Segment], turns: Sequence[Turn], roles: dict[int | None, Speaker]
) -> tuple[tuple[str, float], ...]:
    shares = []
    for side, role in roles.items():
        speech: list[Stretch] = [(t.start, t.end) for t in turns if t.side == side]
        if speech:
            shares.append((str(role), round(coverage.covered_share(speech, named), 4)))
    return tuple(sorted(shares))
