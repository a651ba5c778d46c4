"""One call, from its task to its outcome: what a worker does.

An ``Auditor`` holds the checklists and the speech model and audits one call after another. It
reads files but writes none: outcomes go back to the driver, the one writer.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.checklist.load import load_checklist
from auditor.errors import CallError, RecordingError, one_line
from auditor.hear.speakers import attribute
from auditor.hear.stored import read_transcript
from auditor.judge.audit import audit
from auditor.judge.meaning import load
from auditor.judge.registers import NOTHING, read_registers
from auditor.judge.score import score_of
from auditor.model import Call, Ear, Excerpt, Finding, Recording, Rehears, Report, Transcript
from auditor.run import codec, places
from auditor.run.encoders import encoders_of, reading_key
from auditor.run.hearing import make_diarizer, make_engine, verifies
from auditor.run.kept import Kept
from auditor.run.past import with_past
from auditor.run.present import present
from auditor.run.task import Outcome, Settings, Task, keys_of, lost

if TYPE_CHECKING:
    from auditor.checklist.schema import Checklist
    from auditor.hear.audio import Sound
    from auditor.hear.diarize.base import Diarizer
    from auditor.hear.listen import Engine

log = logging.getLogger(__name__)


def settle() -> None:
    """Take what is in memory out of the garbage collector's rounds.

    After its first call a worker holds checklists, compiled lines and models for good: hundreds of
    thousands of objects that each full round would go through in vain.
    """
    gc.collect()
    gc.freeze()


class Auditor:
    """Audits calls one after another. Made once in each worker, since it holds the model."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.checklists: tuple[Checklist, ...] = tuple(map(load_checklist, settings.checklists))
        self.encoders = encoders_of(self.checklists)
        countries = {c.jurisdiction for c in self.checklists} if settings.registers else set()
        self.contexts = {c: read_registers(Path(settings.registers), c) for c in countries}

    @cached_property
    def engine(self) -> Engine:
        """The speech model, loaded when the first recording is heard."""
        return make_engine(self.settings)

    @cached_property
    def diarizer(self) -> Diarizer | None:
        """What tells two voices on one channel apart, if it is there."""
        return make_diarizer(self.settings)

    def ready(self) -> bool:
        """True: the checklists are read, and calls may come."""
        return True

    def work(self, task: Task) -> Outcome:
        """Audit one call. Never raises for what is wrong with that call."""
        began = time.monotonic()
        asked = task
        try:
            with _fetched(task) as (task, path):
                outcome = self._work(task, path)
        except CallError as error:
            # What could not even be fetched may be there the next time.
            final = bool(task.key) and not task.unread
            outcome = lost(task, error.stage, str(error), final=final)
        except Exception as error:  # the one broad except: whatever it is, it costs one call
            log.debug("call %s", task.call_id, exc_info=True)
            reason = f"internal error: {type(error).__name__}: {one_line(error)}"
            outcome = lost(task, "internal", reason[:500], final=False)
        spent = dataclasses.replace(outcome.kept, work_seconds=time.monotonic() - began)
        file = _file(asked, task)
        return dataclasses.replace(outcome, kept=spent, file=file)

    def _work(self, task: Task, path: Path | None) -> Outcome:
        if task.refused:
            raise CallError(task.refused)
        call = codec.unpack(codec.CALL, task.call)
        words = self._words(task, call, path)
        with self._reading(task) as read:
            made = self._judge(call, words, task.past)
        report, pages = present(made, self.settings.form, self.checklists, words.sound)
        seconds = words.recording.duration if words.recording else _length(words.transcript)
        kept = Kept(
            call_id=call.call_id,
            key=task.key,
            row_key=task.row_key,
            basis=task.basis,
            report=codec.pack(codec.REPORT, report),
            verdicts=tuple(
                (f.checklist, f.requirement_id, f.status.value, f.reason_code.value)
                for f in report.findings
            ),
            tries=task.tries,
            audio_seconds=seconds,
        )
        return Outcome(kept=kept, heard=words.heard, pages=pages, read=tuple(read))

    @contextlib.contextmanager
    def _reading(self, task: Task) -> Iterator[list[tuple[str, bytes]]]:
        """Encoders know what they said of a call before; the list then holds what is new."""
        known = dict(task.read)
        readers = {
            reading_key(task.words, pack.checksum): meaning.encoder
            for pack in self.encoders
            if (meaning := load(pack.folder)) is not None
        }
        read: list[tuple[str, bytes]] = []
        for key, encoder in readers.items():
            encoder.recall(known.get(key))
        yield read
        for key, encoder in readers.items():
            noted = encoder.noted()
            if noted and task.words:
                read.append((key, noted))

    def _words(self, task: Task, call: Call, path: Path | None) -> _Words:
        if task.transcript:
            transcript = read_transcript(Path(task.transcript))
            # What was given is judged as it is: no ear; the sound is for the page alone.
            late = _LateSound(self, task.recording) if task.recording else None
            return _Words(transcript=attribute(transcript, call.agent_channel), late=late)
        if task.known:
            recording = codec.unpack(codec.RECORDING, task.known[0])
            return _Words(
                transcript=codec.unpack(codec.TRANSCRIPT, task.known[1]),
                recording=dataclasses.replace(recording, path=call.recording),
                late=_LateSound(self, task.recording),
                listens=verifies(self.settings),
            )
        assert path is not None
        return self._hear(task, call, path)

    def _hear(self, task: Task, call: Call, path: Path) -> _Words:
        from auditor.hear.listen import listen

        listened = listen(
            path, self.engine, agent_channel=call.agent_channel, diarizer=self.diarizer
        )
        # Outputs name the recording as the manifest does, wherever this machine keeps it.
        recording = dataclasses.replace(listened.recording, path=call.recording)
        transcript = listened.transcript
        packed = codec.pack(codec.RECORDING, recording), codec.pack(codec.TRANSCRIPT, transcript)
        return _Words(
            transcript=transcript,
            recording=recording,
            late=_LateSound(self, task.recording, listened.channels),
            listens=verifies(self.settings),
            heard=(task.hear_key, *packed) if task.hear_key else None,
        )

    def _judge(self, call: Call, words: _Words, past: bytes | None) -> Report:
        findings: list[Finding] = []
        scores = []
        for checklist in self.checklists:
            country = checklist.jurisdiction
            context = with_past(self.contexts.get(country, NOTHING), call, past, country)
            found = audit(
                call, words.transcript, checklist, ear=words.ear, context=context,
                ask_all=self.settings.verify == "all",
            )  # fmt: skip
            findings += found
            scores.append(score_of(found, checklist))
        return Report(
            call=call,
            recording=words.recording,
            transcript=words.transcript,
            checklists=tuple((checklist.id, checklist.version) for checklist in self.checklists),
            findings=tuple(findings),
            scores=tuple(score for score in scores if score),
        )


