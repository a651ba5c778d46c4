"""Weights in eight bits whose products no processor cuts off, and the files that they stand in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from auditor.hear.model_file import (
    ModelFile,
    eight_bits,
    in_eight_bits,
    read_model,
    write_model,
)

ROOT = Path(__file__).resolve().parents[2]
ENCODERS = [*ROOT.glob("checklists/*/meaning/model.bin"), ROOT / "auditor/report/tagger/model.bin"]
MATRICES = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, max_side=9),
    elements=st.floats(-4, 4, width=32, allow_subnormal=False),
)


def largest_pair(weights: np.ndarray) -> int:
    """The largest sum of two neighbours, as processors take them."""
    even = weights[:, : weights.shape[1] // 2 * 2].astype(int)
    return int(np.abs(even[:, 0::2] + even[:, 1::2]).max(initial=0))


@given(MATRICES)
def test_no_two_neighbours_go_over_and_nothing_is_off_by_more_than_a_step(
    exact: np.ndarray,
) -> None:
    weights, scale = eight_bits(exact)
    assert largest_pair(weights) <= 127
    assert np.abs(weights.astype(int)).max() <= 127
    assert np.all(np.abs(weights / scale[:, None] - exact) <= 1.001 / scale[:, None])


def test_sixteen_bits_hold_two_products() -> None:
    # what such a processor does: unsigned times signed, two products added in sixteen bits
    weights, _ = eight_bits(np.array([[1.0, 0.99], [1.0, -1.0], [-0.5, -0.5]]))
    sums = weights.astype(int) @ np.array([255, 255])
    assert sums.max() <= 32767
    assert sums.min() >= -32768


@pytest.mark.parametrize("path", ENCODERS, ids=[p.parent.name for p in ENCODERS])
def test_what_ships_keeps_to_it(path: Path) -> None:
    model = read_model(path)
    multiplied = [
        a for n, a in model.arrays.items() if n.endswith("weight") and "embeddings" not in n
    ]
    assert len(multiplied) >= 16
    assert all(a.dtype == np.int8 for a in multiplied)
    assert max(largest_pair(a) for a in multiplied) <= 127


def test_a_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    model = ModelFile(
        spec="WhisperSpec",
        revision=3,
        arrays={
            "decoder/embeddings/weight": np.arange(12, dtype=np.float16).reshape(4, 3),
            "decoder/heads": np.array(8, dtype=np.int16),
            "encoder/conv1/weight": np.ones((2, 2, 3), dtype=np.float16),
            "encoder/embeddings/weight": np.ones((2, 2), dtype=np.float32),
        },
        aliases=(("decoder/projection/weight", "decoder/embeddings/weight"),),
    )
    write_model(model, tmp_path / "model.bin")
    same = read_model(tmp_path / "model.bin")
    assert (same.spec, same.revision, same.aliases) == (model.spec, 3, model.aliases)
    assert all(np.array_equal(same.arrays[n], a) for n, a in model.arrays.items())
    # what is multiplied is rounded, with the scale under its second name too; what is looked up is not
    small = in_eight_bits(same)
    assert small.arrays["decoder/embeddings/weight"].dtype == np.int8
    assert small.arrays["encoder/embeddings/weight"].dtype == np.float32
    assert ("decoder/projection/weight_scale", "decoder/embeddings/weight_scale") in small.aliases


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ends before its time"),
        (b"\x05\0\0\0", "binary version 5"),
        (b"\x06\0\0\0\x02\0W\0\x01\0\0\0\x01\0\0\0\x02\0a\0\x01\x02\0\0\0\x01\x02\0\0\0\x01", "a is cut"),
        (b"\x06\0\0\0\x02\0W\0\x01\0\0\0\x01\0\0\0\x02\0a\0\x00\x09\0\0\0\0", "of kind 9"),
    ],
)  # fmt: skip
def test_another_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(ValueError, match=said):
        read_model(tmp_path / "model.bin")
