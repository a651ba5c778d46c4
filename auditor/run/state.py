"""What a run has done so far, in a database with one writer.

SQLite beside the outputs by default, PostgreSQL by URL. Files and transcripts are kept by their
content and shared between the runs of one database; calls and outcomes belong to one run. What
is kept for a call is written in one transaction, so that a call is done or not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from auditor.errors import UsageError
from auditor.model import Call, Unaudited
from auditor.run import codec
from auditor.run.database import Database, Step
from auditor.run.flips import Flip, changes
from auditor.run.kept import Kept
from auditor.run.rows import file_steps, lost_row, outcome_row, staged_row
from auditor.run.schema import CALLS, FILES, FLIPS, OUTCOMES, READINGS, RUNS, TRANSCRIPTS

CHUNK = 500
_SAME = (OUTCOMES.c.run == CALLS.c.run) & (OUTCOMES.c.call_id == CALLS.c.call_id)


def _of_one(table: sa.Table) -> sa.ColumnElement[bool]:
    return (table.c.run == sa.bindparam("of_run")) & (table.c.call_id == sa.bindparam("of_call"))


# What is asked for every call is put together once: that costs more than asking it.
_BEFORE = sa.select(OUTCOMES.c.verdicts).where(_of_one(OUTCOMES))
_FORGET_OUTCOME = OUTCOMES.delete().where(_of_one(OUTCOMES))
_FORGET_FLIPS = FLIPS.delete().where(_of_one(FLIPS))
_HEARD = sa.select(TRANSCRIPTS).where(TRANSCRIPTS.c.key == sa.bindparam("of_key"))
_FORGET_HEARD = TRANSCRIPTS.delete().where(TRANSCRIPTS.c.key == sa.bindparam("of_key"))
_FORGET_READ = READINGS.delete().where(READINGS.c.key == sa.bindparam("of_key"))
_ADD = {table: table.insert() for table in (OUTCOMES, FLIPS, TRANSCRIPTS, READINGS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One row of the manifest in the state, with what is known of its outcome."""

    call_id: str
    recording: str
    row_key: str
    hearing: str
    """What in the row decides how the recording is heard: the agent's channel."""
    usable: bool
    """False when the row itself cannot be audited."""
    done_key: str | None
    final: bool
    has_report: bool
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far a run is."""

    calls: int
    audited: int
    unaudited: int
    audio_seconds: float
    work_seconds: float


class State:
    """The database of one run. Only the driver of the run holds one; workers never do."""

    def __init__(self, database: Database, run: str) -> None:
        self._database = database
        self._run = run

    @classmethod
    def of(cls, out: Path, url: str | None = None) -> State:
        """The state of the run in the folder ``out``: a file in it, or the database at ``url``."""
        if url:
            return cls(Database(url), str(out.resolve()))
        folder = out / ".state"
        folder.mkdir(parents=True, exist_ok=True)
        return cls(Database.in_file(folder / "state.sqlite"), "local")

    def __enter__(self) -> State:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    # -- the manifest ------------------------------------------------------------------------

    def stage(self, items: Iterable[Call | Unaudited], key: str = "") -> None:
        """Replace the run's list of calls by ``items``, all or nothing.

        ``key`` is that of the manifest's content: see ``staged_key``.
        """
        numbered = enumerate(items)
        columns: list[str] | None = None
        # The list is read once and cannot be read again for another try.
        with self._database.begin() as connection:
            connection.execute(CALLS.delete().where(CALLS.c.run == self._run))
            while chunk := list(islice(numbered, CHUNK)):
                if columns is None:
                    columns = [name for name, _ in chunk[0][1].carried]
                connection.execute(CALLS.insert(), [staged_row(self._run, *pair) for pair in chunk])
            connection.execute(RUNS.delete().where(RUNS.c.run == self._run))
            row = {"run": self._run, "manifest": key, "columns": columns or [], "tables": ""}
            connection.execute(RUNS.insert(), row)

    def manifest(self) -> tuple[str, tuple[str, ...]]:
        """The key of the staged manifest, and the names of its own columns."""
        found = self._database.rows(sa.select(RUNS).where(RUNS.c.run == self._run))
        return (found[0].manifest, tuple(found[0].columns)) if found else ("", ())

    def tables(self) -> tuple[str, Any]:
        """The key of the tables that were written last, and what was counted for them."""
        found = self._database.rows(sa.select(RUNS).where(RUNS.c.run == self._run))
        return (found[0].tables, found[0].counts) if found else ("", None)

    def keep_tables(self, key: str, counts: Any) -> None:
        """Remember that the tables with that key have been written."""
        update = RUNS.update().where(RUNS.c.run == self._run)
        self._database.write([(update.values(tables=key, counts=counts), None)])

    def settings(self) -> dict[str, Any]:
        """What ``keep_settings`` was given last.

        Raises:
            UsageError: nothing was run here.
        """
        found = self._database.rows(sa.select(RUNS).where(RUNS.c.run == self._run))
        if not found or not found[0].settings:
            raise UsageError("there is no run in this folder")
        return dict(found[0].settings)

    def keep_settings(self, settings: dict[str, Any]) -> None:
        """Remember what an export needs to know of the run."""
        update = RUNS.update().where(RUNS.c.run == self._run)
        self._database.write([(update.values(settings=settings), None)])

    def staged(self) -> Iterator[Staged]:
        """The run's calls in the order of the manifest, with what is known of each."""
        query = sa.select(
            CALLS.c.place, CALLS.c.call_id, CALLS.c.recording, CALLS.c.row_key, CALLS.c.hearing,
            CALLS.c.stage.label("row_stage"),
            OUTCOMES.c.key.label("done_key"), OUTCOMES.c.final, OUTCOMES.c.tries,
            OUTCOMES.c.stage.label("lost_at"),
        ).select_from(CALLS.outerjoin(OUTCOMES, _SAME))  # fmt: skip
        for row in self._pages(query):
            yield Staged(
                call_id=row.call_id,
                recording=row.recording,
                row_key=row.row_key,
                hearing=row.hearing,
                usable=row.row_stage is None,
                done_key=row.done_key,
                final=bool(row.final),
                has_report=row.lost_at is None,
                tries=row.tries or 0,
            )

    def calls(self, call_ids: Sequence[str]) -> dict[str, bytes]:
        """The packed ``Call`` of each of those names."""
        same = (CALLS.c.run == self._run) & CALLS.c.call_id.in_(call_ids)
        found = self._database.rows(sa.select(CALLS.c.call_id, CALLS.c.content).where(same))
        return {row.call_id: row.content for row in found}

    def contents(self) -> Iterator[bytes]:
        """The packed ``Call`` of every row that can be audited, in the order of the manifest."""
        query = sa.select(CALLS.c.place, CALLS.c.content).where(CALLS.c.stage.is_(None))
        for row in self._pages(query):
            yield row.content

    # -- files and transcripts, by content -----------------------------------------------------

    def known_files(self, locations: Sequence[str]) -> dict[str, tuple[str, str]]:
        """(version, sha256) of those locations that were hashed before."""
        query = sa.select(FILES).where(FILES.c.location.in_(locations))
        return {row.location: (row.version, row.sha256) for row in self._database.rows(query)}

    def keep_files(self, files: Sequence[tuple[str, str, str]]) -> None:
        """Remember (location, version, sha256) of files that were hashed."""
        if files:
            self._database.write(file_steps(files))

    def transcript(self, key: str) -> tuple[bytes, bytes] | None:
        """The packed (recording, transcript) heard under that key."""
        found = self._database.rows(_HEARD, {"of_key": key})
        return (found[0].recording, found[0].transcript) if found else None

    def readings(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What encoders said of transcripts before, by the key of both (``run.encoders``)."""
        found = self._database.rows(sa.select(READINGS).where(READINGS.c.key.in_(keys)))
        return {row.key: row.content for row in found}

    # -- outcomes ------------------------------------------------------------------------------

    def keep(
        self,
        kept: Kept,
        heard: tuple[str, bytes, bytes] | None = None,
        file: tuple[str, str, str] | None = None,
        read: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """Write a call's outcome at once with what was heard, as (key, recording, transcript),
        what was learned of its file, as (location, version, sha256), and what encoders said of
        its words, each as (key, content)."""
        steps = file_steps([file]) if file else []
        if heard:
            row = dict(zip(("key", "recording", "transcript"), heard, strict=True))
            steps.append((_FORGET_HEARD, {"of_key": heard[0]}))
            steps.append((_ADD[TRANSCRIPTS], row))
        for key, content in read:
            steps.append((_FORGET_READ, {"of_key": key}))
            steps.append((_ADD[READINGS], {"key": key, "content": content}))
        one = {"of_run": self._run, "of_call": kept.call_id}
        if before := self._database.rows(_BEFORE, one):
            steps += self._flips(before[0].verdicts, kept)
            steps.append((_FORGET_OUTCOME, one))
        steps.append((_ADD[OUTCOMES], outcome_row(self._run, kept)))
        self._database.write(steps)

    def _flips(self, before: Sequence[Sequence[str]], kept: Kept) -> list[Step]:
        """The steps that note where this outcome differs from the one before it."""
        one = {"of_run": self._run, "of_call": kept.call_id}
        steps: list[Step] = [(_FORGET_FLIPS, one)]
        if kept.verdicts and before:
            rows = [
                {"run": self._run, "call_id": kept.call_id, "basis": kept.basis, "place": place,
                 "checklist": name[0], "requirement_id": name[1], "before": old, "after": new}
                for place, (name, old, new) in enumerate(changes(before, kept.verdicts))
            ]  # fmt: skip
            if rows:
                steps.append((_ADD[FLIPS], rows))
        return steps

    def outcomes(self, basis: str) -> Iterator[bytes | Unaudited]:
        """Packed reports and unaudited calls of the staged list, in its order.

        Only those made on this ``basis`` and for this very row: after a run that was stopped,
        an older outcome of a call that was not reached is no outcome of the present run.
        """
        present = _SAME & (OUTCOMES.c.row_key == CALLS.c.row_key) & (OUTCOMES.c.basis == basis)
        query = sa.select(
            CALLS.c.place, CALLS.c.call_id, CALLS.c.recording, CALLS.c.content,
            CALLS.c.stage.label("row_stage"), CALLS.c.reason.label("row_reason"),
            OUTCOMES.c.report, OUTCOMES.c.stage, OUTCOMES.c.reason,
        ).select_from(CALLS.outerjoin(OUTCOMES, present))  # fmt: skip
        for row in self._pages(query):
            if row.row_stage is not None:
                carried = codec.unpack(codec.CARRIED, row.content)
                yield lost_row(row, row.row_stage, row.row_reason, carried)
            elif row.report is not None:
                yield row.report
            elif row.stage is not None:
                yield lost_row(
                    row, row.stage, row.reason, codec.unpack(codec.CALL, row.content).carried
                )

    def flips(self, basis: str) -> Iterator[Flip]:
        """Where the outcomes on this basis differ from those before them, in the list's order."""
        here = (FLIPS.c.run == CALLS.c.run) & (FLIPS.c.call_id == CALLS.c.call_id)
        named = FLIPS.c["call_id", "checklist", "requirement_id", "before", "after"]
        flipped = sa.exists().where(here, FLIPS.c.basis == basis)
        for page in self._paged(sa.select(CALLS.c.place).where(flipped)):
            query = (
                sa.select(*named)
                .join(CALLS, here)
                .where(
                    CALLS.c.run == self._run,
                    CALLS.c.place.between(page[0].place, page[-1].place),
                    FLIPS.c.basis == basis,
                )
                .order_by(CALLS.c.place, FLIPS.c.place)
            )
            for row in self._database.rows(query):
                yield Flip(**row._mapping)

    def forget(self) -> None:
        """Have every call of the run judged again. Their verdicts stay, to be compared with."""
        update = OUTCOMES.update().where(OUTCOMES.c.run == self._run)
        self._database.write([(update.values(key="", basis=""), None)])

    def slowest(self, count: int) -> list[tuple[str, float]]:
        """(call, seconds of work) of those that took longest."""
        query = (
            sa.select(OUTCOMES.c.call_id, OUTCOMES.c.work_seconds)
            .join(CALLS, _SAME)
            .where(OUTCOMES.c.run == self._run)
            .order_by(OUTCOMES.c.work_seconds.desc(), OUTCOMES.c.call_id)
            .limit(count)
        )
        return [(row.call_id, row.work_seconds) for row in self._database.rows(query)]

    def tally(self) -> Tally:
        """How far the run is. Counts what was done for the present list of calls."""
        lost = CALLS.c.stage.is_not(None) | OUTCOMES.c.stage.is_not(None)
        query = (
            sa.select(
                sa.func.count(CALLS.c.call_id),
                sa.func.count(OUTCOMES.c.report),
                sa.func.coalesce(sa.func.sum(sa.case((lost, 1), else_=0)), 0),
                sa.func.coalesce(sa.func.sum(OUTCOMES.c.audio_seconds), 0.0),
                sa.func.coalesce(sa.func.sum(OUTCOMES.c.work_seconds), 0.0),
            )
            .select_from(CALLS.outerjoin(OUTCOMES, _SAME))
            .where(CALLS.c.run == self._run)
        )
        calls, audited, unaudited, audio, work = self._database.rows(query)[0]
        return Tally(
            calls=calls,
            audited=audited,
            unaudited=unaudited,
            audio_seconds=audio,
            work_seconds=work,
        )

    def _pages(self, query: sa.Select[Any]) -> Iterator[Any]:
        for page in self._paged(query):
            yield from page

    def _paged(self, query: sa.Select[Any]) -> Iterator[list[Any]]:
        # Page by page, each a query of its own: nothing stays open between, memory stays flat.
        last = -1
        while True:
            page = self._database.rows(
                query.where(CALLS.c.run == self._run, CALLS.c.place > last)
                .order_by(CALLS.c.place)
                .limit(CHUNK)
            )
            if page:
                yield page
            if len(page) < CHUNK:
                return
            last = page[-1].place
