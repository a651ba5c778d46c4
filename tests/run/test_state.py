from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from auditor.errors import RunError
from auditor.model import Call, Unaudited
from auditor.run import database, schema
from auditor.run import state as state_module
from auditor.run.database import Database
from auditor.run.kept import Kept
from auditor.run.state import State


def kept(call_id: str, status: str = "pass", basis: str = "b") -> Kept:
    return Kept(
        call_id=call_id,
        key="k",
        row_key="r",
        basis=basis,
        report=b"report",
        verdicts=(("law", "duty", status, "said"), ("law", "other", "pass", "said")),
    )


def staged(state: State, names: str) -> None:
    state.stage(Call(call_id=name, recording=f"{name}.wav") for name in names)


def test_calls_in_their_order(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        staged(state, "CAB")
        assert [row.call_id for row in state.staged()] == list("CAB")
        staged(state, "XA")
        assert [row.call_id for row in state.staged()] == list("XA")
        assert state.tally().calls == 2


def test_a_list_that_breaks_leaves_the_old_one(tmp_path: Path) -> None:
    def broken() -> object:
        yield Call(call_id="X", recording="x.wav")
        raise RuntimeError

    with State.of(tmp_path) as state:
        staged(state, "AB")
        with pytest.raises(RuntimeError):
            state.stage(broken())  # type: ignore[arg-type]
        assert [row.call_id for row in state.staged()] == list("AB")


def test_more_calls_than_a_page(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        state.stage(Call(call_id=f"{n}", recording="x.wav") for n in range(1203))
        assert [row.call_id for row in state.staged()] == [f"{n}" for n in range(1203)]


def test_outcomes_belong_to_their_row_and_basis(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        staged(state, "AB")
        key = next(state.staged()).row_key
        state.keep(Kept(call_id="A", key="k", row_key=key, basis="b", report=b"report"))
        assert list(state.outcomes("b")) == [b"report"]
        assert list(state.outcomes("other")) == []


def test_rows_that_cannot_be_audited_are_outcomes(tmp_path: Path) -> None:
    lost = Unaudited(
        call_id="A", recording="../a.wav", stage="manifest", reason="outside", carried=(("n", "1"),)
    )
    with State.of(tmp_path) as state:
        state.stage([lost])
        assert list(state.outcomes("any")) == [lost]
        assert (state.tally().audited, state.tally().unaudited) == (0, 1)


def test_flips_are_kept_with_the_outcome(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        staged(state, "AB")
        state.keep(kept("A"))
        state.keep(kept("B"))
        assert list(state.flips("b")) == []
        state.keep(kept("B", "fail", "new"))
        state.keep(kept("A", "pass", "new"))
        found = list(state.flips("new"))
        assert [(f.call_id, f.requirement_id, f.before, f.after) for f in found] == [
            ("B", "duty", "pass said", "fail said")
        ]
        assert list(state.flips("b")) == []


def test_flips_come_in_the_order_of_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "CHUNK", 2)
    with State.of(tmp_path) as state:
        staged(state, "FAEDBC")
        for status in ("pass", "fail"):
            for name in "ABCDEF":
                state.keep(kept(name, status if name != "D" else "pass", basis=status))
        assert [flip.call_id for flip in state.flips("fail")] == list("FAEBC")


def test_what_counts_as_a_flip(tmp_path: Path) -> None:
    def verdicts(*items: tuple[str, str, str, str]) -> Kept:
        return Kept(call_id="A", key="k", row_key="r", basis="b", report=b"r", verdicts=items)

    with State.of(tmp_path) as state:
        staged(state, "A")
        state.keep(verdicts(("law", "same", "pass", "said"), ("law", "gone", "fail", "not-said")))
        state.keep(
            verdicts(
                ("law", "same", "pass", "late"),
                ("law", "new", "review", "uncertain"),
                ("another", "duty", "fail", "not-said"),
            )
        )
        found = [(f.requirement_id, f.before, f.after) for f in state.flips("b")]
    assert found == [("new", "", "review uncertain"), ("gone", "fail not-said", "")]


def test_files_are_remembered_by_version(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        state.keep_files([("a", "1", "x"), ("b", "1", "y")])
        state.keep_files([("a", "2", "z")])
        assert state.known_files(["a", "b", "c"]) == {"a": ("2", "z"), "b": ("1", "y")}


def test_a_folder_with_marks_in_its_name(tmp_path: Path) -> None:
    out = tmp_path / "通话 50%? #1"
    with State.of(out) as state:
        staged(state, "A")
    assert (out / ".state" / "state.sqlite").exists()


def test_a_locked_database_is_waited_for(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        staged(state, "A")
        other = sqlite3.connect(tmp_path / ".state/state.sqlite", check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")

        def let_go() -> None:
            time.sleep(6.5)  # longer than SQLite's own patience
            other.rollback()

        threading.Thread(target=let_go).start()
        state.keep(kept("A"))
        assert state.tally().audited == 1
        other.close()


def test_a_database_that_stays_away_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.3)
    with pytest.raises(RunError, match="cannot be used"):
        Database("postgresql://nobody@127.0.0.1:9/none?connect_timeout=1")
    for url in ("nonsense", "nosuch://x"):
        with pytest.raises(RunError, match="URL"):
            Database(url)


def test_a_database_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"no database at all" * 100)
    began = time.monotonic()
    with pytest.raises(RunError, match="not a database"):
        Database.in_file(path)
    assert time.monotonic() - began < 5


def test_an_older_database_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.sqlite"
    Database.in_file(path).close()
    now = schema.VERSION
    monkeypatch.setattr(schema, "VERSION", now + 2)
    steps = {
        now: ("ALTER TABLE auditor_runs ADD COLUMN one VARCHAR",),
        now + 1: (
            "UPDATE auditor_runs SET one = ''",
            "ALTER TABLE auditor_runs ADD COLUMN two VARCHAR",
        ),
    }
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    for _ in range(2):
        Database.in_file(path).close()
    columns = [row[1] for row in sqlite3.connect(path).execute("PRAGMA table_info(auditor_runs)")]
    assert columns[-2:] == ["one", "two"]


def test_a_database_of_the_first_version(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        staged(state, "A")
        state.keep(kept("A"))
    with sqlite3.connect(tmp_path / ".state/state.sqlite") as old:
        old.execute("DROP TABLE auditor_readings")
        old.execute("UPDATE auditor_meta SET value = '1'")
    with State.of(tmp_path) as state:
        assert state.tally().audited == 1
        state.keep(kept("A"), read=[("k", b"read")])
        assert state.readings(["k", "other"]) == {"k": b"read"}


def test_readings_are_replaced(tmp_path: Path) -> None:
    with State.of(tmp_path) as state:
        staged(state, "A")
        for content in (b"short", b"longer"):
            state.keep(kept("A"), read=[("one", content), ("other", b"same")])
        assert state.readings(["one", "other"]) == {"one": b"longer", "other": b"same"}


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    first = Database.in_file(path)
    first.write([(schema.META.update().values(value=sa.literal("99")), None)])
    first.close()
    with pytest.raises(RunError, match="version 99"):
        Database.in_file(path)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    from auditor.run.lock import alone_in, busy

    code = (
        "import sys, time\nfrom pathlib import Path\nfrom auditor.run.lock import alone_in\n"
        "with alone_in(Path(sys.argv[1])):\n    print('in', flush=True)\n    time.sleep(60)\n"
    )
    root = Path(schema.__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=root
    )
    assert process.stdout is not None
    process.stdout.readline()
    assert busy(tmp_path)
    with pytest.raises(RunError, match=f"process {process.pid}"), alone_in(tmp_path):
        pass
    process.kill()
    process.wait()
    process.stdout.close()
    with alone_in(tmp_path):
        assert busy(tmp_path)
    assert not busy(tmp_path)
