"""Worker processes on this machine, each with its own model, each with one call at a time.

A worker that hangs is killed at the time limit; one that dies takes only its call with it. A
worker whose driver is gone reads the end of its pipe and leaves.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Generator, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from auditor.errors import RunError
from auditor.run.engines.base import TRIES
from auditor.run.task import Outcome, Settings, Task, lost

_READY = "ready"
_SPAWN = multiprocessing.get_context("spawn")  # forking a process with threads in it may hang


class Processes:
    """``jobs`` worker processes; ``limit`` seconds for one call, ``None`` for no limit."""

    def __init__(self, settings: Settings, *, jobs: int, limit: float | None) -> None:
        self._settings = settings
        self._jobs = jobs
        self._limit = limit
        self._stillborn = 0

    def run(self, tasks: Iterator[Task]) -> Generator[Outcome, None, None]:
        """Outcomes as they come. At most ``jobs`` tasks are taken and not yet answered."""
        again: deque[Task] = deque()
        workers: list[_Worker] = []
        try:
            while True:
                while len(workers) < self._jobs and (task := _next(again, tasks)):
                    workers.append(_Worker(self._settings, task, self._limit))
                if not workers:
                    return
                for worker in _ready(workers):
                    answer = worker.answer()
                    if answer == _READY:
                        self._stillborn = 0
                        worker.start_clock()
                    elif not isinstance(answer, Outcome):
                        workers.remove(worker)
                        if outcome := self._bury(worker, again):
                            yield outcome
                    else:
                        # The next task first: no worker waits until the outcome is kept.
                        if task := _next(again, tasks):
                            worker.give(task)
                        else:
                            workers.remove(worker)
                            worker.dismiss()
                        yield answer
        finally:
            for worker in workers:
                worker.kill()

    def _bury(self, worker: _Worker, again: deque[Task]) -> Outcome | None:
        """What becomes of the call of a worker that hangs or has died."""
        late = worker.late()
        code = worker.kill()
        task = worker.task
        if late:
            reason = f"took longer than the limit of {self._limit:g} s"
            return lost(task, "time", reason, final=task.tries >= TRIES)
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= TRIES:
                raise RunError(f"no worker process can be started ({_cause(code)})")
            again.append(task)
            return None
        if task.tries < TRIES:
            again.append(dataclasses.replace(task, tries=task.tries + 1))
            return None
        return lost(task, "worker", f"its worker died {TRIES} times ({_cause(code)})", final=True)


class _Worker:
    """One process and the task it has in hand."""

    def __init__(self, settings: Settings, task: Task, limit: float | None) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.process: BaseProcess = _SPAWN.Process(
            target=_serve, args=(settings, theirs), daemon=True, name="auditor-worker"
        )
        self.process.start()
        theirs.close()
        self.ready = False
        self._limit = limit
        self.give(task)

    def give(self, task: Task) -> None:
        """Hand the worker its next task."""
        self.task = task
        self.deadline: float | None = None
        if self.ready:
            self.start_clock()
        try:
            self.pipe.send(task)
        except OSError:
            return  # it has just died; its sentinel says so

    def start_clock(self) -> None:
        """From now on its time runs: it has its checklists and is at the call."""
        self.ready = True
        self.deadline = time.monotonic() + self._limit if self._limit else None

    def answer(self) -> object:
        """What lies in the pipe; ``None`` when the worker hangs or is dead."""
        try:
            return self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            return None

    def late(self) -> bool:
        """Whether the time of its task is over."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def dismiss(self) -> None:
        """Let an idle worker end."""
        self.pipe.close()
        self.process.join(5)
        self.kill()

    def kill(self) -> int | None:
        """End the process whatever it does; its exit code."""
        if self.process.is_alive():
            self.process.kill()
        self.process.join(10)
        self.pipe.close()
        return self.process.exitcode


def _next(again: deque[Task], tasks: Iterator[Task]) -> Task | None:
    return again.popleft() if again else next(tasks, None)


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """Those workers that have answered, died or run out of time; waits for the first."""
    deadlines = [worker.deadline for worker in workers if worker.deadline is not None]
    patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
    pipes: dict[Connection | int, _Worker] = {}
    for worker in workers:
        pipes[worker.pipe] = worker
        pipes[worker.process.sentinel] = worker
    signalled = [pipes[thing] for thing in wait(list(pipes), patience)]  # type: ignore[index]
    return [worker for worker in workers if worker in signalled or worker.late()]


def _serve(settings: Settings, pipe: Connection) -> None:
    """The worker's side: answer tasks until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the driver acts
    # The judge and its dictionaries are for workers alone.
    from auditor.run.work import Auditor, settle

    auditor = Auditor(settings)
    pipe.send(_READY)
    settled = False
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            pipe.send(auditor.work(task))
        except (BrokenPipeError, OSError):
            return
        if not settled:
            settle()
            settled = True


def _cause(code: int | None) -> str:
    if code == -signal.SIGKILL:
        return "killed, perhaps for want of memory"
    if code is not None and code < 0:
        return f"signal {-code}"
    return f"exit code {code}"
