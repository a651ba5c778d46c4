"""The driver of a run: stage the manifest, do what is left, keep it, write the tables.

Everything that is written is written here, by one process. Whatever stops the run, what is done
stays done, and the next run on the same folder goes on from there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import auditor
from auditor.checklist.load import find, load_checklist
from auditor.checklist.schema import Checklist
from auditor.errors import ManifestError, UsageError
from auditor.report.files import file_stem
from auditor.run import cells, codec, manifest, outputs
from auditor.run import sources as rows
from auditor.run.encoders import encoders_of
from auditor.run.engines.base import Engine
from auditor.run.hearing import engine_of
from auditor.run.lock import alone_in
from auditor.run.plan import Sources, country_of, judge_key, left_to_do
from auditor.run.present import titles_of, waivers_of
from auditor.run.progress import Progress, Silent
from auditor.run.state import State
from auditor.run.task import Outcome, Settings

MANY = 5000
"""Calls of which a run that is stopped does not write the tables any more: it is to end soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run is asked to do."""

    out: Path
    manifest: Path = Path()
    manifest_sql: str = ""
    """A query whose rows are the manifest, in place of the file; asked of ``manifest_db``."""
    manifest_db: str = ""
    settings: Settings
    transcripts: Path | None = None
    recordings: Path | None = None
    """The folder below which recordings lie; the manifest's own by default."""
    formats: tuple[str, ...] = ("csv",)
    state_url: str | None = None
    afresh: bool = False
    """Judge every call again, also those that are done."""


@dataclass(slots=True)
class Result:
    """What became of a run."""

    counts: outputs.Counts
    stopped: bool = False
    """True when it was stopped from outside before its end."""
    fresh: int = 0
    """Calls that were worked on in this run, not taken from an earlier one."""

    @property
    def exit_code(self) -> int:
        """0 all audited, nothing failed; 1 something failed; 3 something could not be audited."""
        if self.stopped or self.counts.unaudited or self.counts.left:
            return 3
        return 1 if self.counts.verdicts["fail"] else 0


def run(job: Job, engine: Engine, progress: Progress | None = None) -> Result:
    """Audit the calls of the manifest that are not done yet, and write all outputs.

    Raises:
        AuditorError: the run cannot begin or cannot go on; what is done stays done.
    """
    progress = progress or Silent()
    checklists = [load_checklist(name) for name in job.settings.checklists]
    if job.transcripts and not job.transcripts.is_dir():
        raise UsageError(f"--transcripts {job.transcripts}: is not a folder")
    if job.settings.registers:
        from auditor.judge.registers import read_registers

        read_registers(Path(job.settings.registers))  # what is wrong in them is wrong for all calls
    began = time.time()
    with alone_in(job.out), State.of(job.out, job.state_url) as state:
        outputs.sweep(job.out)
        content = _stage(job, state)
        sources = _sources(job, checklists)
        state.keep_settings(
            {
                "basis": sources.basis,
                "root": str(Path(sources.root).resolve()),
                "checklists": [str(find(name).resolve()) for name in job.settings.checklists],
            }
        )
        if job.afresh:
            state.forget()
        if country_of(checklists):
            from auditor.run.past import Past

            past = Past(state, checklists, sources.basis)
            sources = dataclasses.replace(sources, past=past)
        progress.begin(state.tally().calls)
        stopped, fresh = _drive(job, state, sources, engine, progress)
        if not stopped:
            stopped, again = _across(job, state, sources, checklists, engine)
            fresh += again
        progress.end()
        counts = _tables(job, state, sources.basis, fresh, checklists, stopped=stopped)
        result = Result(counts=counts, stopped=stopped, fresh=fresh)
        about = _about(job, state, checklists, sources, result, began)
        outputs.write_run(job.out, {"manifest": _named(job, content), **about})
    return result


def _stage(job: Job, state: State) -> str:
    """Put the manifest into the state, if it is not there as it is; its content's hash."""
    code = [Path(str(module.__file__)).read_bytes() for module in (cells, manifest, rows)]
    if job.manifest_sql:
        # A query's answer has no version: it is asked each time.
        content = codec.digest(job.manifest_sql)
        answer = rows.query_rows(job.manifest_db, job.manifest_sql)
        state.stage(manifest.typed(answer, "--manifest-sql"))
        return content
    content = _sha256(job.manifest)
    key = codec.digest(content, *code)
    if state.manifest()[0] != key:
        state.stage(manifest.iter_manifest(job.manifest), key)
    return content


