"""Asking the sound: which of two values was said, where the transcript alone cannot be trusted.

A recogniser that writes 406337788 for 4006337788 has heard the right number and lost
a digit. The expected value and the one that was read are put into the sentence in turn,
and the sound is asked which of the two sentences it rather is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from auditor.judge import values
from auditor.judge.match.base import Scan
from auditor.judge.values import Agreement
from auditor.model import Ear
from auditor.read.sound import likeness, sounds
from auditor.read.value import Value

MARGIN = 2.0  # natural-log probability by which one sentence must win, set on 16 heard calls
BEFORE = 12  # units of the sentence kept in front of the value
AFTER = 6  # and behind it
LEAD = 0.15  # seconds of sound kept around those words
FEW = 3  # rivals that are put to the sound together


def preference(
    ear: Ear, scan: Scan, value: Value, expected: Sequence[str], read: Sequence[str]
) -> float:
    """By how much the sound prefers the expected value to the one that was read.

    Natural-log probability of the best sentence with an expected form, less that of
    the best with a form that was read. Positive: the record's value was said.
    """
    scores = scored(ear, scan, value, [*expected, *read])
    return max(scores[: len(expected)]) - max(scores[len(expected) :])


def lead(
    ear: Ear,
    scan: Scan,
    value: Value,
    forms: Sequence[str],
    rivals: Sequence[str],
    least: float,
) -> float:
    """``preference`` for the forms, asked only as far as needed to know that it is below ``least``.

    The rivals that sound most like what was read come first: one of them usually decides.
    """
    read = scan.stream.sound[value.start : value.end]
    nearest = sorted(rivals, key=lambda rival: Levenshtein.normalized_distance(sounds(rival), read))
    margin = math.inf
    for first in range(0, len(nearest), FEW):
        margin = min(margin, preference(ear, scan, value, forms, nearest[first : first + FEW]))
        if margin < least:
            break
    return margin


def scored(ear: Ear, scan: Scan, value: Value, forms: Sequence[str]) -> list[float]:
    """Natural-log probability of the words around a value with each form in its place."""
    stream = scan.stream
    place = stream.place(value.start)
    low, high = stream.bounds(place)
    start, end = max(low, value.start - BEFORE), min(high, value.end + AFTER)
    utterance = stream.utterances[place]
    head = stream.text[start : value.start]
    tail = stream.text[value.end : end]
    return ear.score(
        utterance.channel,
        max(0.0, utterance.times[start - low][0] - LEAD),
        utterance.times[max(start, end - 1) - low][1] + LEAD,
        [head + form + tail for form in forms],
    )


def as_nine(form: str) -> str:
    """An age as recognisers mishear its 周: 六十周岁 comes out as 六十九岁."""
    return form.replace("周岁", "九岁")


def settle(
    ear: Ear, scan: Scan, value: Value, kind: str, record: object
) -> tuple[Agreement, float]:
    """The sound's verdict on a value that was read otherwise than it is on record."""
    expected = values.plain_forms(kind, record)
    if not expected:
        return Agreement.UNCLEAR, 0.0
    # 90班元 for 九十八元: the misheard syllable may stand just behind what was read
    behind = scan.stream.bounds(scan.stream.place(value.start))[1]
    margin = max(
        preference(ear, scan, wider, expected, [scan.stream.text[value.start : wider.end]])
        for wider in (value, replace(value, end=min(value.end + 1, behind)))
    )
    if margin >= MARGIN:
        return Agreement.AGREES, margin
    if margin <= -MARGIN:
        return Agreement.CONTRADICTS, margin
    return Agreement.UNCLEAR, margin


