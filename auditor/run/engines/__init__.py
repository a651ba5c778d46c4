"""Where the work is done: one module an engine."""

from __future__ import annotations

import os

from auditor.run.engines.base import Engine
from auditor.run.engines.cluster import Cluster
from auditor.run.engines.processes import Processes
from auditor.run.task import Settings


def make_engine(
    settings: Settings,
    *,
    jobs: int,
    limit: float | None,
    name: str = "local",
    address: str | None = None,
    hears: bool = True,
) -> Engine:
    """The engine called ``name``.

    ``local`` is worker processes, ``jobs`` of them; 0 works in this process, without a time limit.
    ``ray`` is a cluster at ``address``, with ``jobs`` actors or as many as there is room for.
    """
    if name == "ray":
        return Cluster(settings, jobs=jobs, limit=limit, address=address, hears=hears)
    if jobs:
        return Processes(settings, jobs=jobs, limit=limit)
    from auditor.run.engines.inline import Inline  # with all that a worker holds

    return Inline(settings)


def share_of_cores(jobs: int) -> int:
    """How many threads each of ``jobs`` workers may have so that they do not crowd the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, (cores or 1) // max(jobs, 1))
