from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import RunError
from auditor.model import Call
from auditor.run import codec
from auditor.run.engines.processes import Processes
from auditor.run.present import Form
from auditor.run.task import Outcome, Task
from tests.conftest import GOOD, write_talk
from tests.run.doubles import Misbehaving


def tasks(folder: Path, names: str, taken: list[str] | None = None) -> Iterator[Task]:
    for name in names:
        write_talk(folder / f"{name}.json", GOOD)
        if taken is not None:
            taken.append(name)
        yield Task(
            call=codec.pack(codec.CALL, Call(call_id=name, recording=f"{name}.wav")),
            call_id=name,
            key="k",
            row_key="r",
            basis="b",
            transcript=str(folder / f"{name}.json"),
        )


@pytest.fixture
def settings(checklist: Path, tmp_path: Path) -> Misbehaving:
    notes = tmp_path / "notes"
    notes.mkdir()
    return Misbehaving(checklists=(str(checklist),), form=Form(pages=False), notes=str(notes))


def outcomes(
    settings: Misbehaving, deeds: dict[str, str], path: Path, names: str, jobs: int = 2
) -> dict[str, Outcome]:
    import dataclasses

    settings = dataclasses.replace(settings, deeds=tuple(deeds.items()))
    engine = Processes(settings, jobs=jobs, limit=3)
    return {outcome.kept.call_id: outcome for outcome in engine.run(tasks(path, names))}


def test_every_task_has_its_outcome(settings: Misbehaving, tmp_path: Path) -> None:
    found = outcomes(settings, {}, tmp_path, "ABCDEFG")
    assert sorted(found) == list("ABCDEFG")
    assert all(outcome.kept.report for outcome in found.values())
    assert outcomes(settings, {}, tmp_path, "") == {}


def test_a_call_that_hangs_costs_only_itself(settings: Misbehaving, tmp_path: Path) -> None:
    began = time.monotonic()
    found = outcomes(settings, {"B": "hang"}, tmp_path, "ABCD")
    assert time.monotonic() - began < 30
    assert sorted(found) == list("ABCD")
    lost = found["B"].kept
    assert lost.unaudited is not None
    assert lost.unaudited.stage == "time"
    assert lost.unaudited.reason == "took longer than the limit of 3 s"
    assert not lost.final


def test_a_call_that_kills_its_worker_is_given_up_in_the_end(
    settings: Misbehaving, tmp_path: Path
) -> None:
    found = outcomes(settings, {"B": "die"}, tmp_path, "ABC")
    lost = found["B"].kept
    assert lost.unaudited is not None
    assert lost.unaudited.stage == "worker"
    assert "want of memory" in lost.unaudited.reason
    assert lost.final
    assert (tmp_path / "notes" / "B").read_text() == "xxx"
    assert all(found[name].kept.report for name in "AC")


def test_a_worker_that_dies_by_chance_does_no_harm(settings: Misbehaving, tmp_path: Path) -> None:
    found = outcomes(settings, {"A": "die once", "C": "die once"}, tmp_path, "ABCD")
    assert all(outcome.kept.report for outcome in found.values())
    assert found["A"].kept.tries == 2


def test_tasks_are_taken_only_when_there_is_room(settings: Misbehaving, tmp_path: Path) -> None:
    taken: list[str] = []
    running = Processes(settings, jobs=2, limit=None).run(tasks(tmp_path, "ABCDEFGH", taken))
    next(running)
    assert len(taken) <= 3
    running.close()


def test_closing_ends_workers_at_once(settings: Misbehaving, tmp_path: Path) -> None:
    import dataclasses

    settings = dataclasses.replace(settings, deeds=(("B", "hang"),))
    running = Processes(settings, jobs=2, limit=None).run(tasks(tmp_path, "ABC"))
    next(running)
    began = time.monotonic()
    running.close()
    assert time.monotonic() - began < 5


def test_workers_that_cannot_start_end_the_run(settings: Misbehaving, tmp_path: Path) -> None:
    import dataclasses

    settings = dataclasses.replace(settings, checklists=("none",))
    with pytest.raises(RunError, match="no worker process can be started"):
        list(Processes(settings, jobs=1, limit=None).run(tasks(tmp_path, "AB")))
