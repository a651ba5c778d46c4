"""Tables as Parquet, for pandas, DuckDB and the like. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from auditor.report.files import PartFile
from auditor.report.tables import Cell

_ROWS = 20_000
"""Rows in a row group: enough to compress well, few enough to hold in memory."""


class ParquetSink:
    """Appends to a Parquet file, typed: text, double, int64. Cells hold the data as they are."""

    def __init__(self, path: Path, columns: Sequence[tuple[str, type]]) -> None:
        """Begin the file with its schema."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = {str: pa.string(), float: pa.float64(), int: pa.int64()}
        self._pa: Any = pa
        self._schema = pa.schema([(name, types[kind]) for name, kind in columns])
        self._part = PartFile(path)
        self._writer = pq.ParquetWriter(self._part.file, self._schema, compression="zstd")
        self._rows: list[Sequence[Cell]] = []

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Append rows."""
        self._rows.extend(rows)
        if len(self._rows) >= _ROWS:
            self._flush()

    def finish(self) -> None:
        """Write the last rows and the footer."""
        self._flush()
        self._writer.close()

    def commit(self) -> None:
        """Give the file its name."""
        self._part.commit()

    def discard(self) -> None:
        """Remove the file."""
        self._part.discard()

    def _flush(self) -> None:
        if not self._rows:
            return
        arrays = [
            self._pa.array([_clean(row[i]) for row in self._rows], type=field.type)
            for i, field in enumerate(self._schema)
        ]
        self._writer.write_batch(self._pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


def _clean(cell: Cell) -> Cell:
    """Half surrogate pairs, which Parquet's UTF-8 cannot hold, as escapes."""
    if isinstance(cell, str):
        return cell.encode("utf-8", errors="backslashreplace").decode("utf-8")
    return cell
