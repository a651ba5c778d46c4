"""Across the calls of one run: a refusal heard in one call is held against later ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.run import batch
from auditor.run.engines.inline import Inline
from auditor.run.task import Settings

NUMBER = "13800138000"
COLUMNS = (
    "call_id",
    "recording",
    "started_at",
    "direction",
    "purpose",
    "customer_number",
    "agent_id",
)


def talk(folder: Path, name: str, answer: str) -> None:
    segments = [
        {"start": 0.5, "end": 3.0, "speaker": "agent", "channel": 0, "text": "您好给您介绍车险"},
        {"start": 3.5, "end": 5.0, "speaker": "customer", "channel": 1, "text": answer},
        {"start": 5.5, "end": 7.0, "speaker": "agent", "channel": 0, "text": "打扰您了再见"},
    ]
    made = {"language": "zh", "segments": segments}
    (folder / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")


def calls(folder: Path) -> Path:
    """Three calls: one refuses further calls, one comes later to the same number, one elsewhere."""
    rows = [
        ("later", "", "2026-09-10T10:00:00+08:00", "outbound", "sale", NUMBER, "A1"),
        ("first", "", "2026-09-01T10:00:00+08:00", "outbound", "sale", NUMBER, "A1"),
        ("other", "", "2026-09-10T11:00:00+08:00", "outbound", "sale", "13900139000", "A1"),
    ]
    (folder / "transcripts").mkdir()
    for row in rows:
        refuses = row[0] == "first"
        talk(
            folder / "transcripts", row[0], "我不需要，以后别再给我打电话了" if refuses else "你说"
        )
    manifest = folder / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *[(r[0], f"{r[0]}.wav", *r[2:]) for r in rows]])
    return manifest


def run(tmp_path: Path, manifest: Path, registers: str = "") -> tuple[batch.Result, dict[str, str]]:
    settings = Settings(
        checklists=("cn-property-telesales", "cn-life-across-calls"), registers=registers, threads=1
    )
    job = batch.Job(
        manifest=manifest,
        out=tmp_path / "out",
        settings=settings,
        transcripts=tmp_path / "transcripts",
    )
    result = batch.run(job, Inline(settings))
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return result, {f"{r['call_id']} {r['requirement_id']}": r["status"] for r in rows}


def test_a_refusal_in_one_call_is_held_against_the_next(tmp_path: Path) -> None:
    manifest = calls(tmp_path)
    result, found = run(tmp_path, manifest)
    assert found["later blocked-for-a-year"] == "fail"
    assert found["later blocked-for-six-months"] == "fail"
    assert found["later no-call-after-refusal"] == "fail"
    # What one manifest shows proves a breach, not that there was none before.
    assert found["first blocked-for-a-year"] == "review"
    assert found["other blocked-for-a-year"] == "review"
    assert found["other do-not-call-register"] == "review"
    assert result.fresh == 4  # the later call is judged again, once the refusal is heard
    again, same = run(tmp_path, manifest)
    assert (again.fresh, same) == (0, found)


def test_registers_are_read_for_the_run(tmp_path: Path) -> None:
    manifest = calls(tmp_path)
    folder = tmp_path / "registers"
    folder.mkdir()
    (folder / "do-not-call.csv").write_text(
        f"number,added_on\n{NUMBER},2026-09-05\n", encoding="utf-8"
    )
    (folder / "history.csv").write_text(
        "call_id,number,started_at,refused\nold,13900139000,2026-03-01T10:00:00+08:00,calls\n",
        encoding="utf-8",
    )
    _, found = run(tmp_path, manifest, str(folder))
    assert found["other blocked-for-a-year"] == "fail"
    assert found["other blocked-for-six-months"] == "pass"
    assert found["first blocked-for-a-year"] == "pass"
    assert found["later do-not-call-register"] == "fail"
    assert found["first do-not-call-register"] == "pass"
    assert found["other do-not-call-register"] == "pass"
    (folder / "agents.csv").write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"agents\.csv:1"):
        run(tmp_path, manifest, str(folder))
