"""Settings whose workers misbehave on purpose, for calls of a certain name.

A worker is a process of its own, so it can only be reached through what it is handed: unpickling
these settings in the worker changes what its judge does.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.model import Finding
from auditor.run import work
from auditor.run.task import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Misbehaving(Settings):
    """``{call_id: deed}``, a deed being ``hang``, ``die`` or ``die once``."""

    deeds: tuple[tuple[str, str], ...] = ()
    notes: str = ""

    def __setstate__(self, values: Any) -> None:
        for name, value in zip(self.__dataclass_fields__, values, strict=True):
            object.__setattr__(self, name, value)
        deeds, notes, inner = dict(self.deeds), Path(self.notes), work.audit

        def audit(call: Any, *rest: Any, **more: Any) -> tuple[Finding, ...]:
            _do(deeds.get(call.call_id, ""), notes / call.call_id)
            return inner(call, *rest, **more)

        work.audit = audit  # type: ignore[assignment]


def _do(deed: str, note: Path) -> None:
    if deed:
        with note.open("a") as file:
            file.write("x")
    if deed == "hang":
        time.sleep(600)
    if deed == "die" or (deed == "die once" and note.read_text() == "x"):
        os.kill(os.getpid(), signal.SIGKILL)
