from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import ChecklistError, ManifestError, RunError, UsageError
from auditor.run import batch, work
from auditor.run.engines import make_engine
from auditor.run.engines.base import Engine
from auditor.run.engines.inline import Inline
from auditor.run.lock import alone_in
from auditor.run.task import Outcome, Settings, Task
from tests.conftest import BAD, GOOD, MakeBatch, write_talk

TALKS = {"A": GOOD, "B": GOOD + BAD, "C": GOOD}


class Counting:
    """An engine that notes which calls it was given."""

    def __init__(self, settings: Settings, *, stop_after: int | None = None) -> None:
        self.inner = Inline(settings)
        self.calls: list[str] = []
        self.stop_after = stop_after

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        for outcome in self.inner.run(tasks):
            self.calls.append(outcome.kept.call_id)
            yield outcome
            if self.stop_after == len(self.calls):
                raise KeyboardInterrupt


def job(manifest: Path, checklist: Path, **more: object) -> batch.Job:
    settings = Settings(checklists=(str(checklist),), threads=1)
    return batch.Job(
        manifest=manifest,
        out=manifest.parent / "out",
        settings=settings,
        transcripts=manifest.parent / "transcripts",
        **more,  # type: ignore[arg-type]
    )


def run(asked: batch.Job, **more: int) -> tuple[batch.Result, list[str]]:
    engine = Counting(asked.settings, **more)
    return batch.run(asked, engine), engine.calls


