"""Kill a run at random moments, go on, and compare what comes out with an undisturbed run.

    python -m bench.faults.run [--kills 50] [--calls 120] [--hear] [--seed 1]

Without ``--hear`` the calls are a synthetic month over stored transcripts; with it they are the
sample recordings, heard by the packaged model.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from bench.batch.month import SAMPLES, make_month

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
        )

    def finish(self) -> int:
        """Let it run to its end; the exit code."""
        return self.start().wait()

    def kill_after(self, seconds: float, *, worker: bool) -> bool:
        """Kill driver or one worker after a while; whether it was still at work."""
        process = self.start()
        time.sleep(seconds)
        alive = process.poll() is None
        if alive and worker:
            for child in _children(process.pid)[:1]:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.3)
        if process.poll() is None:
            process.kill()
        process.wait()
        return alive


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


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def torment(
    arguments: list[str], folder: Path, *, kills: int, seed: int = 1
) -> tuple[list[str], int, int]:
    """(differences to an undisturbed run, kills that hit a run at work, runs needed)."""
    calm, torn = Trial(arguments, folder / "calm"), Trial(arguments, folder / "torn")
    began = time.monotonic()
    code = calm.finish()
    length = time.monotonic() - began
    chance = random.Random(seed)
    hits = runs = 0
    while hits < kills and runs < kills * 3:
        runs += 1
        # Most of a run's start is spent on loading; the moments of interest come later.
        seconds = chance.uniform(0.2, 1.0) * min(length, 15.0)
        hits += torn.kill_after(seconds, worker=chance.random() < 0.3)
        if torn.out.exists() and _finished(torn.out):
            break
    if torn.finish() != code:
        return ["exit code"], hits, runs
    return differences(calm.out, torn.out), hits, runs


def _finished(out: Path) -> bool:
    """Whether the run has come to its end in spite of all kills."""
    return (out / "run.json").exists()


def main() -> None:
    """Torment and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--calls", type=int, default=120)
    parser.add_argument("--hear", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checklist", default="cn-life-telesales")
    options = parser.parse_args()
    hits = round_ = 0
    while hits < options.kills:
        with tempfile.TemporaryDirectory(prefix="auditor-faults-") as scratch:
            folder = Path(scratch)
            arguments = _arguments(options, folder)
            wrong, more, runs = torment(
                arguments, folder, kills=options.kills - hits, seed=options.seed + round_
            )
        hits, round_ = hits + more, round_ + 1
        print(f"round {round_}: {more} kills in {runs} runs; differences: {wrong or 'none'}")
        if wrong:
            raise SystemExit(1)


def _arguments(options: argparse.Namespace, folder: Path) -> list[str]:
    chosen = ["--checklist", options.checklist, "--jobs", "2"]
    if options.hear:
        return [str(SAMPLES / "manifest.csv"), *chosen]
    manifest = make_month(folder, options.calls)
    return [str(manifest), *chosen, "--transcripts", str(folder / "transcripts")]


if __name__ == "__main__":
    main()
