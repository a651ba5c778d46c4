"""A run that is killed at any moment goes on to the same files and the same state."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from auditor.errors import RunError
from auditor.run import batch, outputs
from bench.faults.run import Trial, differences, torment
from tests.conftest import BAD, GOOD, MakeBatch
from tests.run.test_batch import job, run

TALKS = {f"K{n:03}": GOOD + BAD * (n % 3 == 0) for n in range(80)}


def arguments(manifest: Path, checklist: Path) -> list[str]:
    stored = str(manifest.parent / "transcripts")
    return [str(manifest), "--checklist", str(checklist), "--transcripts", stored, "--jobs", "2"]


@pytest.mark.slow
def test_killed_again_and_again(make_batch: MakeBatch, checklist: Path, tmp_path: Path) -> None:
    manifest = make_batch(TALKS)
    rounds = list(torment(arguments(manifest, checklist), tmp_path, kills=3))
    assert [wrong for wrong, _, _ in rounds if wrong] == []
    assert sum(hits for _, hits, _ in rounds) >= 3


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end(
    make_batch: MakeBatch, checklist: Path, tmp_path: Path, sign: signal.Signals
) -> None:
    manifest = make_batch(TALKS)
    trial = Trial(arguments(manifest, checklist), tmp_path / "out")
    process = trial.start()
    pages = tmp_path / "out" / "reports"
    while not (pages.is_dir() and len(list(pages.iterdir())) > 10):
        assert process.poll() is None
        time.sleep(0.02)
    began = time.monotonic()
    process.send_signal(sign)
    assert process.wait() == 3
    assert time.monotonic() - began < 5
    assert (tmp_path / "out" / "calls.csv").exists()
    assert trial.finish() == 1
    if sign == signal.SIGTERM:
        calm = Trial(arguments(manifest, checklist), tmp_path / "calm")
        assert calm.finish() == 1
        assert differences(calm.out, trial.out) == []


def test_workers_end_with_their_driver(
    make_batch: MakeBatch, checklist: Path, tmp_path: Path
) -> None:
    manifest = make_batch(TALKS)
    process = Trial(arguments(manifest, checklist), tmp_path / "out").start()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("needs /proc")
    while not (workers := _workers(children)):
        time.sleep(0.02)
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while any(_alive(pid) for pid in workers):
        assert time.monotonic() < until
        time.sleep(0.1)


def _workers(children: Path) -> list[int]:
    return [int(pid) for pid in children.read_text().split()]


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_full_disk_stops_the_run_and_loses_nothing(
    make_batch: MakeBatch, checklist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = job(make_batch({"A": GOOD, "B": BAD, "C": GOOD}), checklist)
    write, written = outputs.write_whole, []

    def full(path: Path, content: str | bytes) -> None:
        written.append(path)
        if len(written) > 2:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(outputs, "write_whole", full)
    with pytest.raises(RunError, match="No space left"):
        run(asked)
    monkeypatch.setattr(outputs, "write_whole", write)
    result, worked = run(asked)
    assert worked == ["B", "C"]
    assert result.counts.audited == 3


def test_a_folder_that_cannot_be_written(make_batch: MakeBatch, checklist: Path) -> None:
    manifest = make_batch({"A": GOOD})
    (manifest.parent / "out").write_text("a file stands here")
    with pytest.raises(RunError, match="cannot be written"):
        run(job(manifest, checklist))


def test_nothing_is_written_elsewhere(make_batch: MakeBatch, checklist: Path) -> None:
    manifest = make_batch({"A": GOOD})
    text = (
        manifest.read_text(encoding="utf-8") + "../../evil,x.wav,sale,true\na/b,x.wav,sale,true\n"
    )
    manifest.write_text(text, encoding="utf-8")
    before = set(manifest.parents[1].rglob("*"))
    run(job(manifest, checklist))
    new = set(manifest.parents[1].rglob("*")) - before
    assert all(path.is_relative_to(manifest.parent / "out") for path in new)


def test_an_sql_manifest(make_batch: MakeBatch, checklist: Path) -> None:
    import dataclasses
    import sqlite3

    manifest = make_batch({"A": GOOD, "B": BAD})
    base = sqlite3.connect(manifest.parent / "crm.sqlite")
    base.execute("create table calls (id text, file text, premium real, team text)")
    base.execute("insert into calls values ('A', 'a.wav', 328.0, 'x'), ('B', 'b.wav', null, 'y')")
    base.commit()
    base.close()
    asked = dataclasses.replace(
        job(manifest, checklist),
        manifest=Path(),
        manifest_db=f"sqlite:///{manifest.parent / 'crm.sqlite'}",
        manifest_sql="select id as call_id, file as recording, premium, team from calls",
    )
    result, worked = run(asked)
    assert (worked, result.exit_code) == (["A", "B"], 1)
    assert run(asked)[1] == []
    wrong = dataclasses.replace(asked, manifest_sql="select nothing")
    with pytest.raises(batch.ManifestError, match="manifest-sql"):
        run(wrong)
