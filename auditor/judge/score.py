"""A call's score by its faults, where a checklist gives its faults levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.checklist.schema import Checklist
from auditor.model import Finding, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points of a call, and its faults as (requirement, level), the gravest level first.

    ``open`` counts the items that a person has yet to decide: the points may still fall.
    """

    points: float
    faults: tuple[tuple[str, str], ...]
    open: int


def score_of(findings: Iterable[Finding], checklist: Checklist) -> Score | None:
    """The score of one call by a checklist with ``scoring``; ``None`` where it has none.

    A fault takes off its level's points; a level with a cap holds the score under it.
    """
    scoring = checklist.scoring
    if scoring is None:
        return None
    levels = {r.id: r.level for r in checklist.requirements if r.level}
    order = list(scoring.levels)
    mine = [f for f in findings if f.checklist == checklist.id and f.requirement_id in levels]
    faults = [
        (f.requirement_id, level)
        for f in mine
        if f.status is Status.FAIL and (level := levels[f.requirement_id]) is not None
    ]
    points, cap = scoring.start, scoring.start
    for _, name in faults:
        points -= scoring.levels[name].deduct
        most = scoring.levels[name].cap
        cap = cap if most is None else min(cap, most)
    return Score(
        points=max(0.0, min(points, cap)),
        faults=tuple(sorted(faults, key=lambda fault: order.index(fault[1]))),
        open=sum(f.status is Status.REVIEW for f in mine),
    )
