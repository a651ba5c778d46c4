"""A telephone number in the sound: which digits were said, where a recogniser lost or doubled some.

四零零九九零二二幺幺 comes out as 四零零九零二要要: of like digits in a row a recogniser
writes one too few or too many, and of 幺 whatever sounds like it. So a number is looked
for by the sound of its digits, those in a row counted once, and the sound is asked whether
it is rather the number on record or one of its neighbours.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from auditor.judge.listening import Heard, lead, scored
from auditor.judge.match.base import Scan
from auditor.model import Ear
from auditor.read import numerals
from auditor.read.sound import sounds
from auditor.read.value import Value

LEAST = 5  # digits, like ones in a row counted once, by which a number is recognised at all
WRONG = 1  # of them that may be missing, wrong or too many
SHORT = 7  # digits below which none may be: of 95xxx every company has one
_STEPS = (1, 3, 5)


@functools.lru_cache(maxsize=1)
def _digit_of() -> dict[str, str]:
    """Digits by the sound codes of the words for them."""
    spoken = {"幺": "1", "两": "2"} | {numerals.spoken_digits(d): d for d in "0123456789"}
    return {sounds(word): digit for word, digit in spoken.items()}


def in_a_row_once(digits: str) -> str:
    """The digits with like ones in a row counted once: 4001166 → 4016."""
    return "".join(d for d, _ in itertools.groupby(digits))


def alike(said: str, number: str) -> bool:
    """Whether two numbers differ only in how often a digit stands in a row."""
    return in_a_row_once(said) == in_a_row_once(number)


def places(scan: Scan, number: str) -> list[tuple[int, int]]:
    """Units ``start:end`` that sound like the number, but for doubled digits and one mistake."""
    wanted = in_a_row_once(number)
    if len(wanted) < LEAST:
        return []
    allowed = WRONG if len(number) >= SHORT else 0
    found: list[tuple[int, int, int, int]] = []
    for place in range(len(scan.stream.starts)):
        low, high = scan.stream.bounds(place)
        runs = _runs(scan.stream.sound[low:high], low)
        text = "".join(d for d, _, _ in runs)
        for first in range(len(runs)):
            for last in range(first + len(wanted) - allowed, first + len(wanted) + allowed + 1):
                if last > len(runs):
                    break
                off = Levenshtein.distance(wanted, text[first:last], score_cutoff=allowed)
                if off <= allowed:
                    wide = abs(last - first - len(wanted))
                    found.append((off, wide, runs[first][1], runs[last - 1][2]))
    best: list[tuple[int, int]] = []
    for *_, start, end in sorted(found):
        if all(end <= s or e <= start for s, e in best):
            best.append((start, end))
    return best


def _runs(code: str, start: int) -> list[tuple[str, int, int]]:
    """Digits by sound with the units that they take, like ones together; ``.`` is another word."""
    out: list[tuple[str, int, int]] = []
    for at, char in enumerate(code, start):
        digit = _digit_of().get(char, ".")
        if out and digit != "." and out[-1][0] == digit:
            out[-1] = (digit, out[-1][1], at + 1)
        else:
            out.append((digit, at, at + 1))
    return out


def _written(number: str) -> list[str]:
    said = numerals.spoken_digits(number)
    groups = f"{number[:3]}-{number[3:6]}-{number[6:]}" if len(number) == 10 else number
    return [said, said.replace("一", "幺"), number, groups]


def neighbours(number: str, heard: int) -> list[str]:
    """Numbers as long with one digit changed; with another digit doubled, too, if all were heard.

    ``heard`` syllables were written for it: where some are missing, which digit was doubled
    is just what cannot be told, and the number on record is no worse than another.
    """
    out = [
        number[:i] + str((int(d) + step) % 10) + number[i + 1 :]
        for i, d in enumerate(number)
        for step in _STEPS
    ]
    runs = [(d, len(list(group))) for d, group in itertools.groupby(number)]
    for i, (_, count) in enumerate(runs):
        for k in range(len(runs)):
            if count > 1 and k != i and heard >= len(number):
                moved = [(d, n - (j == i) + (j == k)) for j, (d, n) in enumerate(runs)]
                out.append("".join(d * n for d, n in moved))
    return [n for n in dict.fromkeys(out) if n != number]


def _near_misses(scan: Scan, number: str) -> list[tuple[int, int, int]]:
    """Where all digits but one are heard in their places and that one is no digit: with its place.

    自零零八八六一一七七 for 四零零八八六一一七七: it is this number or none.
    """
    sound, n = scan.stream.sound, len(number)
    if n < SHORT:
        return []
    out = []
    for at in range(len(sound) - n + 1):
        heard = [_digit_of().get(char, ".") for char in sound[at : at + n]]
        wrong = [i for i, (h, d) in enumerate(zip(heard, number, strict=True)) if h != d]
        if len(wrong) == 1 and heard[wrong[0]] == ".":
            out.append((at, at + n, wrong[0]))
    return out


def margin(ear: Ear, scan: Scan, start: int, end: int, number: str, others: Sequence[str]) -> float:
    """By how much units ``start:end`` sound more like the number than like any of the others.

    Below zero, which is no more than that another is likelier, not all of them are asked.
    """
    value = Value(kind="sound", start=start, end=end, text=number)
    forms = _written(number)
    own = scored(ear, scan, value, forms)
    best = max(range(len(own)), key=own.__getitem__)
    return lead(ear, scan, value, [forms[best]], [_written(n)[best] for n in others], 0.0)


def find_number(ear: Ear, scan: Scan, record: str) -> Heard | None:
    """Where the number on record was said, by most of its digits and the sound of them all."""
    number = "".join(c for c in record if c.isdigit())
    asked = [
        (start, end, [number[:i] + d + number[i + 1 :] for d in "0123456789" if d != number[i]])
        for start, end, i in _near_misses(scan, number)
    ]
    asked = asked or [(s, e, neighbours(number, e - s)) for s, e in places(scan, number)]
    best: Heard | None = None
    for start, end, others in asked:
        how = margin(ear, scan, start, end, number, others)
        if how >= 0 and (best is None or how > best.margin):
            best = Heard(start=start, end=end, form=number, margin=how)
    return best
