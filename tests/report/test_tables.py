"""The tables are what the contract says, safe in a spreadsheet, and whole or absent."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from examples import HOSTILE, clean, faulty, hostile, unaudited

from auditor.model import Span, Speaker
from auditor.report.facts import speech_heard
from auditor.report.tables import Tables, carried_names, safe_cell

FINDINGS = (
    "call_id,checklist,checklist_version,requirement_id,kind,severity,status,reason_code,reason,"
    "value_said,value_expected,start,end,speaker,quote,score,control"
)
CALLS = (
    "call_id,recording,sha256,duration,pass,fail,review,not_applicable,worst_severity,"
    "speech_heard,engine,verdict,checklists,started_at,direction,purpose,concluded,agent_id,"
    "agent_name,insurer,agency,product_name,product_type,customer_region,points"
)


def written(folder: Path, carried: tuple[str, ...] = ("team", "campaign")) -> None:
    with Tables(folder, carried=carried) as tables:
        for report in (faulty(), clean(), hostile()):
            tables.add(report)
        tables.add_unaudited(unaudited())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_headers_are_the_contracts(tmp_path: Path) -> None:
    written(tmp_path)
    for name, header in (
        ("findings", FINDINGS),
        ("calls", CALLS),
        ("unaudited", "call_id,recording,stage,reason"),
    ):
        raw = (tmp_path / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf" + header.encode() + b",team,campaign\r\n")


def test_values(tmp_path: Path) -> None:
    written(tmp_path)
    found = {(r["call_id"], r["requirement_id"]): r for r in rows(tmp_path / "findings.csv")}
    premium = found["B01", "premium"]
    assert premium["status"] == "fail"
    assert premium["reason_code"] == "contradicted"
    assert premium["value_said"] == "每月 352 元"
    assert (premium["start"], premium["end"], premium["speaker"]) == ("18.6", "30.0", "agent")
    assert premium["quote"] == "每个月三百五十二块 … 交二十年"
    assert premium["team"] == "武汉一组"
    assert found["B01", "cooling-off"]["start"] == ""
    first, second, _ = rows(tmp_path / "calls.csv")
    counts = [first[name] for name in ("pass", "fail", "review", "not_applicable")]
    assert counts == ["10", "5", "3", "1"]
    worst = [first[name] for name in ("worst_severity", "verdict", "duration")]
    assert worst == ["critical", "fail", "72.4"]
    assert 0.87 < float(first["speech_heard"]) < 1
    assert (second["worst_severity"], second["verdict"], second["speech_heard"]) == ("", "pass", "")
    (missing,) = rows(tmp_path / "unaudited.csv")
    assert missing["reason"] == "录音文件为空（0 字节）"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+8613812345678", "'+8613812345678"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\x1b[0m", "'\x1b[0m"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
        ("张敏", "张敏"),
        ("nul\x00", "nul\ufffd"),
    ],
)
def test_safe_cell(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


def test_numbers_of_our_own_may_be_negative(tmp_path: Path) -> None:
    report = faulty()
    scored = replace(report, findings=(replace(report.findings[0], score=-32.41),))
    with Tables(tmp_path) as tables:
        tables.add(scored)
    (row,) = rows(tmp_path / "findings.csv")
    assert row["score"] == "-32.41"


def test_hostile_text_survives_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    written(tmp_path)
    for name in ("findings", "calls", "unaudited"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [c for c in cells if c[:1] in tuple("=+-@\t\r\n")]
    assert rows(tmp_path / "calls.csv")[2]["call_id"] == HOSTILE.replace("\x00", "\ufffd")


def test_a_manifest_column_cannot_take_the_place_of_ours() -> None:
    columns = (("call_id", str), ("status", str))
    names = carried_names(columns, ["status", "team", "manifest_status"])
    assert names == ["manifest_status", "team", "manifest_manifest_status"]


def test_an_exception_leaves_the_old_files_alone(tmp_path: Path) -> None:
    written(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(KeyboardInterrupt), Tables(tmp_path) as tables:
        tables.add(faulty())
        raise KeyboardInterrupt
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_an_unknown_format_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown table format 'ods'"):
        Tables(tmp_path, formats=("csv", "ods"))
    assert not list(tmp_path.iterdir())


def test_speech_heard_weighs_by_speech() -> None:
    transcript = faulty().transcript
    assert speech_heard(replace(transcript, covered=())) is None
    deaf = replace(
        transcript,
        covered=(("agent", 1.0), ("customer", 0.0)),
        segments=transcript.segments[:1],
        gaps=(Span(start=0, end=7.6, speaker=Speaker.CUSTOMER),),
    )
    assert speech_heard(deaf) == pytest.approx(0.5)


def test_parquet_and_xlsx_hold_the_same(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    with Tables(tmp_path, carried=("team",), formats=("csv", "parquet", "xlsx")) as tables:
        tables.add(faulty())
        tables.add(hostile())
        tables.add_unaudited(unaudited())
    table = parquet.read_table(tmp_path / "findings.parquet").to_pylist()
    assert len(table) == 20
    assert table[6]["start"] == 18.6
    assert table[-1]["call_id"] == HOSTILE
    sheet = openpyxl.load_workbook(tmp_path / "findings.xlsx").active
    assert sheet.max_row == 21
    assert sheet.freeze_panes == "B2"
    assert sheet["L8"].value == 18.6
    assert sheet["A2"].hyperlink.target.replace("\\", "/") == "reports/B01.html"
    assert all(c.data_type != "f" for row in sheet.iter_rows() for c in row)
