"""A call's score by its faults, where a checklist gives its faults levels."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.checklist.schema import Checklist
from auditor.model import Fault, Finding, Score, Status


def score_of(findings: Iterable[Finding], checklist: Checklist) -> Score | None:
    """The score of one call by a checklist with ``scoring``; ``None`` where it has none.

    A fault takes off its level's points; a level with a cap holds the score under it.
    """
    scoring = checklist.scoring
    if scoring is None:
        return None
    levels = {r.id: r.level for r in checklist.requirements if r.level in scoring.levels}
    order = list(scoring.levels)
    mine = [f for f in findings if f.checklist == checklist.id and levels.get(f.requirement_id)]
    faults = []
    for finding in mine:
        if finding.status is Status.FAIL:
            name = levels[finding.requirement_id] or ""
            level = scoring.levels[name]
            faults.append(
                Fault(
                    requirement_id=finding.requirement_id,
                    level=name,
                    deduct=level.deduct,
                    cap=level.cap,
                )
            )
    caps = [f.cap for f in faults if f.cap is not None]
    points = min([scoring.start - sum(f.deduct for f in faults), *caps])
    return Score(
        checklist=checklist.id,
        points=max(0.0, points),
        start=scoring.start,
        faults=tuple(sorted(faults, key=lambda fault: order.index(fault.level))),
        open=sum(f.status is Status.REVIEW for f in mine),
    )
