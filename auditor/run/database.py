"""The way to the state's database: SQLite or PostgreSQL, asked again when it is locked or gone."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from auditor.errors import RunError
from auditor.run.schema import upgrade

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds for which a database that is locked or gone is asked again before the run gives up."""

Step = tuple[Any, Any]
"""A statement and its values."""


class Database:
    """Reads and writes whole transactions."""

    def __init__(self, url: str | sa.URL) -> None:
        """Open (and make, or bring up to date) the database at a SQLAlchemy URL."""
        self._engine = _engine(url)
        self.patiently(lambda: upgrade(self._engine))

    @classmethod
    def in_file(cls, path: Path) -> Database:
        """A SQLite database in that file."""
        return cls(sa.URL.create("sqlite", database=str(path)))

    def rows(self, query: sa.Select[Any], values: dict[str, Any] | None = None) -> list[Any]:
        """All rows of a query; ``values`` are those of its parameters."""

        def ask() -> list[Any]:
            with self._engine.connect() as connection:
                return list(connection.execute(query, values).all())

        return self.patiently(ask)

    def write(self, steps: Sequence[Step]) -> None:
        """All steps in one transaction: all of them or none."""

        def write() -> None:
            with self._engine.begin() as connection:
                for statement, values in steps:
                    connection.execute(statement, values)

        self.patiently(write)

    def begin(self) -> Any:
        """A transaction as a context manager, for what cannot be asked a second time."""
        return self._engine.begin()

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def patiently(self, action: Callable[[], T]) -> T:
        """What ``action`` gives; it is tried again while the database is locked or gone."""
        until = time.monotonic() + PATIENCE
        pause = 0.05
        while True:
            try:
                return action()
            except exc.DBAPIError as error:
                if time.monotonic() + pause > until or not _may_pass(error):
                    why = " ".join(str(error.orig).split())
                    raise RunError(f"the state cannot be used: {why}") from error
            time.sleep(pause)
            pause = min(pause * 2, 5.0)


def _may_pass(error: exc.DBAPIError) -> bool:
    """Whether it may be otherwise in a while. A server's errors of these kinds are about the way
    to it; SQLite's are also about wrong statements."""
    if not isinstance(error, exc.OperationalError | exc.InterfaceError):
        return False
    if "sqlite" not in type(error.orig).__module__:
        return True
    passing = ("locked", "busy", "unable to open", "full", "disk i/o")
    return any(word in str(error.orig).lower() for word in passing)


def _engine(url: str | sa.URL) -> sa.Engine:
    try:
        url = sa.make_url(url)
        if url.drivername in {"postgres", "postgresql"}:
            url = url.set(drivername="postgresql+psycopg")  # the driver of the extra
        engine = sa.create_engine(url, pool_pre_ping=True)
    except (exc.ArgumentError, exc.NoSuchModuleError) as error:
        raise RunError(f"the state's URL: {error}") from None
    except ImportError as error:
        raise RunError(f"the state's URL: {error}; pip install 'auditor[postgres]'") from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # WAL lets `status` read while the run writes. NORMAL survives the death of the process
    # whole; after a power cut the last calls may be done again, but never by half.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=5000")
