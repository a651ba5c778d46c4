"""The tables of the state, and how an older database becomes the present one."""

from __future__ import annotations

import sqlalchemy as sa

from auditor.errors import RunError

VERSION = 2
"""Of the tables below.

1  first
2  what encoders said of a transcript is kept
"""

METADATA = sa.MetaData()

META = sa.Table(
    "auditor_meta",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
FILES = sa.Table(
    "auditor_files",
    METADATA,
    sa.Column("location", sa.String, primary_key=True),
    sa.Column("version", sa.String, nullable=False),  # size and time, or the store's own tag
    sa.Column("sha256", sa.String, nullable=False),
)
TRANSCRIPTS = sa.Table(
    "auditor_transcripts",
    METADATA,
    sa.Column("key", sa.String, primary_key=True),  # of the recording's content and the engine
    sa.Column("recording", sa.LargeBinary, nullable=False),
    sa.Column("transcript", sa.LargeBinary, nullable=False),
)
READINGS = sa.Table(
    "auditor_readings",
    METADATA,
    sa.Column("key", sa.String, primary_key=True),  # of the transcript's content and the encoder
    sa.Column("content", sa.LargeBinary, nullable=False),
)
RUNS = sa.Table(
    "auditor_runs",
    METADATA,
    sa.Column("run", sa.String, primary_key=True),
    sa.Column("manifest", sa.String, nullable=False),  # key of the content that is staged
    sa.Column("columns", sa.JSON, nullable=False),  # those of the manifest that are carried through
    sa.Column("tables", sa.String, nullable=False),  # key of the tables that were written last
    sa.Column("counts", sa.JSON),
    sa.Column("settings", sa.JSON),  # what an export needs to know of the run
)
CALLS = sa.Table(
    "auditor_calls",
    METADATA,
    sa.Column("run", sa.String, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("call_id", sa.String, nullable=False),
    sa.Column("recording", sa.String, nullable=False),
    sa.Column("row_key", sa.String, nullable=False),
    sa.Column("hearing", sa.String, nullable=False),  # what in the row decides how it is heard
    sa.Column("stage", sa.String),  # set when the row itself cannot be audited
    sa.Column("reason", sa.String),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("run", "call_id"),
)
OUTCOMES = sa.Table(
    "auditor_outcomes",
    METADATA,
    sa.Column("run", sa.String, primary_key=True),
    sa.Column("call_id", sa.String, primary_key=True),
    sa.Column("key", sa.String, nullable=False),  # of everything the outcome follows from
    sa.Column("row_key", sa.String, nullable=False),
    sa.Column("basis", sa.String, nullable=False),  # of what is the same for all calls of a run
    sa.Column("stage", sa.String),
    sa.Column("reason", sa.String),
    sa.Column("final", sa.Boolean, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("audio_seconds", sa.Float, nullable=False),
    sa.Column("work_seconds", sa.Float, nullable=False),
    # What is long comes last: SQLite reads through it to reach what stands behind it.
    sa.Column("verdicts", sa.JSON, nullable=False),
    sa.Column("report", sa.LargeBinary),
)
FLIPS = sa.Table(
    "auditor_flips",
    METADATA,
    sa.Column("run", sa.String, primary_key=True),
    sa.Column("call_id", sa.String, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("basis", sa.String, nullable=False),
    sa.Column("checklist", sa.String, nullable=False),
    sa.Column("requirement_id", sa.String, nullable=False),
    sa.Column("before", sa.String, nullable=False),
    sa.Column("after", sa.String, nullable=False),
)

# What turns version N into N + 1, as SQL that SQLite and PostgreSQL both take. Tables that are
# wholly new need none: they are made where they are missing.
MIGRATIONS: dict[int, tuple[str, ...]] = {1: ()}


def upgrade(engine: sa.Engine) -> None:
    """Make the tables, or bring them to ``VERSION``, in one transaction.

    Raises:
        RunError: a newer auditor made this database.
    """
    with engine.begin() as connection:
        METADATA.create_all(connection)
        found = connection.execute(sa.select(META.c.value).where(META.c.name == "schema")).scalar()
        version = int(found) if found else VERSION
        if version > VERSION:
            raise RunError(f"the state is of version {version}; this auditor knows {VERSION}")
        for step in range(version, VERSION):
            for statement in MIGRATIONS[step]:
                connection.execute(sa.text(statement))
        if found != str(VERSION):
            connection.execute(META.delete().where(META.c.name == "schema"))
            connection.execute(META.insert(), {"name": "schema", "value": str(VERSION)})
