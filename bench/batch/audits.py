"""The runs that are measured: a month, the same again, under a changed checklist, by 1 and by 2."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditor.checklist.load import find
from bench.batch.memory import Cost, run_watched
from bench.batch.month import length_of, make_month, transcripts_of

ROOT = Path(__file__).parents[2]
CHANGED = "recording-notice"
"""The requirement that the changed checklist words otherwise; both checklists here have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is the same for all that is measured."""

    folder: Path
    checklist: str
    jobs: int
    turns: int
    pages: bool
    new: bool = False
    """Whether no turn of the month is worded like another."""

    def month(self, calls: int) -> Path:
        """The manifest of a month of so many calls."""
        return make_month(self.folder, calls, turns=self.turns, new=self.new)


def audit(plan: Plan, manifest: Path, out: Path, *, every: float = 0.5) -> Cost:
    """One run of the command line over a month."""
    command = [
        sys.executable, str(ROOT / "cli.py"), "audit", str(manifest), "--checklist",
        plan.checklist, "--out", str(out), "--transcripts", str(transcripts_of(manifest)),
        "--jobs", str(plan.jobs), "--quiet", "--pages" if plan.pages else "--no-pages",
    ]  # fmt: skip
    cost = run_watched(command, every=every)
    if cost.code not in {0, 1}:
        raise SystemExit(f"the run of {manifest.stem} ended with {cost.code}")
    return cost


def month(plan: Plan, calls: int) -> dict[str, Any]:
    """A month of ``calls``, then the same command again: nothing is left to do."""
    manifest = plan.month(calls)
    out = _out(plan, calls)
    shutil.rmtree(out, ignore_errors=True)  # of a measurement that was broken off
    cost = audit(plan, manifest, out)
    again = audit(plan, manifest, out, every=0.05)
    if fresh := _about(out)["fresh"]:
        raise SystemExit(f"the second run did {fresh} calls again")
    return {
        "calls": calls,
        **length_of(manifest),
        **_figures(cost, calls),
        "seconds_to_find_nothing_left": round(again.seconds, 2),
        "cpu_seconds_to_find_nothing_left": round(again.cpu, 2),
    }


def rejudged(plan: Plan, calls: int) -> dict[str, Any]:
    """The month again after its checklist has changed, and the verdicts that flip."""
    other = replace(plan, checklist=str(_changed(plan)))
    out = _out(plan, calls)
    cost = audit(other, plan.month(calls), out)
    counts = _about(out)["counts"]
    lines = (out / "flips.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    if len(lines) != counts["flips"] or not all(CHANGED in line for line in lines):
        raise SystemExit("flips.csv is not what it should be")
    return {
        "calls": calls,
        **_figures(cost, calls),
        "flips": counts["flips"],
        "flipped": counts["flipped"],
    }


def speedup(plan: Plan, calls: int, *, rounds: int = 3) -> dict[str, Any]:
    """The same month by one worker and by two, by turns; the best of each."""
    manifest = plan.month(calls)
    best: dict[int, float] = {}
    for _ in range(rounds):
        for jobs in (1, 2):
            out = plan.folder / f"speed-{jobs}"
            cost = audit(replace(plan, jobs=jobs), manifest, out)
            shutil.rmtree(out)
            best[jobs] = min(best.get(jobs, cost.seconds), cost.seconds)
    return {
        "calls": calls,
        "seconds_by_1": round(best[1], 1),
        "seconds_by_2": round(best[2], 1),
        "ratio": round(best[1] / best[2], 2),
    }


def _figures(cost: Cost, calls: int) -> dict[str, float]:
    return {
        "seconds": round(cost.seconds, 1),
        "calls_per_second": round(calls / cost.seconds, 1),
        "cpu_seconds": round(cost.cpu, 1),
        "cpu_ms_a_call": round(cost.cpu / calls * 1000, 2),
        "driver_cpu_ms_a_call": round(cost.own_cpu / calls * 1000, 2),
        "peak_mb": round(cost.peak_mb),
    }


def _out(plan: Plan, calls: int) -> Path:
    kind = f"{plan.turns}new" if plan.new else f"{plan.turns}"
    return plan.folder / f"out-{calls}-{kind}-{Path(plan.checklist).name}"


def _about(out: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return about


def _changed(plan: Plan) -> Path:
    """The checklist with one requirement worded more narrowly, beside the month."""
    from ruamel.yaml import YAML

    source = find(plan.checklist).parent
    target = plan.folder / "changed" / source.name
    shutil.copytree(source, target, dirs_exist_ok=True)
    yaml = YAML()
    document = yaml.load(target / "checklist.yaml")
    document["version"] = f"{document['version']}-changed"
    for requirement in document["requirements"]:
        if requirement["id"] == CHANGED:
            requirement["says"] = ["全程录音"]
            requirement.pop("examples", None)
            requirement.pop("learned", None)
    yaml.dump(document, target / "checklist.yaml")
    return target
