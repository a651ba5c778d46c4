"""``--verify all``: names and values that the words passed are put to the sound as well.

Where the sound clearly prefers another name or value of the same kind, a person listens; where
it prefers the record, the evidence says so, with its margin. Nothing is accused in this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from auditor.checklist.schema import Requirement, ValueCheck
from auditor.judge import values
from auditor.judge.compare import KINDS
from auditor.judge.finding import Outcome
from auditor.judge.listening import SURE, other_names, other_values, preference
from auditor.judge.match.base import Scan
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Evidence, Reason, Status
from auditor.read.value import Value


def asked_too(talk: Talk, requirement: Requirement, outcome: Outcome) -> Outcome:
    """The outcome with what the sound says of a value that passed by its words."""
    check, ear = requirement.value, talk.ear
    by_words = outcome.status is Status.PASS and all(e.source == "words" for e in outcome.evidence)
    if check is None or ear is None or not talk.transcript.heard or not by_words:
        return outcome
    scan = talk.side(requirement.speaker)
    asked = [
        (preference(ear, scan, value, right, rivals), evidence, right[0])
        for evidence in outcome.evidence
        for value, right, rivals in _readings(talk, check, scan, evidence)
        if right and rivals
    ]
    if not asked:
        return outcome
    margin, evidence, form = max(asked, key=lambda found: found[0])
    heard = replace(evidence, source="sound", matched=f"{form} {margin:+.1f}")
    if margin > -SURE:
        proof = (*outcome.evidence, heard) if margin > 0 else outcome.evidence
        return replace(outcome, evidence=proof)
    say = partial(sentence, talk.checklist.language)
    return replace(
        outcome,
        status=Status.REVIEW,
        code=Reason.UNCERTAIN,
        reason=say("sound_differs", expected=form),
        evidence=(*outcome.evidence, heard),
    )


def _readings(
    talk: Talk, check: ValueCheck, scan: Scan, evidence: Evidence
) -> list[tuple[Value, Sequence[str], Sequence[str]]]:
    """Values that stand in the evidence, each with the record's forms and with other forms."""
    record = getattr(talk.call, check.record, None)
    if record in (None, ""):
        return []
    if check.kind == "name":
        hits = [h for h in scan.named(check.record) if _stands(h.start, scan, evidence)]
        named = [(h, scan.stream.text[h.start : h.end]) for h in hits]
        return [
            (Value(kind="sound", start=h.start, end=h.end, text=text), [text],
             other_names(check.record, text))
            for h, text in named
        ]  # fmt: skip
    right = values.plain_forms(check.kind, record)
    rivals = [o for o in other_values(check.kind, right[0]) if o not in right] if right else []
    rivals = [r for r in rivals if not any(f.endswith(r) for f in right)]  # 五天 in 十五天
    return [
        (value, right, rivals)
        for value in scan.values
        if value.kind in KINDS.get(check.kind, ())
        and not value.withdrawn
        and _stands(value.start, scan, evidence)
    ]


def _stands(unit: int, scan: Scan, evidence: Evidence) -> bool:
    return evidence.start - 0.01 <= scan.stream.time(unit) <= evidence.end + 0.01
