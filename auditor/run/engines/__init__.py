"""Where the work is done: one module an engine."""

from __future__ import annotations

import os

from auditor.run.engines.base import Engine
from auditor.run.engines.inline import Inline
from auditor.run.engines.processes import Processes
from auditor.run.work import Settings


def make_engine(settings: Settings, *, jobs: int, limit: float | None) -> Engine:
    """Worker processes, ``jobs`` of them; 0 works in this process, without a time limit."""
    return Processes(settings, jobs=jobs, limit=limit) if jobs else Inline(settings)


def share_of_cores(jobs: int) -> int:
    """How many threads each of ``jobs`` workers may have so that they do not crowd the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, (cores or 1) // max(jobs, 1))
