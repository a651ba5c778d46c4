"""The notation of a checklist line, read into a tree. What the tree finds is the judge's business.

=============  ==================================================================
犹豫期         these words, by their characters or by their sound
[name]         any entry of the checklist's concept of that name
{insurer}      the name on record in that field, in full or in short
<days>         a value of that kind said there; see ``SLOTS``
a? b           b, with or without a just before it
a b            b follows a closely (at most ``CLOSE`` units between)
a + b          b follows a at once
a ~ b          b follows a closely, without a pause between
a .. b         b follows a at some distance (at most ``FAR`` units)
a & b          both, in any order, within ``WINDOW`` units
a | b          one or the other; parentheses group
!a b, b !a     b without a just before it, or just behind it
^ and $        begin or end of what the speaker says in one go
/              a pause: where a clause begins or ends, right there
re:…           a regular expression over the written units, instead of all this
=============  ==================================================================

``&`` binds less than following, ``|`` least. A unit is a character; punctuation
and blanks are none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

CLOSE = 4
FAR = 16
WINDOW = 40
EDGE = 1  # fillers (嗯, 那) that may stand between ^ and the words, or the words and $

SLOTS: dict[str, tuple[str, ...]] = {
    "money": ("money",),
    "days": ("days",),
    "years": ("years",),
    "age": ("age",),
    "term": ("years", "age", "life", "days", "months"),
    "life": ("life",),
    "months": ("months",),
    "nth": ("nth",),
    "date": ("date", "day"),
    "digits": ("digits",),
    "percent": ("percent",),
}
PERIODS = ("monthly", "quarterly", "half-yearly", "annual", "single", "daily", "none", "regular")
NAMES = (
    "insurer", "insurer_brand", "agency", "agency_brand", "product_name", "agent_name", "agent_id", "customer_name", "hotline",
)  # fmt: skip

_TOKEN = re.compile(
    r"\s*(\.\.|[()|&!^$?+/~]|\[[^\]]+\]|<[^>]+>|\{[^}]+\}|[^\s()|&!^$?+/~\[\]<>{}.]+)"
)

_GAPS = {"..": FAR, "+": 0, "~": CLOSE}
_AFTER = {"^": EDGE, "/": 0}


@dataclass(frozen=True, slots=True)
class Words:
    """Written words, found by character or sound."""

    text: str


@dataclass(frozen=True, slots=True)
class Concept:
    """Any entry of a named concept."""

    name: str


@dataclass(frozen=True, slots=True)
class Name:
    """The name on record in a field."""

    field: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of certain kinds, for an amount also of certain periods."""

    kinds: tuple[str, ...]
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """Begin or end of an utterance."""

    end: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Begin or end of a clause."""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression over the units."""

    source: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An item of a sequence: the greatest gap before it, or that it must not stand there."""

    node: Node
    gap: int
    negated: bool
    optional: bool = False
    unbroken: bool = False
    """No pause may stand in the gap."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """Items one after the other."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Items near each other in any order."""

    items: tuple[Node, ...]


Node = Words | Concept | Name | Slot | Edge | Pause | Regex | Either | Sequel | Together


@functools.lru_cache(maxsize=65536)
def parse(line: str) -> Node:
    """The tree of one line; ``ValueError`` says in one sentence what is wrong with it."""
    if line.startswith("re:"):
        source = line[3:].strip()
        try:
            re.compile(source)
        except re.error as error:
            raise ValueError(f"not a regular expression ({error}): {line}") from None
        return Regex(source)
    return _Parser(line).parsed()


def problem(line: str, concepts: Mapping[str, Sequence[str]]) -> str | None:
    """What is wrong with a line of a checklist that has these concepts, or ``None``."""
    try:
        _check_concepts(parse(line), concepts, ())
    except ValueError as error:
        return str(error)
    return None


def _check_concepts(
    node: Node, concepts: Mapping[str, Sequence[str]], seen: tuple[str, ...]
) -> None:
    for name in concepts_in(node):
        if name not in concepts:
            raise ValueError(f"no concept named [{name}]")
        if name in seen:
            raise ValueError(f"concept [{name}] refers to itself")
        for entry in concepts[name]:
            _check_concepts(parse(entry), concepts, (*seen, name))


