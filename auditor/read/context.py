"""What stands around a value: the period it is for, and whether the speaker takes it back."""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.read.value import NUMERAL, Value

_PER = [
    ("daily", re.compile(r"每天|一天|一日|每日|天天|(?:一顿|一包|一盒|一杯)")),
    ("monthly", re.compile(r"每个?月|一个?月|月月|按月|月(?:交|缴|付|扣|供|保费)|个月|每月")),
    ("quarterly", re.compile(r"每个?季度?|一个?季度?|按季|季(?:交|缴|付)")),
    ("annual", re.compile(r"每一?年|一年|年年|按年|年(?:交|缴|付|扣|保费)|全年|整年|每年")),
    (
        "single",
        re.compile(
            r"一次(?:性)?(?:交|缴|付|投)|趸(?:交|缴)?|一把交|一次就|一笔(?:交|付|缴)|一次性"
        ),
    ),
]
_CORRECTION = re.compile(
    r"不对|哎?不是(?!说|吗|吧|有|很|要|什|每)|说错|讲错|口误|记错|看错|错了|更正|纠正|重说|说岔|弄错|搞错|瞧我这|"
    r"sorry|念错|说反|报错|[哎哦呃诶].{0,3}等(?:会儿?|一下|等)"
)
_DENIED = re.compile(r"(?<!是)(?:不是|并非|可不是|不止|没有)[^不是]{0,2}$")


def with_period(value: Value, text: str, breaks: frozenset[int], others: list[Value]) -> Value:
    """The nearest period words; those before count at twice the distance of those behind."""
    low = max(
        [
            0,
            value.start - 14,
            *(o.end for o in others if o.kind == "money" and o.end <= value.start),
        ]
    )
    high = min(
        [
            len(text),
            value.end + 6,
            *(o.start for o in others if o.kind == "money" and o.start >= value.end),
        ]
    )
    best: tuple[float, str] | None = None
    before, after = text[low : value.start], text[value.end : high]
    for per, pattern in _PER:
        for m in pattern.finditer(before):
            crossed = sum(1 for b in breaks if low + m.end() <= b <= value.start)
            best = min(best or (99.0, ""), (len(before) - m.end() + 2 * crossed, per))
        for m in pattern.finditer(after):
            # 三百六十五，一天一块: behind a pause begins another statement
            if not any(value.end <= b <= value.end + m.start() for b in breaks):
                best = min(best or (99.0, ""), (m.start() * 1.5 + 1, per))
    return replace(value, per=best[1]) if best else value


def taken_back(text: str, end: int) -> bool:
    """Whether the speaker corrects what ended at ``end`` and goes on with another value."""
    match = _CORRECTION.search(text[end : end + 8])
    return match is not None and bool(re.search(NUMERAL, text[end + match.end() : end + 24]))


def corrects(text: str) -> bool:
    """Whether a speaker takes something back in these units."""
    return _CORRECTION.search(text) is not None


def withdraw(found: list[Value], text: str, breaks: frozenset[int]) -> list[Value]:
    """Marks values that are denied (不是十天) or corrected (三百八，哦不对，三百二十八)."""
    out = list(found)
    for i, value in enumerate(found):
        low = max(0, value.start - 6)
        denial = _DENIED.search(text[low : value.start])
        # 初三……不是，阳历十二月三号: what is denied lies before the pause, not behind it
        paused = denial and any(low + denial.start() < b <= value.start for b in breaks)
        if denial and not paused:
            out[i] = replace(value, withdrawn=True)
            continue
        for later in found[i + 1 :]:
            if later.start - value.end > 24:
                break
            same = later.kind == value.kind or {later.kind, value.kind} <= {"date", "day"}
            if same and _CORRECTION.search(text[value.end : later.start]):
                out[i] = replace(value, withdrawn=True)
                break
    return out
