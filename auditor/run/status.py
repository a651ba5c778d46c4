"""How far a run is, read from its state while it is at work."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import UsageError
from auditor.run.lock import busy
from auditor.run.pace import pace_of
from auditor.run.state import State


def status_of(out: Path, state_url: str | None = None) -> str:
    """Two or three lines for the terminal.

    Raises:
        UsageError: there is no run in the folder.
    """
    if not (out / ".state").is_dir():
        raise UsageError(f"{out}: there is no run in this folder")
    with State.of(out, state_url) as state:
        tally = state.tally()
    done = tally.audited + tally.unaudited
    return (
        f"{done} of {tally.calls} calls done: {tally.audited} audited, {tally.unaudited} not\n"
        f"{tally.audio_seconds / 3600:.1f} hours of audio,"
        f" {tally.work_seconds / 3600:.2f} hours of work\n"
        + (f"at work: {pace_of(out) or 'it has just begun'}" if busy(out) else "not running")
    )
