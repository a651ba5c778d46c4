"""A synthetic month of calls over stored transcripts: speed, memory, time to resume, re-audit.

    python -m bench.batch.run [--calls 1000 10000 100000] [--turns 8] [--jobs 2]
                              [--checklist ID] [--new] [--speedup 600] [--pages]
                              [--folder DIR [--go-on]]

Writes ``result-CHECKLIST.json`` and ``.svg`` beside this file (``result-CHECKLIST-new`` with
``--new``). ``--go-on`` takes up a measurement that was broken off, with what it had found.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
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
    parser.add_argument("--new", action="store_true", help="no turn is worded like another")
    parser.add_argument("--folder", type=Path, help="work here, and leave it behind")
    parser.add_argument("--go-on", action="store_true", help="measure only what is missing")
    options = parser.parse_args()
    name = f"result-{Path(options.checklist).name}{'-new' if options.new else ''}"
    with tempfile.TemporaryDirectory(prefix="auditor-month-") as scratch:
        plan = Plan(
            folder=options.folder or Path(scratch),
            checklist=options.checklist,
            jobs=options.jobs,
            turns=options.turns,
            pages=options.pages,
            new=options.new,
        )
        result = _begun(plan)
        path = HERE / f"{name}.json"
        if options.go_on and path.exists():
            result |= json.loads(path.read_text(encoding="utf-8"))
        for part, found in _measure(plan, sorted(options.calls), options.speedup, result):
            print(found, flush=True)
            if part == "months":
                result["months"].append(found)
                (HERE / f"{name}.svg").write_text(plot(result["months"]))
            else:
                result[part] = found
            path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


def _begun(plan: Plan) -> dict[str, Any]:
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "checklist": plan.checklist,
        "workers": plan.jobs,
        "pages": plan.pages,
        "months": [],
    }


def _measure(
    plan: Plan, sizes: list[int], fast: int, done: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is not done yet, one after another: the part of the result, and what was found."""
    measured = {found["calls"] for found in done["months"]}
    for calls in sizes:
        if calls not in measured:
            yield "months", month(plan, calls)
    if sizes and done.get("rejudged", {}).get("calls") != sizes[-1]:
        yield "rejudged", rejudged(plan, sizes[-1])
    if fast and "speedup" not in done:
        yield "speedup", speedup(plan, fast)


if __name__ == "__main__":
    main()
