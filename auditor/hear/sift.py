"""Text that no speech supports: found, taken out, and kept on record.

Whisper writes something for every sound: the subtitles' credits of its training material
for silence and music, one phrase over and over when it loses the thread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.hear.speech import Stretch
from auditor.model import Segment, Span, Word

_BOILERPLATE = re.compile(
    r"字幕(?:由|志愿者|组|制作|提供|by|校对)|中文字幕|(?:点赞|订阅|转发|打赏).{0,4}(?:点赞|订阅|转发|打赏)"
    r"|请不吝|明镜与点点|(?:谢谢|感谢|多谢)(?:大家|您|你们)?(?:的)?(?:观看|收看|收听)|下期再见"
    r"|优优独播|YoYo|Television|[Aa]mara|索兰娅|李宗盛|作词|作曲|编曲|本字幕|更多精彩|欢迎收看"
    r"|关注(?:我的)?频道|[Ss]ubtitles?|[Ss]ubscribe|[Tt]hanks? (?:you )?for watching"
    r"|^\W*(?:音乐|掌声)\W*$"
)
_FASTEST = 14.0
"""Characters a second: nobody speaks faster; the fastest Mandarin is about nine."""
_LEAST_PROBABILITY = 0.25
_LEAST_SHARE = 0.3
"""Share of a segment that has to lie in detected speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What stays, and what was taken out with the reason in ``note``."""

    kept: tuple[Segment, ...]
    dropped: tuple[Span, ...]


def sift(segments: Sequence[Segment], speech: Sequence[Stretch]) -> Sifted:
    """Take the unsupported text out of one channel's segments."""
    kept: list[Segment] = []
    dropped: list[Span] = []
    for segment in segments:
        reason = _unsupported(segment, speech)
        if reason is None:
            kept.append(segment)
        else:
            dropped.append(_record(segment, segment.text, reason))
    return Sifted(kept=tuple(kept), dropped=tuple(dropped))


def without_loops(words: Sequence[Word]) -> tuple[tuple[Word, ...], str]:
    """The words with what is said over and over left out, and the text left out.

    When the recogniser loses the thread, nothing after that point is to be trusted: the
    words end at the loop, and the sound beneath is heard again.
    """
    texts = [word.text.strip() for word in words]
    for at in range(len(texts)):
        for period in range(1, min(20, (len(texts) - at) // 3) + 1):
            count = _repeats(texts, at, period)
            if count * period >= 8 and count >= (8 if period == 1 else 4 if period < 6 else 3):
                return tuple(words[: at + period]), "".join(texts[at + period :])
    return tuple(words), ""


def _repeats(texts: list[str], at: int, period: int) -> int:
    pattern = texts[at : at + period]
    count = 1
    while texts[at + count * period : at + (count + 1) * period] == pattern:
        count += 1
    return count


def _unsupported(segment: Segment, speech: Sequence[Stretch]) -> str | None:
    if _BOILERPLATE.search(segment.text) or _BOILERPLATE.search(segment.original or ""):
        return "boilerplate of the recogniser's training material"
    seconds = max(0.05, segment.end - segment.start)
    # Segments of one or two characters end where the next begins: their length says little.
    if len(segment.text) > 4 and len(segment.text) / seconds > _FASTEST:
        return "more words than the sound has room for"
    inside = sum(max(0.0, min(segment.end, b) - max(segment.start, a)) for a, b in speech)
    if inside < _LEAST_SHARE * seconds:
        return "no speech there"
    if segment.confidence is not None and segment.confidence < _LEAST_PROBABILITY:
        return "the words do not fit the sound"
    return None


def _record(segment: Segment, text: str, reason: str) -> Span:
    return Span(
        start=segment.start, end=segment.end, channel=segment.channel, note=f"{text} ({reason})"
    )


def loop(start: float, end: float, channel: int | None, text: str) -> Span:
    """The record of a loop that was cut off."""
    note = f"{text[:60]} (said over and over)"
    return Span(start=start, end=end, channel=channel, note=note)
