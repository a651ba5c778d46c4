"""On a Ray cluster: one actor a worker, each with its own model; outcomes come to the one writer.

Every node needs auditor itself, and must reach recordings, transcripts and checklists under the
same paths or URLs as the driver. A node may be lost at any time: its calls go to the others.
"""

from __future__ import annotations

import dataclasses
import time
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from auditor.errors import RunError, UsageError, one_line
from auditor.run.engines.base import TRIES
from auditor.run.task import Outcome, Settings, Task, lost

PATIENCE = 600.0
"""Seconds without any actor at work after which the cluster is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Busy:
    """A call in an actor's hands."""

    actor: Any
    task: Task
    deadline: float | None


class Cluster:
    """Actors on the cluster at ``address`` (``None``: a cluster of this machine alone).

    ``jobs`` actors, or as many as the cluster has room for with 0. With GPUs in the cluster each
    actor holds one when recordings are heard.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        jobs: int,
        limit: float | None,
        address: str | None = None,
        hears: bool = True,
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._limit = limit
        self._address = address
        self._hears = hears

    def run(self, tasks: Iterator[Task]) -> Generator[Outcome, None, None]:
        """Outcomes as they come; an actor is given its next call when it has answered."""
        ray = _ray()
        mine = not ray.is_initialized()
        if mine:
            _connect(ray, self._address)
        crew = _Crew(ray, self._settings, self._remote(ray), self._limit)
        try:
            yield from crew.work(tasks, self._size(ray))
        finally:
            crew.dismiss()
            if mine:
                ray.shutdown()

    def _gpus(self, ray: Any) -> float:
        return float(ray.cluster_resources().get("GPU", 0)) if self._hears else 0.0

    def _size(self, ray: Any) -> int:
        room = self._gpus(ray) or float(ray.cluster_resources().get("CPU", 1)) / self._cpus()
        return self._jobs or max(1, int(room))

    def _cpus(self) -> int:
        return max(1, self._settings.threads if self._hears else 1)

    def _remote(self, ray: Any) -> Any:
        from auditor.run.work import Auditor

        gpus = 1 if self._gpus(ray) else 0
        return ray.remote(num_cpus=self._cpus(), num_gpus=gpus, max_restarts=0)(Auditor)


class _Crew:
    """The actors of one run, those that are starting and those that are at work."""

    def __init__(self, ray: Any, settings: Settings, remote: Any, limit: float | None) -> None:
        self._ray = ray
        self._settings = settings
        self._remote = remote
        self._limit = limit
        self._starting: dict[Any, Any] = {}
        self._busy: dict[Any, _Busy] = {}
        self._idle: list[Any] = []
        self._again: deque[Task] = deque()
        self._failed = 0

    def work(self, tasks: Iterator[Task], size: int) -> Generator[Outcome, None, None]:
        """Keep ``size`` actors busy until there are no tasks."""
        for _ in range(size):
            self._start()
        since = time.monotonic()
        while True:
            self._hand_out(tasks)
            if not self._busy and not self._again and self._exhausted:
                return
            refs = [*self._busy, *self._starting]
            done, _ = self._ray.wait(refs, num_returns=1, timeout=self._patience())
            if done or self._busy:
                since = time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                raise RunError("no actor of the cluster has become ready")
            for ref in done:
                yield from self._take(ref)
            yield from self._end_late_ones()

    def dismiss(self) -> None:
        """End all actors, whatever they do."""
        busy = [work.actor for work in self._busy.values()]
        for actor in (*self._starting.values(), *busy, *self._idle):
            self._ray.kill(actor, no_restart=True)

    def _start(self) -> None:
        actor = self._remote.remote(self._settings)
        # An actor without a place in the cluster waits for one; it is given no call until then.
        self._starting[actor.ready.remote()] = actor

    def _hand_out(self, tasks: Iterator[Task]) -> None:
        self._exhausted = False
        while self._idle:
            task = self._again.popleft() if self._again else next(tasks, None)
            if task is None:
                self._exhausted = True
                return
            actor = self._idle.pop()
            deadline = time.monotonic() + self._limit if self._limit else None
            ref = actor.work.remote(task)
            self._busy[ref] = _Busy(actor=actor, task=task, deadline=deadline)

    def _take(self, ref: Any) -> Iterator[Outcome]:
        if ref in self._starting:
            self._welcome(ref)
            return
        work = self._busy.pop(ref)
        try:
            outcome = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            self._start()
            if work.task.tries < TRIES:
                self._again.append(dataclasses.replace(work.task, tries=work.task.tries + 1))
            else:
                why = one_line(error)[:200]
                reason = f"its worker died {TRIES} times ({why})"
                yield lost(work.task, "worker", reason, final=True)
            return
        self._idle.append(work.actor)
        yield outcome

    def _welcome(self, ref: Any) -> None:
        actor = self._starting.pop(ref)
        try:
            self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            self._failed += 1
            if self._failed >= TRIES:
                why = one_line(error)[-300:]
                raise RunError(f"no actor can be started on the cluster: {why}") from None
            self._start()
            return
        self._failed = 0
        self._idle.append(actor)

    def _end_late_ones(self) -> Iterator[Outcome]:
        now = time.monotonic()
        for ref, work in list(self._busy.items()):
            if work.deadline is not None and now >= work.deadline:
                del self._busy[ref]
                self._ray.kill(work.actor, no_restart=True)
                self._start()
                reason = f"took longer than the limit of {self._limit:g} s"
                yield lost(work.task, "time", reason, final=work.task.tries >= TRIES)

    def _patience(self) -> float:
        deadlines = [work.deadline for work in self._busy.values() if work.deadline is not None]
        return max(0.0, min([10.0, *(moment - time.monotonic() for moment in deadlines)]))


def _connect(ray: Any, address: str | None) -> None:
    try:
        ray.init(address=address, log_to_driver=False, logging_level="warning")
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise RunError(f"the Ray cluster cannot be reached: {error}") from None


def _ray() -> Any:
    try:
        import ray
    except ImportError:
        raise UsageError("--engine ray needs pip install 'auditor[ray]'") from None
    return ray
