"""The manifest → ``Call``s, one a row.

What spoils the whole list (a missing column, a call named twice, a wrong encoding) is a
``ManifestError``; what spoils one row makes that row ``Unaudited``; an optional value that cannot
be read is ``None`` and named in ``Call.problems``, so that nothing is ever judged by a guess.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import CallError, ManifestError
from auditor.model import Call, Unaudited
from auditor.run import sources
from auditor.run.cells import READERS

REQUIRED = ("call_id", "recording")
# fmt: off
PROTOCOLS = frozenset({
    "abfs", "abfss", "adl", "az", "ftp", "gcs", "gs", "hdfs", "hf", "http", "https", "memory",
    "oss", "s3", "s3a", "sftp", "smb", "ssh", "tar", "webdav", "webhdfs", "zip",
})
# fmt: on
"""Kinds of URL that may stand in a manifest: none that reads this machine's own files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where each column of the manifest stands."""

    known: dict[str, int]
    carried: tuple[tuple[str, int], ...]
    width: int


def read_manifest(path: Path) -> tuple[list[Call], list[Unaudited]]:
    """All rows of a CSV, XLSX or Parquet manifest: those to audit, and those that cannot be.

    Raises:
        ManifestError: the list as a whole cannot be used; one line naming file, row and field.
    """
    calls: list[Call] = []
    unaudited: list[Unaudited] = []
    for item in iter_manifest(path):
        if isinstance(item, Call):
            calls.append(item)
        else:
            unaudited.append(item)
    return calls, unaudited


def iter_manifest(path: Path) -> Iterator[Call | Unaudited]:
    """The rows of a manifest file one at a time, as ``read_manifest``."""
    return typed(sources.rows(path), str(path))


def typed(rows: Iterable[sources.Row], name: str) -> Iterator[Call | Unaudited]:
    """Rows of text, header first → one ``Call`` or ``Unaudited`` each; ``name`` is for errors.

    Raises:
        ManifestError: no header, columns missing or doubled, a call named twice, no rows.
    """
    source = iter(rows)
    first = next(source, None)
    if first is None:
        raise ManifestError(f"{name}: is empty")
    header = _header(first[1], name)
    seen: dict[bytes, int] = {}
    for number, cells in source:
        if not any(cell.strip() for cell in cells):
            continue
        item = _row(header, number, cells)
        key = item.call_id.encode()
        if key in seen:
            raise ManifestError(
                f"{name}: row {number}: call_id: {item.call_id!r} stands in row {seen[key]} already"
            )
        seen[key] = number
        yield item
    if not seen:
        raise ManifestError(f"{name}: has a header but no rows")


def _header(cells: list[str], name: str) -> Header:
    names = [cell.strip() for cell in cells]
    known: dict[str, int] = {}
    carried: list[tuple[str, int]] = []
    for place, column in enumerate(names):
        lower = column.lower()
        if lower in READERS or lower in REQUIRED:
            if lower in known:
                raise ManifestError(f"{name}: row 1: the column {lower} stands there twice")
            known[lower] = place
        elif column:
            if column in dict(carried):
                raise ManifestError(f"{name}: row 1: the column {column} stands there twice")
            carried.append((column, place))
    missing = [column for column in REQUIRED if column not in known]
    if missing:
        found = ", ".join(filter(None, names))[:200] or "nothing"
        raise ManifestError(
            f"{name}: row 1: no column {' and no column '.join(missing)} in: {found}"
        )
    return Header(known=known, carried=tuple(carried), width=len(names))


def _row(header: Header, number: int, cells: list[str]) -> Call | Unaudited:
    def cell(place: int) -> str:
        return cells[place].strip() if place < len(cells) else ""

    call_id = cell(header.known["call_id"])
    recording = cell(header.known["recording"])
    carried = tuple((column, cell(place)) for column, place in header.carried)
    try:
        if any(extra.strip() for extra in cells[header.width :]):
            raise CallError(
                f"row {number} has {len(cells)} cells where the header has {header.width}: "
                "a comma inside a cell needs quotation marks around the cell"
            )
        _check_id(call_id, number)
        if recording:
            locate("", recording)
    except CallError as error:
        return Unaudited(
            call_id=call_id or f"row {number}",
            recording=recording,
            stage="manifest",
            reason=str(error),
            carried=carried,
        )
    values: dict[str, Any] = {}
    problems: list[str] = []
    for column, read in READERS.items():
        raw = cell(header.known[column]) if column in header.known else ""
        if raw:
            try:
                values[column] = read(raw)
            except ValueError as why:
                problems.append(f"{column}: {why}")
    return Call(
        call_id=call_id, recording=recording, carried=carried, problems=tuple(problems), **values
    )


def _check_id(call_id: str, number: int) -> None:
    if not call_id:
        raise CallError(f"row {number} has no call_id")
    if not call_id.isprintable():
        raise CallError(f"row {number}: call_id {call_id!r} holds a control character")


def is_url(recording: str) -> bool:
    """Whether the recording lies somewhere that fsspec reaches, not below the manifest."""
    return "://" in recording or "::" in recording


def inside(recording: str) -> str:
    """The recording's path below its root, with ``/`` and without ``..``.

    Raises:
        CallError: the path leads out of the root: a manifest may come from elsewhere, and must
            not make auditor read any file of this machine.
    """
    plain = posixpath.normpath(recording.replace("\\", "/"))
    drive = len(plain) > 1 and plain[1] == ":"
    if plain.startswith(("../", "/")) or plain in {"..", "."} or drive or "\0" in plain:
        raise CallError(f"recording {recording!r} lies outside the folder of the recordings")
    return plain


def locate(root: str | os.PathLike[str], recording: str) -> str:
    """Where to open a recording: its path below ``root``, or its URL.

    An archive within a URL (``zip://a.wav::calls.zip``) may itself be a path below ``root``.

    Raises:
        CallError: there is no recording, it lies outside ``root``, or its URL is of a kind that
            might lead to files of this machine.
    """
    if not recording:
        raise CallError("the manifest names no recording")
    if not is_url(recording):
        return os.path.join(root, inside(recording))  # noqa: PTH118
    *links, last = recording.split("::")
    for link in (*links, *([last] if "://" in last else [])):
        protocol = link.partition("://")[0]
        if protocol not in PROTOCOLS:
            raise CallError(f"recording {recording!r}: {protocol!r} URLs are not opened")
    if "://" not in last:
        last = os.path.join(root, inside(last))  # noqa: PTH118
    return "::".join([*links, last])