def rows(out: Path, name: str) -> list[dict[str, str]]:
    with (out / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_audits_a_batch(make_batch: MakeBatch, checklist: Path) -> None:
    asked = job(make_batch(TALKS, {"team": "xyz"}), checklist)
    result, _ = run(asked)
    assert result.exit_code == 1
    assert [row["verdict"] for row in rows(asked.out, "calls.csv")] == ["pass", "fail", "pass"]
    findings = rows(asked.out, "findings.csv")
    assert [(row["call_id"], row["requirement_id"]) for row in findings] == [
        (call, name) for call in "ABC" for name in ("recording-notice", "guaranteed-return")
    ]
    assert findings[3]["status"] == "fail"
    assert findings[3]["team"] == "y"
    assert rows(asked.out, "unaudited.csv") == []
    for name in ("reports/B.html", "reports/B.json", "summary.html"):
        assert (asked.out / name).stat().st_size > 500
    about = json.loads((asked.out / "run.json").read_text(encoding="utf-8"))
    assert about["counts"]["verdicts"] == {"fail": 1, "review": 0, "pass": 2}
    assert about["checklists"][0]["id"] == "small"


def test_the_driver_carries_no_judge() -> None:
    code = (
        "import sys; import auditor.run.batch, auditor.run.engines;"
        "sys.exit('auditor.judge.audit' in sys.modules or 'phonenumbers' in sys.modules)"
    )
    root = Path(batch.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_what_is_done_stays_done(make_batch: MakeBatch, checklist: Path) -> None:
    asked = job(make_batch(TALKS), checklist)
    run(asked)
    before = {
        p.name: p.read_bytes() for p in asked.out.rglob("*.*") if p.suffix in {".csv", ".html"}
    }
    result, worked = run(asked)
    assert worked == []
    assert result.fresh == 0
    assert result.exit_code == 1
    assert before == {p.name: p.read_bytes() for p in asked.out.rglob("*.*") if p.name in before}


def test_only_what_changed_is_done_again(make_batch: MakeBatch, checklist: Path) -> None:
    manifest = make_batch(TALKS)
    asked = job(manifest, checklist)
    run(asked)
    write_talk(manifest.parent / "transcripts" / "B.json", GOOD)
    assert run(asked)[1] == ["B"]
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("C,C.wav,sale,true", "C,C.wav,sale,false"), encoding="utf-8")
    assert run(asked)[1] == ["C"]
    (asked.out / "reports" / "A.html").unlink()
    assert run(asked)[1] == ["A"]
    os.utime(manifest.parent / "transcripts" / "A.json")
    assert run(asked)[1] == []
    law = checklist.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"')
    checklist.with_name("other.yaml").write_text(law, encoding="utf-8")
    other = job(manifest, checklist.with_name("other.yaml"))
    assert run(other)[1] == ["A", "B", "C"]
    assert run(replace(other, afresh=True))[1] == ["A", "B", "C"]


def test_stopped_in_the_middle_and_taken_up_again(make_batch: MakeBatch, checklist: Path) -> None:
    asked = job(make_batch(TALKS), checklist)
    result, _ = run(asked, stop_after=2)
    assert (result.stopped, result.exit_code, result.counts.left) == (True, 3, 1)
    assert [row["call_id"] for row in rows(asked.out, "calls.csv")] == ["A", "B"]
    result, worked = run(asked)
    assert worked == ["C"]
    assert [row["call_id"] for row in rows(asked.out, "calls.csv")] == ["A", "B", "C"]


def test_a_stopped_re_audit_shows_no_older_verdicts(make_batch: MakeBatch, checklist: Path) -> None:
    manifest = make_batch(TALKS)
    run(job(manifest, checklist))
    law = checklist.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"')
    checklist.with_name("other.yaml").write_text(law, encoding="utf-8")
    asked = job(manifest, checklist.with_name("other.yaml"))
    run(asked, stop_after=1)
    assert {row["checklist_version"] for row in rows(asked.out, "findings.csv")} == {"2"}
    assert [row["call_id"] for row in rows(asked.out, "calls.csv")] == ["A"]


def test_calls_that_cannot_be_audited(make_batch: MakeBatch, checklist: Path) -> None:
    manifest = make_batch({**TALKS, "D": GOOD, "E": GOOD})
    folder = manifest.parent / "transcripts"
    (folder / "A.json").unlink()
    (folder / "D.json").write_text("{not json")
    with manifest.open("a", encoding="utf-8") as file:
        file.write("F,../../f.wav,sale,true\n")
    asked = job(manifest, checklist)
    result, _ = run(asked)
    assert result.exit_code == 3
    lost = {row["call_id"]: row for row in rows(asked.out, "unaudited.csv")}
    assert list(lost) == ["A", "D", "F"]
    assert [row["stage"] for row in lost.values()] == ["read", "read", "manifest"]
    assert [row["call_id"] for row in rows(asked.out, "calls.csv")] == ["B", "C", "E"]
    assert run(asked)[1] == ["A"]  # what was not there may be there now; broken stays broken
    write_talk(folder / "A.json", GOOD)
    assert run(asked)[1] == ["A"]
    assert "A" in {row["call_id"] for row in rows(asked.out, "calls.csv")}


def test_a_call_that_breaks_loses_its_old_report(make_batch: MakeBatch, checklist: Path) -> None:
    asked = job(make_batch(TALKS), checklist)
    run(asked)
    (asked.transcripts / "A.json").write_text("[]")  # type: ignore[operator]
    run(asked)
    assert not (asked.out / "reports" / "A.html").exists()
    assert "A" not in {row["call_id"] for row in rows(asked.out, "calls.csv")}


def test_an_internal_error_costs_one_call(
    make_batch: MakeBatch, checklist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = work.audit

    def sometimes(call: object, *rest: object, **more: object) -> object:
        if getattr(call, "call_id", "") == "B":
            raise ZeroDivisionError("oh\nno")
        return inner(call, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "audit", sometimes)
    asked = job(make_batch(TALKS), checklist)
    result, _ = run(asked)
    assert result.exit_code == 3
    assert (
        rows(asked.out, "unaudited.csv")[0]["reason"] == "internal error: ZeroDivisionError: oh no"
    )
    monkeypatch.setattr(work, "audit", inner)
    assert run(asked)[1] == ["B"]


def test_two_runs_in_one_folder(make_batch: MakeBatch, checklist: Path) -> None:
    asked = job(make_batch(TALKS), checklist)
    with alone_in(asked.out), pytest.raises(RunError, match="another run"):
        run(asked)
    assert run(asked)[0].exit_code == 1


def test_what_cannot_begin(make_batch: MakeBatch, checklist: Path, tmp_path: Path) -> None:
    asked = job(make_batch(TALKS), checklist)
    with pytest.raises(ManifestError):
        run(replace(asked, manifest=tmp_path / "none.csv"))
    with pytest.raises(UsageError):
        run(replace(asked, transcripts=tmp_path / "none"))
    with pytest.raises(ChecklistError):
        run(replace(asked, settings=replace(asked.settings, checklists=("none",))))


def test_other_forms_of_the_tables(make_batch: MakeBatch, checklist: Path) -> None:
    asked = job(make_batch(TALKS), checklist, formats=("csv", "xlsx", "sarif", "junit"))
    run(asked)
    assert json.loads((asked.out / "findings.sarif").read_text(encoding="utf-8"))["runs"]
    assert "<testsuites>" in (asked.out / "findings.junit.xml").read_text(encoding="utf-8")
    assert run(asked)[1] == []
    assert (asked.out / "findings.xlsx").stat().st_size > 1000


@pytest.mark.parametrize("jobs", [1, 2])
def test_worker_processes_give_the_same(make_batch: MakeBatch, checklist: Path, jobs: int) -> None:
    manifest = make_batch({f"K{n:02}": GOOD + BAD * (n % 2) for n in range(8)})
    here = job(manifest, checklist)
    run(here)
    there = replace(here, out=manifest.parent / "processes")
    engine: Engine = make_engine(there.settings, jobs=jobs, limit=60)
    assert batch.run(there, engine).exit_code == 1
    for path in (*here.out.glob("*.csv"), *here.out.glob("reports/*")):
        assert (there.out / path.relative_to(here.out)).read_bytes() == path.read_bytes()


def test_command_line(make_batch: MakeBatch, checklist: Path) -> None:
    manifest = make_batch(TALKS)
    command = [
        sys.executable, "-m", "auditor", "audit", str(manifest), "--checklist", str(checklist),
        "--out", str(manifest.parent / "out"),
        "--transcripts", str(manifest.parent / "transcripts"),
    ]  # fmt: skip
    root = Path(batch.__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 1, done.stderr
    assert "3 calls: 1 fail, 0 review, 2 pass" in done.stdout
    assert "3 of 3 calls" in done.stderr


def test_registers_beside_the_calls(make_batch: MakeBatch, checklist: Path, tmp_path: Path) -> None:
    asked = job(make_batch(TALKS), checklist)
    folder = tmp_path / "registers"
    folder.mkdir()
    (folder / "do-not-call.csv").write_text("number\n13900000001\n")
    told = replace(asked, settings=replace(asked.settings, registers=str(folder)))
    assert run(told)[1] == ["A", "B", "C"]
    assert run(told)[1] == []
    (folder / "do-not-call.csv").write_text("number\n13900000002\n")
    assert run(told)[1] == ["A", "B", "C"]
    (folder / "do-not-call.csv").write_text("telephone\n13900000002\n")
    with pytest.raises(UsageError, match="no column number"):
        run(told)
