"""The score of a call by an inspection's levels, in every output."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
from click.testing import CliRunner
from examples import faulty

from auditor.model import Fault, Score
from auditor.report.document import report_document, report_of, report_text
from auditor.report.html import render_report
from auditor.report.schema import data_dictionary, report_schema
from auditor.report.tables import CALLS, call_row
from cli import cli

ROOT = Path(__file__).parents[2]
FAULTS = (
    Fault(requirement_id="private-contact", level="A+", cap=50),
    Fault(requirement_id="premium", level="A", deduct=20),
)
SCORED = replace(
    faulty(),
    scores=(Score(checklist="cn-life-telesales", points=50, start=100, faults=FAULTS, open=2),),
)


def test_the_document_keeps_it() -> None:
    document = json.loads(report_text(SCORED))
    jsonschema.validate(document, report_schema())
    assert document["scores"][0]["points"] == 50
    assert report_of(document) == SCORED
    assert report_of({k: v for k, v in document.items() if k != "scores"}) == faulty()
    assert report_document(faulty())["scores"] == []


def test_the_page_says_how_it_comes_about() -> None:
    zh = render_report(SCORED)
    assert "50 分（满分 100）" in zh
    assert "A+ private-contact 封顶 50 分" in zh
    assert "−20" in zh
    assert "另有 2 项待人工复核" in zh
    assert "50 of 100" in render_report(SCORED, language="en")
    assert "满分" not in render_report(faulty())


def test_the_table_has_it_last_and_the_dictionary_explains_it() -> None:
    assert CALLS[-1] == ("points", float)
    assert call_row(SCORED)[-1] == 50
    assert call_row(faulty())[-1] is None
    lower = replace(SCORED, scores=(*SCORED.scores, replace(SCORED.scores[0], points=10)))
    assert call_row(lower)[-1] == 10
    row = next(r for r in data_dictionary() if (r["table"], r["column"]) == ("calls", "points"))
    assert "points" in row["en"]


def test_an_audit_by_the_inspection_writes_it(tmp_path: Path) -> None:
    audited = CliRunner().invoke(
        cli,
        ["audit", str(ROOT / "samples/manifest.csv"), "--transcripts", str(ROOT / "samples/transcripts"),
         "--checklist", "cn-insurer-inspection", "--out", str(tmp_path), "-q"],
    )  # fmt: skip
    assert audited.exit_code in (1, 3), audited.output
    with (tmp_path / "calls.csv").open(encoding="utf-8-sig", newline="") as file:
        points = {row["call_id"]: float(row["points"]) for row in csv.DictReader(file)}
    assert len(points) >= 5
    for name, value in points.items():
        score = json.loads((tmp_path / f"reports/{name}.json").read_text("utf-8"))["scores"][0]
        assert score["points"] == value
        caps = [fault["cap"] for fault in score["faults"] if fault["cap"] is not None]
        deducted = score["start"] - sum(fault["deduct"] for fault in score["faults"])
        assert value == max(0, min([deducted, *caps]))
        assert f"{value:g} 分（满分 100）" in (tmp_path / f"reports/{name}.html").read_text("utf-8")
    assert len(set(points.values())) > 1
