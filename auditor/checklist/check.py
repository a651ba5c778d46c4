"""Linting of packs: what can be told from the file alone.

``auditor.judge.selftest`` adds what only the judge can tell: whether the examples hold.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any

from auditor.checklist import load
from auditor.checklist.notation import Edge, Either, Node, Regex, Sequel, Together, parse
from auditor.checklist.schema import Checklist, Requirement
from auditor.errors import ChecklistError

LANGUAGES = ("zh", "yue", "en")  # of calls whose numbers, dates and negations are read
EXAMPLES = 3  # of each kind that a requirement with words needs
MANY = 8  # repeats from which a counted repeat multiplies like an unbounded one
TRIED = 12  # different characters of an expression that it is tried with
BOUND = 0.05  # seconds that an expression may take for 32 characters
LONGEST = 4000  # characters of one line, beyond which nobody can review it
Problem = tuple[list[int | str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of packs found; ``problems`` are ``file:line: field: what``, in that order."""

    problems: tuple[str, ...] = ()
    packs: int = 0
    requirements: int = 0
    examples: int = 0
    fixtures: int = 0
    clean: int = 0

    def __add__(self, other: Checked) -> Checked:
        return Checked(
            problems=self.problems + other.problems,
            packs=self.packs + other.packs,
            requirements=self.requirements + other.requirements,
            examples=self.examples + other.examples,
            fixtures=self.fixtures + other.fixtures,
            clean=self.clean + other.clean,
        )


def packs_at(path: str) -> list[Path]:
    """The checklist files meant by an id, a file, a pack's folder or a folder of packs."""
    place = Path(path)
    if place.is_dir() and not (place / load.FILE).is_file():
        files = sorted(place.glob(f"*/{load.FILE}"))
        if not files:
            raise ChecklistError([f"{path}:1: file: no {load.FILE} here or in a folder here"])
        return files
    return [load.find(path)]


def lint(path: Path) -> tuple[Checklist | None, list[str]]:
    """The pack in a file (``None`` if it cannot be read) and its problems."""
    try:
        checklist = load.load_checklist(str(path))
    except ChecklistError as error:
        return None, list(error.problems)
    own = [r for _, r in own_requirements(path, checklist)]
    problems = [
        *_dates(own),
        *_examples(own),
        *_slow(own),
        *_levels(checklist, own),
        *_whole(checklist),
    ]
    if path.name == load.FILE and path.parent.name != checklist.id:
        problems.append((["id"], f"is not the name of its folder, {path.parent.name}"))
    return checklist, load.locate(path, problems)


def own_requirements(path: Path, checklist: Checklist) -> list[tuple[int, Requirement]]:
    """Requirements that stand in the file itself; inherited ones are checked where they stand."""
    data: Any = load._parse(path)
    count = len(data.get("requirements") or ())
    return list(enumerate(checklist.requirements[:count]))


def _dates(requirements: Sequence[Requirement]) -> Iterator[Problem]:
    """Versions of a requirement leave no day between them; none ends before it begins."""
    versions: dict[str, list[tuple[int, Requirement]]] = {}
    for k, requirement in enumerate(requirements):
        start, end = requirement.effective_from, requirement.effective_to
        if start and end and end < start:
            yield ["requirements", k, "effective_to"], "lies before effective_from"
        versions.setdefault(requirement.id, []).append((k, requirement))
    for same in versions.values():
        same.sort(key=lambda v: (v[1].effective_from is not None, v[1].effective_from))
        for (_, early), (k, late) in itertools.pairwise(same):
            if early.effective_to is None or late.effective_from is None:
                continue  # an overlap, which loading refuses
            days = (late.effective_from - early.effective_to).days
            if days > 1:
                at: list[int | str] = ["requirements", k, "effective_from"]
                yield at, f"leaves {days - 1} days after {early.effective_to} without {late.id}"


