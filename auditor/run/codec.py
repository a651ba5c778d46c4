"""The values of ``model.py`` as bytes, for the state and for other processes."""

from __future__ import annotations

import hashlib
import zlib
from typing import TypeVar

from pydantic import TypeAdapter

from auditor.model import Call, Recording, Report, Transcript

T = TypeVar("T")

CALL = TypeAdapter(Call)
RECORDING = TypeAdapter(Recording)
CARRIED: TypeAdapter[tuple[tuple[str, str], ...]] = TypeAdapter(tuple[tuple[str, str], ...])
REPORT = TypeAdapter(Report)
TRANSCRIPT = TypeAdapter(Transcript)


def pack(kind: TypeAdapter[T], value: T) -> bytes:
    """``value`` as compressed JSON; equal values give equal bytes."""
    return zlib.compress(kind.dump_json(value), 6)


def unpack(kind: TypeAdapter[T], data: bytes) -> T:
    """The value that ``pack`` was given."""
    return kind.validate_json(zlib.decompress(data))


def digest(*parts: str | bytes) -> str:
    """One key for several parts; the same parts give the same key on every machine."""
    raw = [p.encode("utf-8", "surrogatepass") if isinstance(p, str) else p for p in parts]
    # The lengths first: ("ab", "c") is not ("a", "bc").
    head = ",".join([str(len(part)) for part in raw]).encode()
    return hashlib.sha256(b"\0".join([head, *raw])).hexdigest()[:32]
