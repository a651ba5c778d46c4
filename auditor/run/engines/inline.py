"""In this very process, one call after another: to debug, and where no processes can be had."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from auditor.run.task import Outcome, Settings, Task
from auditor.run.work import Auditor


class Inline:
    """No worker processes; hence no time limit, and a crash ends the run."""

    def __init__(self, settings: Settings) -> None:
        self._auditor = Auditor(settings)

    def run(self, tasks: Iterator[Task]) -> Generator[Outcome, None, None]:
        """Work on the tasks in their order."""
        for task in tasks:
            yield self._auditor.work(task)
