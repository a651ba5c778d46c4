"""The notation's trees as matchers over a stream."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.checklist import notation
from auditor.checklist.notation import WINDOW, Node
from auditor.judge.match.base import Match, Matcher, Scan
from auditor.judge.match.regex import RegexMatcher
from auditor.judge.match.sound import WordHeads

REGULAR = ("monthly", "quarterly", "half-yearly", "annual", "single")
NEGATION_REACH_LATIN = 14
NEGATION_REACH = 4  # units between a forbidden word and what it would turn around


class Patterns:
    """Compiles the lines of one checklist; concepts and equal lines are compiled once."""

    def __init__(self, concepts: Mapping[str, Sequence[str]], *, wide: int = 1) -> None:
        self._concepts = concepts
        self._wide = wide  # how many units of this script say what one character says
        self._nodes: dict[Node, Matcher] = {}
        self._lines: dict[str, _Line] = {}
        self._needed: dict[int, tuple[frozenset[str], ...]] = {}
        self._heads = WordHeads()

    def line(self, text: str) -> Matcher:
        """The matcher of a line; its matches carry the line they come from."""
        return self._line(text)

    def find(self, lines: Sequence[str], scan: Scan) -> list[Match]:
        """Places where any of the lines is said, line by line.

        Most lines are about something else: those are passed over by what cannot be there.
        """
        matchers = [self._line(text) for text in lines]
        there = scan.index.candidates(self._heads)
        return [
            match
            for matcher in matchers
            if not any(words.isdisjoint(there) for words in matcher.needs)
            for match in scan.find(matcher)
        ]

    def _line(self, text: str) -> _Line:
        if text not in self._lines:
            inner = self._build(notation.parse(text))
            self._lines[text] = _Line(text, inner, self._needs(inner))
        return self._lines[text]

    def _needs(self, matcher: Matcher) -> tuple[frozenset[str], ...]:
        """Sets of words: wherever it matches stands one of each."""
        key = id(matcher)
        if key not in self._needed:
            self._needed[key] = tuple(sorted(set(self._all_of(matcher)), key=len))
        return self._needed[key]

    def _all_of(self, matcher: Matcher) -> Iterator[frozenset[str]]:
        match matcher:
            case _Words(text):
                if not text.endswith("*"):  # the beginning of a word has other heads
                    self._heads.add([text])
                    yield frozenset([text])
            case _Either():
                every = [self._needs(m) for m in (*matcher.words.values(), *matcher.others)]
                if all(every):  # one of the smallest set of each
                    yield frozenset().union(*(sets[0] for sets in every))
            case _Together(items):
                for item in items:
                    yield from self._needs(item)
            case _Sequel(steps):
                for item, _, negated, _ in steps:
                    yield from () if negated else self._needs(item)

    def _build(self, node: Node) -> Matcher:
        if node not in self._nodes:
            self._nodes[node] = self._compile(node)
        return self._nodes[node]

    def _compile(self, node: Node) -> Matcher:
        match node:
            case notation.Concept(name):
                items = self._concepts[name]
                return _Either([self._build(notation.parse(i)) for i in items], self._heads)
            case notation.Either(items):
                return _Either([self._build(i) for i in items], self._heads)
            case notation.Together(items):
                return _Together(tuple(self._build(i) for i in items), WINDOW * self._wide)
            case notation.Sequel(steps):
                return self._sequel(steps)
            case _:
                return _atom(node)

    def _sequel(self, steps: tuple[notation.Step, ...]) -> Matcher:
        # An optional item says what may stand there; most gaps already allow it.
        for k, step in enumerate(steps[:-1]):
            if step.optional and not steps[k + 1].gap:
                there = (*steps[:k], replace(step, optional=False), *steps[k + 1 :])
                both = notation.Sequel(there), notation.Sequel(steps[:k] + steps[k + 1 :])
                return _Either([self._build(n) for n in both], self._heads)
        return _Sequel(
            tuple(
                (self._build(s.node), s.gap * self._wide, s.negated, s.unbroken)
                for s in steps
                if not s.optional
            )
        )


Atom = (
    notation.Words | notation.Name | notation.Slot | notation.Edge | notation.Pause | notation.Regex
)


def _atom(node: Atom) -> Matcher:
    match node:
        case notation.Words(text):
            return _Words(text)
        case notation.Name(field):
            return _Name(field)
        case notation.Slot(kinds, periods):
            return _Slot(kinds, periods)
        case notation.Edge(end):
            return _Edge(end)
        case notation.Pause():
            return _Pause()
        case notation.Regex(source):
            return RegexMatcher(source)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    text: str
    inner: Matcher
    needs: tuple[frozenset[str], ...]

    def find(self, scan: Scan) -> Sequence[Match]:
        line = self.text
        return [
            Match(
                start=m.start, end=m.end, score=m.score, core=m.core, values=m.values,
                line=line, weight=m.weight,
            )
            for m in scan.find(self.inner)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    text: str

    def find(self, scan: Scan) -> Sequence[Match]:
        text = self.text.rstrip("*") if scan.begins else self.text
        hits = scan.whole(scan.index.find(text), prefix=text != self.text)
        return [_match(*hit) for hit in hits]


@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    field: str

    def find(self, scan: Scan) -> Sequence[Match]:
        return [_match(*hit) for hit in scan.named(self.field)]


def _match(start: int, end: int, score: float = 1.0) -> Match:
    return Match(start=start, end=end, score=score, core=(start, end), weight=end - start)


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    kinds: tuple[str, ...]
    periods: tuple[str, ...]

    def find(self, scan: Scan) -> Sequence[Match]:
        return [
            replace(_match(v.start, v.end), values=(v,))
            for v in scan.values
            if v.kind in self.kinds and not v.withdrawn and self._fits(v.per)
        ]

    def _fits(self, per: str | None) -> bool:
        if not self.periods:
            return True
        if "regular" in self.periods and per in REGULAR:
            return True
        return (per or "none") in self.periods


@dataclass(frozen=True, slots=True, eq=False)
class _Edge:
    end: bool

    def find(self, scan: Scan) -> Sequence[Match]:
        places = range(len(scan.stream.starts))
        edges = [scan.stream.bounds(p)[1 if self.end else 0] for p in places]
        return [_match(at, at) for at in edges]


@dataclass(frozen=True, slots=True, eq=False)
class _Pause:
    def stands_at(self, unit: int, scan: Scan) -> bool:
        return unit in scan.stream.breaks or unit == len(scan.stream.text)

    def find(self, scan: Scan) -> Sequence[Match]:
        return [_match(at, at) for at in sorted({*scan.stream.breaks, len(scan.stream.text)})]


class _Either:
    """One of several; of many words only those are looked for whose heads are there."""

    def __init__(self, items: Sequence[Matcher], heads: WordHeads) -> None:
        self.words = {i.text: i for i in items if isinstance(i, _Words)}
        self.heads = heads
        heads.add(self.words)
        self.others = [i for i in items if not isinstance(i, _Words)]

    def find(self, scan: Scan) -> Sequence[Match]:
        here = self.words.keys() & scan.index.candidates(self.heads)
        items = [*(self.words[w] for w in here), *self.others]
        found: dict[tuple[int, int], Match] = {}
        for item in items:
            for match in scan.find(item):
                key = (match.start, match.end)
                if key not in found or match.score > found[key].score:
                    found[key] = match
        return [found[span] for span in sorted(found)] if found else ()


@dataclass(frozen=True, slots=True, eq=False)
class _Together:
    items: tuple[Matcher, ...]
    window: int

    def find(self, scan: Scan) -> Sequence[Match]:
        found = scan.find(self.items[0])
        for item in self.items[1:]:
            here = scan.find(item) if found else ()
            found = [b for a in found if (b := _nearest(a, here, self.window)) is not None]
        return [m for m in found if scan.one_thought(m.start, m.end)]


@dataclass(frozen=True, slots=True, eq=False)
class _Sequel:
    """Items with the greatest gap before each; a negated item forbids instead."""

    steps: tuple[tuple[Matcher, int, bool, bool], ...]

    @property
    def _opening(self) -> _Pause | None:
        """The pause that it begins with, if words follow at once: looked for from the words."""
        first, follows = self.steps[0][0], len(self.steps) > 1 and not self.steps[1][2]
        return first if isinstance(first, _Pause) and follows else None

    def find(self, scan: Scan) -> Sequence[Match]:
        found: list[Match] | None = None
        forbidden: list[Matcher] = []
        for matcher, gap, negated, unbroken in self.steps:
            if negated and found is None:
                forbidden.append(matcher)
            elif negated:
                after = scan.find(matcher)
                found = [m for m in found or [] if not _stands_behind(m, after, scan)]
            elif isinstance(matcher, _Pause) and found is not None:
                found = [m for m in found if matcher.stands_at(m.end, scan)]
            elif found is None and matcher is self._opening:
                continue
            elif found is None:
                found = list(scan.find(matcher))
                if self._opening is not None:
                    found = [m for m in found if self._opening.stands_at(m.start, scan)]
                for matcher_before in forbidden:
                    before = scan.find(matcher_before)
                    found = [m for m in found if not stands_before(m, before, scan)]
            else:
                found = _followed(found, scan.find(matcher), gap, scan, unbroken)
            if found is not None and not found:
                return []
        return [m for m in found or [] if scan.one_breath(m.start, m.end)]


def stands_before(match: Match, words: Sequence[Match], scan: Scan) -> bool:
    """Whether one of ``words`` stands just before the match, in the same clause."""
    start = match.core[0]
    low = scan.stream.bounds(scan.stream.place(min(start, len(scan.stream.text) - 1)))[0]
    return any(
        low <= w.start
        and w.start < start
        and -1 <= start - w.end <= (NEGATION_REACH_LATIN if scan.begins else NEGATION_REACH)
        and not scan.stream.breaks_in(w.end, start)
        for w in words
    )


def _stands_behind(match: Match, words: Sequence[Match], scan: Scan) -> bool:
    high = scan.stream.bounds(scan.stream.place(max(match.start, match.end - 1)))[1]
    return any(
        w.start >= match.end
        and w.end <= high
        and w.start - match.end <= NEGATION_REACH
        and not scan.stream.breaks_in(max(match.end, match.start + 1), w.start)  # ^ is no pause
        for w in words
    )


def _joined(a: Match, b: Match) -> Match:
    return Match(
        start=min(a.start, b.start),
        end=max(a.end, b.end),
        score=min(a.score, b.score),
        core=a.core,
        values=a.values + b.values,
        weight=a.weight + b.weight,
    )


def _followed(
    found: Sequence[Match], here: Sequence[Match], gap: int, scan: Scan, unbroken: bool
) -> list[Match]:
    out = []
    starts = [b.start for b in here]
    for a in found:
        for k in range(bisect.bisect_left(starts, a.end), len(here)):
            b = here[k]
            if b.start - a.end > gap:
                break
            if unbroken and scan.stream.breaks_in(a.end, b.start):
                continue
            if _nearer_value(a, b, scan):
                break
            out.append(_joined(a, b))
            if b.values:
                break  # 交十年保三十年: words bind the nearest value, not the next one
    return out


def _nearer_value(a: Match, b: Match, scan: Scan) -> bool:
    """Whether another value like the one that ``a`` ends with stands between it and ``b``'s words:
    三号出账单，八号扣款 binds the eighth."""
    if not a.values or b.values or a.values[-1].end != a.end:
        return False
    kind = a.values[-1].kind
    return any(
        v.kind == kind and not v.withdrawn and a.end <= v.start and v.end <= b.start
        for v in scan.values
    )


def _nearest(a: Match, here: Sequence[Match], window: int) -> Match | None:
    """``a`` joined with the nearest of ``here``, within the window."""
    joined = [_joined(a, b) for b in here]
    best = min(joined, key=lambda m: m.end - m.start, default=None)
    return best if best is not None and best.end - best.start <= window else None
