"""The tables of a run: findings, calls and unaudited calls, row by row into CSV and other forms.

CSV is UTF-8 with a byte-order mark (spreadsheets need it to see Chinese) by RFC 4180, in a stable
order of columns, and safe to open in a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Protocol

from auditor.model import Call, Finding, Report, Status, Unaudited
from auditor.report.facts import speech_heard
from auditor.report.files import PartFile, encoded
from auditor.report.view import worst_severity
from auditor.report.waivers import Waivers

Cell = str | int | float | None

FINDINGS: tuple[tuple[str, type], ...] = (
    ("call_id", str),
    ("checklist", str),
    ("checklist_version", str),
    ("requirement_id", str),
    ("kind", str),
    ("severity", str),
    ("status", str),
    ("reason_code", str),
    ("reason", str),
    ("value_said", str),
    ("value_expected", str),
    ("start", float),
    ("end", float),
    ("speaker", str),
    ("quote", str),
    ("score", float),
    ("control", str),
)
CALLS: tuple[tuple[str, type], ...] = (
    ("call_id", str),
    ("recording", str),
    ("sha256", str),
    ("duration", float),
    ("pass", int),
    ("fail", int),
    ("review", int),
    ("not_applicable", int),
    ("worst_severity", str),
    ("speech_heard", float),
    ("engine", str),
    ("verdict", str),
    ("checklists", str),
    ("started_at", str),
    ("direction", str),
    ("purpose", str),
    ("concluded", str),
    ("agent_id", str),
    ("agent_name", str),
    ("insurer", str),
    ("agency", str),
    ("product_name", str),
    ("product_type", str),
    ("customer_region", str),
    ("points", float),
)
WAIVERS: tuple[tuple[str, type], ...] = (
    ("waiver", str),
    ("waiver_until", str),
    ("waiver_expired", str),
    ("waiver_reason", str),
    ("waiver_approved_by", str),
)
"""Further columns of the findings, where waivers are given."""

UNAUDITED: tuple[tuple[str, type], ...] = (
    ("call_id", str),
    ("recording", str),
    ("stage", str),
    ("reason", str),
)
TABLES = {"findings": FINDINGS, "calls": CALLS, "unaudited": UNAUDITED}

# What makes a spreadsheet take a cell for a formula, full-width forms included; OWASP, "CSV
# Injection". Control characters: some programs skip them and then see the formula behind.
_FORMULA = re.compile(r"[=+\-@＝＋－＠\x00-\x1f\x7f-\x9f]")


class Sink(Protocol):
    """Takes the rows of one table."""

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Append rows, whose cells are in the order of the table's columns."""

    def finish(self) -> None:
        """Write what is still to be written; nothing is appended afterwards."""

    def commit(self) -> None:
        """Give the finished file its name."""

    def discard(self) -> None:
        """Leave no trace; also right before `finish`, or after something failed."""


