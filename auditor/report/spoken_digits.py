"""Runs of digits as people dictate them: written, spoken (幺三八), cut by pauses and turns.

A quantity is not a run: 三百二十八, 20万 and 2026年 end it. So a premium is never read together
with a telephone number, however close it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import Segment

PAUSE = 15.0
"""Seconds between two turns of one speaker over which a number may go on."""

_VALUES = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}
_VALUES |= {c: str(i) for i, c in enumerate("０１２３４５６７８９")}
_VALUES |= {c: c for c in "0123456789"}
_VALUES |= {"〇": "0", "○": "0", "幺": "1", "两": "2", "洞": "0"}
_D = "".join(_VALUES)
_TOKEN = re.compile(
    rf"(?P<repeat>[二两三四五六七八九2-9]个[{_D}](?![十百千万亿]))"
    r"|(?P<weekday>(?:周|星期|礼拜)[一二三四五六])"
    r"|(?P<quantity>(?:[一二两三四五六七八九]?[十百千万亿]零?)+[一二三四五六七八九]?"
    r"|[0-9]{1,6}(?:[.,][0-9]{1,6}){0,3}[十百千万亿元块]|[0-9]{1,8}[.:：][0-9]{1,8})"
    rf"|(?P<counted>(?<![{_D}])[{_D}]{{1,8}}(?=[年月日号岁天期块元角分点种%％周楼层栋幢座户人次倍折]"
    rf"|小时|位(?=[{_D}])|个(?![{_D}])))"
    rf"|(?P<digit>[{_D}]|(?<=[{_D}])[么腰要](?=[{_D}]))"
    r"|(?P<x>[Xx×叉]|[艾埃]克斯)"
    r"|(?P<space>[\s,，、。.·\-－—–_…~～?？!！:：]+|嗯+|[啊呃额哦噢唉诶哎呀吧]|然后|再|后面|接着|这个|那个"
    r"|就是|是|对|好的?|大写的?|记一下|您记|最后)"
)
_ASKS = re.compile("身份证|证件|卡号|账号|手机|电话|号码|联系方式|多少|哪[里儿个家]")
"""What the other side says to ask for the next number: the one before is over."""

_LETTERS_BETWEEN = 8
"""Characters of filler, at most, between two digits of one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Digits dictated in one go, each with the characters that said it."""

    digits: str
    places: tuple[tuple[int, int, int], ...]
    """(segment, first character, end) of each digit; three eights in one 三个八 share a place."""


def speakers_runs(segments: Sequence[Segment]) -> list[Run]:
    """Return the runs of each speaker by himself, over his own turns."""
    tracks = dict.fromkeys((s.speaker, s.channel) for s in segments)
    found = []
    for track in tracks:
        own = [i for i, s in enumerate(segments) if (s.speaker, s.channel) == track]
        found += runs(segments, own)
    return found


def shared_runs(segments: Sequence[Segment]) -> list[Run]:
    """Return the runs of the talk as a whole: a number begun by one and ended by the other."""
    return runs(segments, range(len(segments)))


def runs(segments: Sequence[Segment], order: Iterable[int]) -> list[Run]:
    """Return the runs of digits in the segments of `order`, read one after the other."""
    reader = _Reader()
    before: int | None = None
    for index in order:
        segment = segments[index]
        if before is not None:
            between = segments[before + 1 : index]
            late = segment.start - segments[before].end > PAUSE
            if late or any(_ASKS.search(turn.text) for turn in between):
                reader.end()
        reader.read(index, segment.text)
        before = index
    reader.end()
    return reader.found


class _Reader:
    """Gathers digits until something other than a pause comes between."""

    def __init__(self) -> None:
        self.found: list[Run] = []
        self._digits = ""
        self._places: list[tuple[int, int, int]] = []
        self._filler = 0

    def read(self, index: int, text: str) -> None:
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            kind = token.lastgroup if token else None
            end = token.end() if token else at + 1
            if kind == "space":
                self._filler += sum(c.isalnum() for c in text[at:end])
                if self._filler > _LETTERS_BETWEEN:
                    self.end()
            elif kind in ("digit", "repeat") or (kind == "x" and len(self._digits) >= 3):
                self._append(_digits_of(text[at:end], str(kind)), (index, at, end))
            else:
                self.end()
            at = end

    def end(self) -> None:
        if len(self._digits) >= 3:
            self.found.append(Run(digits=self._digits, places=tuple(self._places)))
        self._digits, self._places, self._filler = "", [], 0

    def _append(self, digits: str, place: tuple[int, int, int]) -> None:
        self._digits += digits
        self._places += [place] * len(digits)
        self._filler = 0


def _digits_of(text: str, kind: str) -> str:
    if kind == "x":
        return "X"
    if kind == "repeat":
        return _VALUES[text[2]] * int(_VALUES[text[0]])
    return _VALUES.get(text, "1")
