"""Making findings: one place where a status, its cause and its sentence are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.checklist.schema import Checklist, Requirement
from auditor.model import Evidence, Finding, Reason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a check decided, before it is tied to call, checklist and article."""

    status: Status
    code: Reason
    reason: str
    evidence: tuple[Evidence, ...] = ()
    said: str | None = None
    expected: str | None = None
    score: float | None = None
    nearest: Evidence | None = None
    at: float | None = field(default=None)
    """When the duty was first met, in seconds: order checks need it."""


def passed(reason: str, evidence: Sequence[Evidence], *, at: float | None = None,
           said: str | None = None, expected: str | None = None,
           score: float | None = None) -> Outcome:  # fmt: skip
    """Said, with the evidence for it."""
    return Outcome(
        status=Status.PASS, code=Reason.SAID, reason=reason, evidence=tuple(evidence), at=at,
        said=said, expected=expected,
        score=score if score is not None else min((e.score or 1.0 for e in evidence), default=1.0),
    )  # fmt: skip


def failed(code: Reason, reason: str, evidence: Sequence[Evidence] = (), *,
           at: float | None = None, said: str | None = None, expected: str | None = None,
           nearest: Evidence | None = None, score: float | None = None) -> Outcome:  # fmt: skip
    """A breach: by words that are evidence, or by a heard silence."""
    return Outcome(
        status=Status.FAIL, code=code, reason=reason, evidence=tuple(evidence), at=at,
        said=said, expected=expected, nearest=nearest, score=score,
    )  # fmt: skip


def doubtful(code: Reason, reason: str, evidence: Sequence[Evidence] = (), *,
             at: float | None = None, said: str | None = None, expected: str | None = None,
             nearest: Evidence | None = None, score: float | None = None) -> Outcome:  # fmt: skip
    """For a person to decide."""
    return Outcome(
        status=Status.REVIEW, code=code, reason=reason, evidence=tuple(evidence), at=at,
        said=said, expected=expected, nearest=nearest, score=score,
    )  # fmt: skip


def not_due(reason: str, code: Reason = Reason.NOT_DUE) -> Outcome:
    """The requirement does not apply to this call."""
    return Outcome(status=Status.NOT_APPLICABLE, code=code, reason=reason)


def finding(
    call_id: str, checklist: Checklist, requirement: Requirement, outcome: Outcome
) -> Finding:
    """The outcome as a finding, complete in itself."""
    controls = checklist.controls_of(requirement)
    title = requirement.title.zh if checklist.language == "zh" else requirement.title.en
    return Finding(
        call_id=call_id,
        checklist=checklist.id,
        checklist_version=checklist.version,
        requirement_id=requirement.id,
        title=title,
        kind=requirement.kind,
        severity=requirement.severity,
        status=outcome.status,
        reason_code=outcome.code,
        reason=outcome.reason,
        control="; ".join(c.citation for c in controls),
        value_said=outcome.said,
        value_expected=outcome.expected,
        evidence=outcome.evidence,
        score=None if outcome.score is None else round(outcome.score, 3),
        nearest=outcome.nearest,
    )
