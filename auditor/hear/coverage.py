"""What of the speech has words, and where the holes are.

Speech is what the detector says; a word covers its own time and a little around it,
since its times are good to about a fifth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.hear.speech import Stretch, total
from auditor.model import Segment, Span

HOLE = 1.5
"""Seconds of speech without a word from which something may have been said in them."""
_REACH = 0.4
"""Seconds around a word that still count as covered."""
_SECONDS_A_CHARACTER = 0.9
"""No character lasts longer than this; a word stretched over a hole does not fill it."""


def without_words(speech: Sequence[Stretch], segments: Iterable[Segment]) -> list[Stretch]:
    """The speech of one channel that no word covers."""
    left = list(speech)
    for start, end in sorted(_spoken(segments)):
        left = [rest for stretch in left for rest in _minus(stretch, (start, end))]
    return left


def covered_share(speech: Sequence[Stretch], segments: Iterable[Segment]) -> float:
    """Share (0 to 1) of one channel's speech that has words; 1 where there is no speech."""
    seconds = total(list(speech))
    if seconds <= 0:
        return 1.0
    return 1.0 - total(without_words(speech, segments)) / seconds


def holes(
    channel: int, speech: Sequence[Stretch], segments: Iterable[Segment], least: float = HOLE
) -> list[Span]:
    """Stretches of one channel's speech of at least ``least`` seconds without words."""
    bare = without_words(speech, segments)
    return [
        Span(start=round(start, 2), end=round(end, 2), channel=channel, note="speech without words")
        for start, end in bare
        if end - start >= least
    ]


def _spoken(segments: Iterable[Segment]) -> Iterable[Stretch]:
    for segment in segments:
        if not segment.words:
            yield segment.start - _REACH, segment.end + _REACH
        for word in segment.words:
            most = _SECONDS_A_CHARACTER * max(1, len(word.text))
            yield word.start - _REACH, min(word.end, word.start + most) + _REACH


def _minus(stretch: Stretch, taken: Stretch) -> list[Stretch]:
    start, end = stretch
    if taken[1] <= start or taken[0] >= end:
        return [stretch]
    parts = [(start, taken[0]), (taken[1], end)]
    return [(a, b) for a, b in parts if b - a > 0.01]
