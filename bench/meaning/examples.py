"""The sentences that a reader is taught with: labels, what is known of each, and noise like a recogniser's."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.judge.meaning import read_examples
from auditor.read.sound import sounds

LONGEST = 110  # characters of two sentences put together
PAUSES = frozenset("，。？！、；：,.?!")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with a label (1, 0) and whether it is known (1, 0) for each requirement."""

    text: str
    labels: tuple[float, ...]
    known: tuple[float, ...]


def read(folder: Path, ids: Sequence[str], prohibited: Sequence[str]) -> list[Sentence]:
    """The examples beside a pack. Whether a sentence meets a duty is known where it says so; that
    it holds no prohibited statement is known of every sentence without such a label."""
    out = []
    for marks, text in read_examples(folder):
        said = {m for m in marks.split(",") if m in ids}
        near = {m[1:] for m in marks.split(",") if m.startswith("~")}
        duties = {m for m in (*said, *near) if m not in prohibited} or marks == "-"
        known = [i in said or i in near or i in prohibited or bool(duties) for i in ids]
        out.append(
            Sentence(
                text=text,
                labels=tuple(float(i in said) for i in ids),
                known=tuple(map(float, known)),
            )
        )
    return out


class Alike:
    """Characters of the same sound, drawn as often as (the root of) they come in some texts."""

    def __init__(self, texts: Iterable[str], rng: random.Random) -> None:
        self.rng = rng
        counts = Counter(c for text in texts for c in text if is_han(c))
        self._alike: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for char, count in counts.items():
            self._alike[sounds(char)].append((char, math.sqrt(count)))

    def misheard(self, char: str) -> str:
        """A character that sounds like ``char``; itself where the texts have none."""
        chars, weights = zip(*self._alike[sounds(char)] or [(char, 1.0)], strict=True)
        return self.rng.choices(chars, weights)[0]


def is_han(char: str) -> bool:
    """Whether it is a common Chinese character."""
    return "\u4e00" <= char <= "\u9fff"


class Noise:
    """Writes a sentence as a recogniser might: other characters of the same sound, lost pauses."""

    def __init__(self, sentences: Sequence[Sentence], rng: random.Random) -> None:
        self.rng = rng
        self.alike = Alike((s.text for s in sentences), rng)

    def over(self, text: str, rate: float) -> str:
        """``text`` with about ``rate`` of its characters misheard and half its pauses lost."""
        out = []
        for char in text:
            said = char
            if char in PAUSES:
                if self.rng.random() < 0.5:
                    continue
            elif is_han(char) and self.rng.random() < rate:
                if self.rng.random() < 0.12:
                    continue
                said = self.alike.misheard(char)
            out.append(said)
        return "".join(out) or text


class Varied:
    """Draws sentences, some joined with another, some with a recogniser's noise."""

    def __init__(self, sentences: Sequence[Sentence], rng: random.Random) -> None:
        self.sentences, self.rng = sentences, rng
        self.plain = [s for s in sentences if not any(s.labels)]
        self.noise = Noise(sentences, rng)

    def of(self, sentence: Sentence) -> Sentence:
        """One sentence as it might stand in a call."""
        if self.rng.random() < 0.3:
            other = self.rng.choice(self.plain if self.rng.random() < 0.8 else self.sentences)
            if len(sentence.text) + len(other.text) < LONGEST:
                sentence = _joined(sentence, other, first=self.rng.random() < 0.5)
        if self.rng.random() < 0.5:
            text = self.noise.over(sentence.text, self.rng.choice([0.03, 0.1, 0.2]))
            sentence = Sentence(text=text, labels=sentence.labels, known=sentence.known)
        return sentence


def _joined(a: Sentence, b: Sentence, *, first: bool) -> Sentence:
    """Both together: what either says is said; what is unknown of one is unknown, unless said."""
    known = [
        float(x * u > 0 or y * v > 0 or u * v > 0)
        for x, y, u, v in zip(a.labels, b.labels, a.known, b.known, strict=True)
    ]
    return Sentence(
        text=a.text + b.text if first else b.text + a.text,
        labels=tuple(map(max, a.labels, b.labels)),
        known=tuple(known),
    )
