"""A run's tables as a star schema for dashboards: one DuckDB file, or a folder of Parquet."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.report.files import write_whole

_FOLDER = Path(__file__).parent / "dashboards"
STAR = ("dim_agent", "dim_product", "dim_requirement", "dim_day", "fact_call", "fact_finding")
"""The tables; ``dashboards/star.sql`` says what is in them."""


def write_star(run: Path, out: Path) -> None:
    """Write the star schema of the run in folder `run` to `out`.

    `out` ends in ``.duckdb``, or is a folder that gets a Parquet file for each table of STAR.
    Raises UsageError where the tables or the package duckdb are missing.
    """
    duckdb = need_duckdb()
    for name in ("calls.csv", "findings.csv"):
        if not (run / name).is_file():
            raise UsageError(f"{run / name} is not there: is {run} the folder of a run?")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".star-", dir=out.parent) as name:
        made = Path(name) / "star.duckdb"
        with duckdb.connect(str(made)) as connection:
            connection.execute(_script(run))
            if out.suffix != ".duckdb":
                out.mkdir(exist_ok=True)
                for table in STAR:
                    part = Path(name) / f"{table}.parquet"
                    connection.execute(f"COPY {table} TO {_quoted(part)} (FORMAT parquet)")
        if out.suffix == ".duckdb":
            shutil.move(made, out)
        else:
            for table in STAR:
                (Path(name) / f"{table}.parquet").replace(out / f"{table}.parquet")


def need_duckdb() -> Any:
    """Return the module duckdb. Raises UsageError where it is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise UsageError("the star schema needs DuckDB: pip install 'auditor[duckdb]'") from error
    return duckdb


def write_queries(folder: Path) -> None:
    """Write the example dashboards' queries to `folder`, one ``.sql`` each."""
    for name, query in dashboard_queries().items():
        write_whole(folder / f"{name}.sql", query)


def dashboard_queries() -> Mapping[str, str]:
    """Return the example queries on the star schema: name -> SQL."""
    paths = sorted(p for p in _FOLDER.glob("*.sql") if p.stem != "star")
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def _script(run: Path) -> str:
    """The statements with the two paths in place: DuckDB takes no parameters in a script."""
    script = (_FOLDER / "star.sql").read_text(encoding="utf-8")
    statements = "\n".join(line for line in script.splitlines() if not line.startswith("--"))
    return statements.replace("$calls", _quoted(run / "calls.csv")).replace(
        "$findings", _quoted(run / "findings.csv")
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
