"""Characters as they are compared, and how far two texts lie apart."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from auditor.hear.script import simplify

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "两": "2",
    "幺": "1",
}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def plain(text: str) -> str:
    """Simplified, without punctuation, numerals in digits, 您 as 你: what is compared."""
    text = re.sub(r"(\d+)\s*万", lambda m: str(int(m[1]) * 10_000), simplify(text))
    text = re.sub(r"[零〇一二三四五六七八九十百千万两幺]+", lambda m: _number(m[0]), text)
    return re.sub(r"[\W_]", "", text).lower().replace("您", "你")


def edits(right: str, said: str) -> tuple[int, int, int]:
    """Substituted, left out and added characters that lead from ``right`` to ``said``."""
    operations = Levenshtein.editops(right, said)
    kinds = [operation.tag for operation in operations]
    return kinds.count("replace"), kinds.count("delete"), kinds.count("insert")


def right_places(said: str, right: str) -> set[int]:
    """The places of ``said`` that stand in ``right`` too, under the cheapest alignment."""
    return {
        place
        for block in Levenshtein.opcodes(said, right)
        if block.tag == "equal"
        for place in range(block.src_start, block.src_end)
    }


def _number(numeral: str) -> str:
    """A Chinese numeral in digits; without a unit it is read digit by digit."""
    if not any(c in "十百千万" for c in numeral):
        return "".join(_DIGITS[c] for c in numeral)
    total = section = 0
    digit: int | None = None
    for c in numeral:
        if c in _DIGITS:
            digit = int(_DIGITS[c])
        elif c in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        else:
            total, section, digit = total + (section + (digit or 0) or 1) * 10_000, 0, None
    return str(total + section + (digit or 0))
