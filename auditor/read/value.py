"""A spoken value, and the grammar of the numerals that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_DIGIT = r"一二两三四五六七八九幺俩\d"
_D = f"[{_DIGIT}]"
_COUNTER = "把次年个份笔点起家共天日月种回样律直定般辈周星礼步岁边"
_SECTION = rf"(?:{_D}千)?(?:[零〇]?{_D}百)?(?:[零〇]?{_D}?十{_D}?|[零〇]?(?:\d+|{_D}))?"
# A numeral ends where its grammar ends: 一万二一年 is 一万二 and 一年.
NUMERAL = (
    rf"(?:\d+(?:\.\d+)?(?:[百千]\d*)?|(?=[一二两三四五六七八九十幺俩零]){_SECTION})"
    rf"(?:(?<=[\d十百千一二两三四五六七八九])[万亿](?:(?=[零〇一二两三四五六七八九十\d]){_SECTION}(?<!万[{_DIGIT}](?=[{_COUNTER}])))?)?"
    rf"(?:点[零〇一二三四五六七八九\d]+)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value said at units ``start:end``.

    kind is one of money, years, days, age, life, date, day, digits, percent.
    ``number`` is yuan, years, days, years of age, or a share in percent;
    ``month``/``day`` for dates; ``relative`` counts days from the call (明天 is 1).
    ``per`` is the period of an amount: monthly, quarterly, annual, single, daily.
    """

    kind: str
    start: int
    end: int
    text: str
    number: Decimal | None = None
    digits: str = ""
    per: str | None = None
    month: int | None = None
    day: int | None = None
    relative: int | None = None
    approximate: bool = False
    bare: bool = False
    """An amount without 块 or 万: a number that only its place makes money."""
    withdrawn: bool = False
    """Taken back by the speaker (三百八，哦不对) or denied (不是十天)."""
    corrected: Value | None = None
    """What the speaker put in its place."""
