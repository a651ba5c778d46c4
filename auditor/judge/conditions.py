"""Requirements that are due only for calls whose record has certain values (``when``).

A field that the record leaves empty says neither yes nor no. What was said is kept as said;
a breach then rests on something nobody knows, so a person decides.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from auditor.checklist.schema import RANGE, Requirement
from auditor.judge.finding import Outcome
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Call, Reason, Status

_COMPARED = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


def on_record(call: Call, field: str) -> str:
    """A field of the record, a carried column of the manifest included; empty where unknown."""
    value = getattr(call, field, None)
    if value is None:
        value = dict(call.carried).get(field, "")
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def excluded(call: Call, requirement: Requirement) -> bool:
    """Whether the record says that a requirement is not meant for this call."""
    return any(_fits(call, field, allowed) is False for field, allowed in requirement.when.items())


def unknown(call: Call, requirement: Requirement) -> list[str]:
    """The fields that decide whether a requirement is meant and that the record leaves open."""
    return [f for f, allowed in requirement.when.items() if _fits(call, f, allowed) is None]


def _fits(call: Call, field: str, allowed: Sequence[str]) -> bool | None:
    """Whether a field has one of the values, or a number in one of the ranges (``>=65``)."""
    value = on_record(call, field)
    if not value or value in allowed:
        return True if value else None
    ranges = [found for text in allowed if (found := RANGE.fullmatch(text))]
    if not ranges:
        return False
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return any(_COMPARED[r["sign"]](number, Decimal(r["number"])) for r in ranges)


def unless_known(talk: Talk, requirement: Requirement, outcome: Outcome) -> Outcome:
    """``outcome``, or a question to a person where it is a breach of what may not have been due."""
    fields = unknown(talk.call, requirement)
    if outcome.status is not Status.FAIL or not fields:
        return outcome
    reason = sentence(
        talk.checklist.language, "when_unknown", what=", ".join(fields), reason=outcome.reason
    )
    return dataclasses.replace(
        outcome, status=Status.REVIEW, code=Reason.NO_DATA, reason=reason, score=None
    )
