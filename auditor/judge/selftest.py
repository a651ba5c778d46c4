"""Packs tested by the judge: examples, dialogues, calls on which nothing may fire.

A pack's folder may hold ``fixtures/*.yaml`` (dialogues with expected findings) and
``clean/*.yaml`` (calls in which no prohibited id may fire), in the form of ``cases``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from auditor.checklist import load, notation
from auditor.checklist.check import Checked, by_place, lint, own_requirements, packs_at
from auditor.checklist.notation import Node, parse
from auditor.checklist.schema import RANGE, Checklist, Requirement
from auditor.errors import ChecklistError
from auditor.judge import cases
from auditor.judge.audit import audit
from auditor.judge.names import brand
from auditor.judge.talk import hear_out
from auditor.judge.windows import DAYS, window_on
from auditor.model import Call, Finding, Speaker, Status

SAMPLES = 60  # sentences made from a line to see whether its own ``unless`` undoes it
INVENTED = {
    "zh": {
        "insurer": "明远人寿保险股份有限公司",
        "agency": "恒信联合保险代理有限公司",
        "product_name": "安泰一生终身寿险",
        "agent_name": "陈思雨",
        "customer_name": "张建国",
        "hotline": "95519",
    },
    "en": {
        "insurer": "Northfield Mutual Insurance Company",
        "agency": "Harbour Street Insurance Agency",
        "product_name": "Northfield Term Life Plus",
        "agent_name": "Laura Bennett",
        "customer_name": "Peter Grant",
        "hotline": "18005550142",
    },
}
_VALUES = {
    "money": "三百元", "days": "十五天", "years": "二十年", "age": "七十岁", "life": "终身",
    "months": "三个月", "nth": "第二年", "date": "十月八号", "day": "十五号", "digits": "95519",
    "percent": "百分之三",
}  # fmt: skip
_GREETING = {"zh": "您好", "en": "Good morning"}
_DAY = dt.date(2026, 10, 15)


def check_path(path: str) -> Checked:
    """Lint and self-test the pack or the folder of packs at ``path`` (or a pack's id)."""
    total = Checked()
    for file in packs_at(path):
        total += _checked(file)
    return Checked(
        problems=tuple(sorted(total.problems, key=by_place)),
        packs=total.packs,
        requirements=total.requirements,
        examples=total.examples,
        fixtures=total.fixtures,
        clean=total.clean,
    )


def _checked(file: Path) -> Checked:
    checklist, problems = lint(file)
    if checklist is None:
        return Checked(problems=tuple(problems), packs=1)
    tested = _Pack(file, checklist)
    problems += load.locate(file, [*tested.examples(), *tested.undone(), *tested.wider()])
    problems += tested.dialogues("fixtures") + tested.dialogues("clean")
    return Checked(
        problems=tuple(problems),
        packs=1,
        requirements=len(checklist.requirements),
        examples=tested.count,
        fixtures=len(_files(file, "fixtures")),
        clean=len(_files(file, "clean")),
    )


def _files(file: Path, folder: str) -> list[Path]:
    return sorted((file.parent / folder).glob("*.yaml"))


def invented(requirement: Requirement, language: str) -> Call:
    """A record with names and nothing to compare values with, to which the requirement applies."""
    names = dict(INVENTED["zh" if language.startswith("zh") else "en"])
    del names["hotline"]  # nothing is to be compared
    fields = {**names, **{field: _meant(values[0]) for field, values in requirement.when.items()}}
    day = requirement.effective_from or _DAY
    if requirement.effective_from is None or requirement.effective_from < _DAY:
        day = min(_DAY, requirement.effective_to or _DAY)
    began = dt.datetime.combine(day, dt.time(10, 30), dt.timezone(dt.timedelta(hours=8)))
    record = {"call_id": "example", "recording": "", "started_at": began.isoformat(), **fields}
    return Call(**{"recording": "", "concluded": True, **cases.typed(record)})


def _meant(allowed: str) -> str:
    """A value of the record that a condition allows."""
    found = RANGE.fullmatch(allowed)
    if found is None:
        return allowed
    step = {">": 1, "<": -1}.get(found["sign"], 0)
    return str(Decimal(found["number"]) + step)


class _Pack:
    """One pack being tested."""

    def __init__(self, file: Path, checklist: Checklist) -> None:
        self.file = file
        self.checklist = checklist
        self.own = own_requirements(file, checklist)
        self.count = 0

    def examples(self) -> Iterator[tuple[list[int | str], str]]:
        """Examples that are not judged as they say."""
        for k, requirement in self.own:
            if requirement.kind == "conduct":
                continue
            for name in ("match", "no_match"):
                for i, example in enumerate(getattr(requirement.examples, name)):
                    self.count += 1
                    found = self.judged(requirement, example)
                    if found is not None and _taken(requirement, found) != (name == "match"):
                        at: list[int | str] = ["requirements", k, "examples", name, i]
                        text = f"is judged {found.status} {found.reason_code}"
                        yield at, f"{text}: {example} ({found.reason})"

    def judged(self, requirement: Requirement, example: str) -> Finding | None:
        """The finding on a requirement when only ``example`` is said; ``None`` if never in force."""
        language = "zh" if self.checklist.language.startswith("zh") else "en"
        call = invented(requirement, language)
        text = self._named(example)
        purpose = self.checklist.purposes[0]
        if purpose != "sale":
            call = replace(call, purpose=purpose)
        say = cases.turns(text, Speaker(requirement.speaker))
        if all(turn.speaker is Speaker.CUSTOMER for turn in say):
            say.insert(0, cases.Turn(speaker=Speaker.AGENT, text=_GREETING[language]))
        transcript = cases.transcript_of(say, self.checklist.language)
        found = audit(call, transcript, self.checklist)
        return next((f for f in found if f.requirement_id == requirement.id), None)

    def _named(self, text: str) -> str:
        names = INVENTED["zh" if self.checklist.language.startswith("zh") else "en"]
        for field, name in names.items():
            text = text.replace(f"{{{field}}}", name)
        for field in ("insurer", "agency"):
            text = text.replace(f"{{{field}_brand}}", brand(names[field]))
        return text

    def undone(self) -> Iterator[tuple[list[int | str], str]]:
        """Lines that the requirement's own ``unless`` always takes back."""
        for k, requirement in self.own:
            if not requirement.unless:
                continue
            for i, line in enumerate(requirement.says):
                tries = [s for s in self._sentences(line) if s]
                if tries and all(self._excepted(requirement, line, s) for s in tries):
                    yield ["requirements", k, "says", i], "its own unless takes it back, always"

    def wider(self) -> Iterator[tuple[list[int | str], str]]:
        """Own hours that reach beyond the inherited ones: what is beyond has no effect."""
        week = [dt.date(2026, 3, 2) + dt.timedelta(days=k) for k in range(7)]
        for requirement in self.checklist.requirements:
            if requirement.id not in self.checklist.overrides:
                continue
            law = {"hours": requirement.options.get("hours")}
            lists = requirement.options.get("narrower")
            for rows in lists if isinstance(lists, list) else ():
                for day in week:
                    own, most = (window_on(o, day, "") for o in ({"hours": rows}, law))
                    if not own.closed and (own & most) != own:
                        name = DAYS[day.weekday()]
                        at: list[int | str] = ["overrides", requirement.id, "options", "hours"]
                        yield at, f"on {name} {own} reaches beyond {most}; hours only ever narrow"
                        break

    def _sentences(self, line: str) -> list[str]:
        options = _sentences(parse(line), self.checklist)
        texts = (self._named(t) for t in itertools.islice(options, SAMPLES))
        return [t for t in texts if "\0" not in t]

    def _excepted(self, requirement: Requirement, line: str, sentence: str) -> bool:
        """Whether ``line`` finds the sentence made from it and ``unless`` undoes that."""
        call = invented(requirement, self.checklist.language)
        say = cases.turns(sentence, Speaker(requirement.speaker))
        talk = hear_out(call, cases.transcript_of(say), self.checklist, None)
        scan = talk.side(requirement.speaker)
        bare = {"negation": False, "kind": "prohibited", "after_customer": []}
        plain = requirement.model_copy(update=bare)
        return bool(talk.find([line], scan)) and not talk.counted(plain, [line], scan)

    def dialogues(self, folder: str) -> list[str]:
        """Differences in the pack's ``fixtures`` or ``clean`` calls, by file and line."""
        out: list[str] = []
        for path in _files(self.file, folder):
            try:
                case = cases.read_case(path)
            except ChecklistError as error:
                out += error.problems
                continue
            wrong = cases.run_case(case, self.checklist)
            if folder == "clean":
                wrong += cases.fired(case, self.checklist)
            out += [f"{path}:{_expected(path, text)}: expect.{text}" for text in wrong]
        return out


def _expected(path: Path, text: str) -> int:
    """The line of a case's file on which the requirement of a difference stands."""
    name = re.escape(text.partition(":")[0])
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if re.search(rf"(?:^|[\s{{,]){name}\s*:", line):
            return number
    return 1


def _taken(requirement: Requirement, found: Finding) -> bool:
    """Whether the judge took the words for what the requirement is about."""
    if requirement.kind == "prohibited":
        return found.status is Status.FAIL
    return found.status is Status.PASS


def _sentences(node: Node, checklist: Checklist) -> Iterator[str]:
    """Sentences that a line describes, one word of each choice after another; ``\\0`` if none."""
    match node:
        case notation.Words(text):
            yield text
        case notation.Name(field):
            yield f"{{{field}}}"
        case notation.Slot(kinds, _):
            yield _VALUES.get(kinds[0], "\0")
        case notation.Edge():
            yield ""
        case notation.Concept(name):
            yield from _turnabout(
                [_sentences(parse(e), checklist) for e in checklist.concepts[name]]
            )
        case notation.Either(items):
            yield from _turnabout([_sentences(i, checklist) for i in items])
        case notation.Together(items):
            yield from map("".join, _zipped([_sentences(i, checklist) for i in items]))
        case notation.Sequel(steps):
            parts = [_sentences(s.node, checklist) for s in steps if not s.negated]
            yield from map("".join, _zipped(parts))
        case _:
            yield "\0"


def _turnabout(options: Sequence[Iterator[str]]) -> Iterator[str]:
    """The first of each, then the second of each, and so on."""
    for row in itertools.zip_longest(*options):
        yield from (text for text in row if text is not None)


def _zipped(parts: Sequence[Iterator[str]]) -> Iterator[tuple[str, ...]]:
    """Rows of parts; a part with fewer options than another begins again."""
    lists = [list(itertools.islice(p, SAMPLES)) or ["\0"] for p in parts]
    for k in range(max(map(len, lists), default=0)):
        yield tuple(items[k % len(items)] for items in lists)
