"""What is not done yet: the calls of the state whose outcome does not follow from what is there.

An outcome is kept under a key of everything it follows from: the row of the manifest, the
recording's content and the engine (or the given transcript's content), the checklists, and
auditor itself. The same key is the same outcome; anything else is to be done.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import auditor
from auditor.checklist.load import load_checklist
from auditor.errors import AuditorError, CallError
from auditor.report.files import file_stem
from auditor.run import codec, places
from auditor.run.encoders import reading_key
from auditor.run.manifest import is_url, locate
from auditor.run.present import Form
from auditor.run.state import Staged, State
from auditor.run.task import Task, Unread, keys_of

if TYPE_CHECKING:
    from auditor.checklist.schema import Checklist
    from auditor.run.past import Past

CHUNK = 200
AHEAD = 20  # calls made ready together: files to hash before a worker has its next call
CHECKS = frozenset({"history", "first-call"})
"""Kinds of check that look at other calls."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where the words of the calls come from."""

    root: str
    """The folder below which the manifest's paths lie."""
    transcripts: Path | None
    """The folder of given transcripts; ``None`` when the recordings are heard."""
    engine: str
    """Of the speech model; empty with given transcripts."""
    encoders: tuple[str, ...] = ()
    """Checksums of the checklists' encoders (``run.encoders``)."""
    past: Past | None = None
    """The calls around each call, where a checklist looks at them."""
    judge_key: str
    """Of the checklists, auditor and whatever else decides the judgement."""

    @cached_property
    def basis(self) -> str:
        """The key of what is the same for all calls of the run."""
        return codec.digest(self.judge_key, self.engine or "given")


def country_of(checklists: Iterable[Checklist]) -> str:
    """Where numbers without a country code belong, if any checklist looks at other calls."""
    for checklist in checklists:
        if any(r.check in CHECKS for r in checklist.requirements):
            return checklist.jurisdiction
    return ""


