"""Finding a term in a stream: by its characters, by its sound, and by nearly its sound.

Exact search runs on plain strings, so a checklist of thousands of terms costs
milliseconds. A near match is first proposed by one exact part of the term (with
k differences allowed, one of k+1 parts must be exact) and then measured.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from auditor.read.sound import likeness, sounds

SOUND_SCORE = 0.95  # same sound, other characters
MIN_NEAR = 4  # syllables that a term must have before one may differ


class Hit(NamedTuple):
    """Units ``start:end`` and how well they fit (1: the same characters)."""

    start: int
    end: int
    score: float


class WordHeads:
    """Words of a checklist by the first two units of what could be found of each.

    One for all its lines: which of the words may stand in a stream is then asked once a stream.
    """

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.by_head: dict[str, list[str]] = {}
        """By those of its characters and, longer than one, of its sound."""
        self.by_part: dict[str, list[str]] = {}
        """By those of each part, one of which is exact where the word is nearly heard."""

    def add(self, words: Iterable[str]) -> None:
        """Words of one more line."""
        for word in words:
            if word in self.words:
                continue
            self.words.add(word)
            code = sounds(word)
            for head in {word[:2], code[:2]} if len(word) >= 2 else {word}:
                self.by_head.setdefault(head, []).append(word)
            if len(word) >= MIN_NEAR:
                for _, part in _parts(code, (1 if len(word) < 8 else 2) + 1):
                    self.by_part.setdefault(part[:2], []).append(word)


def _heads(text: str) -> set[str]:
    """One and two units from every place."""
    return set(text) | {text[i : i + 2] for i in range(len(text) - 1)}


class SoundIndex:
    """Searches one stream; results are kept, as lines share their terms.

    ``tolerant`` streams come from a recogniser: there two syllables that sound
    right are enough and long terms may differ in a syllable. In a given
    transcript the characters count, and sound only for three syllables and more.
    """

    def __init__(self, text: str, sound: str, *, tolerant: bool) -> None:
        self._text = text
        self._sound = sound
        self._tolerant = tolerant
        self._found: dict[tuple[str, bool, bool], tuple[Hit, ...]] = {}
        # A word without a head among these is absent.
        self._heads = _heads(text) | _heads(sound)
        self._candidates: tuple[WordHeads | None, int, set[str]] = None, 0, set()

    def candidates(self, words: WordHeads) -> set[str]:
        """Those of a checklist's words that may stand in the stream, by their heads alone."""
        of, count, found = self._candidates
        if of is words and count == len(words.words):
            return found
        # Asked anew while lines are still being compiled, each when it is first used.
        found = set()
        for head in words.by_head.keys() & self._heads:
            found.update(words.by_head[head])
        if self._tolerant:
            for head in words.by_part.keys() & self._heads:
                found.update(words.by_part[head])
        self._candidates = words, len(words.words), found
        return found

    def find(self, term: str, *, name: bool = False, near: bool = True) -> tuple[Hit, ...]:
        """Places of ``term`` by position; a ``name`` is matched by sound in any stream.

        Without ``near`` every syllable must be right: a number that is nearly
        another one is another number.
        """
        key = (term, name, near)
        if key not in self._found:
            self._found[key] = tuple(self._search(term, name, near))
        return self._found[key]

    def _search(self, term: str, name: bool, near: bool) -> list[Hit]:
        n = len(term)
        hits = {p: Hit(p, p + n, 1.0) for p in _all(self._text, term)}
        if n >= 3 or (n == 2 and (self._tolerant or name)):
            code = sounds(term)
            for p in _all(self._sound, code):
                hits.setdefault(p, Hit(p, p + n, SOUND_SCORE))
            if near and n >= MIN_NEAR and self._tolerant:
                for hit in self._near(code):
                    if not any(abs(hit.start - p) < n // 2 for p in hits):
                        hits[hit.start] = hit
        return sorted(hits.values())

    def _near(self, code: str) -> list[Hit]:
        n = len(code)
        allowed = 1 if n < 8 else 2
        best: dict[int, Hit] = {}
        for offset, part in _parts(code, allowed + 1):
            for p in _all(self._sound, part):
                hit = self._measure(code, p - offset, allowed)
                if hit and hit.score > best.get(hit.start, hit._replace(score=0)).score:
                    best[hit.start] = hit
        return list(best.values())

    def _measure(self, code: str, start: int, allowed: int) -> Hit | None:
        n = len(code)
        best: Hit | None = None
        for low in (start, start + 1, start - 1):
            if low < 0:
                continue
            for length in (n, n - 1, n + 1):
                window = self._sound[low : low + length]
                if Levenshtein.distance(code, window, score_cutoff=allowed) > allowed:
                    continue
                score = 1 - _cost(code, window) / n
                if best is None or score > best.score:
                    best = Hit(low, low + len(window), score)
        return best if best and best.score >= (0.8 if n < 6 else 0.75) else None


@functools.lru_cache(maxsize=65536)
def _cost(code: str, window: str) -> float:
    """Edit cost in which a syllable that half fits costs less than one that does not."""
    total = 0.05 * len(code)
    for op in Levenshtein.editops(code, window):
        if op.tag == "replace":
            total += 1 - likeness(code[op.src_pos], window[op.dest_pos])
        else:
            total += 0.9
    return total


@functools.lru_cache(maxsize=16384)
def _parts(code: str, count: int) -> tuple[tuple[int, str], ...]:
    size, rest = divmod(len(code), count)
    out, at = [], 0
    for k in range(count):
        step = size + (1 if k < rest else 0)
        out.append((at, code[at : at + step]))
        at += step
    return tuple(out)


def _all(text: str, part: str) -> list[int]:
    out, at = [], text.find(part)
    while at >= 0:
        out.append(at)
        at = text.find(part, at + 1)
    return out
