"""One call, from its task to its outcome: what a worker does.

An ``Auditor`` holds the checklists and the speech model and audits one call after another. It
reads files but writes none: outcomes go back to the driver, the one writer.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.checklist.load import load_checklist
from auditor.errors import CallError
from auditor.hear.speakers import attribute
from auditor.hear.stored import read_transcript
from auditor.judge.audit import audit
from auditor.model import Call, Ear, Finding, Recording, Report, Transcript, Unaudited
from auditor.run import codec, places
from auditor.run.state import Kept

if TYPE_CHECKING:
    from auditor.checklist.schema import Checklist
    from auditor.hear.audio import Sound
    from auditor.hear.whisper import Whisper

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is the same for every call of a run."""

    checklists: tuple[str, ...]
    model: str | None = None
    compute_type: str = "auto"
    device: str = "auto"
    threads: int = 0
    language: str = "zh"
    pages: bool = True
    """Whether reports/<call_id>.html and .json are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One call that is to be audited."""

    call: bytes
    """The packed ``Call``."""
    call_id: str
    key: str
    """Of everything the outcome follows from; empty when it cannot be known beforehand."""
    row_key: str
    basis: str
    recording: str = ""
    """Where the recording is opened; empty when the transcript was given."""
    transcript: str = ""
    """Where the given transcript lies; empty when the recording is heard."""
    hear_key: str = ""
    known: tuple[bytes, bytes] | None = None
    """The packed recording and transcript, when this recording was heard before."""
    refused: str = ""
    """Why the driver could not even look at the files."""
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a task: what the state is to keep, and the pages to write."""

    kept: Kept
    heard: tuple[str, bytes, bytes] | None = None
    pages: tuple[tuple[str, str], ...] = ()
    """(name below reports/, content) of each page."""


class Auditor:
    """Audits calls one after another. Made once in each worker, since it holds the model."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.checklists: tuple[Checklist, ...] = tuple(map(load_checklist, settings.checklists))

    @cached_property
    def whisper(self) -> Whisper:
        """The speech model, loaded when the first recording is heard."""
        return make_whisper(self.settings)

    def ready(self) -> bool:
        """True: the checklists are read, and calls may come."""
        return True

    def work(self, task: Task) -> Outcome:
        """Audit one call. Never raises for what is wrong with that call."""
        began = time.monotonic()
        try:
            outcome = self._work(task)
        except CallError as error:
            outcome = lost(task, error.stage, str(error), final=bool(task.key))
        except Exception as error:  # the one broad except: whatever it is, it costs one call
            log.debug("call %s", task.call_id, exc_info=True)
            reason = f"internal error: {type(error).__name__}: {' '.join(str(error).split())}"
            outcome = lost(task, "internal", reason[:500], final=False)
        spent = dataclasses.replace(outcome.kept, work_seconds=time.monotonic() - began)
        return dataclasses.replace(outcome, kept=spent)

    def _work(self, task: Task) -> Outcome:
        if task.refused:
            raise CallError(task.refused)
        call = codec.unpack(codec.CALL, task.call)
        words = self._words(task, call)
        report = self._judge(call, words)
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
        return Outcome(kept=kept, heard=words.heard, pages=self._pages(report))

    def _words(self, task: Task, call: Call) -> _Words:
        if task.transcript:
            transcript = read_transcript(Path(task.transcript))
            return _Words(transcript=attribute(transcript, call.agent_channel))
        if task.known:
            recording = codec.unpack(codec.RECORDING, task.known[0])
            return _Words(
                transcript=codec.unpack(codec.TRANSCRIPT, task.known[1]),
                recording=dataclasses.replace(recording, path=call.recording),
                ear=_LateEar(self, task.recording),
            )
        return self._hear(task, call)

    def _hear(self, task: Task, call: Call) -> _Words:
        from auditor.hear.listen import listen

        with places.local(task.recording) as path:
            listened = listen(path, self.whisper, agent_channel=call.agent_channel)
        # Outputs name the recording as the manifest does, wherever this machine keeps it.
        recording = dataclasses.replace(listened.recording, path=call.recording)
        transcript = listened.transcript
        packed = codec.pack(codec.RECORDING, recording), codec.pack(codec.TRANSCRIPT, transcript)
        return _Words(
            transcript=transcript,
            recording=recording,
            ear=_LateEar(self, task.recording, listened.channels),
            heard=(task.hear_key, *packed) if task.hear_key else None,
        )

    def _judge(self, call: Call, words: _Words) -> Report:
        findings: list[Finding] = []
        for checklist in self.checklists:
            findings += audit(call, words.transcript, checklist, ear=words.ear)
        return Report(
            call=call,
            recording=words.recording,
            transcript=words.transcript,
            checklists=tuple((checklist.id, checklist.version) for checklist in self.checklists),
            findings=tuple(findings),
        )

    def _pages(self, report: Report) -> tuple[tuple[str, str], ...]:
        if not self.settings.pages:
            return ()
        from auditor.run.outputs import pages

        return pages(report)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What was said in a call, and where it comes from."""

    transcript: Transcript
    recording: Recording | None = None
    ear: Ear | None = None
    heard: tuple[str, bytes, bytes] | None = None
    """What the state is to keep of it, when it was heard just now."""


class _LateEar:
    """Listens to the recording, again if need be, but only once the judge is in doubt and asks."""

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
        if self._ear is None:
            self._ear = self._auditor.whisper.ear(self._channels or self._decoded())
        return self._ear.score(channel, start, end, sentences)

    def _decoded(self) -> Sequence[Sound]:
        from auditor.hear.audio import open_recording

        with places.local(self._location) as path:
            return open_recording(path)[1]


def _length(transcript: Transcript) -> float:
    """Seconds up to the last word, where nobody measured the recording."""
    return transcript.duration or max((s.end for s in transcript.segments), default=0.0)


def make_whisper(settings: Settings) -> Whisper:
    """The speech model of the settings. Raises ModelError."""
    from auditor.hear.whisper import Whisper

    return Whisper(
        settings.model,
        compute_type=settings.compute_type,
        device=settings.device,
        threads=settings.threads,
        language=settings.language,
    )


def lost(task: Task, stage: str, reason: str, *, final: bool) -> Outcome:
    """The outcome of a call that could not be audited."""
    call = codec.unpack(codec.CALL, task.call)
    unaudited = Unaudited(
        call_id=call.call_id,
        recording=call.recording,
        stage=stage,
        reason=" ".join(reason.split()),
        carried=call.carried,
    )
    return Outcome(
        kept=Kept(
            call_id=call.call_id,
            key=task.key,
            row_key=task.row_key,
            basis=task.basis,
            unaudited=unaudited,
            final=final,
            tries=task.tries,
        )
    )
