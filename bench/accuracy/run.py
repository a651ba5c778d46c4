"""How right the audit is on labelled calls, on both tracks, beside the last figures.

    python -m bench.accuracy.run LABELLED [--track transcripts|audio|both] [--keep] [--save]

LABELLED is a folder with manifest.csv, gold.json and transcripts/ (see samples/ for one). The
audit is run as a user runs it; figures.json beside this file keeps the last saved figures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from auditor.evaluate import Tally, evaluate

FIGURES = Path(__file__).with_name("figures.json")
TARGETS = {
    "transcripts": {"false_clear": 0.02, "false_alarm": 0.03, "review": 0.05},
    "audio": {"false_clear": 0.05, "false_alarm": 0.05, "review": 0.12},
}


def figures(folder: Path, gold: Path) -> dict[str, float | None]:
    """Shares over all required items, and recall and precision of prohibited ones."""
    result = evaluate(folder, gold)
    required = result.by_kind.get("required", Tally())
    prohibited = result.by_kind.get("prohibited", Tally())
    return {
        "false_clear": required.false_clear.value,
        "false_alarm": required.false_alarm.value,
        "review": required.review.value,
        "violations_found": required.recall.value,
        "prohibited_recall": prohibited.recall.value,
        "prohibited_precision": prohibited.precision.value,
    }


def audited(labelled: Path, track: str, out: Path) -> float:
    """Run the audit on one track; seconds it took."""
    command = [
        sys.executable, "-m", "auditor", "audit", str(labelled / "manifest.csv"), "--checklist",
        "cn-life-telesales", "--out", str(out), "-q", "--no-pages",
    ]  # fmt: skip
    if track == "transcripts":
        command += ["--transcripts", str(labelled / "transcripts")]
    began = time.monotonic()
    done = subprocess.run(command, check=False)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"the audit ended with {done.returncode}")
    return time.monotonic() - began


def main() -> None:
    """Print the figures of each track beside its targets and the last saved ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--track", choices=["transcripts", "audio", "both"], default="both")
    parser.add_argument("--save", action="store_true", help="keep these figures as the last ones")
    options = parser.parse_args()
    gold = options.labelled / "gold.json"
    gold = gold if gold.is_file() else options.labelled / "labels.json"
    last = json.loads(FIGURES.read_text()) if FIGURES.is_file() else {}
    name = options.labelled.resolve().name
    tracks = ["transcripts", "audio"] if options.track == "both" else [options.track]
    for track in tracks:
        with tempfile.TemporaryDirectory() as folder:
            seconds = audited(options.labelled, track, Path(folder))
            now = figures(Path(folder), gold)
        before = last.get(f"{name} {track}", {})
        print(f"{name}, {track} ({seconds:.0f} s)")
        for key, value in now.items():
            target = TARGETS[track].get(key)
            shown = "-" if value is None else f"{value:.3f}"
            was = before.get(key)
            print(
                f"  {key:22} {shown:>6}"
                + (f"   target <= {target}" if target is not None else "")
                + (f"   last {was:.3f}" if was is not None else "")
            )
        last[f"{name} {track}"] = now
    if options.save:
        FIGURES.write_text(json.dumps(last, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
