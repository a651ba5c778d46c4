"""What is not done yet: the calls of the state whose outcome does not follow from what is there.

An outcome is kept under a key of everything it follows from: the row of the manifest, the
recording's content and the engine (or the given transcript's content), the checklists, and
auditor itself. The same key is the same outcome; anything else is to be done.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import auditor
from auditor.checklist.schema import Checklist
from auditor.errors import AuditorError, CallError
from auditor.report.files import file_stem
from auditor.run import codec, places
from auditor.run.manifest import locate
from auditor.run.present import Form
from auditor.run.state import Staged, State
from auditor.run.work import Task

CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the words of the calls come from."""

    root: str
    """The folder below which the manifest's paths lie."""
    transcripts: Path | None
    """The folder of given transcripts; ``None`` when the recordings are heard."""
    engine: str
    """Of the speech model; empty with given transcripts."""
    judge_key: str
    """Of the checklists, auditor and whatever else decides the judgement."""

    @property
    def basis(self) -> str:
        """The key of what is the same for all calls of the run."""
        return codec.digest(self.judge_key, self.engine or "given")


def judge_key(checklists: Sequence[Checklist], form: Form, registers: str = "") -> str:
    """The key of everything but the call that decides a report."""
    texts: list[str | bytes] = [checklist.model_dump_json() for checklist in checklists]
    if registers:
        files = sorted(Path(registers).glob("*.csv"))
        texts += [part for file in files for part in (file.name, file.read_bytes())]
    return codec.digest(_code(), repr(form), *texts)


@cache
def _code() -> str:
    """Of auditor itself: another judge or another page makes another outcome."""
    package = Path(auditor.__file__).parent
    total = hashlib.sha256(auditor.__version__.encode())
    files = [package / "model.py", package / "run" / "present.py"]
    for room in ("checklist", "read", "judge", "report"):
        files += sorted((package / room).rglob("*"))
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            total.update(file.read_bytes())
    return total.hexdigest()


def left_to_do(
    state: State,
    sources: Sources,
    *,
    page_there: Callable[[str], bool],
    skip: Callable[[int], None],
) -> Iterator[Task]:
    """Tasks for the calls that are not done, in the order of the manifest.

    ``page_there`` says whether a call's report is where it belongs; ``skip`` is told of calls
    that need nothing.
    """
    staged = state.staged()
    while chunk := list(islice(staged, CHUNK)):
        found = [_places(sources, row) for row in chunk]
        known = state.known_files([transcript or recording for recording, transcript, _ in found])
        fresh: list[tuple[str, str, str]] = []
        for row, (recording, transcript, refused) in zip(chunk, found, strict=True):
            if row.call is None:
                skip(1)
                continue
            place = transcript or recording
            content = _content(place, known, fresh) if place else None
            task = Task(
                call=row.call,
                call_id=row.call_id,
                row_key=row.row_key,
                basis=sources.basis,
                recording=recording,
                transcript=transcript,
                refused=refused,
                **_keys(sources, row, content),
            )
            done = task.key and row.done_key == task.key and row.final
            if done and (not row.has_report or page_there(row.call_id)):
                skip(1)
            else:
                heard = state.transcript(task.hear_key) if task.hear_key else None
                yield replace(task, known=heard)
        state.keep_files(fresh)


def _places(sources: Sources, row: Staged) -> tuple[str, str, str]:
    """Where a call's recording and its given transcript lie, and why its words are nowhere."""
    recording, refused = "", ""
    try:
        recording = locate(sources.root, row.recording)
    except CallError as error:
        refused = str(error)
    if not sources.transcripts:
        return recording, "", refused
    name = f"{file_stem(row.call_id)}.json"
    return recording, os.path.join(sources.transcripts, name), ""  # noqa: PTH118


def _keys(sources: Sources, row: Staged, content: str | None) -> dict[str, Any]:
    """The keys of a task from the content of its recording or transcript, and its try."""
    key = hear_key = ""
    if content and sources.transcripts:
        key = codec.digest(row.row_key, "given", content, sources.judge_key)
    elif content:
        hear_key = codec.digest(content, sources.engine, row.hearing)
        key = codec.digest(row.row_key, "heard", hear_key, sources.judge_key)
    again = row.done_key == key and not row.final
    return {"key": key, "hear_key": hear_key, "tries": row.tries + 1 if again else 1}


def _content(
    place: str, known: dict[str, tuple[str, str]], fresh: list[tuple[str, str, str]]
) -> str | None:
    """SHA-256 of the content of ``place``, from memory if it is the same version as then."""
    version = places.version(place)
    if version is None:
        return None
    if place in known and known[place][0] == version:
        return known[place][1]
    try:
        sha256 = places.sha256(place)
    except (OSError, AuditorError):
        return None
    fresh.append((place, version, sha256))
    return sha256
