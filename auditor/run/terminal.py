"""What a run says at its end: a small table of verdicts, and where the reports are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from auditor.model import Report, Status, Unaudited
from auditor.run.batch import Result

FLIPPED = 8
"""Ways in which verdicts flipped that are told on the terminal."""
_HEAD = ("call", "verdict", "fail", "review", "pass", "")


def summary(result: Result, out: Path) -> str:
    """The text for the terminal."""
    counts = result.counts
    lines = table([_HEAD, *map(_row, counts.first)]) if counts.first else []
    more = counts.audited + counts.unaudited - len(counts.first)
    if lines and more > 0:
        lines.append(f"… and {more} more, in calls.csv")
    lines.append("")
    lines.append(
        f"{counts.calls} calls: {counts.verdicts['fail']} fail, {counts.verdicts['review']} review,"
        f" {counts.verdicts['pass']} pass, {counts.unaudited} not audited"
        + (f", {counts.left} not reached" if counts.left else "")
    )
    if counts.flips:
        lines.append(f"{counts.flips} verdicts are no longer what they were: {out / 'flips.csv'}")
        lines += [f"  {way}" for way in table([*map(_flipped, counts.flipped[:FLIPPED])])]
        more = len(counts.flipped) - FLIPPED
        if more > 0:
            lines.append(f"  … and {more} more ways, in run.json")
    if not counts.tables:
        lines.append("the tables wait for the end of the run")
    if result.stopped:
        lines.append("stopped; what is done is kept: the same command goes on from here")
    lines.append(f"reports: {out / 'summary.html'} and {out / 'reports'}/")
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines of aligned columns; Chinese characters are two columns wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _row(item: Report | Unaudited) -> tuple[str, ...]:
    if isinstance(item, Unaudited):
        return item.call_id, "unaudited", "", "", "", f"{item.stage}: {_short(item.reason)}"
    numbers = (
        str(sum(finding.status is status for finding in item.findings))
        for status in (Status.FAIL, Status.REVIEW, Status.PASS)
    )
    failed = [f.requirement_id for f in item.findings if f.status is Status.FAIL]
    return item.call.call_id, item.verdict.value, *numbers, _short(", ".join(failed))


def _flipped(way: dict[str, Any]) -> tuple[str, ...]:
    change = f"{way['before'] or 'not asked'} → {way['after'] or 'not asked'}"
    return way["requirement_id"], change, str(way["calls"])


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)
