"""Misheard and confirmed: the customer repeats another figure, and the agent says yes to it.

坐席：保额三十五万。 客户：二十五万啊？ 坐席：对对，二十五万。 What stands in the end is
twenty-five, whatever was said first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from auditor.judge.match.base import Match, Scan
from auditor.judge.talk import Talk
from auditor.judge.values import Agreement, Said
from auditor.model import Speaker
from auditor.read import numerals
from auditor.read.context import corrects
from auditor.read.utterances import Utterance
from auditor.read.value import NUMERAL, Value

Compare = Callable[[Value], Agreement]
_COUNT = re.compile(rf"({NUMERAL})(?:回|次|年|期|趟|笔|个月)")
_NUMBER = re.compile(NUMERAL)
ALONE = 6  # units of a question that is hardly more than a number
ALIKE = 5  # how many times as much a misheard amount may be


def confirmed_wrong(
    talk: Talk, scan: Scan, kinds: Collection[str], compare: Compare
) -> Said | None:
    """A figure unlike the record that the agent let stand in place of the record's, or ``None``.

    The agent had just given the figure on record, the customer says another one back, and
    the agent says that one again, or says yes to it where one digit was misheard; and the
    record's is not said any more.
    """
    found: Said | None = None
    yes = talk.find(talk.checklist.moments.confirming, talk.agent)
    for echoed in [*_values(talk.customer, kinds), *_bare(talk, scan, kinds)]:
        if compare(echoed) is not Agreement.CONTRADICTS:
            continue
        asked = talk.customer.stream.utterance(echoed.start)
        before = next(talk.before(asked, Speaker.AGENT), None)
        after = next(talk.after(asked, Speaker.AGENT), None)
        if before is None or after is None or after.index != asked.index + 1:
            continue
        if not talk.in_utterance(yes, talk.agent, after.index):
            continue
        given = [v for v in _within(scan, before, kinds) if compare(v) is Agreement.AGREES]
        answered = _within(scan, after, kinds)
        again = [v for v in answered if _same(v, echoed)]
        denied = corrects(after.units) and not again  # but: 对，是十天，我刚才说多了
        if not given or denied or not _plausible(given[0], echoed, scan):
            continue
        if again:
            value = again[0]
        elif not answered and _misheard(given[0], echoed):
            # 坐席：一百八十七。 客户：一百零七？ 坐席：对对。
            here = talk.in_utterance(yes, talk.agent, after.index)[0]
            said = scan.stream.text[here.start : here.end]
            value = replace(echoed, start=here.start, end=here.end, text=said)
        else:
            continue
        match = Match(
            start=value.start, end=value.end, score=1.0, core=(value.start, value.end),
            values=(value,),
        )  # fmt: skip
        found = Said(match=match, value=value, agreement=Agreement.CONTRADICTS)
    if found is None:
        return None
    later = [v for v in _values(scan, kinds) if v.start >= found.value.end]
    return None if any(compare(v) is Agreement.AGREES for v in later) else found


def _bare(talk: Talk, scan: Scan, kinds: Collection[str]) -> Iterator[Value]:
    """Numbers that the customer asks about without a word for what they are, with that word from
    the agent's answer: 坐席：保到六十周岁。 客户：七十？ 坐席：对，七十周岁。"""
    stream = talk.customer.stream
    for place, asked in enumerate(stream.utterances):
        after = next(talk.after(asked, Speaker.AGENT), None)
        if after is None or after.index != asked.index + 1 or len(asked.units) > ALONE:
            continue
        low, high = stream.bounds(place)
        if any(low <= v.start < high for v in talk.customer.values if v.kind in kinds):
            continue
        said = [numerals.number(m[0]) for m in _NUMBER.finditer(asked.units)]
        for value in _within(scan, after, kinds):
            if value.number is not None and value.number in said:
                yield replace(value, start=low, end=high)


def _values(scan: Scan, kinds: Collection[str]) -> list[Value]:
    return [v for v in scan.values if v.kind in kinds and not v.withdrawn]


def _within(scan: Scan, utterance: Utterance, kinds: Collection[str]) -> list[Value]:
    if all(u.index != utterance.index for u in scan.stream.utterances):
        return []  # no words in it
    low = scan.stream.first_unit(utterance.index)
    high = low + len(utterance.units)
    return [v for v in scan.values if v.kind in kinds and not v.withdrawn and low <= v.start < high]


def _same(a: Value, b: Value) -> bool:
    if a.kind in ("date", "day"):
        return (a.day, a.month or b.month) == (b.day, b.month or a.month)
    return a.number == b.number if a.number is not None else a.digits == b.digits


def _misheard(given: Value, echoed: Value) -> bool:
    """Whether two values differ in one digit or in the order of two, as what is misheard does."""
    first, second = _written(given), _written(echoed)
    differ = [(a, b) for a, b in zip(first, second, strict=False) if a != b]
    turned = len(differ) == 2 and differ[0] == differ[1][::-1]  # 四千三百五, 四千五百三
    return len(first) == len(second) > 1 and (len(differ) == 1 or turned)


def _written(value: Value) -> str:
    if value.kind in ("date", "day"):
        return str(value.day or "")
    return value.digits if value.number is None else f"{value.number.normalize():f}"


def _plausible(given: Value, echoed: Value, scan: Scan) -> bool:
    if given.number is None or echoed.number is None or not echoed.number:
        return {given.kind, echoed.kind} <= {"date", "day"} or given.kind == echoed.kind
    times = echoed.number / given.number
    if times > 1 and any(numerals.number(m[1]) == times for m in _COUNT.finditer(scan.stream.text)):
        return (
            False  # 一年领四万，领四回。——四回，十六万嘛。——对，十六万: a total, not a mishearing
        )
    return given.number / ALIKE <= echoed.number <= given.number * ALIKE
