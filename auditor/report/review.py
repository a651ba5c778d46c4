"""Reviewers' verdicts back in: how far they agree with the audit, and how often it is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.report.sampling import read_table
from auditor.report.shares import Share, share_of

STATUSES = {
    "pass": "pass",
    "fail": "fail",
    "review": "review",
    "not_applicable": "not_applicable",
    "通过": "pass",
    "合格": "pass",
    "不通过": "fail",
    "不合格": "fail",
    "待复核": "review",
    "不适用": "not_applicable",
    "n/a": "not_applicable",
}
"""What reviewers may write, with what it means."""

_FEWEST = 20
"""Reviews of one requirement below which no threshold is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A reviewer's verdict on one finding, beside the audit's own."""

    call_id: str
    checklist: str
    requirement_id: str
    audit: str
    reviewer_status: str
    reviewer: str
    note: str
    weight: float
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Audit against reviewers, for one requirement or for all.

    `kappa` is Cohen's (Educ. Psychol. Meas. 20, 1960); ``None`` where both always say the same
    one thing. `missed` is the share of what reviewers fail that the audit passed, `false_alarm`
    the share of what they pass that it failed; both weighted by what each call stands for.
    """

    requirement_id: str
    reviews: int
    agree: Share
    kappa: float | None
    missed: Share
    false_alarm: Share
    left_to_people: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A threshold learned on half of the reviews, with its accuracy on the other half."""

    requirement_id: str
    threshold: float
    before: Share
    after: Share


def read_reviews(sheet: Path, run: Path | None = None) -> list[Review]:
    """Return the verdicts of a sheet (``.csv`` or ``.xlsx``); rows left empty are skipped.

    A blind sheet needs the folder of its `run` for the audit's own verdicts. Raises UsageError
    with every row that cannot be read.
    """
    reviews, problems = [], []
    own = _own_verdicts(run) if run else {}
    for number, row in enumerate(_rows(sheet), start=2):
        said = row.get("review_status", "").strip()
        if not said:
            continue
        status = STATUSES.get(said.lower())
        key = row.get("call_id", ""), row.get("requirement_id", "")
        audit, score = own.get(key, (row.get("status", ""), row.get("score", "")))
        if status is None:
            problems.append(f"row {number}: {said!r} is none of {', '.join(STATUSES)}")
        elif audit not in STATUSES.values():
            problems.append(f"row {number}: {' '.join(key)} has no verdict of the audit")
        else:
            reviews.append(_review(row, audit, status, score))
    if problems:
        raise UsageError("\n".join(f"{sheet.name}: {problem}" for problem in problems))
    return reviews


def agreement(reviews: Sequence[Review]) -> list[Agreement]:
    """Return the agreement by requirement, in order of id, and that of all under the id ``*``."""
    groups: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        groups[review.requirement_id].append(review)
    return [*(_agreement(i, groups[i]) for i in sorted(groups)), _agreement("*", reviews)]


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two raters' labels; ``None`` when chance alone agrees always."""
    total = len(pairs)
    if not total:
        return None
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / total
    expected = sum(left[label] * right[label] for label in left) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def between_reviewers(reviews: Sequence[Review]) -> float | None:
    """Return kappa between people, over the findings that two of them reviewed."""
    by_finding: dict[tuple[str, str, str], list[Review]] = defaultdict(list)
    for review in reviews:
        key = (review.call_id, review.checklist, review.requirement_id)
        by_finding[key].append(review)
    pairs = [
        (first.reviewer_status, other.reviewer_status)
        for first, *others in by_finding.values()
        for other in others
        if other.reviewer != first.reviewer
    ]
    return kappa(pairs)


def propose(reviews: Sequence[Review]) -> list[Proposal]:
    """Return thresholds of the score that would decide more as the reviewers did.

    At or above the threshold a finding counts as the reviewers' pass, below it as their fail.
    Half of the calls (by a hash of their ids) teach, the other half tests; what does no better
    on the test half is not proposed.
    """
    groups: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        if review.score is not None and review.reviewer_status in ("pass", "fail"):
            groups[review.requirement_id].append(review)
    found = []
    for requirement_id, members in sorted(groups.items()):
        if len(members) < _FEWEST:
            continue
        taught = [r for r in members if _teaches(r)]
        tested = [r for r in members if not _teaches(r)]
        threshold = _best(taught)
        before = share_of((r.audit == r.reviewer_status, r.weight) for r in tested)
        after = share_of((_by_score(r, threshold), r.weight) for r in tested)
        if (after.value or 0) > (before.value or 0):
            found.append(
                Proposal(
                    requirement_id=requirement_id, threshold=threshold, before=before, after=after
                )
            )
    return found


def _review(row: Mapping[str, str], audit: str, status: str, score: str) -> Review:
    return Review(
        call_id=row["call_id"],
        checklist=row.get("checklist", ""),
        requirement_id=row["requirement_id"],
        audit=audit,
        reviewer_status=status,
        reviewer=row.get("reviewer", "").strip(),
        note=row.get("review_note", "").strip(),
        weight=float(row.get("weight") or 1),
        score=float(score) if score else None,
    )


def _own_verdicts(run: Path) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["call_id"], row["requirement_id"]): (row["status"], row["score"])
        for row in read_table(run / "findings.csv")
    }


def _rows(sheet: Path) -> Iterator[Mapping[str, str]]:
    if sheet.suffix == ".csv":
        yield from read_table(sheet)
        return
    if sheet.suffix != ".xlsx":
        raise UsageError(f"reviews are read from .csv or .xlsx, not {sheet.name}")
    from openpyxl import load_workbook  # heavy: only where asked for

    book: Any = load_workbook(sheet, read_only=True, data_only=True)
    for page in book.worksheets:
        lines = page.iter_rows(values_only=True)
        names = [str(name) for name in next(lines, ())]
        for line in lines:
            cells = ("" if cell is None else str(cell) for cell in line)
            yield dict(zip(names, cells, strict=False))


def _agreement(requirement_id: str, reviews: Sequence[Review]) -> Agreement:
    def share(of: str | None, audit: str) -> Share:
        return share_of(
            (r.audit == audit, r.weight) for r in reviews if of in (None, r.reviewer_status)
        )

    return Agreement(
        requirement_id=requirement_id,
        reviews=len(reviews),
        agree=share_of((r.audit == r.reviewer_status, r.weight) for r in reviews),
        kappa=kappa([(r.audit, r.reviewer_status) for r in reviews]),
        missed=share("fail", "pass"),
        false_alarm=share("pass", "fail"),
        left_to_people=share(None, "review"),
    )


def _teaches(review: Review) -> bool:
    return hashlib.sha256(review.call_id.encode()).digest()[0] % 2 == 0


def _by_score(review: Review, threshold: float) -> bool:
    says_pass = review.score is not None and review.score >= threshold
    return says_pass == (review.reviewer_status == "pass")


def _best(reviews: Sequence[Review]) -> float:
    """The threshold that agrees with most reviews; halfway between two scores."""
    scores = sorted({r.score for r in reviews if r.score is not None})
    if not scores:
        return 0.0
    halves = [(a + b) / 2 for a, b in pairwise(scores)]
    candidates = [scores[0], *halves, scores[-1] + 1e-6]
    return max(candidates, key=lambda t: sum(r.weight for r in reviews if _by_score(r, t)))