def concepts_in(node: Node) -> Iterator[str]:
    """Names of the concepts that a tree refers to."""
    if isinstance(node, Concept):
        yield node.name
    elif isinstance(node, (Either, Together)):
        for item in node.items:
            yield from concepts_in(item)
    elif isinstance(node, Sequel):
        for step in node.steps:
            yield from concepts_in(step.node)


def _tokens(line: str) -> list[str]:
    tokens, at, text = [], 0, line.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"cannot read {text[at:]!r} in: {line}")
        tokens.append(match.group(1))
        at = match.end()
    return tokens


class _Parser:
    def __init__(self, line: str) -> None:
        self._line = line
        self._tokens = _tokens(line)
        self._at = 0

    def parsed(self) -> Node:
        node = self._either()
        if self._peek() is not None:
            raise ValueError(f"{self._peek()!r} stands in the wrong place in: {self._line}")
        return node

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> str:
        token = self._peek()
        if token is None:
            raise ValueError(f"the line breaks off: {self._line}")
        self._at += 1
        return token

    def _either(self) -> Node:
        items = [self._together()]
        while self._peek() == "|":
            self._take()
            items.append(self._together())
        return items[0] if len(items) == 1 else Either(tuple(items))

    def _together(self) -> Node:
        items = [self._sequel()]
        while self._peek() == "&":
            self._take()
            items.append(self._sequel())
        return items[0] if len(items) == 1 else Together(tuple(items))

    def _sequel(self) -> Node:
        steps: list[Step] = []
        gap, unbroken = CLOSE, False
        while (token := self._peek()) not in (None, "|", "&", ")"):
            if token in _GAPS:
                self._take()
                gap, unbroken = _GAPS[token], token == "~"
                continue
            step = self._step(gap, unbroken)
            steps.append(step)
            if not step.negated:
                gap, unbroken = _AFTER.get(token, CLOSE), False
        if all(s.negated or s.optional for s in steps):
            raise ValueError(f"nothing to look for in: {self._line}")
        if len(steps) == 1:
            return steps[0].node
        return Sequel(tuple(steps))

    def _step(self, gap: int, unbroken: bool) -> Step:
        negated = self._peek() == "!"
        if negated:
            self._take()
        gap = {"$": EDGE, "/": 0}.get(self._peek() or "", gap)
        atom = self._atom()
        optional = self._peek() == "?"
        if optional:
            self._take()
        return Step(atom, gap, negated, optional, unbroken)

    def _atom(self) -> Node:
        token = self._take()
        if token == "(":
            inner = self._either()
            if self._peek() != ")":
                raise ValueError(f"a parenthesis is not closed in: {self._line}")
            self._take()
            return inner
        if token in ("^", "$"):
            return Edge(token == "$")
        if token == "/":
            return Pause()
        if token.startswith("["):
            return Concept(token[1:-1].strip())
        if token.startswith("{"):
            return _name(token[1:-1].strip())
        if token.startswith("<"):
            return _slot(token[1:-1].strip())
        if token in (")", "|", "&", "!", "?", *_GAPS):
            raise ValueError(f"{token!r} stands in the wrong place in: {self._line}")
        return Words(token)


def _name(field: str) -> Name:
    if field not in NAMES:
        raise ValueError(f"no name on record called {{{field}}}; there are {', '.join(NAMES)}")
    return Name(field)


def _slot(text: str) -> Slot:
    kind, _, periods = text.partition(":")
    if kind not in SLOTS:
        raise ValueError(f"no kind of value named <{kind}>; there are {', '.join(sorted(SLOTS))}")
    wanted = tuple(p.strip() for p in periods.split(",") if p.strip())
    for period in wanted:
        if period not in PERIODS:
            raise ValueError(f"no period named {period!r} in <{text}>")
    return Slot(SLOTS[kind], wanted)
