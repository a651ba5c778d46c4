"""Waivers are seen everywhere, remove nothing, and end."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from examples import faulty

from auditor.errors import UsageError
from auditor.report.document import report_document, report_of
from auditor.report.html import render_report
from auditor.report.summary import Tally, render_summary
from auditor.report.tables import Tables
from auditor.report.waivers import Waivers, load_waivers

TEXT = """\
waivers:
  - id: W-1
    reason: 该批次改用书面告知犹豫期，已获同意。
    approved_by: 合规部 王经理
    approved_on: 2026-09-01
    until: 2026-12-31
    scope: {requirement_id: cooling-off, team: [武汉一组, 武汉二组]}
  - id: A-7
    kind: appeal
    reason: 复听后确认金额说对。
    approved_by: 质检部 <b>李</b>
    approved_on: 2026-09-10
    until: 2026-10-01
    scope: {requirement_id: premium, call_id: B01}
"""


def waivers(tmp_path: Path, on: str = "2026-09-20") -> Waivers:
    path = tmp_path / "waivers.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return load_waivers(path, dt.date.fromisoformat(on))


def of(given: Waivers, requirement_id: str) -> tuple[str, bool] | None:
    (finding,) = [f for f in faulty().findings if f.requirement_id == requirement_id]
    waived = given.of(faulty().call, finding)
    return (waived.waiver.id, waived.expired) if waived else None


def test_scope_and_time(tmp_path: Path) -> None:
    assert of(waivers(tmp_path), "cooling-off") == ("W-1", False)
    assert of(waivers(tmp_path), "premium") == ("A-7", False)
    assert of(waivers(tmp_path), "exclusions") is None
    assert of(waivers(tmp_path), "sum-insured") is None
    assert of(waivers(tmp_path, "2026-10-02"), "premium") == ("A-7", True)
    assert of(waivers(tmp_path, "2026-08-31"), "premium") is None
    other = replace(faulty().call, carried=(("team", "成都"),))
    (finding,) = [f for f in faulty().findings if f.requirement_id == "cooling-off"]
    assert waivers(tmp_path).of(other, finding) is None


def test_every_output_says_so_and_keeps_the_finding(tmp_path: Path) -> None:
    given = waivers(tmp_path)
    page = render_report(faulty(), waivers=given)
    assert "已豁免（W-1，至 2026-12-31）：该批次改用书面告知犹豫期" in page
    assert "申诉成立（A-7，至 2026-10-01）" in page
    assert "质检部 &lt;b&gt;李&lt;/b&gt;" in page
    assert "5 项不通过" in page
    assert "其中 2 项已豁免" in page
    document = report_document(faulty(), given)
    assert [w["id"] for w in document["waivers"]] == ["A-7", "W-1"]
    assert document["counts"]["fail"] == 5
    assert report_of(document) == faulty()
    tally = Tally(waivers=given)
    tally.add(faulty())
    assert tally.waived == 2
    assert "已豁免的结论" in render_summary(tally)
    with Tables(tmp_path, carried=("team",), waivers=given) as tables:
        tables.add(faulty())
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {r["requirement_id"]: r for r in csv.DictReader(file)}
    assert rows["premium"]["status"] == "fail"
    assert rows["premium"]["waiver"] == "A-7"
    assert rows["premium"]["team"] == "武汉一组"
    assert rows["exclusions"]["waiver"] == ""


def test_an_expired_one_brings_the_finding_back(tmp_path: Path) -> None:
    page = render_report(faulty(), waivers=waivers(tmp_path, "2027-01-01"))
    assert "原有豁免 W-1 已于 2026-12-31 到期，结论恢复" in page
    assert "项已豁免" not in page


def test_pdf_says_so(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    import io

    pypdf = pytest.importorskip("pypdf")
    from auditor.report.pdf import render_pdf

    data = render_pdf(faulty(), waivers=waivers(tmp_path))
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages)
    assert "W-1" in text


def test_mistakes_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text(
        "- {id: a, reason: r, approved_by: x, approved_on: 2026-01-02, until: 2026-01-01,"
        " scope: {requirement_id: p}}\n"
        "- {id: b, reason: r, approved_by: x, approved_on: 2026-01-01, until: 2026-02-01,"
        " scope: {agent_id: 5}}\n"
        "- {id: c, reason: '', approved_on: soon, until: 2026-01-01, scope: {}, extra: 1}\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError) as error:
        load_waivers(path, dt.date(2026, 1, 1))
    text = str(error.value)
    for what in (
        "entry 1: until 2026-01-01 lies before",
        "entry 2: scope must name requirement_id",
        "entry 3: reason:",
        "entry 3: approved_by:",
        "entry 3: approved_on:",
        "entry 3: extra:",
    ):
        assert what in text
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(UsageError):
        load_waivers(path, dt.date(2026, 1, 1))
