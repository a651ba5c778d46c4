"""The file ``model.bin`` of CTranslate2: arrays by name, read and written.

The library reads such files and its converters write them, but neither changes one. The layout
is that of CTranslate2's ``ModelSpec.save``, binary version 6. ``compact`` changes the speech model
so when it is first used; ``bench.meaning.export`` the encoders of sentences before they ship.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

BINARY_VERSION = 6
_KINDS = (np.float32, np.int8, np.int16, np.int32, np.float16)
"""Kinds of numbers, at the place of their number in the file."""

MOST = 127
"""Largest eight-bit weight, and the largest sum of two that stand side by side."""

_NOTHING = 1e-20
"""Below that a row is nought: its scale would not fit into 32 bits."""
SCALE = "_scale"
"""What CTranslate2 adds to the name of a weight for its scales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """What a file holds. ``aliases`` are second names of arrays."""

    spec: str
    revision: int
    arrays: Mapping[str, NDArray[Any]]
    aliases: tuple[tuple[str, str], ...]


def read_model(path: Path) -> ModelFile:
    """Raises ``ValueError`` for another version, kind of number, or a file cut short."""
    try:
        with path.open("rb") as stream:
            return _read(stream)
    except struct.error as error:
        raise ValueError(f"{path.name} ends before its time") from error


def write_model(model: ModelFile, path: Path) -> None:
    """Write it as ``read_model`` reads it."""
    with path.open("wb") as stream:
        _put(stream, "I", BINARY_VERSION)
        _put_name(stream, model.spec)
        _put(stream, "II", model.revision, len(model.arrays))
        for name, array in model.arrays.items():
            _put_name(stream, name)
            _put(stream, f"B{array.ndim}I", array.ndim, *array.shape)
            content = np.ascontiguousarray(array).tobytes()
            _put(stream, "BI", _KINDS.index(array.dtype.type), len(content))
            stream.write(content)
        _put(stream, "I", len(model.aliases))
        for pair in model.aliases:
            for name in pair:
                _put_name(stream, name)


def eight_bits(weights: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix (outputs x inputs) in eight bits, and the scale of each row: weight x scale = integer.

    Processors without instructions for it (x86 before AVX512-VNNI) add two products of eight bits
    in sixteen, and cut off what does not fit: 255 x (127 + 127) does not. So no two neighbours in
    a row add up to more than 127 here, and every processor comes to the same sums.
    """
    exact = np.asarray(weights, dtype=np.float32)
    pairs = exact[:, : exact.shape[1] // 2 * 2].reshape(len(exact), -1, 2).sum(axis=2)
    largest = np.maximum(np.abs(exact).max(axis=1), np.abs(pairs).max(axis=1, initial=0.0))
    scale = (MOST / np.where(largest > _NOTHING, largest, 1.0)).astype(np.float32)
    # towards zero where rounding would bring a pair of halves over the limit
    whole = np.rint(exact * scale[:, None])
    left, right = whole[:, 0 : pairs.shape[1] * 2 : 2], whole[:, 1 : pairs.shape[1] * 2 : 2]
    left -= np.sign(left) * (np.abs(left + right) > MOST)
    return whole.astype(np.int8), scale


def in_eight_bits(model: ModelFile) -> ModelFile:
    """The model with its matrices as ``eight_bits`` gives them; what is in eight bits is rounded anew.

    Only what is multiplied with: convolutions, single rows, and embeddings that are nothing but
    looked up keep their kind of number.
    """
    arrays: dict[str, NDArray[Any]] = {}
    multiplied = {of for _, of in model.aliases}
    for name, array in model.arrays.items():
        weight = name.removesuffix(SCALE)
        looked_up = "embeddings" in weight and weight not in multiplied
        if array.ndim != 2 or not name.endswith("weight") or looked_up:
            arrays.setdefault(
                name, array.astype(np.float32) if array.dtype == np.float16 else array
            )
            continue
        old = model.arrays.get(name + SCALE)
        exact = array if old is None else array / old[:, None]
        arrays[name], arrays[name + SCALE] = eight_bits(exact)
    more = [tuple(n + SCALE for n in pair) for pair in model.aliases if pair[1] + SCALE in arrays]
    known = {new for new, _ in model.aliases}
    aliases = (*model.aliases, *((new, of) for new, of in more if new not in known))
    return ModelFile(spec=model.spec, revision=model.revision, arrays=arrays, aliases=aliases)


def _read(stream: BinaryIO) -> ModelFile:
    version = _get(stream, "I")
    if version != BINARY_VERSION:
        raise ValueError(f"binary version {version}, not {BINARY_VERSION}")
    spec, revision, count = _get_name(stream), _get(stream, "I"), _get(stream, "I")
    arrays = {}
    for _ in range(count):
        name, rank = _get_name(stream), _get(stream, "B")
        shape = [_get(stream, "I") for _ in range(rank)]
        kind, size = _get(stream, "B"), _get(stream, "I")
        if kind >= len(_KINDS):
            raise ValueError(f"{name} has numbers of kind {kind}")
        content = stream.read(size)
        if len(content) < size:
            raise ValueError(f"{name} is cut short")
        arrays[name] = np.frombuffer(content, dtype=_KINDS[kind]).reshape(shape)
    pairs = [(_get_name(stream), _get_name(stream)) for _ in range(_get(stream, "I"))]
    return ModelFile(spec=spec, revision=revision, arrays=arrays, aliases=tuple(pairs))


def _get(stream: BinaryIO, kind: str) -> int:
    size = struct.calcsize(f"<{kind}")
    return int(struct.unpack(f"<{kind}", stream.read(size))[0])


def _get_name(stream: BinaryIO) -> str:
    return stream.read(_get(stream, "H"))[:-1].decode("utf-8")


def _put(stream: BinaryIO, kind: str, *numbers: int) -> None:
    stream.write(struct.pack(f"<{kind}", *numbers))


def _put_name(stream: BinaryIO, name: str) -> None:
    raw = name.encode("utf-8") + b"\0"
    _put(stream, "H", len(raw))
    stream.write(raw)
