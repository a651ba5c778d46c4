"""What the tagger is taught with: windows of talk, each character with what it gives away.

Talk is put together at random from exchanges and lines with filled slots (`taught/`), from stretches of
the written sets with other names put in, and from ordinary talk of sales calls, in which nothing is
taught where the rules see something private.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelled import NUMBERS, PRIVATE, read_talks
from slots import Filler, kind_of
from wordlists import TAUGHT, hash_of

from auditor.model import Call, Segment, Speaker
from auditor.report.private_tagger import AGENT, CUSTOMER, EITHER, KINDS
from auditor.report.redact import find_private
from bench.meaning.examples import PAUSES, Alike, is_han

ROOT = Path(__file__).resolve().parents[2]
IGNORED = -100
NUMBER = len(KINDS)  # what the rules find
LABELS = {kind: i for i, kind in enumerate(KINDS)} | {"number": NUMBER}
_SIDES = {"A": AGENT, "C": CUSTOMER, "?": EITHER}


@dataclass(slots=True)
class Turn:
    """A turn: whose (a mark of `private_tagger`), its text, and for each character its label and
    whether it belongs to an item that has to stay."""

    side: str
    text: str = ""
    labels: list[int] = field(default_factory=list)
    stays: list[bool] = field(default_factory=list)

    def add(self, text: str, label: int = 0, *, stays: bool = False) -> None:
        self.text += text
        self.labels += [label] * len(text)
        self.stays += [stays] * len(text)


_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{([A-Z0-9]+)\}|\{([a-z]+) ([^}]*)\}")


def exchanges() -> list[str]:
    """The lines of `taught/exchanges*.txt`."""
    return _read("exchanges*.txt")


def lines() -> list[str]:
    """The lines of `taught/lines*.txt`: single turns, or question and answer in one."""
    return _read("lines*.txt")


def _read(pattern: str) -> list[str]:
    return [
        line.strip()
        for path in sorted(TAUGHT.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def held_out(line: str) -> bool:
    """Whether a line of `taught/` is kept for choosing the threshold."""
    return hash_of(line) % 10 == 0


class Maker:
    """Makes talk at random; the same seed makes the same.

    `without` names the written sets that are not taught: those that say how good the tagger is.
    """

    def __init__(
        self,
        rng: random.Random,
        *,
        held: bool = False,
        everything: bool = False,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.rng = rng
        self.filler = Filler(rng)

        def mine(line: str) -> bool:
            return everything or held_out(line) is held

        self.exchanges = [e for e in exchanges() if mine(e)]
        self.lines = [line for line in lines() if mine(line)]
        self.held = held
        if not held:
            self.sets = [
                t
                for p in sorted((ROOT / "bench/redaction/sets").glob("*.txt"))
                if p.name not in without
                for t in read_talks(p)
            ]
            self.calls, self.sentences = ordinary()

    def exchange(self) -> list[Turn]:
        """A filled exchange."""
        self.filler.begin()
        text = self.rng.choice(self.exchanges)
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), text, count=1)
        turns = []
        for said in text.split(" / "):
            turn = Turn(_SIDES[said[0]])
            self._fill(turn, said[2:])
            turns.append(turn)
        return turns

    def line(self) -> list[Turn]:
        """A filled line, sometimes with question and answer said by two."""
        text = self.rng.choice(self.lines)
        pieces = [text]
        if self.rng.random() < 0.6:
            pieces = [p for p in re.split(r"(?<=？)(?=\{)|(?<=[}]。)(?=[^{]*？)", text) if p]
        asks = "您" in text or "请" in text
        first = AGENT if self.rng.random() < (0.85 if asks else 0.2) else CUSTOMER
        other = CUSTOMER if first == AGENT else AGENT
        turns = []
        together = self.rng.random() < 0.3
        if not together:
            self.filler.begin()
        for i, piece in enumerate(pieces):
            turn = Turn(first if i % 2 == 0 else other)
            self._fill(turn, piece, apart=not together)
            turns.append(turn)
        return turns

    def _fill(self, turn: Turn, text: str, *, apart: bool = False) -> None:
        at = 0
        for match in _SLOT.finditer(text):
            turn.add(text[at : match.start()])
            slot, kind, said = match.groups()
            if slot:
                if apart and self.rng.random() < 0.7:
                    self.filler.begin()
                kind, said = kind_of(slot), self.filler.text(slot)
            turn.add(said, LABELS.get(kind, 0), stays=not kind or kind not in LABELS)
            at = match.end()
        turn.add(text[at:])

    def of_sets(self) -> list[Turn]:
        """A few turns in a row of a written talk, with other names, ailments and places in it."""
        rng = self.rng
        talk = rng.choice(self.sets)
        first = rng.randrange(len(talk.segments))
        chosen = range(first, min(len(talk.segments), first + rng.randint(2, 7)))
        swaps: dict[str, str] = {}
        swap_names, swap_rest = rng.random() < 0.6, rng.random() < 0.25
        turns = []
        for index in chosen:
            segment = talk.segments[index]
            items = sorted(
                (start, end, item.kind.split()[0])
                for item in talk.items
                for at, start, end in item.places
                if at == index
            )
            turn, at = Turn(AGENT if segment.speaker is Speaker.AGENT else CUSTOMER), 0
            for start, end, kind in items:
                if start < at:
                    continue
                turn.add(segment.text[at:start])
                said = segment.text[start:end]
                if (swap_names and kind == "name") or (swap_rest and kind in ("health", "address")):
                    said = swaps.setdefault(said, self._other(said, kind))
                turn.add(said, _label(kind), stays=kind not in PRIVATE)
                at = end
            turn.add(segment.text[at:])
            turns.append(turn)
        return turns

    def _other(self, said: str, kind: str) -> str:
        self.filler.begin()
        if kind == "name":
            if len(said) == 1:
                return self.filler.text("SUR")
            if "的" in said or "旁" in said or len(said) > 4:
                return said
            return self.filler.text(
                "NAME" if len(said) > 2 else self.rng.choice(["NAME", "GIVEN", "NICK"])
            )
        if kind == "address":
            return self.filler.text("ADDRPART")
        return self.filler.text(self.rng.choice(["ILL", "SYM", "OP", "MED", "LAB"]))

    def ordinary(self) -> list[Turn]:
        """Ordinary talk of sales calls."""
        if self.rng.random() < 0.5:
            call = self.rng.choice(self.calls)
            first = self.rng.randrange(len(call))
            return call[first : first + self.rng.randint(2, 5)]
        return [self.rng.choice(self.sentences) for _ in range(self.rng.randint(1, 2))]

    def block(self) -> list[Turn]:
        """Some turns that belong together."""
        r = self.rng.random()
        if self.held or r < 0.62:
            return (
                self.exchange() if self.rng.random() < (0.3 if self.held else 0.65) else self.line()
            )
        return self.of_sets() if r < 0.82 else self.ordinary()

    def talk(self, size: int) -> list[Turn]:
        """Turns of at least `size` characters together."""
        turns: list[Turn] = []
        while sum(len(t.text) + 1 for t in turns) < size:
            turns += self.block()
        return turns


def _label(kind: str) -> int:
    if kind == "private":
        return IGNORED
    if kind in NUMBERS:
        return NUMBER
    return LABELS.get(kind, 0)


def ordinary() -> tuple[list[list[Turn]], list[Turn]]:
    """The labelled sales calls of `bench/calls` and the sentences of cn-life-telesales."""
    calls = []
    for folder in sorted((ROOT / "bench/calls").glob("*/")):
        names = {c["call_id"]: c for c in json.loads((folder / "gold.json").read_text("utf-8"))}
        for path in sorted((folder / "transcripts").glob("*.json")):
            data = json.loads(path.read_text("utf-8"))
            segments = tuple(
                Segment(
                    start=s["start"], end=s["end"], text=s["text"], speaker=Speaker(s["speaker"])
                )
                for s in data["segments"]
            )
            gold = names.get(path.stem, {})
            call = Call(
                call_id=path.stem,
                recording="",
                customer_name=gold.get("customer", {}).get("name"),
                agent_name=gold.get("agent", {}).get("name"),
            )
            calls.append(_unsure(segments, call))
    folder = ROOT / "checklists/cn-life-telesales/meaning"
    sentences = []
    rng = random.Random(1)
    rows = (folder / "examples.tsv").read_text("utf-8").splitlines()
    for row in rng.sample(rows, 4000):
        text = row.split("\t")[-1]
        if 4 <= len(text) <= 90:
            segment = Segment(start=0.0, end=1.0, text=text, speaker=Speaker.AGENT)
            sentences += _unsure((segment,), None)
    return calls, sentences


def _unsure(segments: Sequence[Segment], call: Call | None) -> list[Turn]:
    """Turns in which nothing is said of what the rules hide."""
    turns = []
    found = find_private(segments, call, tagged=False)
    for index, segment in enumerate(segments):
        turn = Turn(AGENT if segment.speaker is Speaker.AGENT else CUSTOMER)
        turn.add(segment.text)
        for f in found:
            if f.segment == index:
                turn.labels[f.start : f.end] = [IGNORED] * (f.end - f.start)
        turns.append(turn)
    return turns


class Noise:
    """Writes turns as a recogniser might: other characters of the same sound, lost pauses, turns cut."""

    def __init__(self, turns: Sequence[Turn], rng: random.Random) -> None:
        self.rng = rng
        self.alike = Alike((t.text for t in turns), rng)

    def over(self, turns: Sequence[Turn]) -> Iterator[Turn]:
        """The turns of one window, misheard to one degree."""
        rng = self.rng
        either = rng.random() < 0.06
        pauses = rng.choice([0.0, 0.0, 0.0, 0.3, 1.0])
        rate = rng.choice([0.0, 0.0, 0.0, 0.02, 0.06, 0.12])
        for turn in turns:
            out = Turn(EITHER if either else turn.side)
            for char, label, stays in zip(turn.text, turn.labels, turn.stays, strict=True):
                said = char
                if char in PAUSES:
                    if rng.random() < pauses:
                        continue
                elif rate and is_han(char) and rng.random() < rate:
                    if rng.random() < 0.1:
                        continue
                    said = self.alike.misheard(char)
                out.add(said, label, stays=stays)
                if char in "，。" and rng.random() < 0.04 and len(out.text) > 2:
                    yield out
                    out = Turn(out.side)
            if out.text:
                yield out
