"""Values said against values on record: agrees, contradicts, or cannot be told."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from auditor.judge.match.base import Match
from auditor.model import Call
from auditor.read import numbers, numerals, words
from auditor.read.script import clean, units
from auditor.read.value import Value

PER_YEAR = {"monthly": 12, "quarterly": 4, "half-yearly": 2, "annual": 1}
PERIOD_ZH = {
    "monthly": "每月",
    "quarterly": "每季",
    "half-yearly": "每半年",
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


class Bond(IntEnum):
    """How firmly words tie a value to the matter."""

    NONE = 0
    """It stands beside nothing known."""
    LOOSE = 1
    """It stands beside something else as well."""
    SAID = 2
    """It stands in words that say the matter."""
    NAMED = 3
    """The matter is named, and this is its value (保额是二十万)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One value said, where, and how it stands to the record."""

    match: Match
    value: Value
    agreement: Agreement
    bond: Bond = Bond.SAID


def read_record(text: str) -> list[Value]:
    """Values in a field of the record, which people also write in words (至70周岁, 每月15日)."""
    return list(_read_record(text))


@functools.lru_cache(maxsize=256)  # a call's requirements ask for the same few fields
def _read_record(text: str) -> Sequence[Value]:
    if words.latin(text) and not _ISO.search(text):
        return words.read(text)
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


def premium(value: Value, expected: Decimal, period: str | None, *, once: bool = True) -> Agreement:
    """An amount with its period against the premium on record.

    A figure for another period agrees only if it truly converts: 3900 a year for
    325 a month. A price per day illustrates and is no premium. ``once``: the record's figure
    may be all that is ever paid.
    """
    said = value.number
    if said is None or value.per == "daily":
        return Agreement.UNCLEAR
    same = value.per is None or period is None or value.per == period
    if said == expected and same:
        return Agreement.AGREES
    if said == expected and value.per == "single":
        return Agreement.AGREES if once else Agreement.UNCLEAR
    if _converts(value.per, said, expected, period):
        return Agreement.CONVERTED
    if value.approximate:
        return Agreement.UNCLEAR
    return Agreement.CONTRADICTS


def _converts(per: str | None, said: Decimal, expected: Decimal, period: str | None) -> bool:
    """Whether a figure is that of another period of the same price."""
    if period not in PER_YEAR:
        return False
    if per is None:
        parts = (Decimal(12) / PER_YEAR[period], Decimal(PER_YEAR[period]) / 12)
        if any(abs(expected / times - said) <= Decimal("0.5") for times in parts):
            return True
        return said == expected * PER_YEAR[period]
    if per not in PER_YEAR or per == period:
        return False
    slack = Decimal("0.5") * PER_YEAR[per] + Decimal("0.5")
    return abs(expected * PER_YEAR[period] - said * PER_YEAR[per]) <= slack


def paid_once(record: str) -> bool:
    """Whether a term of payment on record is a single payment or a year's, or is not known."""
    years = [v.number for v in read_record(record) if v.kind == "years"]
    return not record or bool(_SINGLE.search(record)) or 1 in years


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
        years = [v.number for v in read_record(record) if v.kind == "years"]
        if single or (value.kind == "years" and value.number in years):
            return Agreement.AGREES
        return (
            Agreement.CONTRADICTS
            if value.kind == "years" and value.number != 1 and not value.approximate
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
    if not value.digits and (value.text.startswith("$") or words.latin(value.text)):
        return f"{value.text} {value.per}" if value.per else value.text
    if value.kind == "money" and value.number is not None:
        amount = f"{value.number.normalize():f}元"
        return PERIOD_ZH.get(value.per or "", "") + amount
    return value.text if not value.digits else value.digits


def spoken_forms(kind: str, record: object) -> list[str]:
    """How people say a value on record, for finding it by sound: 325 → 三百二十五, 三百二十五块."""
    match kind:
        case "money" | "premium":
            return _amount_forms(Decimal(str(record)))
        case "days":
            return [f"{numerals.spoken(str(record))}天"] + (["半个月"] if record == 15 else [])
        case "telephone":
            digits_ = "".join(c for c in str(record) if c.isdigit())
            said = numerals.spoken_digits(digits_)
            return [said, said.replace("一", "幺")]
        case "term" | "payment" | "date":
            return _record_forms(kind, str(record))
    return []


def plain_forms(kind: str, record: object) -> list[str]:
    """The value on record as it would stand in the place of the one that was read."""
    if kind in ("money", "premium"):
        forms = _amount_forms(Decimal(str(record)))
        return forms + [f + "块" for f in forms if "块" not in f and "点" not in f]
    if kind in ("days", "telephone"):
        return spoken_forms(kind, record)
    out: list[str] = []
    for value in read_record(str(record)):
        number = "" if value.number is None else numerals.spoken(f"{value.number.normalize():f}")
        if value.kind == "life":
            out += ["终身", "一辈子"]
        elif value.kind == "age":
            out += [f"{number}岁", f"{number}周岁"]
        elif value.kind == "years":
            out += [f"{number}年"]
        elif value.kind in ("date", "day") and value.day:
            day = numerals.spoken(str(value.day))
            out += [f"{day}号"]
            if value.month:
                out += [f"{numerals.spoken(str(value.month))}月{day}号"]
    return list(dict.fromkeys(out))


def lost_digits(said: str, record: str) -> bool:
    """Whether a digit string is the record's with digits lost by a recogniser."""
    number = "".join(c for c in record if c.isdigit())
    if not max(4, len(number) // 2) <= len(said) < len(number):
        return False
    rest = iter(number)
    kept = sum(c in rest for c in said)
    return kept >= len(said) - 1


def _amount_forms(amount: Decimal) -> list[str]:
    if amount <= 0:
        return []  # nobody says such an amount: the record is wrong
    text = f"{amount.normalize():f}"
    whole, _, cents = text.partition(".")
    said = numerals.spoken(whole)
    forms = [said]
    if len(said) >= 4 and said[-1] in "十百千" and said[-3] in "百千万":
        forms.append(said[:-1])  # 三千九百 → 三千九
    if cents:
        forms = [f + "块" + numerals.spoken_digits(cents[:1]) for f in forms] + [
            f"{said}点{numerals.spoken_digits(cents)}"
        ]
    forms += [re.sub("二(?=[百千万])", "两", f) for f in forms]
    return list(dict.fromkeys(forms))


def _record_forms(kind: str, record: str) -> list[str]:
    if kind == "payment" and _SINGLE.search(record):
        return ["一次交清", "一次性交", "趸交", "就交这一回", "只交一次"]
    out: list[str] = []
    for value in read_record(record):
        number_ = "" if value.number is None else numerals.spoken(f"{value.number.normalize():f}")
        if value.kind == "life":
            out += ["保终身", "终身", "一辈子", "保到老", "管终身"]
        elif value.kind == "age":
            out += [f"{number_}岁", f"{number_}周岁"]
        elif value.kind == "years":
            out += [
                f"{v}{number_}年"
                for v in (("交", "缴") if kind == "payment" else ("保", "管", "期", "期是"))
            ]
        elif value.kind in ("date", "day") and value.day:
            day = numerals.spoken(str(value.day))
            month = f"{numerals.spoken(str(value.month))}月" if value.month else "月"
            out += [f"{month}{day}号", f"{day}号"]
    return list(dict.fromkeys(out))


def of_kinds(match: Match, kinds: Sequence[str]) -> Sequence[Value]:
    """The values of a match that are of its matter: a regular expression also spans others."""
    if not match.line.startswith("re:"):
        return match.values
    return [v for v in match.values if v.kind in kinds]


def within(value: Value, aside: Sequence[Match], same_side: bool) -> bool:
    """A value that belongs to something else. It cannot contradict the record; but the very
    figure on record is not there by chance, whatever stands around it."""
    return same_side and any(a.start <= value.start < a.end for a in aside)


def period_of(value: Value, known: Sequence[Value]) -> bool:
    """一年两万: how often an amount is due, not how long anything lasts."""
    at_once = any(v.kind == "money" and v.start == value.end for v in known)
    return value.kind == "years" and value.number == 1 and at_once
