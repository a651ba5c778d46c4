"""Whether a text is in a language: enough to refuse what is clearly in another one."""

from __future__ import annotations

import re

ENOUGH = 12.0  # of weight (about so many Chinese characters) below which nothing is clear
OWN = 0.4  # share of the weight that the language's own script must have
LETTER = 0.25  # weight of a letter: a Chinese character says about what four letters say
WORDS = 25  # English words from which their commonest ones must be among them
COMMON = 0.12  # least share of those; English talk has about half, Spanish or Malay next to none

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_KANA_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_OTHER = re.compile(r"[\u0370-\u1fff]")  # Greek, Cyrillic, Arabic, the scripts of India …
_WORD = re.compile(r"[a-z\u00c0-\u024f]+")
_ENGLISH = frozenset(
    "the be to of and in that have it for on with you this but from they we say she or an will my"
    " one all would there their what so up out if about who get which go can like time just know"
    " take into your some could them see other than then now only its over also after how our are"
    " is was were been has had did do does not i he his her at by as am me yes okay please thank"
    " hello calling".split()
)


def speaks(language: str, text: str) -> bool:
    """False where ``text`` is clearly in another language than ``language`` (``zh``, ``en``).

    Short texts and languages that nothing is known of are taken as they are.
    """
    han, kana = len(_HAN.findall(text)), len(_KANA_HANGUL.findall(text))
    latin, other = (LETTER * len(p.findall(text)) for p in (_LATIN, _OTHER))
    total = han + kana + latin + other
    if total < ENOUGH:
        return True
    if language.startswith(("zh", "yue")):
        # Japanese is written with Chinese characters too, but never with those alone.
        return han >= OWN * total and kana <= han / 3
    if language.startswith("en"):
        return latin >= OWN * total and _is_english(text)
    return True


def _is_english(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return len(words) < WORDS or sum(w in _ENGLISH for w in words) >= COMMON * len(words)
