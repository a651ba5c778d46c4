"""The star schema holds what the tables hold, and the example queries run on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from examples import clean, faulty, hostile
from test_summary import dialled

from auditor.errors import UsageError
from auditor.report.star import STAR, dashboard_queries, write_star
from auditor.report.tables import Tables

duckdb: Any = pytest.importorskip("duckdb")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "lauf o'run"
    with Tables(folder) as tables:
        for i in range(6):
            report = dialled(faulty() if i % 2 else clean(), 9 + 2 * i, f"a{i % 2}", i)
            call_id = f"=c{i}"
            findings = tuple(replace(f, call_id=call_id) for f in report.findings)
            tables.add(
                replace(report, call=replace(report.call, call_id=call_id), findings=findings)
            )
        tables.add(hostile())
    return folder


def test_duckdb(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "star.duckdb"
    write_star(run, out)
    with duckdb.connect(str(out), read_only=True) as db:
        assert {row[0] for row in db.execute("SHOW TABLES").fetchall()} == set(STAR)
        calls = db.execute("SELECT call_id, hour, failed FROM fact_call ORDER BY 1").fetchall()
        assert calls[1] == ("=c0", 9, 0)
        assert calls[2] == ("=c1", 11, 5)
        assert db.execute("SELECT count(*) FROM fact_finding").fetchone() == (3 * 19 + 3 * 10 + 1,)
        orphans = (
            "SELECT count(*) FROM fact_finding ANTI JOIN fact_call USING (call_id)",
            "SELECT count(*) FROM fact_finding ANTI JOIN dim_requirement USING (requirement_key)",
            "SELECT count(*) FROM fact_call ANTI JOIN dim_agent USING (agent_key)",
            "SELECT count(*) FROM fact_call ANTI JOIN dim_product USING (product_key)",
        )
        for query in orphans:
            assert db.execute(query).fetchone() == (0,), query


def test_the_example_queries(run: Path, tmp_path: Path) -> None:
    write_star(run, tmp_path / "star.duckdb")
    queries = dashboard_queries()
    assert sorted(queries) == ["by_agent_and_week", "hours", "requirements_by_product"]
    with duckdb.connect(str(tmp_path / "star.duckdb"), read_only=True) as db:
        agents = db.execute(queries["by_agent_and_week"]).fetchall()
        assert ("a0", "王某", "2026-W37", 3, 0.0, None) in agents
        worst = db.execute(queries["requirements_by_product"]).fetchall()
        assert worst[0][3] == 3
        hours = db.execute(queries["hours"]).fetchall()
        assert (6, 24, 1, 1) not in hours
        assert sum(row[2] for row in hours) == 6


def test_parquet(run: Path, tmp_path: Path) -> None:
    write_star(run, tmp_path / "star")
    assert sorted(p.stem for p in (tmp_path / "star").iterdir()) == sorted(STAR)
    path = tmp_path / "star" / "fact_call.parquet"
    with duckdb.connect() as db:
        assert db.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone() == (7,)


def test_a_folder_without_tables(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        write_star(tmp_path, tmp_path / "x.duckdb")
