"""How long the tables of many calls take, how much memory, and how large the summary page is.

    python -m bench.reports.run [--calls 50000] [--also xlsx --also parquet …] [--folder DIR]

Judges the sample calls once and keeps their reports in a run's state under so many call ids, agents,
teams, products and days. Then a fresh process writes tables and summary from that state, as the end
of `auditor audit` does; its time and the peak of its memory are printed. Exit code 1 where it took
more than 60 seconds of one core or 1 GB, or the page more than 2 MB. A folder that is given
keeps the state for the next time.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import random
import sys
import tempfile
from pathlib import Path

from auditor.checklist.load import load_checklist
from auditor.hear.stored import read_transcript
from auditor.judge.audit import audit
from auditor.model import Call, Report
from auditor.run import codec
from auditor.run.kept import Kept
from auditor.run.manifest import read_manifest
from auditor.run.outputs import write_tables
from auditor.run.state import State
from bench.batch.memory import run_watched

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES, PAGE = 60.0, 1000.0, 2_000_000
BASIS = "bench"
FORMS = ("csv", "xlsx", "parquet", "sarif", "junit")


def main() -> int:
    """Prepare a run's state, write its tables in another process, print what that took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--calls", type=int, default=50_000)
    parser.add_argument("--also", choices=FORMS[1:], action="append", default=[])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    forms = ["csv", *options.also]
    if options.write:
        return _write(options.folder, options.calls, forms)
    with tempfile.TemporaryDirectory(prefix="auditor-reports-") as scratch:
        folder = options.folder or Path(scratch)
        if not (folder / ".state").exists():
            prepare(folder, options.calls)
        command = [sys.executable, "-m", "bench.reports.run", "--write", "--folder", str(folder)]
        command += ["--calls", str(options.calls)]
        command += [part for form in options.also for part in ("--also", form)]
        cost = run_watched(command)
        page = (folder / "summary.html").stat().st_size
        rows = sum(1 for _ in (folder / "findings.csv").open("rb")) - 1
    if cost.code:
        return 2
    print(f"{options.calls:,} calls, {rows:,} lines of findings, as {', '.join(forms)}:")
    print(
        f"  {cost.cpu:.1f} s of one core ({cost.seconds:.1f} s on the wall), {cost.peak_mb:.0f} MB"
    )
    print(f"  summary page {page / 1e6:.2f} MB")
    return int(cost.cpu > SECONDS or cost.peak_mb > MEGABYTES or page > PAGE)


def prepare(folder: Path, calls: int, *, seed: int = 7) -> None:
    """Write the state of a run of so many calls into `folder`."""
    chance = random.Random(seed)
    reports = _judged()
    with State.of(folder) as state:
        made = [_call(chance, chance.choice(reports).call, number) for number in range(calls)]
        state.stage(made)
        by_name = {call.call_id: call for call in made}
        for staged in state.staged():
            call = by_name[staged.call_id]
            report = _report(chance.choice(reports), call)
            packed = codec.pack(codec.REPORT, report)
            kept = Kept(
                call_id=call.call_id,
                key="k",
                row_key=staged.row_key,
                basis=BASIS,
                report=packed,
            )
            state.keep(kept)


def _judged() -> list[Report]:
    """The sample calls' reports, from their stored transcripts."""
    checklist = load_checklist("cn-life-telesales")
    samples = ROOT / "samples"
    found = []
    for call in read_manifest(samples / "manifest.csv")[0]:
        path = samples / "transcripts" / f"{call.call_id}.json"
        if not path.exists():
            continue  # one sample is there to show what a broken recording comes to
        transcript = read_transcript(path)
        found.append(
            Report(
                call=call,
                recording=None,
                transcript=transcript,
                checklists=((checklist.id, checklist.version),),
                findings=tuple(audit(call, transcript, checklist)),
            )
        )
    return found


def _call(chance: random.Random, call: Call, number: int) -> Call:
    zone = dt.timezone(dt.timedelta(hours=8))
    day = dt.datetime(2026, 6, 1, chance.choice(range(8, 22)), chance.randrange(60), tzinfo=zone)
    agent = min(chance.randrange(400), chance.randrange(400))
    return dataclasses.replace(
        call,
        call_id=f"M{number:06}",
        agent_id=f"{6000 + agent}",
        agent_name=f"坐席{agent}",
        product_name=f"产品{chance.randrange(30)}",
        started_at=day + dt.timedelta(days=chance.randrange(180)),
        carried=(("team", f"{agent % 25 + 1} 组"),),
    )


def _report(report: Report, call: Call) -> Report:
    findings = tuple(dataclasses.replace(f, call_id=call.call_id) for f in report.findings)
    return dataclasses.replace(report, call=call, findings=findings)


def _write(folder: Path, calls: int, forms: list[str]) -> int:
    with State.of(folder) as state:
        write_tables(folder, state, BASIS, calls, carried=("team",), formats=forms)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