def _examples(requirements: Sequence[Requirement]) -> Iterator[Problem]:
    for k, requirement in enumerate(requirements):
        if requirement.kind == "conduct" or not (requirement.says or requirement.parts):
            continue
        for name in ("match", "no_match"):
            have = len(getattr(requirement.examples, name))
            if have < EXAMPLES:
                at: list[int | str] = ["requirements", k, "examples", name]
                yield at, f"needs at least {EXAMPLES} sentences, has {have}"


def _levels(checklist: Checklist, requirements: Sequence[Requirement]) -> Iterator[Problem]:
    known = set(checklist.scoring.levels) if checklist.scoring else set()
    for k, requirement in enumerate(requirements):
        if requirement.level is not None and requirement.level not in known:
            yield ["requirements", k, "level"], f"scoring has no level {requirement.level!r}"


def _whole(checklist: Checklist) -> Iterator[Problem]:
    if not checklist.language.startswith(LANGUAGES):
        yield ["language"], f"no words of it are known; there are {', '.join(LANGUAGES)}"
    if not re.fullmatch(r"any|[A-Z]{2}(-[A-Z0-9]{1,3})?", checklist.jurisdiction):
        yield ["jurisdiction"], "is no country code like CN or US, nor one of a part like US-FL"


def _slow(requirements: Sequence[Requirement]) -> Iterator[Problem]:
    for k, requirement in enumerate(requirements):
        for way, line in load.lines_of(requirement):
            at: list[int | str] = ["requirements", k, *way]
            if len(line) > LONGEST:
                yield at, f"a line of {len(line)} characters cannot be reviewed; split it"
            elif slow(line):
                yield at, "this regular expression is slow: a repeat within a repeat, or the like"


def slow(line: str) -> bool:
    """Whether a line holds a regular expression whose time can explode."""
    return any(
        _nested(sre_parser.parse(r.source), 0) or _explodes(r.source) for r in _regexes(parse(line))
    )


def _explodes(source: str) -> bool:
    """Whether the time for a text that almost fits grows out of bounds: it is tried out."""
    pattern = re.compile(source)
    letters = dict.fromkeys(c for c in source if c.isalnum())
    for letter in itertools.islice(letters, TRIED):
        for length in range(16, 33, 2):  # longer by little, so that a bad one is met early
            text = letter * length + "\0"
            spent = _seconds(pattern, text)
            if spent > BOUND and min(_seconds(pattern, text) for _ in range(2)) > BOUND:
                return True
    return False


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    began = time.perf_counter()
    pattern.search(text)
    return time.perf_counter() - began


def _regexes(node: Node) -> Iterator[Regex]:
    if isinstance(node, Regex):
        yield node
    elif isinstance(node, (Either, Together)):
        for item in node.items:
            yield from _regexes(item)
    elif isinstance(node, Sequel):
        for step in node.steps:
            yield from _regexes(step.node)


def _nested(tree: Any, depth: int) -> bool:
    """Whether an unbounded repeat stands within an unbounded repeat."""
    for kind, value in tree:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            if value[1] == sre.MAXREPEAT and depth:
                return True
            if _nested(value[2], depth + (value[1] >= MANY)):
                return True
        elif kind is sre.SUBPATTERN:
            if _nested(value[3], depth):
                return True
        elif kind is sre.BRANCH:
            if any(_nested(branch, depth) for branch in value[1]):
                return True
        elif kind in (sre.ASSERT, sre.ASSERT_NOT) and _nested(value[1], depth):
            return True
    return False


def edges(node: Node) -> bool:
    """Whether a line looks at where an utterance begins or ends."""
    if isinstance(node, Sequel):
        return any(isinstance(s.node, Edge) or edges(s.node) for s in node.steps)
    return isinstance(node, (Either, Together)) and any(edges(i) for i in node.items)


_PLACE = re.compile(r"^(?P<file>.*?):(?P<line>\d+):")


def by_place(problem: str) -> tuple[str, int]:
    """Sorting key of a problem: its file and line."""
    found = _PLACE.match(problem)
    return (found["file"], int(found["line"])) if found else (problem, 0)
