"""Whether the confidence of what was heard tells how much of it is right.

    python -m bench.hearing.confidence LABELLED --run FOLDER [--run FOLDER …] [--fit] [--save]

FOLDER is one that ``bench.hearing.degraded`` filled, or the outputs of an audit of the calls
themselves. Each
segment's clues (probabilities of its characters, rate of speech, signal to noise) are held
against the share of its characters that are right: how the curve in the package fares on all of
them. With --fit a curve is fitted on every other call and printed as it fares on the calls that
it has not seen. --save keeps the table and picture beside this file, and the fitted curve in the
package (``auditor/hear/confidence.json``).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from auditor.hear.audio import open_recording
from auditor.hear.confidence import FITTED, Clues, Curve, Noise, clues_of, fitted
from auditor.model import Report
from bench.hearing.labelled import LabelledCall, labelled_calls, reports
from bench.hearing.reliability import Bin, picture, reliability
from bench.hearing.text import right_share

_ROUNDS = 4000
_STEP = 0.3
_KNOTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One segment: its clues, its characters, and the share of them that is right."""

    call_id: str
    level: str
    clues: Clues
    characters: int
    right: float


def samples(labelled: Path, run: Path) -> Iterator[Sample]:
    """The segments of the copies that were heard in that folder."""
    calls = {call.call_id: call for call in labelled_calls(labelled)}
    out = run / "run" if (run / "run").is_dir() else run
    for report in reports(out):
        yield from _of_report(report, calls, run)


def _of_report(report: Report, calls: dict[str, LabelledCall], run: Path) -> Iterator[Sample]:
    name, _, level = report.call.call_id.partition("@")
    copy = run / "audio" / f"{report.call.call_id}.flac"
    channels = open_recording(copy if level else calls[name].recording)[1]
    level = level or "undamaged"
    for channel, sound in enumerate(channels):
        own = [s for s in report.transcript.segments if (s.channel or 0) == channel]
        own.sort(key=lambda s: s.start)
        truth = "，".join(t.text for t in calls[name].said_on(channel, len(channels)))
        noise = Noise(sound)
        for segment, (right, length) in zip(
            own, right_share(truth, [s.text for s in own]), strict=True
        ):
            clues = clues_of(segment, noise)
            if clues is not None and length:
                yield Sample(
                    call_id=name, level=level, clues=clues, characters=length, right=right
                )  # fmt: skip


def fit(found: Sequence[Sample]) -> Curve:
    """Weights by logistic regression, none negative; then the isotonic curve over their sum."""
    x = np.array([s.clues.vector() for s in found])
    y = np.array([s.right for s in found])
    n = np.array([s.characters for s in found], dtype=float)
    n /= n.sum()
    weights, offset = np.zeros(x.shape[1]), 0.0
    scale = x.std(axis=0)
    for _ in range(_ROUNDS):
        off = (1 / (1 + np.exp(-(x / scale) @ weights - offset)) - y) * n
        weights = np.maximum(0.0, weights - _STEP * ((x / scale).T @ off))
        offset -= _STEP * float(off.sum())
    weights = weights / scale
    score = x @ weights
    order = np.argsort(score, kind="stable")
    rising = isotonic(y[order], n[order])
    places = np.unique(np.searchsorted(np.cumsum(n[order]), np.linspace(0.01, 0.99, _KNOTS)))
    return Curve(
        tuple(round(float(w), 4) for w in weights),
        tuple(round(float(score[order][p]), 4) for p in places),
        tuple(round(float(rising[p]), 4) for p in places),
    )


def isotonic(
    values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The never-falling sequence nearest to the values (pool adjacent violators; Ayer 1955)."""
    blocks: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        blocks.append([float(value), float(weight), 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            last, before = blocks.pop(), blocks.pop()
            total = last[1] + before[1]
            mean = (last[0] * last[1] + before[0] * before[1]) / total
            blocks.append([mean, total, last[2] + before[2]])
    return np.concatenate([np.full(int(count), value) for value, _, count in blocks])


def told(bins: Sequence[Bin], by_level: dict[str, tuple[float, float]]) -> Iterator[str]:
    """The reliability table, and expected and measured by level."""
    yield f"{'confidence':14}{'characters':>12}{'expected right':>16}{'measured right':>16}"
    for b in bins:
        yield f"{f'{b.low:.1f}-{b.high:.1f}':14}{b.characters:12}{b.expected:16.3f}{b.measured:16.3f}"
    total = sum(b.characters for b in bins)
    error = sum(b.characters * abs(b.expected - b.measured) for b in bins) / max(1, total)
    yield f"mean distance of expected and measured (expected calibration error): {error:.3f}"
    yield f"{'level':16}{'expected right':>16}{'measured right':>16}"
    for level, (expected, measured) in by_level.items():
        yield f"{level:16}{expected:16.3f}{measured:16.3f}"


def main() -> None:
    """Look at the package's curve, or fit one on one half of the calls and look at the other."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--run", type=Path, action="append", required=True)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    found = [s for run in options.run for s in samples(options.labelled, run)]
    names = sorted({s.call_id for s in found})
    seen = set(names[::2]) if options.fit else set()
    curve = fit([s for s in found if s.call_id in seen]) if options.fit else fitted()
    unseen = [s for s in found if s.call_id not in seen]
    whose = f"fitted on {', '.join(sorted(seen))}, shown on the others" if seen else "as it ships"
    print(f"{len(found)} segments; {whose}")
    print(
        f"weights: probability {curve.weights[0]}, rate {curve.weights[1]}, noise {curve.weights[2]}"
    )
    pairs = [(curve.confidence(s.clues), s.right, s.characters) for s in unseen]
    bins = reliability(pairs)
    levels = {
        level: _means(unseen, curve, level) for level in dict.fromkeys(s.level for s in found)
    }
    lines = list(told(bins, levels))
    print("\n".join(lines))
    if options.save:
        if options.fit:
            kept = {"weights": curve.weights, "scores": curve.scores, "right": curve.right}
            FITTED.write_text(json.dumps(kept) + "\n", encoding="utf-8")
        here = Path(__file__).parent
        (here / "result-confidence.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (here / "result-confidence.svg").write_text(picture(bins), encoding="utf-8")


def _means(found: Sequence[Sample], curve: Curve, level: str) -> tuple[float, float]:
    own = [s for s in found if s.level == level]
    total = max(1, sum(s.characters for s in own))
    expected = sum(curve.confidence(s.clues) * s.characters for s in own) / total
    return expected, sum(s.right * s.characters for s in own) / total


if __name__ == "__main__":
    main()
