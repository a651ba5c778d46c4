"""Words of a stream in a script that puts blanks between them."""

from __future__ import annotations

import re

from auditor.read import english
from auditor.read.english import Word
from auditor.read.utterances import Stream
from auditor.read.value import Value

_MONEY = "$£€₹"


def latin(text: str) -> bool:
    """Whether most letters of a text are Latin ones."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c < "\u0250" for c in letters) > len(letters)


def words_of(stream: Stream) -> tuple[Word, ...]:
    """The words of a stream: units that stand together in the text, apostrophes within them."""
    out: list[Word] = []
    for first, utterance in zip(stream.starts, stream.utterances, strict=True):
        begin = 0
        for k in range(1, len(utterance.units) + 1):
            if k < len(utterance.units) and _joined(utterance.text, utterance.positions, k):
                continue
            before = utterance.text[: utterance.positions[begin]].rstrip()[-1:]
            out.append(
                Word(
                    utterance.units[begin:k],
                    first + begin,
                    first + k,
                    money=before != "" and before in _MONEY,
                )
            )
            begin = k
    return tuple(out)


def _joined(text: str, positions: tuple[int, ...], k: int) -> bool:
    between = text[positions[k - 1] + 1 : positions[k]]
    return all(c in ",'’" for c in between)


def read(text: str) -> list[Value]:
    """Values in a short text of Latin words, such as a field of a record (to age 70, 20 years)."""
    found = re.finditer(r"[a-z]+|\d+(?:\.\d+)?(?:st|nd|rd|th)?|%", text.lower())
    return english.values([Word(m.group(), m.start(), m.end()) for m in found])
