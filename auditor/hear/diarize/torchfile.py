"""Weights from a PyTorch checkpoint without PyTorch.

Reads the format of ``torch.save`` before version 1.6: four pickles (magic number,
protocol, system, content), the list of storage keys, and each storage as a 64-bit count
followed by little-endian floats. The unpickler knows the few names that tensors need and
refuses every other, so that a file cannot run code.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

_MAGIC = 0x1950A86A20F9469CFC6C
_STORAGES = {"FloatStorage": "<f4", "LongStorage": "<i8", "IntStorage": "<i4"}


def read_tensors(file: Path, field: str) -> dict[str, npt.NDArray[np.float32]]:
    """The tensors of one dictionary in the checkpoint, by name.

    Raises ``ValueError`` when the file is not of this format.
    """
    storages: dict[str, npt.NDArray[Any]] = {}
    with file.open("rb") as stream:
        try:
            if _Unpickler(stream, storages).load() != _MAGIC:
                raise ValueError(f"{file.name} is not a PyTorch checkpoint")
            for _ in range(2):
                _Unpickler(stream, storages).load()
            content = _Unpickler(stream, storages).load()
            _fill(stream, storages)
        except (pickle.UnpicklingError, EOFError) as error:
            raise ValueError(f"{file.name} cannot be read: {error}") from error
    tensors = content.get(field)
    if not isinstance(tensors, dict):
        raise ValueError(f"{file.name} has no {field}")
    return {name: tensor.array() for name, tensor in tensors.items()}


class _Tensor:
    """A view into a storage that is only filled after the pickle has been read."""

    def __init__(
        self,
        storage: npt.NDArray[Any],
        offset: int,
        size: tuple[int, ...],
        stride: tuple[int, ...],
        *_: object,
    ) -> None:
        self._storage, self._offset, self._size, self._stride = storage, offset, size, stride

    def array(self) -> npt.NDArray[np.float32]:
        step = self._storage.itemsize
        view = np.lib.stride_tricks.as_strided(
            self._storage[self._offset :], self._size, [s * step for s in self._stride]
        )
        return np.array(view, dtype=np.float32)


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: BinaryIO, storages: dict[str, npt.NDArray[Any]]) -> None:
        super().__init__(stream)
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Tensor
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")

    def persistent_load(self, pid: Any) -> npt.NDArray[Any]:
        kind, dtype, key, _, count = pid[:5]
        if kind != "storage" or dtype not in _STORAGES.values():
            raise pickle.UnpicklingError(f"{kind!r} is not allowed")
        return self._storages.setdefault(key, np.zeros(count, dtype=dtype))


def _fill(stream: BinaryIO, storages: dict[str, npt.NDArray[Any]]) -> None:
    for key in _Unpickler(stream, storages).load():
        storage = storages[key]
        count = int.from_bytes(stream.read(8), "little")
        raw = stream.read(count * storage.itemsize)
        if count != len(storage) or len(raw) != count * storage.itemsize:
            raise EOFError("a storage is cut off")
        storage[:] = np.frombuffer(raw, dtype=storage.dtype)
