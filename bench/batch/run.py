"""A synthetic month of calls over stored transcripts: speed, memory, time to resume.

    python -m bench.batch.run [--calls 1000 10000 100000] [--jobs 2] [--checklist ID] [--folder DIR]

Writes ``result.json`` and ``result.svg`` beside this file.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.batch.memory import run_watched
from bench.batch.month import make_month
from bench.batch.plot import plot

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def measure(folder: Path, calls: int, jobs: int, checklist: str) -> dict[str, Any]:
    """One month of ``calls``: the run, then the same command again."""
    manifest = make_month(folder, calls)
    out = folder / f"out-{calls}-{jobs}"
    command = [
        sys.executable, str(ROOT / "cli.py"), "audit", str(manifest), "--checklist", checklist,
        "--out", str(out), "--transcripts", str(folder / "transcripts"), "--jobs", str(jobs),
        "--no-pages", "--quiet",
    ]  # fmt: skip
    code, seconds, peak, _ = run_watched(command)
    if code not in {0, 1}:
        raise SystemExit(f"the run of {calls} calls ended with {code}")
    code, again, _, _ = run_watched(command, every=0.05)
    about = json.loads((out / "run.json").read_text(encoding="utf-8"))
    if about["fresh"]:
        raise SystemExit(f"the second run did {about['fresh']} calls again")
    return {
        "calls": calls,
        "jobs": jobs,
        "seconds": round(seconds, 1),
        "calls_per_second": round(calls / seconds, 1),
        "peak_mb": round(peak),
        "seconds_to_find_nothing_left": round(again, 2),
    }


def main() -> None:
    """Measure and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--calls", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--checklist", default="cn-life-telesales")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="auditor-month-") as scratch:
        folder = options.folder or Path(scratch)
        found = []
        for calls in options.calls:
            found.append(measure(folder, calls, options.jobs, options.checklist))
            print(found[-1], flush=True)
    result = {"machine": platform.machine(), "python": platform.python_version(), "runs": found}
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n")
    (HERE / "result.svg").write_text(plot(found))


if __name__ == "__main__":
    main()
