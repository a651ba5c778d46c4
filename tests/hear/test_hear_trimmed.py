"""What the decoder attends to of a short stretch: its own sound, and the frames that tell of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from faster_whisper.transcribe import get_ctranslate2_storage
from hypothesis import given
from hypothesis import strategies as st

from auditor.hear.decode import ENCODED_RATE, TELLING, trimmed

WIDTH = 8


def encoded(frames: int, odd: list[int]) -> np.ndarray:
    """Frames of silence, nearly alike, of which some look elsewhere."""
    alike = np.ones((1, frames, WIDTH), dtype=np.float32)
    alike[0, :, 0] += np.linspace(0, 0.01, frames)
    alike[0, odd] = -1.0
    return alike


@given(st.integers(20, 60), st.sets(st.integers(70, 199), min_size=1, max_size=TELLING))
def test_the_stretch_and_the_frames_that_stand_out_stay_in_order(end: int, odd: set[int]) -> None:
    whole = encoded(200, sorted(odd))
    kept = np.asarray(trimmed(get_ctranslate2_storage(whole), end / ENCODED_RATE))
    assert kept.shape == (1, end + TELLING, WIDTH)
    assert np.array_equal(kept[:, :end], whole[:, :end])
    assert (kept[0, end:, 1] < 0).sum() == len(odd)


@pytest.mark.parametrize("seconds", [200 / ENCODED_RATE, (200 - TELLING) / ENCODED_RATE, 99.0])
def test_without_silence_nothing_goes(seconds: float) -> None:
    whole = encoded(200, [])
    assert np.asarray(trimmed(get_ctranslate2_storage(whole), seconds)).shape == whole.shape


def test_each_window_of_a_batch_keeps_its_own() -> None:
    first, second = encoded(200, [80, 120]), encoded(200, [90])
    both = np.concatenate([first, second])
    kept = np.asarray(trimmed(get_ctranslate2_storage(both), 50 / ENCODED_RATE))
    apart = [
        np.asarray(trimmed(get_ctranslate2_storage(w), 50 / ENCODED_RATE)) for w in (first, second)
    ]
    assert np.array_equal(kept, np.concatenate(apart))
    assert [(window[50:, 1] < 0).sum() for window in kept] == [2, 1]
