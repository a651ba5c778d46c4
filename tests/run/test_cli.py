from __future__ import annotations

import csv
import importlib
import io
import json
import sys
from pathlib import Path

import pytest

import cli
from auditor.errors import ChecklistError, ManifestError, ModelError, RunError, UsageError
from tests.conftest import BAD, GOOD, MakeBatch


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main(list(arguments))
    assert isinstance(caught.value.code, int)
    return caught.value.code


def audit(manifest: Path, checklist: Path, *more: str) -> int:
    return call(
        *("audit", str(manifest), "--checklist", str(checklist), "--jobs", "0"),
        *("--out", str(manifest.parent / "out")),
        *("--transcripts", str(manifest.parent / "transcripts"), *more),
    )


def test_exit_codes_of_an_audit(
    make_batch: MakeBatch, checklist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(make_batch({"A": GOOD}), checklist) == 0
    assert audit(make_batch({"A": GOOD, "B": BAD}), checklist) == 1
    out = capsys.readouterr().out
    assert "2 calls: 1 fail, 0 review, 1 pass, 0 not audited" in out
    assert "summary.html" in out
    manifest = make_batch({"A": GOOD, "B": BAD})
    (manifest.parent / "transcripts" / "A.json").unlink()
    assert audit(manifest, checklist, "-q") == 3
    assert capsys.readouterr().out == ""


QUIET = "您好，这个产品不错。"  # lacks the notice: a failure of severity high


def test_failures_below_the_threshold_do_not_fail_the_run(
    make_batch: MakeBatch, checklist: Path, tmp_path: Path
) -> None:
    calls = make_batch({"A": GOOD, "B": QUIET})
    assert audit(calls, checklist) == 1
    assert audit(calls, checklist, "--fail-on", "high") == 1
    assert audit(calls, checklist, "--fail-on", "critical") == 0
    assert audit(make_batch({"B": BAD}), checklist, "--fail-on", "critical") == 1
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(
        "- {id: W1, reason: 系统故障, approved_by: 合规部, approved_on: 2020-01-01,"
        " until: 2120-01-01, scope: {requirement_id: [recording-notice]}}",
        encoding="utf-8",
    )
    calls = make_batch({"B": QUIET})
    assert audit(calls, checklist, "--fail-on", "low", "--waivers", str(waivers)) == 0
    assert audit(calls, checklist, "--waivers", str(waivers)) == 1, "the finding itself stays"


def test_the_star_schema_answers_the_dashboards_queries(
    make_batch: MakeBatch, checklist: Path
) -> None:
    duckdb = pytest.importorskip("duckdb")
    columns = {
        "agent_id": ["a1", "a1", "a2"],
        "product_name": ["康佑", "康佑", "安心"],
        "started_at": [f"2026-09-0{d}T1{d}:00:00+08:00" for d in (7, 8, 9)],
    }
    calls = make_batch({"A": GOOD, "B": QUIET, "C": BAD}, columns)
    out = calls.parent / "out"
    assert audit(calls, checklist, "--also", "duckdb", "--also", "star") == 1
    queries = {p.stem: p.read_text(encoding="utf-8") for p in (out / "dashboards").iterdir()}
    with duckdb.connect(str(out / "star.duckdb"), read_only=True) as db:
        answers = {name: db.execute(query).fetchall() for name, query in queries.items()}
    assert answers["by_agent_and_week"] == [
        ("a1", None, "2026-W37", 2, 0.5, None),
        ("a2", None, "2026-W37", 1, 1.0, None),
    ]
    assert answers["hours"] == [(1, 17, 1, 0), (2, 18, 1, 0), (3, 19, 1, 0)]
    failed = {(row[0], row[1]): row[3] for row in answers["requirements_by_product"]}
    assert failed[("康佑", "recording-notice")] == 1
    assert failed[("安心", "guaranteed-return")] == 1
    with duckdb.connect() as db:
        for name, query in queries.items():
            for table in (out / "star").glob("*.parquet"):
                db.execute(f"CREATE OR REPLACE VIEW {table.stem} AS FROM '{table}'")
            assert db.execute(query).fetchall() == answers[name]


def test_the_star_schema_without_duckdb_is_refused_before_the_work(
    make_batch: MakeBatch, checklist: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, "duckdb", None)
    calls = make_batch({"A": GOOD})
    assert audit(calls, checklist, "--also", "duckdb") == 2
    assert "auditor[duckdb]" in capsys.readouterr().err
    assert not (calls.parent / "out" / "calls.csv").exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("u"), 2),
        (ManifestError("m"), 2),
        (ChecklistError(["c"]), 2),
        (RunError("r"), 3),
        (ModelError("m"), 3),
        (ZeroDivisionError("z"), 3),
        (KeyboardInterrupt(), 3),
        (MemoryError(), 3),
    ],
)
def test_exit_codes_of_errors(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(importlib.import_module("auditor.hear.weights"), "find_model", fail)
    assert call("model") == code
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["audit"],
        ["audit", "m.csv", "--checklist", "x"],
        ["audit", "--checklist", "x", "--out", "o"],
        ["audit", "m.csv", "--checklist", "x", "--out", "o", "--manifest-sql", "select 1"],
        ["audit", "--checklist", "x", "--out", "o", "--manifest-sql", "select 1"],
        ["audit", "m.csv", "--checklist", "x", "--out", "o", "--privacy", "none"],
        ["audit", "m.csv", "--checklist", "x", "--out", "o", "--jobs", "-1"],
        ["status", "nowhere"],
        ["evaluate", "nowhere", "none.json"],
        ["checklists", "show", "none"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_one_line_without_a_traceback(
    make_batch: MakeBatch, checklist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = make_batch({"A": GOOD})
    manifest.write_text("call_id,premium\nA,3\n")
    assert audit(manifest, checklist) == 2
    error = capsys.readouterr().err
    assert error.strip() == f"auditor: {manifest}: row 1: no column recording in: call_id, premium"
    assert audit(manifest, checklist, "-v") == 2
    assert "Traceback" in capsys.readouterr().err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--help") == 0
    text = capsys.readouterr().out
    for command in ("audit", "transcribe", "checklists", "evaluate", "model", "status"):
        assert f"  {command} " in text
    assert call("--version") == 0
    assert call("audit", "-h") == 0


def test_status_of_a_run(
    make_batch: MakeBatch, checklist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = make_batch({"A": GOOD, "B": BAD})
    audit(manifest, checklist, "-q")
    assert call("status", str(manifest.parent / "out")) == 0
    assert "2 of 2 calls done: 2 audited, 0 not" in capsys.readouterr().out


def test_checklists(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("checklists", "list") == 0
    assert "cn-life-telesales" in capsys.readouterr().out
    assert call("checklists", "show", "cn-life-telesales") == 0
    assert "cooling-off" in capsys.readouterr().out


def test_flips_after_a_change_of_the_checklist(
    make_batch: MakeBatch, checklist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = make_batch({"A": GOOD, "B": BAD})
    audit(manifest, checklist, "-q")
    law = checklist.read_text(encoding="utf-8").replace("稳赚不赔", "录音")
    other = checklist.with_name("other.yaml")
    other.write_text(law, encoding="utf-8")
    audit(manifest, other)
    said = capsys.readouterr().out
    assert "2 verdicts are no longer what they were" in said
    assert "guaranteed-return  fail → pass  1" in said
    flips = (manifest.parent / "out" / "flips.csv").read_text(encoding="utf-8-sig").splitlines()
    assert flips[1:] == [
        "A,small,guaranteed-return,pass,not-said,fail,said",
        "B,small,guaranteed-return,fail,said,pass,not-said",
    ]
    about = json.loads((manifest.parent / "out" / "run.json").read_text(encoding="utf-8"))
    assert about["counts"]["flips"] == 2
    ways = [(way["before"], way["after"], way["calls"]) for way in about["counts"]["flipped"]]
    assert ways == [("fail", "pass", 1), ("pass", "fail", 1)]


def test_module_and_script_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["auditor", "--version"])
    main = importlib.import_module("auditor.__main__").main
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 0


def test_reasons_for_tables_and_machines_are_in_the_language_of_the_pages(
    make_batch: MakeBatch, checklist: Path
) -> None:
    calls = make_batch({"A": GOOD, "B": QUIET})
    out = calls.parent / "out"
    machines = ("--also", "sarif", "--also", "junit")
    audit(calls, checklist, *machines)
    chinese = (out / "findings.csv").read_text("utf-8-sig")
    audit(calls, checklist, *machines, "--page-language", "en")
    english = (out / "findings.csv").read_text("utf-8-sig")
    before, after = (list(csv.DictReader(io.StringIO(t))) for t in (chinese, english))
    assert [list(row) for row in before] == [list(row) for row in after]
    for was, now in zip(before, after, strict=True):
        assert was["reason"] != now["reason"]
        assert now["reason"].partition(":")[0].isascii()  # what follows is what was said
        assert {k: v for k, v in was.items() if k != "reason"} == {
            k: v for k, v in now.items() if k != "reason"
        }
    results = json.loads((out / "findings.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert [r["message"]["text"].isascii() for r in results] == [True]
    assert "not said" in (out / "findings.junit.xml").read_text("utf-8")
