"""Dialogues with the findings expected of them: how checklists and the judge are tested.

A case is a YAML file: ``title``, ``record`` (columns of the manifest), ``say`` (one line a
turn, ``坐席：…`` or ``客户：…``, in English ``Agent: …`` or ``Customer: …``; ``@75`` in front
sets the second at which the turn begins) and ``expect`` (requirement → ``pass``,
``fail contradicted``, ``review``, ``not_applicable``, …). ``open`` holds, in the same form,
what a fair officer would say and the judge does not say yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from auditor.checklist.schema import Checklist
from auditor.errors import ChecklistError
from auditor.judge.audit import audit
from auditor.model import Call, Finding, Reason, Segment, Speaker, Status, Transcript

RATE = 4.5  # characters a second
RATE_LATIN = 14.0  # letters a second, where the words are Latin ones
PAUSE = 0.4  # seconds between turns
_TURN = re.compile(
    r"(?:^|\s)(?:@(?P<at>[\d.]+)\s*)?(?P<who>坐席|客户|Agent|Customer)\s*[：:]\s*", re.IGNORECASE
)
_WHO = {
    "坐席": Speaker.AGENT,
    "agent": Speaker.AGENT,
    "客户": Speaker.CUSTOMER,
    "customer": Speaker.CUSTOMER,
}
_KNOWN = {"title", "checklist", "record", "say", "expect", "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says; ``at`` is when, in seconds, where that matters."""

    speaker: Speaker
    text: str
    at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One call and the findings expected of it."""

    path: Path
    title: str
    call: Call
    say: tuple[Turn, ...]
    expect: tuple[tuple[str, str, str], ...]
    """(requirement, status, reason code or empty)."""
    checklist: str = ""
    open: tuple[tuple[str, str, str], ...] = ()
    """What should be found and is not yet."""


def turns(line: str, default: Speaker = Speaker.AGENT) -> list[Turn]:
    """The turns in one line of text; words before any speaker's mark are ``default``'s."""
    marks = list(_TURN.finditer(line))
    head = line[: marks[0].start()] if marks else line
    found = [Turn(speaker=default, text=head.strip())] if head.strip() else []
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        text = line[mark.end() : after.start() if after else len(line)].strip()
        at = float(mark["at"]) if mark["at"] else None
        if text:
            found.append(Turn(speaker=_WHO[mark["who"].lower()], text=text, at=at))
    return found


def transcript_of(say: Sequence[Turn], language: str = "zh") -> Transcript:
    """A given transcript of turns, their times spread evenly."""
    segments, now = [], 0.5
    for turn in say:
        now = max(now, turn.at or 0.0)
        rate = RATE_LATIN if re.match(r"[\x00-\u024f]*$", turn.text) else RATE
        end = now + max(len(turn.text) / rate, 0.3)
        segments.append(
            Segment(
                start=round(now, 2),
                end=round(end, 2),
                speaker=turn.speaker,
                channel=0 if turn.speaker is Speaker.AGENT else 1,
                text=turn.text,
            )
        )
        now = end + PAUSE
    return Transcript(
        language=language, engine="written", segments=tuple(segments), duration=round(now, 2)
    )


def typed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of the manifest as fields of ``Call``; others are carried. ``ValueError`` if odd."""
    known = {f.name: str(f.type) for f in fields(Call)}
    out: dict[str, Any] = {}
    carried = []
    for name, value in record.items():
        if name not in known or name in ("carried", "problems"):
            carried.append((name, "" if value is None else str(value)))
        elif value is not None and value != "":
            out[name] = _typed(name, known[name], value)
    return {**out, "carried": tuple(carried)}


def _typed(name: str, kind: str, value: Any) -> Any:
    text = str(value)
    try:
        if "datetime" in kind:
            time = dt.datetime.fromisoformat(text)
            if time.tzinfo is None:
                raise ValueError
            return time
        if "Decimal" in kind:
            return Decimal(text)
        if "bool" in kind:
            return {"true": True, "false": False}[text.lower()]
        return int(text) if "int" in kind else text
    except (ValueError, KeyError, InvalidOperation):
        raise ValueError(f"{name}: cannot be read: {text!r}") from None


