"""Numerals as they are spoken and as recognisers write them, in one decimal number."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5,
    "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
SCALES = {"十": 10, "百": 100, "千": 1000}
BIG = {"万": 10**4, "亿": 10**8}
CHARS = "零〇一幺二两俩三四五六七八九十百千万亿0-9"


def digits(text: str) -> str:
    """A digit string (telephone, staff number) in Arabic digits: 九五五幺二 → 95512."""
    return "".join(str(DIGITS[c]) if c in DIGITS else c for c in text if c in DIGITS or c.isdigit())


def number(text: str) -> Decimal | None:
    """The value of a numeral in Chinese, Arabic or mixed writing; ``None`` if it is none.

    Spoken short forms count: 三百二 is 320, 一万二 is 12000, 1万2 is 12000. A run
    of bare digits is read as digits: 三二八 is 328.
    """
    if not text:
        return None
    if not any(c in SCALES or c in BIG for c in text):
        try:
            return Decimal("".join(str(DIGITS[c]) if c in DIGITS else c for c in text))
        except InvalidOperation:
            return None
    hundred_millions, rest = text.split("亿", 1) if "亿" in text else ("", text)
    high = _below(hundred_millions) if hundred_millions else Decimal(0)
    if high is None or ("亿" in text and not hundred_millions):
        return None
    ten_thousands, low = rest.split("万", 1) if "万" in rest else ("", rest)
    middle = _below(ten_thousands) if ten_thousands else Decimal(0)
    if middle is None or ("万" in rest and not ten_thousands) or "万" in low:
        return None
    scale = 10**4 if "万" in text else 10**8 if "亿" in text else 1
    units_ = _below(low, before=scale) if low else Decimal(0)
    if units_ is None:
        return None
    return high * 10**8 + middle * 10**4 + units_


def _below(text: str, before: int = 1) -> Decimal | None:
    """A numeral below ten thousand; ``before`` is the scale of what stands in front of it."""
    section = Decimal(0)
    pending: Decimal | None = None
    last_scale = before
    k = 0
    while k < len(text):
        char = text[k]
        if char.isdigit() or char == ".":
            j = k
            while j < len(text) and (text[j].isdigit() or text[j] == "."):
                j += 1
            try:
                pending = Decimal(text[k:j])
            except InvalidOperation:
                return None
            k = j
            continue
        if char in DIGITS:
            pending = Decimal(DIGITS[char])
        elif char in SCALES:
            section += (pending if pending is not None else 1) * SCALES[char]
            last_scale, pending = SCALES[char], None
        else:
            return None
        k += 1
    if pending is not None:
        # 三百二: a lone last digit counts the scale below the one before it
        lone = (
            last_scale >= 100
            and pending < 10
            and not _after_zero(text)
            and text[-1:] not in "零〇0"
        )
        section += pending * (last_scale // 10) if lone else pending
    return section


def _after_zero(text: str) -> bool:
    return len(text) >= 2 and text[-2] in "零〇0"


_SPOKEN = "零一二三四五六七八九"


def spoken(number: str) -> str:
    """How a number in Arabic digits is said: 328 → 三百二十八, 29.9 → 二十九点九."""
    whole, _, fraction = number.partition(".")
    head = _whole(int(whole)) if whole else "零"
    return head + ("点" + spoken_digits(fraction) if fraction else "")


def spoken_digits(digit_string: str) -> str:
    """Digits said one by one."""
    return "".join(_SPOKEN[int(c)] for c in digit_string)


def _whole(number: int) -> str:
    if number == 0:
        return "零"
    out = ""
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        if number >= scale:
            out += _whole(number // scale) + name
            number %= scale
            if 0 < number < scale // 10:
                out += "零"
    zero = False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale
        number %= scale
        if digit:
            lone_ten = scale == 10 and digit == 1 and not out
            out += ("零" if zero else "") + ("" if lone_ten else _SPOKEN[digit]) + name
            zero = False
        elif out and not out.endswith("零") and number:
            zero = True
    return out
