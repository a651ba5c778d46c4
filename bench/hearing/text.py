"""Characters as they are compared, and how far two texts lie apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def right_share(truth: str, pieces: Sequence[str]) -> list[tuple[float, int]]:
    """For each piece of what was heard: its share of right characters, and how many it has.

    All pieces together are aligned with the truth. What was left out counts against the piece
    in which it would stand, so that a piece which lost half of its words is half right.
    """
    plains = [plain(piece) for piece in pieces]
    owner = [i for i, text in enumerate(plains) for _ in text]
    right, lost = [0] * len(plains), [0] * len(plains)
    for block in Levenshtein.opcodes("".join(plains), plain(truth)):
        if block.tag == "equal":
            for place in range(block.src_start, block.src_end):
                right[owner[place]] += 1
        elif owner:
            short = (block.dest_end - block.dest_start) - (block.src_end - block.src_start)
            lost[owner[min(block.src_start, len(owner) - 1)]] += max(0, short)
    return [(right[i] / max(1, len(text) + lost[i]), len(text)) for i, text in enumerate(plains)]
