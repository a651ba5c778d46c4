"""Kill a run at random moments, go on, and compare what comes out with an undisturbed run.

    python -m bench.faults.run [--kills 50] [--calls 120] [--hear] [--seed 1]

Without ``--hear`` the calls are a synthetic month over stored transcripts; with it they are the
sample recordings, heard by the packaged model.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from bench.batch.month import SAMPLES, make_month, transcripts_of

ROOT = Path(__file__).parents[2]
UNLIKE = {"work_seconds", "tries"}  # columns of the state that tell of the way, not of the end


class Trial:
    """One command and the folder it writes to."""

    def __init__(self, arguments: list[str], out: Path) -> None:
        self.out = out
        self._command = [sys.executable, str(ROOT / "cli.py"), "audit", *arguments]

    def start(self) -> subprocess.Popen[bytes]:
        """The run as a process, in a session of its own."""
        return subprocess.Popen(
            [*self._command, "--out", str(self.out), "--quiet"],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # a shell that runs the tests behind it hands on an ignored interrupt
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def finish(self) -> int:
        """Let it run to its end; the exit code."""
        return self.start().wait()

    def kill_after(self, seconds: float, then: float | None = None) -> int:
        """Kill the driver after a while; the kills that hit it at work.

        With ``then``, one worker is killed first, and the driver so many seconds later.
        """
        process = self.start()
        hits = 0
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            workers = _workers(process.pid) if then is not None else []
            for worker in workers[:1]:
                os.kill(worker, signal.SIGKILL)
                hits += 1
            if workers:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(then)
        hits += process.poll() is None
        process.kill()
        process.wait()
        return hits


def differences(one: Path, other: Path) -> list[str]:
    """What differs between two folders of outputs: files by bytes, the state by its rows."""
    names = {p.relative_to(root) for root in (one, other) for p in _files(root)}
    found = [
        str(name)
        for name in sorted(names)
        if not ((one / name).is_file() and (other / name).is_file())
        or (one / name).read_bytes() != (other / name).read_bytes()
    ]
    rows, others = (_rows(folder / ".state" / "state.sqlite") for folder in (one, other))
    return found + [f"state: {table}" for table in rows if rows[table] != others.get(table)]


def _files(root: Path) -> list[Path]:
    return [
        path
        for path in root.rglob("*")
        if path.is_file() and path.name != "run.json" and ".state" not in path.parts
    ]


def _rows(path: Path) -> dict[str, list[object]]:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
    metadata = sa.MetaData()
    metadata.reflect(engine)
    found: dict[str, list[object]] = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in UNLIKE]
            found[table.name] = sorted(map(repr, connection.execute(sa.select(*columns))))
    engine.dispose()
    return found


def _done(path: Path) -> int:
    """How many calls the state calls done."""
    if not path.exists():
        return 0
    with contextlib.closing(sqlite3.connect(path)) as state:
        try:
            return int(state.execute("select count(*) from auditor_outcomes").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # killed before the tables were made


def _workers(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [
        child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def torment(
    arguments: list[str], folder: Path, *, kills: int, seed: int = 1
) -> Iterator[tuple[list[str], int, list[int]]]:
    """Kill runs until so many kills have hit; after each that came to its end in spite of them:
    (differences to an undisturbed run, kills that hit, for each run killed the calls then done)."""
    calm = Trial(arguments, folder / "calm")
    began = time.monotonic()
    code = calm.finish()
    length = time.monotonic() - began
    # A run that is killed should have done some calls, and not all, however long one takes.
    latest = max(min(length, 15.0), length / 3)
    chance = random.Random(seed)
    total = rounds = 0
    while total < kills:
        rounds += 1
        torn = Trial(arguments, folder / f"torn-{rounds}")
        hits, done = 0, []
        while total + hits < kills and not (torn.out / "run.json").exists():
            # Most of a run's start is spent on loading; the moments of interest come later.
            seconds = chance.uniform(0.2, 1.0) * latest
            hits += torn.kill_after(seconds, chance.choice([None, None, chance.uniform(0.0, 3.0)]))
            done.append(_done(torn.out / ".state" / "state.sqlite"))
        wrong = ["exit code"] if torn.finish() != code else differences(calm.out, torn.out)
        total += hits
        yield wrong, hits, done
        shutil.rmtree(torn.out)


def main() -> None:
    """Torment and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--calls", type=int, default=120)
    parser.add_argument("--hear", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checklist", default="cn-life-telesales")
    options = parser.parse_args()
    total = 0
    with tempfile.TemporaryDirectory(prefix="auditor-faults-") as scratch:
        folder = Path(scratch)
        arguments = _arguments(options, folder)
        for wrong, hits, done in torment(arguments, folder, kills=options.kills, seed=options.seed):
            total += hits
            print(
                f"{hits} kills in {len(done)} runs, which had then done {done} calls:"
                f" {wrong or 'no difference'}",
                flush=True,
            )
            if wrong:
                raise SystemExit(1)
    print(f"{total} kills in all; outputs and state equal to those of an undisturbed run")


def _arguments(options: argparse.Namespace, folder: Path) -> list[str]:
    chosen = ["--checklist", options.checklist, "--jobs", "2"]
    if options.hear:
        return [str(SAMPLES / "manifest.csv"), *chosen]
    manifest = make_month(folder, options.calls)
    return [str(manifest), *chosen, "--transcripts", str(transcripts_of(manifest))]


if __name__ == "__main__":
    main()
