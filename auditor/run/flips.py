"""Verdicts that are another than they were before: found, written as a table, counted."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.report.files import whole_file
from auditor.report.tables import safe_cell

COLUMNS = (
    "call_id",
    "checklist",
    "requirement_id",
    "status_before",
    "reason_code_before",
    "status",
    "reason_code",
)
Verdicts = Iterable[Sequence[str]]
"""(checklist, requirement, status, reason code) of each finding of a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A verdict that is another than it was before."""

    call_id: str
    checklist: str
    requirement_id: str
    before: str
    """Status and reason code, as in ``pass said``; empty when there was none."""
    after: str


def changes(before: Verdicts, after: Verdicts) -> Iterator[tuple[tuple[str, str], str, str]]:
    """((checklist, requirement), verdict before, verdict now) where the status is another.

    Of checklists that were asked both times; a requirement that is new or gone is a change.
    """
    old = {(item[0], item[1]): f"{item[2]} {item[3]}" for item in before}
    new = {(item[0], item[1]): f"{item[2]} {item[3]}" for item in after}
    both = {checklist for checklist, _ in old} & {checklist for checklist, _ in new}
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name, ""), new.get(name, "")
        if name[0] in both and was.partition(" ")[0] != now.partition(" ")[0]:
            yield name, was, now


def write_flips(path: Path, flips: Iterable[Flip]) -> list[dict[str, Any]]:
    """Write the table, a row each; how many flipped which way, the most frequent first.

    Raises OSError; an older table then stands as it was.
    """
    counted: Counter[tuple[str, str, str, str]] = Counter()
    with whole_file(path) as file:
        file.write(b"\xef\xbb\xbf")
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for flip in flips:
            old, new = flip.before.partition(" "), flip.after.partition(" ")
            verdicts = (old[0], old[2], new[0], new[2])
            row = (flip.call_id, flip.checklist, flip.requirement_id, *verdicts)
            writer.writerow(map(safe_cell, row))
            counted[flip.checklist, flip.requirement_id, old[0], new[0]] += 1
        text.detach()
    names = ("checklist", "requirement_id", "before", "after")
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [{**dict(zip(names, way, strict=True)), "calls": calls} for way, calls in ranked]