@contextlib.contextmanager
def _fetched(task: Task) -> Iterator[tuple[Task, Path | None]]:
    """The task with its keys known, and its recording as a file of this machine if it is heard.

    Raises:
        RecordingError: the recording cannot be fetched.
    """
    if task.refused or task.transcript or task.known:
        yield task, None
        return
    with places.local(task.recording) as path:
        if task.unread:
            content, unread = places.sha256(str(path)), task.unread
            key, hear_key = keys_of(
                task.row_key, content, unread.engine, unread.hearing, unread.judge
            )
            task = dataclasses.replace(
                task, key=key, hear_key=hear_key, content=content, unread=None
            )
        yield task, path


def _file(asked: Task, task: Task) -> tuple[str, str, str] | None:
    """What the state is to remember of a recording that was fetched."""
    if not (asked.unread and task.content):
        return None
    return (task.recording, asked.unread.version, task.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What was said in a call, and where it comes from."""

    transcript: Transcript
    recording: Recording | None = None
    late: _LateSound | None = None
    listens: bool = False
    """Whether the judge may listen to the sound where it is in doubt."""
    heard: tuple[str, bytes, bytes] | None = None
    """What the state is to keep of it, when it was heard just now."""

    @property
    def ear(self) -> Ear | None:
        """For the judge."""
        return self.late if self.listens else None

    def sound(self) -> Sequence[Sound] | None:
        """For the page; ``None`` when there is none, which is no reason not to judge."""
        try:
            return self.late.channels() if self.late else None
        except RecordingError:
            return None


class _LateSound:
    """The sound of a call, decoded (again) only once somebody asks for it; also its ``Ear``."""

    def __init__(
        self, auditor: Auditor, location: str, channels: Sequence[Sound] | None = None
    ) -> None:
        self._auditor = auditor
        self._location = location
        self._channels = channels
        self._ear: Ear | None = None

    def score(
        self, channel: int | None, start: float, end: float, sentences: Sequence[str]
    ) -> list[float]:
        return self._opened().score(channel, start, end, sentences)

    def again(self, stretches: Sequence[Excerpt]) -> list[str]:
        ear = self._opened()
        return ear.again(stretches) if isinstance(ear, Rehears) else [""] * len(stretches)

    def _opened(self) -> Ear:
        if self._ear is None:
            self._ear = self._auditor.engine.ear(self.channels())
        if self._ear is None:
            raise RecordingError("this speech model cannot be asked about its sound")
        return self._ear

    def channels(self) -> Sequence[Sound]:
        """One 16 kHz array for each channel. Raises RecordingError."""
        if self._channels is None:
            from auditor.hear.audio import open_recording

            with places.local(self._location) as path:
                self._channels = open_recording(path)[1]
        return self._channels


def _length(transcript: Transcript) -> float:
    """Seconds up to the last word, where nobody measured the recording."""
    return transcript.duration or max((s.end for s in transcript.segments), default=0.0)
