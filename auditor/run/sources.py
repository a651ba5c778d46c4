"""Manifests → rows of text cells, one at a time: CSV, XLSX, Parquet, a database query.

A row is ``(number, cells)``: the number as the reader's own program shows it (the header is row
1 of a CSV or a sheet), the cells in the order of the header. The first row given is the header.
"""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from auditor.errors import ManifestError, one_line

Row = tuple[int, list[str]]


def rows(path: Path) -> Iterator[Row]:
    """Rows of the manifest at ``path``, header first.

    Raises:
        ManifestError: the file cannot be read; names file and line.
    """
    if path.is_dir():
        raise ManifestError(f"{path}: is a folder, not a manifest")
    suffix = path.suffix.lower()
    try:
        if suffix in {".xlsx", ".xlsm"}:
            yield from _xlsx(path)
        elif suffix in {".parquet", ".pq"}:
            yield from _parquet(path)
        elif suffix == ".xls":
            raise ManifestError(f"{path}: the old .xls format is not read; save it as .xlsx")
        else:
            yield from _csv(path)
    except FileNotFoundError:
        raise ManifestError(f"{path}: there is no such file") from None
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror or error}") from error


def _csv(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(0)
        _refuse_other_formats(path, head)
        first = file.readline()
        file.seek(0)
        reader = csv.reader(_lines(path, file), strict=True, delimiter=_delimiter(first))
        number = 1
        try:
            for cells in reader:
                yield number, cells
                number = reader.line_num + 1
        except csv.Error as error:
            raise ManifestError(f"{path}: line {reader.line_num}: {error}") from None


def _refuse_other_formats(path: Path, head: bytes) -> None:
    if head.startswith(b"PK"):
        raise ManifestError(f"{path}: is a ZIP or XLSX file; name it .xlsx if it is a workbook")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ManifestError(f"{path}: line 1: is UTF-16; save it as 'CSV UTF-8'")


def _delimiter(header: bytes) -> str:
    # Spreadsheets of some locales export with ';' or tabs under the name CSV.
    counts = {mark: header.count(mark.encode()) for mark in (",", ";", "\t")}
    return max(counts, key=lambda mark: counts[mark])


def _lines(path: Path, file: BinaryIO) -> Iterator[str]:
    for number, raw in enumerate(file, 1):
        if b"\0" in raw:
            raise ManifestError(f"{path}: line {number}: holds a NUL byte; this is not a text file")
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            guess = _guess(raw)
            raise ManifestError(
                f"{path}: line {number}: byte {error.start + 1} is not UTF-8{guess}; "
                "save it as 'CSV UTF-8'"
            ) from None


def _guess(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return " (it may be GBK)"


def _xlsx(path: Path) -> Iterator[Row]:
    import openpyxl  # a workbook is the rarer case, and this import takes its time
    from openpyxl.utils.exceptions import InvalidFileException

    if path.stat().st_size and not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            locked = file.read(4) == b"\xd0\xcf\x11\xe0"
        why = "is protected by a password" if locked else "is not an XLSX workbook"
        raise ManifestError(f"{path}: {why}")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise ManifestError(f"{path}: is not an XLSX workbook: {error}") from None
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [cell_text(cell) for cell in cells]
    finally:
        book.close()


def _parquet(path: Path) -> Iterator[Row]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ManifestError(
            f"{path}: reading Parquet needs pip install 'auditor[parquet]'"
        ) from None
    try:
        file = pq.ParquetFile(path)
        yield 0, list(file.schema_arrow.names)
        number = 1
        for batch in file.iter_batches(batch_size=1000):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield number, [cell_text(value) for value in values]
                number += 1
    except pa.ArrowException as error:
        raise ManifestError(f"{path}: {one_line(error)}") from None


def query_rows(url: str, query: str) -> Iterator[Row]:
    """Rows of a database query, header first, numbered from 1. ``url`` is SQLAlchemy's.

    Raises:
        ManifestError: the database cannot be reached, or the query is wrong.
    """
    import sqlalchemy as sa
    from sqlalchemy import exc

    try:
        engine = sa.create_engine(url)
        with engine.connect().execution_options(stream_results=True) as connection:
            found = connection.execute(sa.text(query))
            yield 0, list(found.keys())
            for number, row in enumerate(found, 1):
                yield number, [cell_text(value) for value in row]
        engine.dispose()
    except (exc.SQLAlchemyError, ImportError) as error:
        why = " ".join(str(getattr(error, "orig", None) or error).split())
        raise ManifestError(f"--manifest-sql: {why}") from None


def cell_text(value: object) -> str:
    """A spreadsheet's or database's value as the text a person would type into a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return str(value)