def judge_key(
    names: Sequence[str], form: Form, registers: str = "", verify: str = "doubtful"
) -> str:
    """The key of everything but the call that decides a report.

    ``names`` are the ids or paths of the checklists, ``registers`` the folder beside the calls,
    ``verify`` whether the judge may ask the sound.
    """
    parts: list[str | bytes] = []
    for checklist in map(load_checklist, names):
        parts.append(checklist.model_dump_json())  # with what it takes over from others
        folders = map(Path, checklist.folders)
        beside = [
            f for d in folders for f in sorted([*d.glob("wording.*"), *d.glob("meaning/*.*")])
        ]
        parts += [part for file in beside for part in (file.name, file.read_bytes())]
    for file in sorted(Path(registers).glob("*.csv")) if registers else ():
        parts += [file.name, file.read_bytes()]
    return codec.digest(_code(), repr(form), verify, *parts)


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
    # What is done costs a stat, a hash of a few strings and nothing else: there may be many.
    while chunk := list(islice(staged, CHUNK)):
        found = [_place(sources, row) for row in chunk]
        known = state.known_files([place for place, _ in found if place])
        fresh: list[tuple[str, str, str]] = []
        left: list[_Left] = []
        count = 0
        for row, (place, refused) in zip(chunk, found, strict=True):
            version = places.version(place) if place and row.usable else None
            content = _content(place, version, known, fresh) if version else None
            unread = _unread(sources, row, version) if version and not content else None
            key, hear_key = _keys(sources, row, place, content, unread)
            same = key and row.done_key == key and row.final
            if row.usable and not (same and (not row.has_report or page_there(row.call_id))):
                words = hear_key or (content or "" if sources.transcripts else "")
                left.append(
                    _Left(
                        row=row, key=key, hear_key=hear_key, words=words, place=place,
                        refused=refused, unread=unread,
                    )
                )  # fmt: skip
                count += 1
            if len(left) == AHEAD:
                yield from _tasks(state, sources, left)
                left = []
        yield from _tasks(state, sources, left)
        skip(len(chunk) - count)
        state.keep_files(fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """A call that is not done, and what is known of its words."""

    row: Staged
    key: str
    hear_key: str
    words: str
    """The key of what was said; empty where that is not known yet."""
    place: str
    refused: str
    unread: Unread | None


def _tasks(state: State, sources: Sources, left: Sequence[_Left]) -> Iterator[Task]:
    """The tasks of some calls; what the state has of them is asked for at once."""
    if not left:
        return
    calls = state.calls([one.row.call_id for one in left])
    keys = {
        one.row.call_id: [reading_key(one.words, checksum) for checksum in sources.encoders]
        for one in left
        if one.words
    }
    read = state.readings([key for some in keys.values() for key in some]) if keys else {}
    for one in left:
        known = [(key, read[key]) for key in keys.get(one.row.call_id, ()) if key in read]
        task = _task(state, sources, one, calls[one.row.call_id])
        yield replace(task, read=tuple(known), unread=one.unread)


def _place(sources: Sources, row: Staged) -> tuple[str, str]:
    """Where the words of a call are, and why nowhere."""
    if sources.transcripts:
        return f"{sources.transcripts}{os.sep}{file_stem(row.call_id)}.json", ""
    try:
        return locate(sources.root, row.recording), ""
    except CallError as error:
        return "", str(error)


def _keys(
    sources: Sources, row: Staged, place: str, content: str | None, unread: Unread | None
) -> tuple[str, str]:
    """The key of a call's outcome and of its hearing, from the content of its words."""
    if unread:
        parts = (unread.version, unread.engine, unread.hearing, unread.judge)
        return codec.digest(row.row_key, "unread", place, *parts), ""
    if not content:
        return "", ""
    if sources.transcripts:
        return codec.digest(row.row_key, "given", content, _judge(sources, row)), ""
    return keys_of(row.row_key, content, sources.engine, row.hearing, _judge(sources, row))


def _judge(sources: Sources, row: Staged) -> str:
    return sources.judge_key + (sources.past.key(row.call_id) if sources.past else "")


def _unread(sources: Sources, row: Staged, version: str) -> Unread | None:
    """For a recording at a URL; a file of this machine that is not read cannot be read."""
    if sources.transcripts or not is_url(row.recording):
        return None
    judge = _judge(sources, row)
    return Unread(version=version, engine=sources.engine, hearing=row.hearing, judge=judge)


def _task(state: State, sources: Sources, one: _Left, call: bytes) -> Task:
    row = one.row
    again = row.done_key == one.key and not row.final
    return Task(
        call=call,
        past=sources.past.of(row.call_id) if sources.past else None,
        call_id=row.call_id,
        key=one.key,
        row_key=row.row_key,
        basis=sources.basis,
        recording=_recording(sources, row) if sources.transcripts else one.place,
        transcript=one.place if sources.transcripts else "",
        hear_key=one.hear_key,
        given=one.words if sources.transcripts else "",
        known=state.transcript(one.hear_key) if one.hear_key else None,
        refused=one.refused,
        tries=row.tries + 1 if again else 1,
    )


def _recording(sources: Sources, row: Staged) -> str:
    """The recording beside a given transcript: for the page to play, no matter if there is none."""
    try:
        return locate(sources.root, row.recording)
    except CallError:
        return ""


def _content(
    place: str,
    version: str,
    known: dict[str, tuple[str, str]],
    fresh: list[tuple[str, str, str]],
) -> str | None:
    """SHA-256 of the content of ``place``, from memory if it is the same version as then.

    ``None`` for a file that cannot be read, and for what would have to be fetched.
    """
    if place in known and known[place][0] == version:
        return known[place][1]
    if is_url(place):
        return None
    try:
        sha256 = places.sha256(place)
    except (OSError, AuditorError):
        return None
    fresh.append((place, version, sha256))
    return sha256
