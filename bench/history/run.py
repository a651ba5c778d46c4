"""Whether a month's breaches across calls are all found, and nothing else.

    python -m bench.history.run [--calls 2000] [--seed 11]

Makes up a month of calls (manifest, words, registers) in which repeat calls after a refusal,
callbacks by the seller or too late, agents without licence or training, unpublished numbers,
unfiled products, cut recordings and barred numbers are planted beside calls that only look like
it, audits it as a user would, and compares. The exit code is 1 if anything is missed or false.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from bench.history.month import Planted, make_month

CHECKLISTS = ("cn-life-telesales", "cn-life-across-calls", "cn-life-callback")
COMPARED = (
    "blocked-for-six-months", "no-call-after-refusal", "seller-does-not-call-back",
    "callback-in-time", "agent-on-register", "published-number", "product-filed",
    "recording-complete", "do-not-call-register", "calling-hours",
)  # fmt: skip


def audited(folder: Path, manifest: Path) -> Planted:
    """Audit the month in ``folder``; by requirement, the calls that failed it."""
    chosen = [word for name in CHECKLISTS for word in ("--checklist", name)]
    command = [
        sys.executable, "-m", "auditor", "audit", str(manifest), *chosen,
        "--transcripts", str(folder / "transcripts"), "--registers", str(folder / "registers"),
        "--out", str(folder / "out"), "-q", "--no-pages",
    ]  # fmt: skip
    done = subprocess.run(command, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"the audit ended with {done.returncode}")
    found: Planted = defaultdict(set)
    with (folder / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["status"] == "fail" and row["requirement_id"] in COMPARED:
                found[row["requirement_id"]].add(row["call_id"])
    return found


def main() -> None:
    """Print for each requirement how many were planted, found, missed and false."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest, planted = make_month(folder, options.calls, seed=options.seed)
        began = time.monotonic()
        found = audited(folder, manifest)
        seconds = time.monotonic() - began
    wrong = 0
    print(f"{options.calls} calls, audited in {seconds:.0f} s")
    print(f"{'requirement':28}{'planted':>8}{'found':>8}{'missed':>8}{'false':>8}")
    for rule in COMPARED:
        there, here = planted.get(rule, set()), found.get(rule, set())
        missed, false = len(there - here), len(here - there)
        wrong += missed + false
        print(f"{rule:28}{len(there):8}{len(there & here):8}{missed:8}{false:8}")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
