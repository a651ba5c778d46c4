"""The files of a run, from its state. Written whole or not at all, by the driver alone."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import auditor
from auditor.errors import RunError
from auditor.model import Report, Status, Unaudited
from auditor.report.files import file_stem, write_whole
from auditor.report.machines import JUnit, Sarif
from auditor.report.reasons import retold
from auditor.report.summary import Tally, render_summary
from auditor.report.tables import TABLES, Tables
from auditor.report.view import severity_rank, worst_severity
from auditor.report.waivers import Waivers, waived
from auditor.run import codec
from auditor.run.flips import write_flips
from auditor.run.present import SUFFIXES, Pages
from auditor.run.state import State

PAGES = "reports"
FIRST = 20
MACHINES = {"junit": "findings.junit.xml", "sarif": "findings.sarif"}


@dataclass(slots=True)
class Counts:
    """What a run came to."""

    calls: int = 0
    audited: int = 0
    unaudited: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    """Calls by verdict."""
    findings: Counter[str] = field(default_factory=Counter)
    """Findings by status."""
    first: list[Report | Unaudited] = field(default_factory=list)
    """The first few calls, for the table on the terminal."""
    tables: bool = True
    """False when the run was stopped with so much done that the tables wait for the next one."""
    failed: Counter[str] = field(default_factory=Counter)
    """Calls by the gravest severity that failed in them, waived findings aside."""
    flipped: list[dict[str, Any]] = field(default_factory=list)
    """Verdicts that are other than they were before, counted by requirement and direction."""

    @property
    def flips(self) -> int:
        """Verdicts that are other than they were before."""
        return sum(way["calls"] for way in self.flipped)

    @property
    def left(self) -> int:
        """Calls that were not reached."""
        return self.calls - self.audited - self.unaudited

    def fails_at(self, severity: str) -> bool:
        """Whether a finding of this severity or a graver one failed, waived ones aside."""
        limit = severity_rank(severity)
        return any(severity_rank(s) <= limit for s, calls in self.failed.items() if calls)

    def add(self, item: Report | Unaudited, waivers: Waivers | None = None) -> None:
        """Count one call."""
        if len(self.first) < FIRST:
            self.first.append(item)
        if isinstance(item, Unaudited):
            self.unaudited += 1
            return
        self.audited += 1
        self.verdicts[item.verdict.value] += 1
        self.findings.update(finding.status.value for finding in item.findings)
        standing = worst_severity(f for f in item.findings if not waived(waivers, item, f))
        if standing:
            self.failed[standing] += 1

    def document(self) -> dict[str, Any]:
        """For run.json."""
        return {
            "calls": self.calls,
            "audited": self.audited,
            "unaudited": self.unaudited,
            "left": self.left,
            "verdicts": {s: self.verdicts[s] for s in ("fail", "review", "pass")},
            "findings": {s.value: self.findings[s.value] for s in Status},
            "failed": dict(sorted(self.failed.items(), key=lambda kept: severity_rank(kept[0]))),
            "flips": self.flips,
            "flipped": self.flipped,
        }

    @classmethod
    def of(cls, document: dict[str, Any]) -> Counts:
        """The counts that ``document`` gave; the first few calls are not among them."""
        return cls(
            calls=document["calls"],
            audited=document["audited"],
            unaudited=document["unaudited"],
            verdicts=Counter(document["verdicts"]),
            findings=Counter(document["findings"]),
            failed=Counter(document.get("failed", {})),
            flipped=document.get("flipped", []),
        )


def write_pages(out: Path, made: Pages) -> None:
    """Put a call's pages in their places. Raises RunError when the disk is full or gone."""
    for name, content in made:
        try:
            write_whole(out / PAGES / name, content)
        except OSError as error:
            raise RunError(f"{out / PAGES / name}: cannot be written: {error.strerror}") from None


def remove_pages(out: Path, call_id: str, *, but: Pages = ()) -> None:
    """Take away what an earlier run wrote for a call and this one does not write."""
    kept = {name for name, _ in but}
    for suffix in SUFFIXES:
        name = f"{file_stem(call_id)}{suffix}"
        if name not in kept:
            (out / PAGES / name).unlink(missing_ok=True)


def sweep(out: Path) -> None:
    """Remove files that a run which was killed had begun and not finished."""
    for folder in (out, out / PAGES, out / ".state"):
        for part in folder.glob(".part-*.tmp"):
            part.unlink(missing_ok=True)


def write_tables(
    out: Path,
    state: State,
    basis: str,
    calls: int,
    *,
    carried: Sequence[str],
    formats: Sequence[str],
    waivers: Waivers | None = None,
    language: str = "zh",
    titles: Mapping[str, str] | None = None,
    retell: bool = False,
) -> Counts:
    """The tables and the summary of all that is done, in the order of the manifest.

    ``language`` is the summary's, ``titles`` names the requirements in it; with ``retell`` the
    reasons in tables, JUnit and SARIF are in that language too, and not in the checklist's.

    Raises:
        RunError: the disk is full or gone; the tables of an earlier run then stand as they were.
    """
    counts = Counts(calls=calls)
    summary = Tally(waivers=waivers)
    try:
        with contextlib.ExitStack() as files:
            sinks: list[Any] = [summary, *_machines(out, formats, waivers, files)]
            tabular = [form for form in formats if form not in MACHINES]
            tables = Tables(out, carried=carried, formats=tabular, waivers=waivers)
            sinks.append(files.enter_context(tables))
            for item in _items(state, basis):
                counts.add(item, waivers)
                if retell and isinstance(item, Report):
                    item = retold(item, language, titles)
                for sink in sinks:
                    if isinstance(item, Report):
                        sink.add(item)
                    else:
                        sink.add_unaudited(item)
        write_whole(out / "summary.html", render_summary(summary, language=language, titles=titles))
        counts.flipped = write_flips(out / "flips.csv", state.flips(basis))
    except OSError as error:
        raise RunError(f"{out}: cannot be written: {error.strerror}") from None
    return counts


def _machines(
    out: Path, formats: Sequence[str], waivers: Waivers | None, files: contextlib.ExitStack
) -> Iterator[JUnit | Sarif]:
    if "junit" in formats:
        yield files.enter_context(JUnit(out / MACHINES["junit"]))
    if "sarif" in formats:
        sarif = Sarif(out / MACHINES["sarif"], version=auditor.__version__, waivers=waivers)
        yield files.enter_context(sarif)


def tables_there(out: Path, formats: Sequence[str]) -> bool:
    """Whether the tables stand where they belong."""
    tabular = [form for form in formats if form not in MACHINES]
    names = ["summary.html", *(f"{table}.{form}" for table in TABLES for form in tabular)]
    names += [MACHINES[form] for form in formats if form in MACHINES]
    return all((out / name).is_file() for name in names)


def first_of(state: State, basis: str) -> list[Report | Unaudited]:
    """The first few calls, for the table on the terminal."""
    return list(islice(_items(state, basis), FIRST))


def _items(state: State, basis: str) -> Iterator[Report | Unaudited]:
    for item in state.outcomes(basis):
        yield codec.unpack(codec.REPORT, item) if isinstance(item, bytes) else item


def write_run(out: Path, document: dict[str, Any]) -> None:
    """``run.json``: what was run, with what, and what it came to."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    try:
        write_whole(out / "run.json", text)
    except OSError as error:
        raise RunError(f"{out / 'run.json'}: cannot be written: {error.strerror}") from None
