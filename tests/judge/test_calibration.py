"""Scores are made log odds that hold: by labelled calls, and checked on authors left out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_calls import scan_of
from small_encoder import Keyword

from auditor.judge.meaning import Calibration, Meaning
from bench.meaning.calibrate import Row, fit, left_out

CALLS = Path(__file__).parents[2] / "bench" / "calls"


def drawn(slope: float, offsets: dict[str, float], count: int = 4000) -> list[Row]:
    dice = np.random.default_rng(7)
    table = []
    for name, offset in offsets.items():
        for k in range(count):
            score = float(dice.uniform(-6, 6))
            said = dice.random() < 1 / (1 + np.exp(-(slope * score + offset)))
            table.append(Row("ABCD"[k % 4], name, score, bool(said)))
    return table


def test_the_fit_finds_what_the_labels_were_drawn_from() -> None:
    found = fit(drawn(0.7, {"rebate": -2.0, "pressure": 1.0}))
    assert found.slope == pytest.approx(0.7, abs=0.05)
    assert found.offsets["rebate"] == pytest.approx(-2.0, abs=0.2)
    assert found.offsets["pressure"] == pytest.approx(1.0, abs=0.2)


def test_few_labels_of_a_requirement_follow_the_others() -> None:
    table = drawn(1.0, dict.fromkeys(("rebate", "concealment", "disparagement"), -2.0), 1000)
    one, many = ([Row("A", "pressure", 0.0, True)] * n for n in (1, 50))
    common = fit(table).offsets["rebate"]
    assert common < fit([*table, *one]).offsets["pressure"] < common + 1.3
    assert fit([*table, *many]).offsets["pressure"] > common + 2


def test_no_author_is_judged_by_his_own_labels() -> None:
    """Author B alone says that low scores mean it; that must not show in B's own shares."""
    table = [Row(a, "rebate", s, s > 0) for a in "ACD" for s in np.linspace(-5, 5, 40)]
    table += [Row("B", "rebate", -4.0, True)] * 5
    shares = [p for row, p in left_out(table) if row.author == "B"]
    assert len(shares) == 5
    assert max(shares) < 0.1


@settings(max_examples=20)
@given(st.floats(0.1, 3), st.floats(-4, 4), st.floats(-9, 9), st.floats(-9, 9))
def test_a_higher_score_is_never_less_likely(
    slope: float, offset: float, a: float, b: float
) -> None:
    worth = Calibration(slope=slope, offsets={"rebate": offset})
    low, high = sorted((a, b))
    assert worth.odds("rebate", low) <= worth.odds("rebate", high)


def test_the_judge_sees_calibrated_odds() -> None:
    worth = Calibration(slope=0.5, offsets={"rebate": -1.0})
    stream = scan_of("办下来，我私下给您返钱。").stream
    found = Meaning(Keyword(), worth).likely(stream)
    assert found["rebate"][0].score == 0.5
    assert found["pressure"][0].score == -1.5


@pytest.mark.parametrize("folder", sorted(p.name for p in CALLS.iterdir() if p.is_dir()))
def test_labelled_calls_quote_what_their_turns_say(folder: str) -> None:
    for call in json.loads((CALLS / folder / "gold.json").read_text(encoding="utf-8")):
        for said in [*call["prohibited"], *call["near_misses"]]:
            assert said["quote"] in call["turns"][said["turn"]]["text"]
        for label in call["requirements"].values():
            assert label["status"] not in ("met", "contradicted") or label["turns"]
