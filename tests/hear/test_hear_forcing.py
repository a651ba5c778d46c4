"""Sentences that are given to the decoder: together as apart, and as CTranslate2 scores them."""

from __future__ import annotations

import ctranslate2
import numpy as np
import pytest
from faster_whisper.transcribe import get_ctranslate2_storage
from hear_sounds import syllables
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.hear.compact import compact
from auditor.hear.decode import encode
from auditor.hear.forcing import Forcing
from auditor.hear.model_file import eight_bits
from auditor.hear.whisper import Whisper

WIDTH, HEADS, TOKENS, TEXTS, LAYERS = 8, 2, 12, 9, 2


def weights(seed: int) -> dict[str, np.ndarray]:
    """A small decoder with weights by chance, named as in a model file."""
    random = np.random.default_rng(seed)

    def numbers(*shape: int) -> np.ndarray:
        return random.normal(0, 0.6, shape).astype(np.float32)

    found = {
        "decoder/num_heads": np.int16(HEADS),
        "decoder/embeddings/weight": numbers(TOKENS, WIDTH),
        "decoder/position_encodings/encodings": numbers(30, WIDTH),
    }
    shapes = {
        "self_attention": [(3 * WIDTH, WIDTH), (WIDTH, WIDTH)],
        "attention": [(WIDTH, WIDTH), (2 * WIDTH, WIDTH), (WIDTH, WIDTH)],
        "ffn": [(4 * WIDTH, WIDTH), (WIDTH, 4 * WIDTH)],
    }
    norms = ["decoder/layer_norm"]
    for layer in range(LAYERS):
        for part, linears in shapes.items():
            name = f"decoder/layer_{layer}/{part}"
            norms.append(f"{name}/layer_norm")
            for i, shape in enumerate(linears):
                found[f"{name}/linear_{i}/weight"] = numbers(*shape)
                found[f"{name}/linear_{i}/bias"] = numbers(shape[0])
    for name in norms:
        found[f"{name}/gamma"], found[f"{name}/beta"] = numbers(WIDTH), numbers(WIDTH)
    return found


def sound(seed: int, frames: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (frames, WIDTH)).astype(np.float32)


sentences = st.lists(
    st.lists(st.integers(0, TEXTS - 1), min_size=1, max_size=6), min_size=1, max_size=5
)


@settings(deadline=None)
@given(st.integers(0, 99), st.lists(st.integers(0, TEXTS - 1), max_size=4), sentences)
def test_sentences_score_together_as_they_do_alone(
    seed: int, beginning: list[int], endings: list[list[int]]
) -> None:
    forcing = Forcing(weights(seed), [10, 11], TEXTS)
    memory = forcing.memory(sound(seed, 7))
    asked = [[*beginning, *ending] for ending in endings]
    alone = [forcing.scores(memory, [sentence])[0] for sentence in asked]
    assert forcing.scores(memory, asked) == pytest.approx(alone, abs=1e-4)


@settings(deadline=None)
@given(st.integers(0, 99), st.lists(st.integers(0, TEXTS - 1), max_size=5))
def test_what_may_follow_a_beginning_shares_its_probability(
    seed: int, beginning: list[int]
) -> None:
    forcing = Forcing(weights(seed), [10, 11], TEXTS)
    memory = forcing.memory(sound(seed, 5))
    longer = forcing.scores(memory, [[*beginning, token] for token in range(TEXTS)])
    before = forcing.scores(memory, [beginning])[0] if beginning else 0.0
    assert np.logaddexp.reduce(longer) == pytest.approx(before, abs=1e-4)


def test_weights_in_eight_bits_are_read_as_what_they_stand_for() -> None:
    plain = weights(3)
    small, whole = dict(plain), dict(plain)
    for name, weight in plain.items():
        if name.endswith("/weight"):
            rounded, scale = eight_bits(weight)
            small[name], small[f"{name}_scale"] = rounded, scale
            whole[name] = (rounded / scale[:, None]).astype(np.float32)
    asked, frames = [[1, 2, 3], [1, 4]], sound(3, 6)
    found = [(f := Forcing(w, [10], TEXTS)).scores(f.memory(frames), asked) for w in (small, whole)]
    assert found[0] == pytest.approx(found[1], abs=1e-5)


@pytest.mark.slow
@pytest.mark.model
def test_scores_are_those_of_the_model_in_32_bits() -> None:
    whisper = Whisper()
    tokenizer = whisper._tokenizer
    folder = compact(whisper.weights, "zh").path
    model = whisper._model.model
    exact = ctranslate2.models.Whisper(folder, compute_type="float32")
    encoded = encode(whisper._model, [syllables(4, 150)])
    texts = ["保费每月三百二十五元", "保费每月三百五十二元", "保费每年三千元", "您好"]
    asked = [[int(t) for t in tokenizer.encode(text)] for text in texts]
    repeated = get_ctranslate2_storage(np.repeat(np.asarray(encoded), len(texts), axis=0))
    own = [model._spelt(tokens) for tokens in asked]
    found = exact.align(repeated, model._spelt(tokenizer.sot_sequence), own, 400)
    theirs = [float(np.sum(np.log(result.text_token_probs))) for result in found]
    scorer = model.scorer(tokenizer)
    assert scorer.scores(scorer.memory(encoded, 4.0), asked) == pytest.approx(theirs, abs=0.01)
