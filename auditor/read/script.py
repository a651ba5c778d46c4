"""Writing: one script, one width, and the units that matching works on.

A *unit* is one character of meaning: a Han character, a letter, a digit, a
decimal point between digits or a percent sign. Punctuation and blanks are no
units; the places where they stood are kept as clause breaks.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from auditor.read import numerals

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
    plain = unicodedata.normalize("NFKC", _CONTROL.sub("", text)).replace("○", "〇")
    return simplified(_CONTROL.sub("", plain))


_RUN = re.compile(r"\d+(?:[- ]\d+)+|\d+(?:\.\d+)?")
_NUMBER_WORD = re.compile(r"工号|尾号|编号|号码|电话|热线|客服|号是|证号|后四位|拨打|拨")
_LATIN = re.compile(r"[A-Za-z]{2}")  # in Latin words figures stay as they are written
LONG_RUN = 5  # digits from which a run without 元 or 万 is a number to dial, not to count


def _said(run: str, before: str, after: str) -> str:
    """A run of Arabic digits as it was said."""
    groups = re.split(r"[- ]", run)
    if len(groups) > 1:
        if sum(map(len, groups)) >= LONG_RUN + 2:
            return numerals.spoken_digits("".join(groups))
        return "".join(_said(g, before, "") for g in groups)
    counted = after[:1] in ("元", "块", "万", "年", "个", "天", "岁", "号", "日", "月")
    if "." not in run and (
        (run.startswith("0") and len(run) > 1)
        or len(run) > 8
        or (len(run) >= LONG_RUN and not counted and not run.endswith("00"))
        or (len(run) >= 3 and not counted and _NUMBER_WORD.search(before[-8:]))
    ):
        return numerals.spoken_digits(run)
    return numerals.spoken(run)


def units(text: str) -> tuple[str, list[int], set[int]]:
    """Units of a cleaned text, numbers as they are said.

    Returns the units joined, the position in ``text`` of each, and the indices
    of units that stand behind punctuation (clause breaks).
    """
    chars: list[str] = []
    positions: list[int] = []
    breaks: set[int] = set()
    end = 0
    plain = _GROUPED.sub("", text) if "," in text else text
    skipped = [m.start() for m in _GROUPED.finditer(text)] if plain is not text else []
    latin = _LATIN.search(plain) is not None and _HAN.search(plain) is None
    runs = {} if latin else {m.start(): m for m in _RUN.finditer(plain)}
    for match in _UNIT.finditer(plain):
        at = match.start()
        if at < end:
            continue  # inside a run of digits that has been read
        if at > end and any(not c.isspace() for c in plain[end:at]):
            breaks.add(len(chars))
        run = runs.get(at)
        if run is None:
            chars.append(match.group().lower())
            positions.append(at)
            end = match.end()
            continue
        said = _said(run.group(), plain[: run.start()], plain[run.end() :])
        last = run.end() - 1
        for k, char in enumerate(said):
            chars.append(char)
            positions.append(last if k == len(said) - 1 else min(at + k, last))
        end = run.end()
    if skipped:
        positions = [p + sum(1 for q in skipped if q <= p) for p in positions]
    return "".join(chars), positions, breaks
