"""The confidence of what was heard: it follows the clues, and it was fitted as it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hear_sounds import noise, silence, syllables

from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.confidence import MOST_SNR, USUAL_RATE, Clues, Noise, fitted, weighed
from auditor.model import Segment, Word
from bench.hearing.confidence import Sample, fit, isotonic
from bench.hearing.lines import line_noise, with_noise
from bench.hearing.reliability import picture, reliability
from bench.hearing.text import right_share

CLEAR = Clues(probability=0.85, rate=USUAL_RATE, snr=30.0)


def _said(probability: float | None = 0.8) -> Segment:
    words = tuple(
        Word(start=2 + i / 4, end=2.2 + i / 4, text="字", probability=probability)
        for i in range(16)
    )
    return Segment(start=2.0, end=6.0, text="字" * 16, channel=0, words=words, confidence=0.5)


def _call() -> Sound:
    return np.concatenate([silence(2), syllables(4, 150), silence(2)])


def test_it_falls_with_the_signal_to_noise_ratio() -> None:
    call, random = _call(), np.random.default_rng(0)
    hiss = line_noise(len(call), random)
    found = [
        weighed([_said()], [with_noise(call, hiss, snr)])[0].confidence or 0.0
        for snr in (20.0, 10.0, 5.0, 0.0)
    ]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1]


@pytest.mark.parametrize(
    ("clue", "worse"),
    [
        ("probability", [0.99, 0.8, 0.6, 0.4, 0.1]),
        ("rate", [USUAL_RATE, 7.0, 10.0, 20.0]),
        ("rate", [USUAL_RATE, 2.0, 0.5]),
        ("snr", [MOST_SNR, 20.0, 10.0, 3.0, 0.0]),
    ],
)
def test_it_never_rises_as_a_clue_gets_worse(clue: str, worse: list[float]) -> None:
    scores = [fitted().score(replace(CLEAR, **{clue: value})) for value in worse]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]
    right = [fitted().confidence(replace(CLEAR, **{clue: value})) for value in worse]
    assert right == sorted(right, reverse=True)
    assert all(0.0 <= share <= 1.0 for share in right)


def test_the_level_of_a_recording_is_no_noise() -> None:
    call = _call() + noise(8, 0.002)
    assert Noise(call * np.float32(0.03)).snr(2, 6) == pytest.approx(Noise(call).snr(2, 6), abs=0.1)
    assert Noise(np.zeros(SAMPLE_RATE, dtype=np.float32)).snr(0, 1) == 0.0


def test_words_without_probabilities_keep_what_they_came_with() -> None:
    assert weighed([_said(None)], [_call()])[0].confidence == 0.5


def test_the_isotonic_curve_is_the_nearest_that_never_falls() -> None:
    values, weights = np.array([0.1, 0.5, 0.3, 0.4, 0.9]), np.array([1.0, 1.0, 1.0, 2.0, 1.0])
    assert isotonic(values, weights) == pytest.approx([0.1, 0.4, 0.4, 0.4, 0.9])


def test_a_fit_finds_which_clue_tells_the_errors() -> None:
    random = np.random.default_rng(0)
    found = []
    for _ in range(600):
        probability, snr = random.uniform(0.2, 0.95), random.uniform(0, 40)
        clues = Clues(probability=probability, rate=random.uniform(2, 9), snr=snr)
        found.append(Sample(call_id="a", level="x", clues=clues, characters=20, right=probability))
    curve = fit(found)
    assert all(weight >= 0 for weight in curve.weights)
    for probability in (0.4, 0.6, 0.8):
        clues = Clues(probability=probability, rate=USUAL_RATE, snr=20.0)
        assert curve.confidence(clues) == pytest.approx(probability, abs=0.08)


def test_shares_of_right_characters_by_piece() -> None:
    (first, _), (second, length), (third, _) = right_share(
        "您好这里是客服我们全程录音", ["您号", "这里是克服", "录音"]
    )
    assert (first, second, length) == (0.5, 0.8, 5)
    assert third == pytest.approx(1 / 3)  # four of its six were left out


def test_expected_and_measured_lie_on_the_line_where_they_agree() -> None:
    bins = reliability([(0.25, 0.3, 100), (0.25, 0.2, 100), (0.95, 0.9, 50)])
    assert [(b.low, b.characters) for b in bins] == [(0.2, 200), (0.9, 50)]
    assert bins[0].expected == bins[0].measured == pytest.approx(0.25)
    assert picture(bins).count("<circle") == 2
