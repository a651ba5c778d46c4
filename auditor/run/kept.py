"""What is kept of one call. Apart from the state, so that workers need no database."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Unaudited


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The outcome of one call as the state keeps it: a packed report, or why there is none."""

    call_id: str
    key: str
    row_key: str
    basis: str
    report: bytes | None = None
    verdicts: tuple[tuple[str, str, str, str], ...] = ()
    """(checklist, requirement, status, reason code) of each finding."""
    unaudited: Unaudited | None = None
    final: bool = True
    """False when another try may end differently: a crash, a time limit, a file not there."""
    tries: int = 1
    audio_seconds: float = 0.0
    work_seconds: float = 0.0