@lru_cache(1 << 14)  # most cells of a table stand in many of its rows
def safe_cell(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: an apostrophe before a dangerous beginning."""
    # Many CSV readers stop at a NUL.
    text = text.replace("\x00", "\ufffd")
    return f"'{text}" if _FORMULA.match(text) else text


def plain_cell(text: str) -> str:
    """Return what `safe_cell` was given."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text, 1) else text


def finding_row(finding: Finding) -> list[Cell]:
    """Return the row of FINDINGS. Place and words are those of the first evidence; several
    pieces of evidence have their quotes joined by `` … ``. A finding without evidence has none."""
    first = finding.evidence[0] if finding.evidence else None
    quotes = dict.fromkeys(e.quote for e in finding.evidence if e.quote) if first else ()
    return [
        finding.call_id,
        finding.checklist,
        finding.checklist_version,
        finding.requirement_id,
        finding.kind,
        finding.severity,
        finding.status.value,
        finding.reason_code.value,
        finding.reason,
        finding.value_said,
        finding.value_expected,
        round(first.start, 2) if first else None,
        round(first.end, 2) if first else None,
        first.speaker.value if first else None,
        " … ".join(quotes) or None,
        None if finding.score is None else round(finding.score, 4),
        finding.control,
    ]


def call_row(report: Report) -> list[Cell]:
    """Return the row of CALLS."""
    recording, transcript = report.recording, report.transcript
    duration = recording.duration if recording else transcript.duration
    heard = speech_heard(transcript)
    counts = [
        sum(f.status is s for f in report.findings)
        for s in (Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_APPLICABLE)
    ]
    return [
        report.call.call_id,
        report.call.recording,
        recording.sha256 if recording else None,
        None if duration is None else round(duration, 2),
        *counts,
        worst_severity(report.findings) or None,
        None if heard is None else round(heard, 4),
        transcript.engine,
        report.verdict.value,
        "; ".join(f"{name} {version}" for name, version in report.checklists),
        *_about(report.call),
        min((s.points for s in report.scores), default=None),
    ]


def _about(call: Call) -> list[Cell]:
    """What samples and dashboards sort calls by."""
    return [
        call.started_at.isoformat() if call.started_at else None,
        call.direction,
        call.purpose,
        None if call.concluded is None else str(call.concluded).lower(),
        call.agent_id,
        call.agent_name,
        call.insurer,
        call.agency,
        call.product_name,
        call.product_type,
        call.customer_region,
    ]


def unaudited_row(call: Unaudited) -> list[Cell]:
    """Return the row of UNAUDITED."""
    return [call.call_id, call.recording, call.stage, call.reason]


def carried_names(columns: Sequence[tuple[str, type]], carried: Sequence[str]) -> list[str]:
    """Return the names that carried columns get beside ours: their own, or ``manifest_…``."""
    taken = {name for name, _ in columns}
    names = []
    for name in carried:
        while name in taken:
            name = f"manifest_{name}"
        taken.add(name)
        names.append(name)
    return names


class Tables:
    """Writes ``findings``, ``calls`` and ``unaudited`` row by row, in any of the forms asked for.

    A context manager: the files get their names at the end of the block, or not at all. Memory
    does not grow with the number of calls. `carried` names the manifest's own columns, in their
    order; a row that lacks one leaves its cell empty.
    """

    def __init__(
        self,
        folder: Path,
        *,
        carried: Sequence[str] = (),
        formats: Sequence[str] = ("csv",),
        waivers: Waivers | None = None,
    ) -> None:
        """Open the tables in `folder`. Raises ValueError for an unknown format, OSError."""
        self._carried = tuple(carried)
        self._waivers = waivers
        self._sinks: dict[str, list[Sink]] = {table: [] for table in TABLES}
        try:
            for table, columns in TABLES.items():
                if waivers and table == "findings":
                    columns = (*columns, *WAIVERS)
                typed = [*columns, *((n, str) for n in carried_names(columns, self._carried))]
                for name in dict.fromkeys(formats):
                    path = folder / f"{table}.{name}"
                    self._sinks[table].append(_sink(name, path, table, typed))
        except BaseException:
            self._discard()
            raise

    def add(self, report: Report) -> None:
        """Append the findings of one call and its row in the table of calls."""
        extra = self._extra(report.call.carried)
        self._write(
            "findings",
            [finding_row(f) + self._waiver(report, f) + extra for f in report.findings],
        )
        self._write("calls", [call_row(report) + extra])

    def add_unaudited(self, call: Unaudited) -> None:
        """Append a call that could not be audited."""
        self._write("unaudited", [unaudited_row(call) + self._extra(call.carried)])

    def __enter__(self) -> Tables:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the files in their places, or remove what was begun."""
        if kind is not None:
            self._discard()
            return
        try:
            for sink in self._all():
                sink.finish()
            for sink in self._all():
                sink.commit()
        except BaseException:
            self._discard()
            raise

    def _all(self) -> list[Sink]:
        return [sink for sinks in self._sinks.values() for sink in sinks]

    def _discard(self) -> None:
        for sink in self._all():
            sink.discard()

    def _waiver(self, report: Report, finding: Finding) -> list[Cell]:
        if not self._waivers:
            return []
        waived = self._waivers.of(report.call, finding)
        if not waived:
            return [None] * len(WAIVERS)
        waiver = waived.waiver
        expired = "true" if waived.expired else "false"
        return [waiver.id, waiver.until.isoformat(), expired, waiver.reason, waiver.approved_by]

    def _extra(self, carried: Sequence[tuple[str, str]]) -> list[Cell]:
        values: Mapping[str, str] = dict(carried)
        return [values.get(name) for name in self._carried]

    def _write(self, table: str, rows: Sequence[Sequence[Cell]]) -> None:
        for sink in self._sinks[table]:
            sink.write(rows)


class CsvSink:
    """Appends to a CSV file."""

    def __init__(self, path: Path, columns: Sequence[tuple[str, type]]) -> None:
        """Begin the file with its byte-order mark and its header."""
        self._part = PartFile(path)
        self._part.file.write(b"\xef\xbb\xbf")
        self.write([[name for name, _ in columns]])

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Append rows; text is made safe, numbers of our own stay numbers."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerows([safe_cell(c) if isinstance(c, str) else c for c in row] for row in rows)
        self._part.file.write(encoded(buffer.getvalue()))

    def finish(self) -> None:
        """Write out what is buffered."""
        self._part.file.flush()

    def commit(self) -> None:
        """Give the file its name."""
        self._part.commit()

    def discard(self) -> None:
        """Remove the file."""
        self._part.discard()


def _sink(name: str, path: Path, table: str, columns: Sequence[tuple[str, type]]) -> Sink:
    if name == "csv":
        return CsvSink(path, columns)
    if name == "parquet":
        from auditor.report.columnar import ParquetSink  # heavy: only where asked for

        return ParquetSink(path, columns)
    if name == "xlsx":
        from auditor.report.sheets import XlsxSink  # heavy: only where asked for

        return XlsxSink(path, table, columns)
    raise ValueError(f"unknown table format {name!r}: csv, parquet, xlsx")
