"""One run at a time in an output folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from auditor.errors import RunError


@contextlib.contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Hold the folder ``out``. The system lets go of the lock when the process dies, however.

    Raises:
        RunError: another run is at work there, or the folder cannot be written.
    """
    folder = out / ".state"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise RunError(f"{out}: another run{_whose(folder)} is at work in this folder") from None
    except OSError as error:
        raise RunError(f"{out}: cannot be written: {error.strerror}") from None
    try:
        (folder / "pid").write_text(str(os.getpid()))
        yield
    finally:
        lock.release()


def busy(out: Path) -> bool:
    """Whether a run is at work in the folder ``out``."""
    lock = FileLock(out / ".state" / "lock")
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return True
    lock.release()
    return False


def _whose(folder: Path) -> str:
    try:
        return f" (process {int((folder / 'pid').read_text())})"
    except (OSError, ValueError):
        return ""
