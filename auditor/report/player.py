"""What the player on a call's page shows: an outline for each channel and the findings on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model import Report, Speaker, Transcript
from auditor.report.facts import clock
from auditor.report.marks import merged
from auditor.report.sound import PageSound
from auditor.report.texts import Texts

HEIGHT = 40
"""Units of height of one channel; the width is 1000 units."""

_ORDER = {"pass": 0, "review": 1, "fail": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One channel: who speaks on it, its outline as an SVG path, its holes."""

    speaker: str
    label: str
    top: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A finding's place on the time line, in units of the width."""

    x: float
    width: float
    top: int
    height: int
    status: str
    anchor: str
    title: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Everything the player shows."""

    source: str
    duration: float
    height: int
    lanes: tuple[Lane, ...]
    dots: tuple[Dot, ...]
    gaps: tuple[Dot, ...]


def player_of(report: Report, sound: PageSound, texts: Texts) -> Player:
    """Return the player for `report` with its `sound`."""
    lanes = tuple(
        _lane(channel, outline, report.transcript, texts)
        for channel, outline in enumerate(sound.outline)
    )
    return Player(
        source=sound.source,
        duration=sound.duration,
        height=HEIGHT * len(lanes),
        lanes=lanes,
        dots=tuple(_dots(report, sound, texts)),
        gaps=tuple(
            _dot(g.start, g.end, g.channel, sound, "gap", "", texts("gap.short"))
            for g in report.transcript.gaps
        ),
    )


def _lane(channel: int, outline: Sequence[float], transcript: Transcript, texts: Texts) -> Lane:
    speaker = _speaker_on(channel, transcript)
    top = channel * HEIGHT
    known = speaker is not Speaker.UNKNOWN
    label = texts(f"speaker.{speaker.value}") if known else texts("channel", number=channel + 1)
    return Lane(speaker=speaker.value, label=label, top=top, path=_path(outline, top + HEIGHT // 2))


def _speaker_on(channel: int, transcript: Transcript) -> Speaker:
    """Whoever talks longest on a channel; both, as on a mono call, make it nobody's."""
    seconds = dict.fromkeys(Speaker, 0.0)
    for segment in transcript.segments:
        if segment.channel == channel:
            seconds[segment.speaker] += segment.end - segment.start
    total, best = sum(seconds.values()), max(seconds, key=lambda s: seconds[s])
    return best if total and seconds[best] > 0.9 * total else Speaker.UNKNOWN


def _path(outline: Sequence[float], middle: int) -> str:
    """A filled shape, as high above the middle as below."""
    step, half = 1000 / max(1, len(outline)), HEIGHT / 2 - 3
    points = [(round(i * step, 1), max(0.4, value * half)) for i, value in enumerate(outline)]
    upper = [f"{x:g},{middle - y:.1f}" for x, y in points]
    lower = [f"{x:g},{middle + y:.1f}" for x, y in reversed(points)]
    return f"M{' '.join(upper)} {' '.join(lower)}Z"


def _dots(report: Report, sound: PageSound, texts: Texts) -> list[Dot]:
    dots = [
        _dot(
            e.start,
            e.end,
            e.channel,
            sound,
            f.status.value,
            f"f{number}",
            f"{number}. {f.title} {texts(f'status.{f.status.value}')} {clock(e.start)}",
        )
        for number, f in enumerate(report.findings, start=1)
        for e in merged(f.evidence, report.transcript.segments)
    ]
    # What matters is drawn last and lies on top.
    return sorted(dots, key=lambda d: (_ORDER.get(d.status, 0), d.start))


def _dot(
    start: float,
    end: float,
    channel: int | None,
    sound: PageSound,
    status: str,
    anchor: str,
    title: str,
) -> Dot:
    scale = 1000 / sound.duration if sound.duration else 0.0
    one = channel is not None and channel < len(sound.outline)
    return Dot(
        x=round(start * scale, 2),
        width=round(max(3.0, (end - start) * scale), 2),
        top=HEIGHT * (channel or 0) if one else 0,
        height=HEIGHT if one else HEIGHT * len(sound.outline),
        status=status,
        anchor=anchor,
        title=title,
        start=start,
        end=end,
    )
