"""A number dictated in parts, with the listener's 嗯 or echo between, is one number.

坐席：客服记一下，四零零，七二幺。 客户：四零零，七二幺…… 坐席：五六三六。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditor.read import numerals
from auditor.read.value import Value

_DIGIT = "[零〇一幺二两三四五六七八九\\d]"
_TAIL = re.compile(rf"{_DIGIT}{{2,}}$")
_HEAD = re.compile(
    rf"(?:嗯|哎|对|然后|接着|再|后面|后头|后边|最后)?(?:就?是)?(?P<n>{_DIGIT}{{2,}})(?![十百千万亿年月日天号岁块元个种])"
)
_BEGINS = re.compile(r"400|800|95|96|1[012]|0\d")
_WHOLE = re.compile(r"[48]00\d{7}|9[56]\d{3}|1[012]\d{3}|0\d{9,}")
LONGEST = 12  # digits of a telephone number


def joined(said: Sequence[Sequence[Value]], texts: Sequence[str]) -> list[list[Value]]:
    """The values of a speaker's utterances, where a number in parts stands whole at its first part.

    ``said`` are the values of each utterance and ``texts`` its units.
    """
    out = [list(here) for here in said]
    begun, so_far = (0, 0), ""
    for place, text in enumerate(texts):
        head = _HEAD.match(text)
        if head and so_far and _goes_on(so_far, numerals.digits(head["n"])):
            so_far += numerals.digits(head["n"])
            _put(out[begun[0]], begun[1], texts[begun[0]], so_far)
            out[place] = [v for v in out[place] if v.start >= head.end()]
            if head.end() == len(text):
                continue
        tail = _TAIL.search(text)
        so_far = numerals.digits(tail[0]) if tail else ""
        begun = (place, tail.start()) if tail else begun
    return out


def _goes_on(begun: str, more: str) -> bool:
    """Whether digits are the rest of a number, not a number of their own or the same again."""
    return (
        bool(_BEGINS.match(begun))
        and not _WHOLE.fullmatch(begun)
        and not _WHOLE.match(more)
        and not more.startswith(begun)
        and len(begun) + len(more) <= LONGEST
    )


def _put(here: list[Value], start: int, text: str, digits: str) -> None:
    value = Value(kind="digits", start=start, end=len(text), text=text[start:], digits=digits)
    corrected = next((v.corrected for v in here if v.start >= start and v.corrected), None)
    here[:] = [v for v in here if v.start < start]
    here.append(replace(value, withdrawn=corrected is not None, corrected=corrected))
