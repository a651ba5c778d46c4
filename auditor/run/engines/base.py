"""What an engine is: something that turns tasks into outcomes, in any order, until it is closed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Protocol

from auditor.run.task import Outcome, Task

TRIES = 3
"""How often a call may take its worker down with it, over all runs, before it is given up."""


class Engine(Protocol):
    """Runs tasks somewhere. It takes a task only when it has room for it."""

    def run(self, tasks: Iterator[Task]) -> Generator[Outcome, None, None]:
        """One outcome for each task. Closing the generator ends the work at once."""
        ...
