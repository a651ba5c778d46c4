"""Tables as XLSX workbooks: typed columns, frozen header, filters, coloured statuses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from auditor.report.files import PartFile, file_stem
from auditor.report.tables import Cell

ROWS = 1_048_575
"""Rows of data a sheet holds beside its header; what is more goes on to the next sheet."""

LONGEST_CELL = 32_767
"""Characters a cell holds."""

LINKS = 65_530
"""Links a sheet holds."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {"reason": 48, "quote": 40, "recording": 28, "engine": 24, "sha256": 20}
_COLOURS = {
    "fail": ("#9C1F17", "#FDECEA"),
    "review": ("#7A4D00", "#FFF3D6"),
    "pass": ("#17663A", "#E4F4EA"),
    "not_applicable": ("#57606A", "#ECEFF2"),
}


class XlsxSink:
    """Appends to a workbook. Text is stored as text, so that no cell can be a formula."""

    def __init__(
        self,
        path: Path,
        table: str,
        columns: Sequence[tuple[str, type]],
        *,
        choices: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Begin the workbook with its first sheet; `choices` are offered in a column's cells."""
        import xlsxwriter

        self._part = PartFile(path)
        self._book: Any = xlsxwriter.Workbook(
            self._part.file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._head = self._book.add_format({"bold": True, "bottom": 1, "bg_color": "#ECEFF2"})
        self._link = self._book.add_format({"font_color": "#0B57A4", "underline": 1})
        self._colours = {
            status: self._book.add_format({"font_color": ink, "bg_color": ground})
            for status, (ink, ground) in _COLOURS.items()
        }
        self._table, self._columns, self._count = table, columns, 0
        self._linked = table != "unaudited"
        self._choices = choices or {}
        self._sheet: Any = None
        self._next_sheet()

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Append rows."""
        for row in rows:
            if self._row > ROWS:
                self._end_sheet()
                self._next_sheet()
            self._write_row(row)

    def finish(self) -> None:
        """Complete the last sheet and pack the workbook."""
        self._end_sheet()
        self._book.close()

    def commit(self) -> None:
        """Give the file its name."""
        self._part.commit()

    def discard(self) -> None:
        """Remove the file."""
        self._part.discard()

    def _write_row(self, row: Sequence[Cell]) -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._write_text(column, _legal(cell))
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell)
        self._row += 1

    def _write_text(self, column: int, text: str) -> None:
        name = self._columns[column][0]
        if name == "call_id" and self._linked and self._row <= LINKS:
            target = f"external:reports/{quote(file_stem(text))}.html"
            if len(target) < 2000:
                self._sheet.write_url(self._row, column, target, self._link, string=text[:255])
                return
        form = self._colours.get(text) if name in ("status", "verdict") else None
        self._sheet.write_string(self._row, column, text, form)

    def _next_sheet(self) -> None:
        self._count += 1
        name = self._table if self._count == 1 else f"{self._table} {self._count}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 1)
        for column, (label, kind) in enumerate(self._columns):
            width = _WIDTHS.get(label, 10 if kind is not str else 16)
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, _legal(label), self._head)
            if label in self._choices:
                offer = {"validate": "list", "source": list(self._choices[label])}
                self._sheet.data_validation(1, column, ROWS, column, offer)
        self._row = 1

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self._columns) - 1)


def _legal(text: str) -> str:
    """What XML can hold, no longer than a cell."""
    return _ILLEGAL.sub("\ufffd", text)[:LONGEST_CELL]
