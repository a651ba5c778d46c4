"""A synthetic month of calls over stored transcripts: speed, memory, time to resume, re-audit.

    python -m bench.batch.run [--calls 1000 10000 100000] [--turns 8] [--jobs 2]
                              [--checklist ID] [--speedup 2000] [--folder DIR] [--pages]

Writes ``result-CHECKLIST.json`` and ``.svg`` beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from pathlib import Path
from typing import Any

from bench.batch.audits import Plan, month, rejudged, speedup
from bench.batch.plot import plot

HERE = Path(__file__).parent


def main() -> None:
    """Measure and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--calls", type=int, nargs="*", default=[1000, 10_000, 100_000])
    parser.add_argument("--turns", type=int, default=8, help="of each call; 0: as the samples")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--checklist", default="cn-life-telesales")
    parser.add_argument("--speedup", type=int, default=0, help="calls to be judged by 1 and by 2")
    parser.add_argument("--pages", action="store_true", help="write reports/ too")
    parser.add_argument("--folder", type=Path, help="work here, and leave it behind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="auditor-month-") as scratch:
        plan = Plan(
            folder=options.folder or Path(scratch),
            checklist=options.checklist,
            jobs=options.jobs,
            turns=options.turns,
            pages=options.pages,
        )
        result = _measure(plan, sorted(options.calls), options.speedup)
    name = f"result-{Path(options.checklist).name}"
    (HERE / f"{name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    if result["months"]:
        (HERE / f"{name}.svg").write_text(plot(result["months"]))


def _measure(plan: Plan, sizes: list[int], fast: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "checklist": plan.checklist,
        "workers": plan.jobs,
        "pages": plan.pages,
        "months": [],
    }
    for calls in sizes:
        result["months"].append(month(plan, calls))
        print(result["months"][-1], flush=True)
    if sizes:
        result["rejudged"] = rejudged(plan, sizes[-1])
        print(result["rejudged"], flush=True)
    if fast:
        result["speedup"] = speedup(plan, fast)
        print(result["speedup"], flush=True)
    return result


if __name__ == "__main__":
    main()
