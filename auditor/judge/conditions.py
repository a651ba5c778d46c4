"""Requirements that are due only for calls whose record has certain values (``when``).

A field that the record leaves empty says neither yes nor no. What was said is kept as said;
a breach then rests on something nobody knows, so a person decides.
"""

from __future__ import annotations

import dataclasses

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Call, Reason, Status


def on_record(call: Call, field: str) -> str:
    """A field of the record, a carried column of the manifest included; empty where unknown."""
    value = getattr(call, field, None)
    if value is None:
        value = dict(call.carried).get(field, "")
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def excluded(call: Call, requirement: Requirement) -> bool:
    """Whether the record says that a requirement is not meant for this call."""
    known = ((on_record(call, field), allowed) for field, allowed in requirement.when.items())
    return any(value and value not in allowed for value, allowed in known)


def unknown(call: Call, requirement: Requirement) -> list[str]:
    """The fields that decide whether a requirement is meant and that the record leaves empty."""
    return [field for field in requirement.when if not on_record(call, field)]


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
