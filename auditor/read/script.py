"""Writing: one script, one width, and the units that matching works on.

A *unit* is one character of meaning: a Han character, a letter, a digit, a
decimal point between digits or a percent sign. Punctuation and blanks are no
units; the places where they stood are kept as clause breaks.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNIT = re.compile(r"[^\W_]|(?<=\d)[.](?=\d)|%")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@functools.lru_cache(maxsize=1)
def _converter() -> object:
    import opencc  # loading its tables takes a while

    return opencc.OpenCC("t2s")


_HAN = re.compile(r"[\u3400-\u9fff]")


@functools.lru_cache(maxsize=65536)
def _simplified_char(char: str) -> str:
    simple: str = _converter().convert(char)  # type: ignore[attr-defined]
    return simple if len(simple) == 1 else char


def simplified(text: str) -> str:
    """``text`` in simplified script, character by character, so that positions stay.

    Idempotent; length is kept, which phrase-wise conversion does not promise.
    """
    return _HAN.sub(lambda m: _simplified_char(m.group()), text)


def clean(text: str) -> str:
    """``text`` without control characters, in one width, simplified. Idempotent."""
    return simplified(_CONTROL.sub("", unicodedata.normalize("NFKC", text)))


def units(text: str) -> tuple[str, list[int], set[int]]:
    """Units of a cleaned text.

    Returns the units joined, the position in ``text`` of each, and the indices
    of units that stand behind punctuation (clause breaks).
    """
    chars: list[str] = []
    positions: list[int] = []
    breaks: set[int] = set()
    end = 0
    skip = {m.start() for m in _GROUPED.finditer(text)}
    for match in _UNIT.finditer(text):
        if match.start() > end and any(
            not text[k].isspace() and k not in skip for k in range(end, match.start())
        ):
            breaks.add(len(chars))
        chars.append(match.group().lower())
        positions.append(match.start())
        end = match.end()
    return "".join(chars), positions, breaks