def _tables(
    job: Job,
    state: State,
    basis: str,
    fresh: int,
    checklists: Sequence[Checklist],
    *,
    stopped: bool,
) -> outputs.Counts:
    """Write the tables, unless they stand there as they would be written."""
    tally = state.tally()
    if stopped and tally.audited > MANY:
        return outputs.Counts(
            calls=tally.calls, audited=tally.audited, unaudited=tally.unaudited, tables=False
        )
    staged, columns = state.manifest()
    waivers = waivers_of(job.settings.form)
    key = codec.digest(staged, basis, *job.formats)
    written, document = state.tables()
    if staged and not fresh and written == key and outputs.tables_there(job.out, job.formats):
        counts = outputs.Counts.of(document)
        counts.first = outputs.first_of(state, basis)
        return counts
    state.keep_tables("", None)
    counts = outputs.write_tables(
        job.out,
        state,
        basis,
        tally.calls,
        carried=columns,
        formats=job.formats,
        waivers=waivers,
        language=job.settings.form.language,
        titles=titles_of(job.settings.form, checklists),
        retell=any(c.language.partition("-")[0] != job.settings.form.language for c in checklists),
    )
    state.keep_tables(key, counts.document())
    return counts


def _sources(job: Job, checklists: list[Checklist]) -> Sources:
    return Sources(
        root=str(job.recordings or (Path.cwd() if job.manifest_sql else job.manifest.parent)),
        transcripts=job.transcripts,
        engine="" if job.transcripts else engine_of(job.settings),
        encoders=tuple(encoder.checksum for encoder in encoders_of(checklists)),
        judge_key=judge_key(
            job.settings.checklists, job.settings.form, job.settings.registers, job.settings.verify
        ),
    )


def _drive(
    job: Job, state: State, sources: Sources, engine: Engine, progress: Progress
) -> tuple[bool, int]:
    """Do what is left; (whether it was stopped, how many calls were done)."""
    there = _page_there(job)
    tasks = left_to_do(state, sources, page_there=there, skip=progress.skip)
    fresh = 0
    outcomes = engine.run(tasks)
    try:
        with contextlib.closing(outcomes):
            for outcome in outcomes:
                _keep(job, state, outcome)
                fresh += 1
                lost = outcome.kept.unaudited
                problem = f"{lost.stage}: {lost.reason}" if lost else None
                progress.done(outcome.kept.call_id, outcome.kept.audio_seconds, problem)
    except KeyboardInterrupt:
        return True, fresh
    return False, fresh


def _across(
    job: Job, state: State, sources: Sources, checklists: list[Checklist], engine: Engine
) -> tuple[bool, int]:
    """Judge those calls again whose number has a refusal that was heard only now."""
    if sources.past is None:
        return False, 0
    from auditor.run.past import Past

    known = dataclasses.replace(sources, past=Past(state, checklists, sources.basis))
    return _drive(job, state, known, engine, Silent())


def _page_there(job: Job) -> Callable[[str], bool]:
    """Whether the page of a call that is done lies in its place, or is meant to."""
    folder = str(job.out / outputs.PAGES)

    def there(call_id: str) -> bool:
        # Asked for each of many calls: plain strings are several times as fast as paths here.
        return not job.settings.form.pages or os.path.exists(  # noqa: PTH110
            f"{folder}{os.sep}{file_stem(call_id)}.html"
        )

    return there


def _keep(job: Job, state: State, outcome: Outcome) -> None:
    # Pages first: a call that the state calls done has its pages. The other way round, a death
    # in between would leave a call done without them.
    outputs.remove_pages(job.out, outcome.kept.call_id, but=outcome.pages)
    outputs.write_pages(job.out, outcome.pages)
    state.keep(outcome.kept, outcome.heard, outcome.file, outcome.read)


def _about(
    job: Job,
    state: State,
    checklists: list[Checklist],
    sources: Sources,
    result: Result,
    began: float,
) -> dict[str, Any]:
    ended = time.time()
    return {
        "auditor": auditor.__version__,
        "python": platform.python_version(),
        "checklists": [
            {
                "id": checklist.id,
                "version": checklist.version,
                "sha256": hashlib.sha256(checklist.model_dump_json().encode()).hexdigest(),
            }
            for checklist in checklists
        ],
        "hearing": None if job.transcripts else _model(job, sources),
        "transcripts": str(job.transcripts) if job.transcripts else None,
        "counts": result.counts.document(),
        "fresh": result.fresh,
        "stopped": result.stopped,
        "slowest": [
            {"call_id": call_id, "seconds": round(seconds, 2)}
            for call_id, seconds in state.slowest(10)
        ],
        "started": dt.datetime.fromtimestamp(began, dt.UTC).isoformat(timespec="seconds"),
        "ended": dt.datetime.fromtimestamp(ended, dt.UTC).isoformat(timespec="seconds"),
        "seconds": round(ended - began, 1),
    }


def _named(job: Job, content: str) -> dict[str, str]:
    if job.manifest_sql:
        return {"sql": job.manifest_sql}
    return {"path": job.manifest.name, "sha256": content}


def _model(job: Job, sources: Sources) -> dict[str, str]:
    from auditor.hear.weights import find_model

    weights = find_model(job.settings.model)
    return {
        "engine": sources.engine,
        "model": weights.name,
        "source": weights.source,
        "sha256": weights.sha256,
    }


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None
