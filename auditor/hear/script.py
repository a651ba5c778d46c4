"""Simplified script throughout: Whisper mixes traditional characters in at random."""

from __future__ import annotations

import functools

from opencc import OpenCC


@functools.cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@functools.lru_cache(maxsize=65_536)
def simplify(text: str) -> str:
    """The text in simplified script; other languages pass through. Idempotent."""
    return str(_converter().convert(text)) if text else text


def simplify_words(words: list[str]) -> list[str]:
    """The words of one sentence, converted together so that phrases decide the characters."""
    whole = "".join(words)
    converted = simplify(whole)
    if len(converted) != len(whole):
        return [simplify(word) for word in words]
    result, at = [], 0
    for word in words:
        result.append(converted[at : at + len(word)])
        at += len(word)
    return result
