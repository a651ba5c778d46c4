"""Values as rows of the state's tables, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.model import Call, Unaudited
from auditor.run import codec
from auditor.run.database import Step
from auditor.run.kept import Kept
from auditor.run.schema import FILES


def file_steps(files: Sequence[tuple[str, str, str]]) -> list[Step]:
    """The steps that remember (location, version, sha256) of files."""
    rows = [dict(zip(("location", "version", "sha256"), file, strict=True)) for file in files]
    gone = FILES.delete().where(FILES.c.location.in_([file[0] for file in files]))
    return [(gone, None), (FILES.insert(), rows)]


def lost_row(row: Any, stage: str, reason: str, carried: tuple[tuple[str, str], ...]) -> Unaudited:
    """A call of the list that could not be audited, as a value."""
    return Unaudited(
        call_id=row.call_id, recording=row.recording, stage=stage, reason=reason, carried=carried
    )


def staged_row(run: str, place: int, item: Call | Unaudited) -> dict[str, Any]:
    """A row of the list of calls."""
    lost = item if isinstance(item, Unaudited) else None
    content = (
        codec.pack(codec.CALL, item)
        if isinstance(item, Call)
        else codec.pack(codec.CARRIED, item.carried)
    )
    return {
        "run": run,
        "place": place,
        "call_id": item.call_id,
        "recording": item.recording,
        "row_key": codec.digest(content),
        "hearing": str(item.agent_channel) if isinstance(item, Call) else "",
        "content": content,
        "stage": lost and lost.stage,
        "reason": lost and lost.reason,
    }


def outcome_row(run: str, kept: Kept) -> dict[str, Any]:
    """A row of the outcomes."""
    lost = kept.unaudited
    return {
        "run": run,
        "call_id": kept.call_id,
        "key": kept.key,
        "row_key": kept.row_key,
        "basis": kept.basis,
        "report": kept.report,
        "verdicts": [list(verdict) for verdict in kept.verdicts],
        "stage": lost and lost.stage,
        "reason": lost and lost.reason,
        "final": kept.final,
        "tries": kept.tries,
        "audio_seconds": kept.audio_seconds,
        "work_seconds": kept.work_seconds,
    }
