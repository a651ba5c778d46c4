"""The tables opened by the programs they are made for: LibreOffice, pandas, DuckDB."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from examples import HOSTILE, clean, faulty, hostile, unaudited

from auditor.report.tables import FINDINGS, TABLES, Tables, plain_cell

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
REPORTS = (faulty(), clean(), hostile())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    with Tables(folder, carried=("team",), formats=("csv", "xlsx", "parquet")) as tables:
        for report in REPORTS:
            tables.add(report)
        tables.add_unaudited(unaudited())
    return folder


def converted(path: Path, to: str, folder: Path, *options: str) -> Path:
    """What LibreOffice makes of a file when it opens it and saves it in another form."""
    assert OFFICE
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [
        OFFICE,
        profile,
        "--headless",
        *options,
        "--convert-to",
        to,
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / f"{path.stem}.{to.partition(':')[0]}"


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@needs_office
@pytest.mark.slow
def test_libreoffice_reads_the_workbook_as_it_was_written(run: Path, tmp_path: Path) -> None:
    # 44,34,76: comma, quote, UTF-8; the false after that: as stored, not as formatted.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"
    opened = lines(converted(run / "findings.xlsx", form, tmp_path))
    given = lines(run / "findings.csv")
    assert opened[0] == given[0]
    assert len(opened) == len(given)
    columns = [name for name, _ in FINDINGS]
    for name in ("call_id", "requirement_id", "status", "reason", "quote", "control"):
        at = columns.index(name)
        assert [flat(row[at]) for row in opened] == [flat(plain_cell(row[at])) for row in given], (
            name
        )
    at = columns.index("start")
    assert [float(r[at]) for r in opened[1:] if r[at]] == [float(r[at]) for r in given[1:] if r[at]]


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("table", ["findings", "calls"])
def test_libreoffice_runs_nothing_in_a_csv(run: Path, tmp_path: Path, table: str) -> None:
    # Comma, quote, UTF-8: what its dialogue proposes when a person opens the file.
    read = "--infilter=CSV:44,34,76,1"
    made = converted(run / f"{table}.csv", "xlsx:Calc MS Excel 2007 XML", tmp_path, read)
    sheet = openpyxl.load_workbook(made).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    given = lines(run / f"{table}.csv")
    assert [str(cell.value) for cell in sheet[1]] == given[0]
    assert sheet.max_row == len(given)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_and_duckdb_read_the_same_as_the_csv(run: Path, table: str) -> None:
    pandas: Any = pytest.importorskip("pandas")
    duckdb: Any = pytest.importorskip("duckdb")
    path = run / f"{table}.parquet"
    frame = pandas.read_parquet(path)
    given = lines(run / f"{table}.csv")
    assert list(frame.columns) == given[0]
    assert len(frame) == len(given) - 1
    rows = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()
    assert [row[0] for row in rows] == list(frame["call_id"])
    # A NUL would end a CSV cell for many readers; Parquet keeps it.
    names = [str(row[0]).replace("\x00", "\ufffd") for row in rows]
    assert [plain_cell(row[0]) for row in given[1:]] == names
    if table == "findings":
        assert frame["start"].dtype == "float64"
        (failed,) = duckdb.sql(f"SELECT count(*) FROM '{path}' WHERE status = 'fail'").fetchall()
        assert failed == (int((frame["status"] == "fail").sum()),)
        assert HOSTILE in set(frame["call_id"])


def flat(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
