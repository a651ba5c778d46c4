"""One recording while it is being heard: what every recogniser does before and after its own work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.hear import coverage, sift
from auditor.hear.audio import Sound
from auditor.hear.confidence import weighed
from auditor.hear.crosstalk import without_echoes, without_leak
from auditor.hear.speech import Stretch, levelled
from auditor.model import Recording, Segment, Span, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One channel while it is being heard."""

    channel: int
    speech: tuple[Stretch, ...]
    segments: tuple[Segment, ...] = ()
    dropped: tuple[Span, ...] = ()


def clear(channels: Sequence[Sound]) -> list[Sound]:
    """The channels without each other's leak, at a usual level.

    Twice, since a side recorded far more quietly than the other leaks into it unnoticed
    until both are at one level.
    """
    return without_leak([levelled(sound) for sound in without_leak(channels)])


def with_found(side: Side, found: Iterable[Segment], dropped: Iterable[Span] = ()) -> Side:
    """The side with its own of those segments added, less those that no speech supports."""
    own = [segment for segment in found if segment.channel == side.channel]
    sifted = sift.sift(own, side.speech)
    return Side(
        channel=side.channel,
        speech=side.speech,
        segments=(*side.segments, *sifted.kept),
        dropped=(
            *side.dropped,
            *sifted.dropped,
            *(span for span in dropped if span.channel == side.channel),
        ),
    )


def transcript_of(
    sides: Sequence[Side],
    recording: Recording,
    channels: Sequence[Sound],
    *,
    language: str,
    engine: str,
) -> Transcript:
    """All sides' segments by time, without echoes, with coverage and gaps; speakers unknown."""
    found = sorted(
        (segment for side in sides for segment in side.segments),
        key=lambda s: (s.start, s.channel or 0),
    )
    kept, echoes = without_echoes(found, channels)
    kept = weighed(kept, channels)
    dropped = [*echoes, *(span for side in sides for span in side.dropped)]
    measured = [(side, [s for s in kept if s.channel == side.channel]) for side in sides]
    return Transcript(
        language=language,
        engine=engine,
        segments=tuple(kept),
        duration=recording.duration,
        heard=True,
        covered=tuple(
            (f"channel {side.channel}", round(coverage.covered_share(side.speech, own), 4))
            for side, own in measured
        ),
        gaps=tuple(
            hole
            for side, own in measured
            for hole in coverage.holes(side.channel, side.speech, own)
        ),
        dropped=tuple(sorted(dropped, key=lambda span: (span.start, span.channel or 0))),
    )
