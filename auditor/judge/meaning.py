"""Meaning: what a stretch of talk says, by a sentence encoder taught with a pack's examples.

A pack may bring a folder ``meaning/``: an encoder (multilingual-e5-small cut down to
Chinese and taught with ``examples.tsv`` beside it) with one head for each requirement.
It reads a speaker's turn as it was recognised and says of every requirement
how much the turn sounds like it means that, and at which words. ``bench/meaning`` makes
it; nothing here learns.

``encoder`` is what reads, ``readings`` remembers what it said.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.checklist.encoder import encoder_folder
from auditor.judge.encoder import Encoder, PackEncoder
from auditor.judge.readings import Readings
from auditor.judge.wording import Likely
from auditor.read.utterances import Stream, Utterance

CALIBRATION = "calibration.json"
MEANING = "meaning"  # what evidence names as its match where no line fits
LONGEST = 110  # characters read at once; longer turns are cut between sentences
SHORTEST = 4  # units below which a turn says nothing that could be told apart
_SENTENCE = re.compile(r"[^。？！?!；;]*[。？！?!；;]*")
_CLAUSE = re.compile(r"[，。？！；：,.?!;:]")


def likelihood(score: float) -> float:
    """A learned score (log odds) as a share between 0 and 1, to two places."""
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 2)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What an encoder's scores are worth: log odds that hold on calls it was not taught with.

    ``bench/meaning/calibrate.py`` sets it by labelled calls; without it scores stay as they are.
    """

    slope: float = 1.0
    offsets: Mapping[str, float] = field(default_factory=dict)

    def odds(self, requirement: str, score: float) -> float:
        """The log odds that a stretch with this score means the requirement."""
        return self.slope * score + self.offsets.get(requirement, 0.0)

    def data(self) -> dict[str, Any]:
        """What a calibration file holds."""
        return {"slope": self.slope, "offsets": dict(self.offsets)}


class Meaning:
    """Reads a speaker's stream turn by turn, no text twice."""

    def __init__(self, encoder: Encoder, calibration: Calibration | None = None) -> None:
        self.encoder = Readings(encoder)
        self.calibration = calibration or Calibration()

    def likely(self, stream: Stream) -> dict[str, list[Likely]]:
        """For each requirement the words of every turn that mean it most, best first."""
        where: list[tuple[int, int]] = []
        texts: list[str] = []
        for place, utterance in enumerate(stream.utterances):
            if len(utterance.units) >= SHORTEST:
                for start, text in passages(utterance.text):
                    where.append((place, start))
                    texts.append(text)
        found: dict[str, list[Likely]] = {i: [] for i in self.encoder.ids}
        if not texts:
            return found
        once = list(dict.fromkeys(texts))  # stock phrases come again and again
        rows = {text: row for row, text in enumerate(once)}
        scores, places = self.encoder.read(once)
        turns = {place: _Clauses(stream.utterances[place]) for place in {p for p, _ in where}}
        for k, name in enumerate(self.encoder.ids):
            for (place, start), text in zip(where, texts, strict=True):
                row = rows[text]
                low, high = turns[place].around(start + int(places[row, k]))
                base = stream.starts[place]
                odds = self.calibration.odds(name, float(scores[row, k]))
                found[name].append(Likely(start=base + low, end=base + high, score=odds))
            found[name].sort(key=lambda h: -h.score)
        return found


def passages(text: str) -> list[tuple[int, str]]:
    """A turn in passages of at most ``LONGEST`` characters: where each begins, and its text."""
    if len(text) <= LONGEST:
        return [(0, text)]
    out: list[tuple[int, str]] = []
    for match in _SENTENCE.finditer(text):
        for low in range(match.start(), match.end(), LONGEST):
            part = text[low : min(low + LONGEST, match.end())]
            if out and low == out[-1][0] + len(out[-1][1]) and len(out[-1][1] + part) <= LONGEST:
                out[-1] = (out[-1][0], out[-1][1] + part)
            else:
                out.append((low, part))
    return out


class _Clauses:
    """The clauses of an utterance, in units."""

    def __init__(self, utterance: Utterance) -> None:
        marks = [m.start() for m in _CLAUSE.finditer(utterance.text)]
        self._ends = [m + 1 for m in marks]
        cuts = zip([0, *self._ends], [*marks, len(utterance.text)], strict=True)
        positions, whole = utterance.positions, (0, len(utterance.units))
        units = [tuple(bisect.bisect_left(positions, cut) for cut in pair) for pair in cuts]
        self._units = [(low, high) if low < high else whole for low, high in units]

    def around(self, at: int) -> tuple[int, int]:
        """The units of the clause that holds a character; all units where that has none."""
        return self._units[bisect.bisect_right(self._ends, at)]


def read_examples(folder: Path) -> list[tuple[str, str]]:
    """The sentences that an encoder was taught with: labels and text.

    Labels are requirement ids with commas between; ``~id`` marks what only looks like it, ``-``
    what is nothing of the kind.
    """
    lines = (folder / "examples.tsv").read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, _, text in (line.partition("\t") for line in lines)]


@functools.lru_cache(maxsize=8)
def load(folder: Path) -> Meaning | None:
    """The reader of a pack, or ``None`` where it has no encoder."""
    path = encoder_folder(folder)
    if path is None:
        return None
    file = path / CALIBRATION
    fitted = Calibration(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None
    return Meaning(PackEncoder(path), fitted)
