"""Sound: a written character as the syllable that a telephone lets through.

Each syllable becomes one code character, so that "sounds the same" is plain
string equality and fast string search finds it. The code keeps what survives a
telephone line and a recogniser and merges what they confuse: tone, retroflex
and flat initials (zh/z, ch/c, sh/s), n/l, r/l, front and back nasal finals
(an/ang, en/eng, in/ing), uo/o. ``likeness`` grades two codes that differ.
"""

from __future__ import annotations

import functools

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

_INITIALS = [
    "zh",
    "ch",
    "sh",
    "b",
    "p",
    "m",
    "f",
    "d",
    "t",
    "n",
    "l",
    "g",
    "k",
    "h",
    "j",
    "q",
    "x",
    "r",
    "z",
    "c",
    "s",
    "y",
    "w",
]  # two-letter initials first, so that they win
_MERGED_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l"}
_MERGED_FINALS = {
    "ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "uo": "o", "ue": "ue",
    "ve": "ue", "v": "u",
}  # fmt: skip
_DIGITS = dict(
    zip(
        "0123456789", ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], strict=True
    )
)
_SPOKEN = {"幺": "yao", "两": "liang", "俩": "liang", "〇": "ling"}
# Characters whose reading depends on the word they stand in and changes the code.
_HETERONYMS = frozenset("行长重乐还调率得了没少中给分好量处传藏降校觉数单落薄会便朝划参差假强")
_FIRST_CODE = 0xE000  # private use area: never a character of real text
_FINALS = (
    "a ai an ao e ei en er i ia ian iao ie in iong iu o ong ou u ua uai uan ue ui un "
    "iang ing ang eng uang uo ve v van vn io ueng n ng m"
).split()
_FINAL_PLACE = {final: place for place, final in enumerate(_FINALS)}
_INITIAL_PLACE = {initial: place for place, initial in enumerate(["", *_INITIALS])}


def split(syllable: str) -> tuple[str, str]:
    """Initial and final of a toneless pinyin syllable, merged as described above."""
    for initial in _INITIALS:
        if syllable.startswith(initial) and len(syllable) > len(initial):
            final = syllable[len(initial) :]
            return (
                _MERGED_INITIALS.get(initial, initial),
                _MERGED_FINALS.get(final, final),
            )
    return "", _MERGED_FINALS.get(syllable, syllable)


@functools.lru_cache(maxsize=4096)
def code(syllable: str) -> str:
    """The code character of a toneless pinyin syllable (or of a Latin letter).

    It depends on the syllable alone, never on what was read before: learned weights
    that rest on codes must mean the same in every process.
    """
    initial, final = split(syllable)
    if final not in _FINAL_PLACE:
        return syllable[:1]
    return chr(_FIRST_CODE + _INITIAL_PLACE[initial] * len(_FINALS) + _FINAL_PLACE[final])


@functools.lru_cache(maxsize=32768)
def _char_code(char: str) -> str:
    if char in _DIGITS:
        return code(_DIGITS[char])
    if char in _SPOKEN:
        return code(_SPOKEN[char])
    if ord(char) in PINYIN_DICT:
        return code(lazy_pinyin(char, style=Style.NORMAL)[0])
    return char


@functools.lru_cache(maxsize=16384)
def _word_reading(word: str) -> tuple[str, ...] | None:
    """Sound codes of a word whose characters are read as in that word, or ``None``."""
    readings = PHRASES_DICT.get(word)
    if readings is None or len(readings) != len(word):
        return None
    return tuple(code(to_normal(r[0])) for r in readings)


def _in_word(text: str, at: int) -> str | None:
    """Code of ``text[at]`` as it is read in the longest word around it: 行 in 银行."""
    for length in (4, 3, 2):
        for start in range(max(0, at - length + 1), min(at, len(text) - length) + 1):
            readings = _word_reading(text[start : start + length])
            if readings is not None:
                return readings[at - start]
    return None


@functools.lru_cache(maxsize=1024)  # whole turns are among them: kilobytes each
def sounds(text: str) -> str:
    """Sound codes of ``text``, one for each character; characters without a reading stay."""
    if _HETERONYMS.isdisjoint(text):
        return "".join(map(_char_code, text))
    return "".join(
        (_in_word(text, i) if c in _HETERONYMS else None) or _char_code(c)
        for i, c in enumerate(text)
    )


def _parts(char: str) -> tuple[str, str] | None:
    """Initial and final of a code character; ``None`` for any other character."""
    place = ord(char) - _FIRST_CODE
    if not 0 <= place < len(_INITIAL_PLACE) * len(_FINALS):
        return None
    initial, final = divmod(place, len(_FINALS))
    return ["", *_INITIALS][initial], _FINALS[final]


@functools.lru_cache(maxsize=65536)
def likeness(a: str, b: str) -> float:
    """How alike two sound codes are: 1 the same, 0.5 one half shared, 0 nothing shared."""
    if a == b:
        return 1.0
    pa, pb = _parts(a), _parts(b)
    if pa is None or pb is None:
        return 0.0
    if pa[1] == pb[1]:
        return 0.6 if {pa[0], pb[0]} in _NEAR_INITIALS else 0.4
    if pa[0] == pb[0] and {pa[1], pb[1]} in _NEAR_FINALS:
        return 0.6
    return 0.3 if pa[0] == pb[0] and pa[0] else 0.0


_NEAR_INITIALS = [
    {"f", "h"}, {"b", "p"}, {"d", "t"}, {"g", "k"}, {"j", "q"}, {"z", "c"}, {"z", "j"},
    {"c", "q"}, {"s", "x"}, {"m", "l"}, {"w", ""}, {"y", ""}, {"q", "x"}, {"c", "s"},
]  # fmt: skip
_NEAR_FINALS = [
    {"an", "en"}, {"ian", "ie"}, {"ong", "en"}, {"ou", "o"}, {"ao", "ou"}, {"ai", "a"},
    {"ei", "e"}, {"ian", "in"}, {"u", "iu"}, {"un", "en"}, {"ui", "ei"}, {"i", "in"}, {"a", "an"},
    {"e", "en"}, {"uan", "an"}, {"ua", "a"}, {"iao", "ao"}, {"ie", "e"},
]  # fmt: skip