SURE = 4.0  # the same for two syllables, and for a value that would contradict the record
PRESENT = 3.0  # log probability by which a wording must beat every other one in its place
LIKE = 0.5  # mean likeness of syllables from which a place may hold a wording
LIKE_SHORT = 0.5  # the same for two syllables, which sound like much
MOST_FORMS = 3
MOST_PLACES = 2
_OTHER_BRANDS = "鹏元 嘉林 中泰 北辰 同方 南岭 汇丰 广信 长安 金阳 百合 海川".split()
_OTHER_PERSONS = "李强 王芳 刘洋 陈静 杨帆 赵欣 周磊 吴昊 徐丽 孙悦 胡斌 朱琳".split()
_OTHER_PRODUCTS = (
    "安心无忧 福寿双全 金玉满堂 康乐人生 乐享百岁 一路平安 合家欢 鸿运来 守护星 长青树".split()
)
_NINE = "一二三四五六七八九"
_TRADES = ("人寿", "保险", "财险", "健康", "银行", "农商行")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Units ``start:end`` whose sound is rather ``form`` than anything it was put against."""

    start: int
    end: int
    form: str
    margin: float


def other_names(field: str, form: str) -> list[str]:
    """Other names of the same kind and about the same length, to put in the same place."""
    if field == "agent_id":
        return other_digits(form)
    if field == "agent_name":
        return [p for p in _OTHER_PERSONS if p != form]
    for trade in _TRADES:
        if trade in form:
            return [b + form[form.index(trade) :] for b in _OTHER_BRANDS if not form.startswith(b)]
    return [p for p in _OTHER_PRODUCTS if p != form]


def other_values(kind: str, form: str) -> list[str]:
    """Neighbours of a value: one digit changed, or another usual number of days or years."""
    out = other_digits(form)
    if kind == "days":
        out += ["十天", "七天", "二十天", "三十天", "五天", "十五天", "半个月", "三天"]
    if kind in ("term", "payment"):
        out += ["十年", "二十年", "三十年", "一年", "终身", "七十岁", "八十岁", "十五年"]
    return [o for o in dict.fromkeys(out) if o != form]


def other_digits(form: str) -> list[str]:
    """The form with one digit changed, or two that stand next to each other changed about."""
    one = {"两": "二", "幺": "一"}
    here = [i for i, c in enumerate(form) if one.get(c, c) in _NINE]
    out = []
    for i in here:
        old = _NINE.index(one.get(form[i], form[i]))
        for step in (1, 3, 5):
            out.append(form[:i] + _NINE[(old + step) % 9] + form[i + 1 :])
    for i, k in itertools.pairwise(here):
        if form[i] != form[k]:
            out.append(form[:i] + form[k] + form[i + 1 : k] + form[i] + form[k + 1 :])
    return out


def _places(scan: Scan, form: str, until: float | None) -> list[int]:
    """Units at which the talk sounds most like a wording, best first."""
    code, sound = sounds(form), scan.stream.sound
    n = len(code)
    least = LIKE_SHORT if n <= 2 else LIKE
    ranked = []
    for at in range(len(sound) - n + 1):
        score = sum(map(likeness, code, sound[at : at + n])) / n
        if score >= least:
            if until is not None and scan.stream.time(at) > until:
                break
            ranked.append((score, at))
    ranked.sort(key=lambda r: (-r[0], r[1]))
    return [at for _, at in ranked[:MOST_PLACES]]


def find_by_sound(
    ear: Ear,
    scan: Scan,
    forms: Sequence[str],
    others: Callable[[str], Sequence[str]],
    until: float | None = None,
) -> Heard | None:
    """Where one of the wordings was said though the transcript has something else.

    In the places that sound most like it the wording must be likelier than every other
    one of its kind that might stand there.
    """
    best: Heard | None = None
    for form in forms[:MOST_FORMS]:
        rivals = [o for o in others(form) if o not in forms]
        if not rivals:
            continue
        for at in _places(scan, form, until):
            value = Value(kind="sound", start=at, end=at + len(form), text=form)
            least = max(PRESENT if len(form) > 2 else SURE, best.margin if best else 0.0)
            margin = lead(ear, scan, value, [form], rivals, least)
            if margin >= least:
                best = Heard(start=at, end=at + len(form), form=form, margin=margin)
    return best


def strongest(
    ear: Ear, scan: Scan, frames: Sequence[str], right: Sequence[str], rivals: Sequence[str]
) -> Heard | None:
    """Which value stands in a phrase: ``frames`` hold ``{}`` where it stands.

    The margin is positive where the record's value wins over all rivals, negative where
    one of them does; ``None`` where the phrase is not there or nothing wins clearly.
    """
    best: Heard | None = None
    for frame in frames:
        for at in _places(scan, frame.format(right[0]), None):
            width = len(frame.format(right[0]))
            value = Value(kind="sound", start=at, end=at + width, text=frame)
            mine = [frame.format(r) for r in right]
            theirs = [frame.format(r) for r in rivals]
            scores = scored(ear, scan, value, [*mine, *theirs])
            rival = max(range(len(rivals)), key=scores[len(mine) :].__getitem__)
            margin = scores[len(mine) + rival] - max(scores[: len(mine)])
            if margin >= SURE:
                heard = Heard(start=at, end=at + width, form=rivals[rival], margin=-margin)
            elif margin <= -PRESENT:
                heard = Heard(start=at, end=at + width, form=right[0], margin=-margin)
            else:
                continue
            if best is None or abs(heard.margin) > abs(best.margin):
                best = heard
    return best
