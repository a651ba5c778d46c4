"""Spoken values in English: amounts with their period, durations, ages, dates, numbers said digit
by digit.

Works on words: runs of units with where they begin and end in the stream. The kinds of value are
those of ``numbers``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from auditor.read.value import Value

_TEXT = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_ONES = {word: number for number, word in enumerate(_TEXT.split(" "))}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"thousand": 1000, "million": 1_000_000}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_YEAR = "january february march april may june july august september october november december"
_MONTHS = {word: number for number, word in enumerate(_YEAR.split(" "), 1)}
_DIGIT = {**{w: str(n) for w, n in _ONES.items() if n < 10}, "oh": "0", "o": "0", "nought": "0"}
_MONEY = frozenset({
    "dollar", "dollars", "pound", "pounds", "euro", "euros", "buck", "bucks", "rupee", "rupees",
    "quid",
})  # fmt: skip
_CENTS = frozenset(["cent", "cents", "pence"])
_PERIODS = {
    "month": "monthly", "monthly": "monthly", "year": "annual", "annum": "annual",
    "annual": "annual", "annually": "annual", "yearly": "annual", "quarter": "quarterly",
    "quarterly": "quarterly", "day": "daily", "daily": "daily", "single": "single",
}  # fmt: skip
_ABOUT = frozenset({
    "about", "around", "roughly", "approximately", "nearly", "almost", "under", "over", "below",
    "maybe",
})  # fmt: skip
_SORRY = frozenset(["sorry", "correction", "mean", "wait", "mistake", "misspoke", "actually"])
_NOT = frozenset(["not", "isn", "no", "never", "don", "doesn"])
SHORTEST = 5  # digits that a number must have to be one said digit by digit


@dataclass(frozen=True, slots=True)
class Word:
    """A written word: units ``start:end``; ``money`` where a sign of money stands before it."""

    text: str
    start: int
    end: int
    money: bool = False


def values(words: Sequence[Word]) -> list[Value]:
    """Values in the words of a stream, by position."""
    found: list[Value] = []
    k = 0
    while k < len(words):
        value, k = _value(words, k)
        if value is not None:
            found.append(value)
    return _withdrawn(found, words)


def _value(words: Sequence[Word], k: int) -> tuple[Value | None, int]:
    """The value that begins at word ``k``, and the first word behind it."""
    for reader in (_digits, _date, _fixed):
        value, after = reader(words, k)
        if value is not None:
            return value, after
    share = words[k].text[:-1] if words[k].text.endswith("%") else ""
    if share.replace(".", "", 1).isdecimal():
        return _make(words, "percent", k, k + 1, Decimal(share)), k + 1
    number, after = cardinal(words, k)
    if number is None:
        return None, k + 1
    value, end = _quantity(words, k, after, number)
    return value, max(end, k + 1)


def cardinal(words: Sequence[Word], k: int) -> tuple[Decimal | None, int]:
    """The number that begins at word ``k``, if any, and the first word behind it."""
    total, current, at, last = Decimal(0), Decimal(0), k, ""
    while at < len(words):
        kind, amount = _part(words, at, last)
        if kind == "hundred":
            current = max(current, Decimal(1)) * 100
        elif kind == "scale":
            total, current = total + max(current, Decimal(1)) * amount, Decimal(0)
        elif kind in ("one", "ten", "figure"):
            current += amount
        elif kind != "and":
            break
        last, at = kind, at + 1
    if last == "and":
        at -= 1
    return (total + current, at) if last else (None, k)


def _part(words: Sequence[Word], at: int, last: str) -> tuple[str, Decimal]:
    """What word ``at`` adds to a number whose last part was of the kind ``last``."""
    word, none = words[at].text, ("", Decimal(0))
    fresh = last in ("", "hundred", "scale", "and")
    if word in _ONES and (fresh or (last == "ten" and 0 < _ONES[word] < 10)):
        return "one", Decimal(_ONES[word])
    if word in _TENS and fresh:
        return "ten", Decimal(_TENS[word])
    if word.replace(".", "", 1).isdecimal() and word.isascii() and last == "":
        return "figure", Decimal(word)
    if word == "hundred" and last in ("", "one", "figure") and _counts(words, at, last):
        return "hundred", Decimal(100)
    if word in _SCALES and last in ("", "one", "ten", "figure", "hundred") and _counts(
        words, at, last
    ):  # fmt: skip
        return "scale", Decimal(_SCALES[word])
    number_next = at + 1 < len(words) and words[at + 1].text in {**_ONES, **_TENS}
    if word == "and" and last in ("hundred", "scale") and number_next:
        return "and", Decimal(0)
    return none


def _counts(words: Sequence[Word], at: int, last: str) -> bool:
    """A scale counts after a number, or after ``a`` (a hundred dollars)."""
    return last != "" or (at > 0 and words[at - 1].text in ("a", "one"))


def _text(words: Sequence[Word], k: int, after: int) -> str:
    return " ".join(w.text for w in words[k:after])


def _make(words: Sequence[Word], kind: str, k: int, after: int, number: Decimal | None,
          **more: object) -> Value:  # fmt: skip
    near = {w.text for w in words[max(0, k - 2) : k]}
    than = len(words) > k > 0 and words[k - 1].text == "than"
    value = Value(
        kind=kind, start=words[k].start, end=words[after - 1].end, text=_text(words, k, after),
        number=number, approximate=bool(near & _ABOUT) or than,
    )  # fmt: skip
    return replace(value, **more)  # type: ignore[arg-type]


def _quantity(
    words: Sequence[Word], k: int, after: int, number: Decimal
) -> tuple[Value | None, int]:
    unit = words[after].text if after < len(words) else ""
    behind = words[after + 1].text if after + 1 < len(words) else ""
    before = [w.text for w in words[max(0, k - 3) : k]]
    if unit in _MONEY or words[k].money:
        return _money(words, k, after, number)
    if unit in ("percent", "%") or (unit == "per" and behind == "cent"):
        end = after + (2 if unit == "per" else 1)
        return _make(words, "percent", k, end, number), end
    if unit in ("day", "days"):
        return _make(words, "days", k, after + 1, number), after + 1
    if unit in ("calendar", "business", "working") and behind in ("day", "days"):
        return _make(words, "days", k, after + 2, number), after + 2
    if unit in ("week", "weeks"):
        return _make(words, "days", k, after + 1, number * 7), after + 1
    if unit in ("year", "years"):
        kind = "age" if behind == "old" else "years"
        end = after + 1 + (behind == "old")
        return _make(words, kind, k, end, number), end
    if unit in ("month", "months"):
        return _make(words, "months", k, after + 1, number), after + 1
    if before and (before[-1] in ("age", "turn", "turning") or before[-2:] == ["age", "of"]):
        return _make(words, "age", k, after, number), after
    return _bare(words, k, after, number)


def _bare(words: Sequence[Word], k: int, after: int, number: Decimal) -> tuple[Value | None, int]:
    """A number without a unit, that only its place may make money."""
    if (price := _price(words, k, after, number)) is not None:
        return price
    if number >= 10:
        return _period(_make(words, "money", k, after, number, bare=True), words, k, after), after
    return None, after


def _price(words: Sequence[Word], k: int, after: int, number: Decimal) -> tuple[Value, int] | None:
    """A price said as two numbers before its period: forty five fifty a month, two ninety a year.

    Below ten the first counts hundreds, above it is followed by cents. Which of the two is meant
    is open (twelve fifty), but for what no month costs in hundreds.
    """
    if any(w.text[0].isdigit() for w in words[k : after + 1]) or words[k].money:
        return None
    small, end = cardinal(words, after) if after < len(words) else (None, after)
    if small is None or not 10 <= small < 100 or number != int(number) or number < 1:
        return None
    joined = number * 100 + small if number < 10 else number + small / 100
    value = _period(_make(words, "money", k, end, joined), words, k, end)
    if value.per is None:
        return None
    sure = number >= 20 and value.per in ("monthly", "daily")
    return replace(value, approximate=value.approximate or not sure), end


def _money(words: Sequence[Word], k: int, after: int, number: Decimal) -> tuple[Value, int]:
    end = after
    if end < len(words) and words[end].text in _MONEY:
        end += 1
        start = end + (end < len(words) and words[end].text == "and")
        cents, last = cardinal(words, start) if start < len(words) else (None, end)
        if cents is not None and last < len(words) and words[last].text in _CENTS:
            number, end = number + cents / 100, last + 1
    value = _make(words, "money", k, end, number)
    if words[k].money:
        value = replace(value, text=f"${value.text}")
    return _period(value, words, k, end), end


def _period(value: Value, words: Sequence[Word], k: int, end: int) -> Value:
    """The amount with the period said with it: 45 dollars a month, monthly premium is 45."""
    behind = [w.text for w in words[end : end + 3]]
    if behind[:1] and behind[0] in ("monthly", "annually", "yearly", "quarterly", "daily"):
        return replace(value, per=_PERIODS[behind[0]])
    for text in behind[1:2]:
        if behind[0] in ("a", "per", "each", "every") and text in _PERIODS:
            return replace(value, per=_PERIODS[text])
    ahead = [w.text for w in words[max(0, k - 4) : k]]
    for text in reversed(ahead):
        if text in ("monthly", "annual", "yearly", "quarterly", "single", "daily"):
            return replace(value, per=_PERIODS[text])
    return value


def _digits(words: Sequence[Word], k: int) -> tuple[Value | None, int]:
    """A number said digit by digit or in groups: one eight hundred five five five …, 1-800-555-…"""
    if words[k].money:
        return None, k
    digits, at, parts = "", k, 0
    while at < len(words):
        text = words[at].text
        twice = {"double": 2, "triple": 3}.get(text, 0)
        if twice and at + 1 < len(words) and words[at + 1].text in _DIGIT:
            digits, at = digits + _DIGIT[words[at + 1].text] * twice, at + 2
        elif text in _DIGIT or (text.isdecimal() and text.isascii()):
            digits, at = digits + _DIGIT.get(text, text), at + 1
        elif text == "hundred" and parts:
            digits, at = digits + "00", at + 1
        else:
            break
        parts += 1
    follows = words[at].text if at < len(words) else ""
    if len(digits) < SHORTEST or follows in {*_MONEY, *_SCALES, "days", "percent", "years"}:
        return None, k
    if parts == 1 and len(digits) < 7 and follows in {"a", "per", "each", "every"}:
        return None, k
    return _make(words, "digits", k, at, None, digits=digits), at


def _ordinal(words: Sequence[Word], k: int) -> tuple[int | None, int]:
    text = words[k].text if k < len(words) else ""
    if text[:-2].isdecimal() and text[-2:] in ("st", "nd", "rd", "th"):
        return int(text[:-2]), k + 1
    if text in ("twenty", "thirty") and k + 1 < len(words):
        ones = _ORDINALS.get(words[k + 1].text, 99)
        if ones < 10:
            return _TENS[text] + ones, k + 2
    return _ORDINALS.get(text), k + 1


def _date(words: Sequence[Word], k: int) -> tuple[Value | None, int]:
    month = _MONTHS.get(words[k].text)
    if month is not None and k + 1 < len(words):
        at = k + 1 + (words[k + 1].text == "the")
        day, after = _ordinal(words, at)
        if day is None and at < len(words) and words[at].text.isdecimal():
            day, after = int(words[at].text), at + 1
        if day is not None and 1 <= day <= 31:
            return _make(words, "date", k, after, None, month=month, day=day), after
    day, after = _ordinal(words, k)
    if day is None or not 1 <= day <= 31:
        return None, k
    here = words[after].text if after < len(words) else ""
    if here == "of" and after + 1 < len(words):
        month = _MONTHS.get(words[after + 1].text)
        if month is not None:
            return _make(words, "date", k, after + 2, None, month=month, day=day), after + 2
    if here == "year":
        return _make(words, "nth", k, after + 1, Decimal(day)), after + 1
    if words[k].text[0].isdigit() or here in ("of", "day") or (k and words[k - 1].text == "the"):
        return _make(words, "day", k, after, None, day=day), after
    return None, k


_LIFE = (("whole", "of", "life"), ("rest", "of", "your", "life"), ("entire", "life"),
         ("for", "life"), ("lifetime",), ("lifelong",))  # fmt: skip


def _fixed(words: Sequence[Word], k: int) -> tuple[Value | None, int]:
    for phrase in _LIFE:
        if tuple(w.text for w in words[k : k + len(phrase)]) == phrase:
            return _make(words, "life", k, k + len(phrase), None), k + len(phrase)
    relative = {"today": 0, "tomorrow": 1}.get(words[k].text)
    if relative is not None:
        return _make(words, "day", k, k + 1, None, relative=relative), k + 1
    return None, k


def _withdrawn(found: list[Value], words: Sequence[Word]) -> list[Value]:
    """Values denied (not ten days) or corrected at once (325, sorry, 235)."""
    out = []
    for k, value in enumerate(found):
        before = [w.text for w in words if value.start - 12 <= w.start < value.start][-2:]
        later = found[k + 1] if k + 1 < len(found) else None
        between = (
            {w.text for w in words if value.end <= w.start < later.start}
            if later is not None and later.kind == value.kind and later.start - value.end < 40
            else set()
        )
        gone = bool(between & _SORRY) or bool(before and before[-1] in _NOT)
        out.append(replace(value, withdrawn=True) if gone else value)
    return out