def read_case(path: Path) -> Case:
    """The case in a file. ``ChecklistError`` with ``file:line: field: what`` if it is none."""
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError) as error:  # ValueError: no UTF-8; a date that is none
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark else 1
        first = str(error).splitlines()[0]
        raise ChecklistError([f"{path}:{line}: file: cannot be read ({first})"]) from None
    problems = [f"{path}:{line}: {field}: {what}" for line, field, what in _wrong(data)]
    if problems:
        raise ChecklistError(problems)
    try:
        record = typed({"call_id": path.stem, "recording": "", **(data.get("record") or {})})
    except ValueError as error:
        line = _line(data, "record", str(error).partition(":")[0])
        raise ChecklistError([f"{path}:{line}: record.{error}"]) from None
    return Case(
        path=path,
        title=str(data.get("title", path.stem)),
        call=Call(**{"recording": "", **record}),
        say=tuple(t for line in data["say"] for t in turns(str(line))),
        expect=_expected(data["expect"]),
        open=_expected(data["open"]),
        checklist=str(data.get("checklist", "")),
    )


def _expected(lines: Mapping[Any, Any]) -> tuple[tuple[str, str, str], ...]:
    pairs = ((str(name), str(value).split()) for name, value in lines.items())
    return tuple((name, words[0], words[1] if len(words) > 1 else "") for name, words in pairs)


def _line(data: Any, *way: Any) -> int:
    line = 1
    for key in way:
        try:
            line = (data.lc.key(key) if isinstance(key, str) else data.lc.item(key))[0] + 1
            data = data[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _wrong(data: Any) -> list[tuple[int, str, str]]:
    if not isinstance(data, dict):
        return [(1, "file", "holds no case (a mapping is expected)")]
    out = [(_line(data, str(k)), str(k), "is not a field of a case") for k in {*data} - _KNOWN]
    if not isinstance(data.get("say"), list) or not data["say"]:
        out.append((_line(data, "say"), "say", "needs at least one line"))
    else:
        text = "is no line of text; put it in quotes"
        odd = [k for k, line in enumerate(data["say"]) if not isinstance(line, str)]
        out += [(_line(data, "say", k), f"say[{k}]", text) for k in odd]
    for field in ("record", "expect", "open"):
        if data.get(field) is None:
            data[field] = {}
        if not isinstance(data[field], dict):
            out.append((_line(data, field), field, "holds no fields (a mapping is expected)"))
            data[field] = {}
    for field in ("expect", "open"):
        for name, value in data[field].items():
            if text := _odd_verdict(str(value).split()):
                out.append((_line(data, field, name), f"{field}.{name}", text))
    return out


def _odd_verdict(words: Sequence[str]) -> str:
    """What is wrong with an expected verdict, if anything."""
    if not words or len(words) > 2 or words[0] not in set(Status):
        return f"is none of {', '.join(Status)}"
    return "" if len(words) == 1 or words[1] in set(Reason) else f"no reason code {words[1]!r}"


def findings(case: Case, checklist: Checklist) -> dict[str, Finding]:
    """What the judge finds in a case, by requirement."""
    transcript = transcript_of(case.say, checklist.language)
    return {f.requirement_id: f for f in audit(case.call, transcript, checklist)}


def run_case(case: Case, checklist: Checklist) -> list[str]:
    """How the findings differ from what is expected, one sentence each; none if they agree."""
    return differences(case.expect, findings(case, checklist), checklist)


def differences(
    expected: Sequence[tuple[str, str, str]], found: Mapping[str, Finding], checklist: Checklist
) -> list[str]:
    """How findings differ from (requirement, status, reason code) triples, one sentence each."""
    out = []
    for name, status, code in expected:
        finding = found.get(name)
        if finding is None:
            out.append(f"{name}: no such requirement is in force in {checklist.id} on that day")
        elif finding.status != status or (code and finding.reason_code != code):
            out.append(
                f"{name}: expected {f'{status} {code}'.strip()}, found"
                f" {finding.status} {finding.reason_code} ({finding.reason})"
            )
    return out


def fired(case: Case, checklist: Checklist) -> list[str]:
    """Prohibited ids that fire or are doubted in a call that should be clean."""
    return [
        f"{f.requirement_id}: fires in a clean call: {f.reason}"
        for f in findings(case, checklist).values()
        if f.kind == "prohibited" and f.status is not Status.PASS
    ]
