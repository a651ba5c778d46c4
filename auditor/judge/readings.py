"""Readings: what an encoder said of a text, remembered, so that nothing is read twice.

A text's scores are the same whatever was read before or beside it (``Encoder``). So they may come
from memory, or from an earlier run, and the findings are the same, byte for byte: a reading is
kept in full, under the checksum of its text.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from auditor.judge.encoder import Encoder, Places
from auditor.read.states import Floats

ROOM = 16_384  # readings in memory, about 5 MB; those not asked for longest give way
_KEY = 16  # bytes of a text's checksum
_SCORE, _PLACE = np.dtype("<f4"), np.dtype("<u2")


class Readings:
    """An ``Encoder`` that reads a text once and remembers what it said.

    ``recall`` gives it what is known of a call from an earlier run, ``noted`` takes what is then
    to be known of it.
    """

    def __init__(self, encoder: Encoder, room: int = ROOM) -> None:
        self._encoder = encoder
        self._room = room
        self._known: OrderedDict[bytes, bytes] = OrderedDict()
        self._recalled: frozenset[bytes] = frozenset()
        self._noted: dict[bytes, bytes] | None = None

    @property
    def ids(self) -> Sequence[str]:
        """The requirements that the encoder knows, in the order of its scores."""
        return self._encoder.ids

    def read(self, texts: Sequence[str]) -> tuple[Floats, Places]:
        """Scores (texts x ids, log odds) and the character each rests on most."""
        keys = [_key(text) for text in texts]
        rows = {key: row for key in keys if (row := self._row(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        if new:
            scores, places = self._encoder.read(list(new.values()))
            packed = (
                score.astype(_SCORE).tobytes() + place.astype(_PLACE).tobytes()
                for score, place in zip(scores, places, strict=True)
            )
            rows |= zip(new, packed, strict=True)
        if self._noted is not None:
            self._noted |= rows
        for key, row in rows.items():
            self._known.pop(key, None)
            self._known[key] = row  # now the one asked for last
        while len(self._known) > self._room:
            self._known.popitem(last=False)
        return self._table([rows[key] for key in keys])

    def recall(self, packed: bytes | None) -> None:
        """Begin with a call of which this is known: what ``noted`` gave for it, or nothing."""
        data = zlib.decompress(packed) if packed else b""
        size = _KEY + self._size
        entries = (data[at : at + size] for at in range(0, len(data), size))
        self._noted = {entry[:_KEY]: entry[_KEY:] for entry in entries}
        self._recalled = frozenset(self._noted)

    def noted(self) -> bytes | None:
        """What was recalled and read since, packed; ``None`` if that is no more than before."""
        noted, self._noted = self._noted or {}, None
        if noted.keys() <= self._recalled:
            return None
        return zlib.compress(b"".join(key + noted[key] for key in sorted(noted)), 6)

    @property
    def _size(self) -> int:
        return len(self.ids) * (_SCORE.itemsize + _PLACE.itemsize)

    def _row(self, key: bytes) -> bytes | None:
        return (self._noted or {}).get(key) or self._known.get(key)

    def _table(self, rows: Sequence[bytes]) -> tuple[Floats, Places]:
        raw = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), self._size)
        middle = len(self.ids) * _SCORE.itemsize
        scores = np.ascontiguousarray(raw[:, :middle]).view(_SCORE)
        places = np.ascontiguousarray(raw[:, middle:]).view(_PLACE)
        return scores.astype(np.float32), places.astype(np.int64)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()
