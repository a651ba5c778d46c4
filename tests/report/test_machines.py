"""What machines read: JUnit, SARIF, the report's JSON Schema, the data dictionary."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from examples import HOSTILE, clean, faulty, hostile, unaudited
from test_waivers import waivers

from auditor.model import Report, Word
from auditor.report.document import finding_id, report_document, report_text
from auditor.report.machines import JUnit, Sarif
from auditor.report.schema import data_dictionary, report_schema
from auditor.report.tables import TABLES
from auditor.report.waivers import Waivers
from auditor.run.outputs import Counts


def test_junit(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    with JUnit(path) as junit:
        for report in (faulty(), clean(), hostile()):
            junit.add(report)
        junit.add_unaudited(unaudited())
    suites = ET.parse(path).getroot()
    first, second, third, missing = suites
    assert first.attrib == {
        "name": "B01",
        "tests": "19",
        "failures": "5",
        "errors": "0",
        "skipped": "4",
    }
    assert len(first.findall("testcase/failure")) == 5
    assert second.attrib["failures"] == "0"
    assert third.attrib["name"] == HOSTILE.replace("\x00", "\ufffd")
    assert missing.find("testcase/error") is not None
    (premium,) = [c for c in first if c.attrib["name"] == "premium"]
    failure = premium.find("failure")
    assert failure is not None
    assert failure.attrib["type"] == "critical"
    assert failure.attrib["message"].startswith("contradicted: 坐席说每月 352 元")


def test_sarif(tmp_path: Path) -> None:
    path = tmp_path / "out.sarif"
    with Sarif(path, version="1.2.3", waivers=waivers(tmp_path)) as sarif:
        sarif.add(faulty())
        sarif.add(clean())
        sarif.add(hostile())
        sarif.add_unaudited(unaudited())
    log = json.loads(path.read_text(encoding="utf-8"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    results = run["results"]
    assert len(results) == 5 + 3 + 1
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {r["ruleId"] for r in results} == rules
    by_rule = {r["ruleId"]: r for r in results}
    premium = by_rule["cn-life-telesales/premium"]
    assert (premium["kind"], premium["level"]) == ("fail", "error")
    assert premium["suppressions"][0]["justification"].startswith("A-7:")
    review = by_rule["cn-life-telesales/exclusions"]
    assert (review["kind"], review["level"]) == ("review", "none")
    assert "suppressions" not in review
    assert run["invocations"][0]["executionSuccessful"] is False


def test_an_empty_batch(tmp_path: Path) -> None:
    with JUnit(tmp_path / "j.xml"), Sarif(tmp_path / "s.json", version="1"):
        pass
    assert len(ET.parse(tmp_path / "j.xml").getroot()) == 0
    assert json.loads((tmp_path / "s.json").read_text())["runs"][0]["results"] == []


def test_an_exception_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), JUnit(tmp_path / "j.xml") as junit:
        junit.add(faulty())
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_ids_do_not_depend_on_the_outcome() -> None:
    first = faulty().findings[6]
    again = replace(first, reason="另一句", score=0.1, evidence=())
    assert finding_id(first) == finding_id(again)
    ids = {finding_id(f) for f in (*faulty().findings, *clean().findings)}
    assert len(ids) == 29


def counted(report: Report, waivers: Waivers | None = None) -> Counts:
    counts = Counts()
    counts.add(report, waivers)
    return counts


def test_thresholds(tmp_path: Path) -> None:
    assert counted(faulty()).fails_at("critical")
    assert counted(faulty()).fails_at("low")
    assert not counted(clean()).fails_at("low")
    medium = replace(
        faulty(),
        findings=tuple(f for f in faulty().findings if f.severity in ("medium", "low")),
    )
    assert counted(medium).fails_at("medium")
    assert not counted(medium).fails_at("high")
    premium = tuple(f for f in faulty().findings if f.requirement_id == "premium")
    only = replace(faulty(), findings=premium)
    assert not counted(only, waivers(tmp_path)).fails_at("low")
    assert counted(only, waivers(tmp_path, on=dt.date(2027, 1, 1).isoformat())).fails_at("low")
    assert Counts.of(counted(medium).document()).fails_at("medium")


@pytest.mark.parametrize(
    "report", [faulty(), clean(), hostile()], ids=["faulty", "clean", "hostile"]
)
def test_documents_fit_the_schema(report: Report, tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    words = (Word(start=0, end=1, text="您", probability=None),)
    first = replace(report.transcript.segments[0], words=words)
    report = replace(report, transcript=replace(report.transcript, segments=(first,)))
    validator.validate(json.loads(report_text(report)))
    validator.validate(report_document(report, waivers(tmp_path)))
    broken = report_document(report)
    broken["findings"][0]["status"] = "maybe"
    assert list(validator.iter_errors(broken))


def test_every_column_is_explained() -> None:
    rows = data_dictionary()
    explained = {(r["table"], r["column"]) for r in rows}
    assert {(t, c) for t, columns in TABLES.items() for c, _ in columns} <= explained
    assert all(r["zh"] and r["en"] for r in rows)
