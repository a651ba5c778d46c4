from __future__ import annotations

import importlib
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
    assert "2 verdicts are no longer what they were" in capsys.readouterr().out
    flips = (manifest.parent / "out" / "flips.csv").read_text(encoding="utf-8-sig").splitlines()
    assert flips[1:] == [
        "A,small,guaranteed-return,pass,not-said,fail,said",
        "B,small,guaranteed-return,fail,said,pass,not-said",
    ]
    about = json.loads((manifest.parent / "out" / "run.json").read_text(encoding="utf-8"))
    assert about["counts"]["flips"] == 2


def test_module_and_script_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["auditor", "--version"])
    main = importlib.import_module("auditor.__main__").main
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 0
