"""Set what an encoder's scores mean by labelled calls that it was not taught with.

    python -m bench.meaning.calibrate LABELLED... [--checklist cn-life-telesales] [--write]

LABELLED are folders with manifest.csv, gold.json and transcripts/; each call's id begins with
the letter of its author. For every call and requirement the highest score of a turn is held
against the label, and a logistic curve is laid through: one slope for all requirements, an
offset for each, drawn towards the common one as far as there are few labels (ridge). Prints how
right that is on authors left out of the fit, by share and by reliability, and with ``--write``
puts it beside the encoder as calibration.json, from which the judge reads it.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.checklist.encoder import FOLDER
from auditor.checklist.load import list_checklists, load_checklist
from auditor.checklist.schema import Checklist
from auditor.hear.stored import read_transcript
from auditor.judge.encoder import PackEncoder
from auditor.judge.meaning import CALIBRATION, Calibration, Meaning
from auditor.judge.talk import hear_out
from auditor.run.manifest import read_manifest

RIDGE = 1.0  # how strongly a requirement's own offset is drawn to the common one
SMALLEST = 1e-6  # share of a step below which the valley is reached
STEPS = 50  # of Newton's method; a dozen are enough
BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One call's highest score for one requirement, and whether it was said there."""

    author: str
    requirement: str
    score: float
    said: bool


def rows(folder: Path, checklist: Checklist, meaning: Meaning) -> Iterable[Row]:
    """Every requirement that the encoder knows, in every labelled call where it is not disputed."""
    calls, _ = read_manifest(folder / "manifest.csv")
    labels: list[dict[str, Any]] = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    gold = {g["call_id"]: g for g in labels}
    for call in calls:
        label = gold[call.call_id]
        transcript = read_transcript(folder / "transcripts" / f"{call.call_id}.json")
        talk = hear_out(call, transcript, checklist, None)
        likely = meaning.likely(talk.agent.stream)
        said = _said(label)
        open_ = set(label.get("disputed", []))
        open_ |= {p["id"] for p in label.get("disputed_prohibited", [])} - said
        due = {i for i, r in label["requirements"].items() if r["status"] != "not_applicable"}
        for requirement in checklist.requirements:
            name = requirement.id
            known = requirement.kind == "prohibited" or name in due
            if name in likely and known and name not in open_:
                best = max((w.score for w in likely[name]), default=-20.0)
                yield Row(call.call_id[0], name, best, name in said)


def _said(label: dict[str, Any]) -> set[str]:
    """A duty met or contradicted was said; only what was never said was not."""
    met = {i for i, r in label["requirements"].items() if r["status"] in ("met", "contradicted")}
    return met | {p["id"] for p in label["prohibited"]}


def fit(table: Sequence[Row]) -> Calibration:
    """The slope and the offsets under which the labels are likeliest, by Newton's method."""
    names = sorted({r.requirement for r in table})
    x = np.zeros((len(table), 2 + len(names)))
    x[:, 0] = [r.score for r in table]
    x[:, 1] = 1.0
    for k, row in enumerate(table):
        x[k, 2 + names.index(row.requirement)] = 1.0
    y = np.array([r.said for r in table], dtype=float)
    ridge = np.diag([0.0, 0.0, *[RIDGE] * len(names)])
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = _share(x @ w)
        slope = x.T @ (p - y) + ridge @ w
        curve = (x * (p * (1 - p))[:, None]).T @ x + ridge + 1e-6 * np.eye(len(w))
        step = np.linalg.solve(curve, slope)
        size = 1.0  # a whole step may leap over the valley
        while size > SMALLEST and _cost(x, y, ridge, w - size * step) > _cost(x, y, ridge, w):
            size /= 2
        w -= size * step
    return Calibration(
        slope=round(float(w[0]), 3),
        offsets={n: round(float(w[1] + w[2 + k]), 3) for k, n in enumerate(names)},
    )


def _cost(x: Floats, y: Floats, ridge: Floats, w: Floats) -> float:
    """Minus the log likelihood, with the ridge's price."""
    odds = x @ w
    return float(np.sum(np.logaddexp(0, odds) - y * odds) + w @ ridge @ w / 2)


def _share(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


def left_out(table: Sequence[Row]) -> list[tuple[Row, float]]:
    """Each row with the share that a fit without its author gives it."""
    out = []
    for author in sorted({r.author for r in table}):
        fitted = fit([r for r in table if r.author != author])
        out += [
            (r, float(_share(np.array(fitted.odds(r.requirement, r.score)))))
            for r in table
            if r.author == author
        ]
    return out


def report(name: str, held: Sequence[tuple[Row, float]]) -> None:
    """Print reliability by bins, and precision and recall by the share from which it counts."""
    print(
        f"{name}: {len(held)} judgements of authors left out, {sum(r.said for r, _ in held)} said"
    )
    print("  share said to be   number   share that was")
    for low, high in itertools.pairwise(BINS):
        here = [r.said for r, p in held if low <= p < high or (high == 1.0 and p == 1.0)]
        if here:
            print(f"  {low:4.2f} to {high:4.2f}     {len(here):6}   {sum(here) / len(here):10.2f}")
    for level in (0.3, 0.4, 0.5, 0.6, 0.7, 0.9):
        hit = sum(r.said for r, p in held if p >= level)
        told = sum(p >= level for _, p in held)
        said = sum(r.said for r, _ in held)
        if told and said:
            print(f"  from {level:.1f}: precision {hit / told:.3f}, recall {hit / said:.3f}")


def main() -> None:
    """Fit, check on authors left out, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="+", type=Path)
    parser.add_argument("--checklist", default="cn-life-telesales")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    checklist = load_checklist(args.checklist)
    folder = list_checklists()[args.checklist].parent / FOLDER
    meaning = Meaning(PackEncoder(folder))
    table = [r for path in args.labelled for r in rows(path, checklist, meaning)]
    prohibited = {r.id for r in checklist.requirements if r.kind == "prohibited"}
    held = left_out(table)
    report("prohibited", [h for h in held if h[0].requirement in prohibited])
    report("required", [h for h in held if h[0].requirement not in prohibited])
    fitted = fit(table)
    print(json.dumps(fitted.data(), ensure_ascii=False, indent=1))
    if args.write:
        text = json.dumps(fitted.data(), ensure_ascii=False, indent=1)
        (folder / CALIBRATION).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
