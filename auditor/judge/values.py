"""Values said against values on record: agrees, contradicts, or cannot be told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from auditor.judge.match.base import Match
from auditor.model import Call
from auditor.read import numbers
from auditor.read.numbers import Value
from auditor.read.script import clean, units

PER_YEAR = {"monthly": 12, "quarterly": 4, "annual": 1}
PERIOD_ZH = {
    "monthly": "每月",
    "quarterly": "每季",
    "annual": "每年",
    "single": "一次交清",
    "daily": "每天",
}


class Agreement(StrEnum):
    """How a value said stands to the record."""

    AGREES = "agrees"
    CONVERTED = "converted"
    """Another period's figure of the same price: agrees, but is not the figure itself."""
    CONTRADICTS = "contradicts"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One value said, where, and how it stands to the record."""

    match: Match
    value: Value
    agreement: Agreement


def read_record(text: str) -> list[Value]:
    """Values in a field of the record, which people also write in words (至70周岁, 每月15日)."""
    joined, _, breaks = units(clean(_ISO.sub(lambda m: f"{int(m[2])}月{int(m[3])}日", text)))
    joined = re.sub(r"\d{4}年(?=\d+月)", "", joined)
    return numbers.values(joined, breaks=frozenset(breaks))


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SINGLE = re.compile(r"趸|一次|single|整付", re.IGNORECASE)


def money(value: Value, expected: Decimal) -> Agreement:
    """An amount against an amount; 三百多 or 不到八块 cannot be told."""
    if value.number is None:
        return Agreement.UNCLEAR
    if value.number == expected:
        return Agreement.AGREES
    return Agreement.UNCLEAR if value.approximate else Agreement.CONTRADICTS


def premium(value: Value, expected: Decimal, period: str | None) -> Agreement:
    """An amount with its period against the premium on record.

    A figure for another period agrees only if it truly converts: 3900 a year for
    325 a month. A price per day illustrates and is no premium.
    """
    said = value.number
    if said is None or value.per == "daily":
        return Agreement.UNCLEAR
    same = value.per is None or period is None or value.per == period
    if said == expected and (same or value.per == "single"):
        return Agreement.AGREES
    if period in PER_YEAR and value.per in PER_YEAR and value.per != period:
        yearly = expected * PER_YEAR[period]
        other = said * PER_YEAR[value.per]
        slack = Decimal("0.5") * PER_YEAR[value.per] + Decimal("0.5")
        if abs(yearly - other) <= slack:
            return Agreement.CONVERTED
    if value.per is None and period in PER_YEAR:
        for times in (Decimal(12) / PER_YEAR[period], Decimal(PER_YEAR[period]) / 12):
            if abs(expected / times - said) <= Decimal("0.5"):
                return Agreement.CONVERTED
        if said == expected * PER_YEAR[period]:
            return Agreement.CONVERTED
    if value.approximate:
        return Agreement.UNCLEAR
    return Agreement.CONTRADICTS


def term(value: Value, expected: Sequence[Value]) -> Agreement:
    """A duration, an age or 终身 against the term on record."""
    if not expected:
        return Agreement.UNCLEAR
    record = expected[0]
    said_years, record_years = _years(value), _years(record)
    if value.kind == "life" or record.kind == "life":
        if value.kind == record.kind:
            return Agreement.AGREES
        old = (
            value.number if value.kind == "age" else record.number if record.kind == "age" else None
        )
        if old is not None and old >= 99:
            return Agreement.AGREES
        return Agreement.CONTRADICTS
    if value.kind == "age" and record.kind == "age":
        return Agreement.AGREES if value.number == record.number else Agreement.CONTRADICTS
    if said_years is not None and record_years is not None:
        if said_years == record_years:
            return Agreement.AGREES
        return Agreement.UNCLEAR if value.approximate else Agreement.CONTRADICTS
    return Agreement.UNCLEAR


def _years(value: Value) -> Decimal | None:
    if value.number is None:
        return None
    if value.kind in ("years", "nth"):
        return value.number
    if value.kind == "months":
        return value.number / 12
    if value.kind == "days" and value.number >= 360:
        return Decimal(1)
    return None


def payment(value: Value, record: str, single: bool) -> Agreement:
    """How many years are paid, against a record such as 20年, 1年（12期） or 趸交."""
    if _SINGLE.search(record):
        if single:
            return Agreement.AGREES
        return (
            Agreement.CONTRADICTS
            if value.kind == "years" and value.number != 1
            else Agreement.UNCLEAR
        )
    expected = [v for v in read_record(record) if v.kind in ("years", "age", "life", "months")]
    verdict = term(value, expected) if expected else Agreement.UNCLEAR
    if verdict is Agreement.CONTRADICTS and value.kind == "years" and value.number == 1:
        return Agreement.UNCLEAR  # 一年一万二: the period of an amount, not how long it is paid
    return verdict


def days(value: Value, expected: int) -> Agreement:
    """A number of days; half a month is fifteen."""
    if value.number is None or value.approximate:
        return Agreement.UNCLEAR
    return Agreement.AGREES if value.number == expected else Agreement.CONTRADICTS


def date(value: Value, record: str, call: Call) -> Agreement:
    """A day of the month, a date or 明天 against the day on record."""
    expected = [v for v in read_record(record) if v.kind in ("date", "day")]
    if not expected:
        return Agreement.UNCLEAR
    month, day = value.month, value.day
    if value.relative is not None:
        if call.started_at is None:
            return Agreement.UNCLEAR
        resolved = call.started_at.date() + dt.timedelta(days=value.relative)
        month, day = resolved.month, resolved.day
    for other in expected:
        if other.relative is not None:
            if value.relative == other.relative:
                return Agreement.AGREES
            continue
        if other.day == day and (month is None or other.month is None or other.month == month):
            return Agreement.AGREES
    if all(v.day is None for v in expected):
        return Agreement.UNCLEAR
    if value.relative is not None and not any(v.month for v in expected):
        return Agreement.UNCLEAR  # a first deduction may lie on another day than the later ones
    return Agreement.CONTRADICTS


def telephone(value: Value, expected: str) -> Agreement:
    """A digit string against a number; too few digits to be a number cannot be told."""
    number = "".join(c for c in expected if c.isdigit())
    if number and number in value.digits:
        return Agreement.AGREES
    if len(value.digits) < 5:
        return Agreement.UNCLEAR
    return Agreement.CONTRADICTS


def show(value: Value) -> str:
    """A value as it is put into a report."""
    if value.kind == "money" and value.number is not None:
        amount = f"{value.number.normalize():f}元"
        return PERIOD_ZH.get(value.per or "", "") + amount
    return value.text if not value.digits else value.digits
