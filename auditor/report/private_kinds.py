"""What kinds of private data there are, and a stretch of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Private(StrEnum):
    """Kinds of private data."""

    ID_CARD = "id-card"
    PHONE = "phone"
    BANK_CARD = "bank-card"
    ADDRESS = "address"
    NAME = "name"
    HEALTH = "health"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Private characters ``[start, end)`` in the text of one segment."""

    segment: int
    start: int
    end: int
    kind: Private
