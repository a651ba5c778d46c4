"""The values that travel from one room to the next.

All are frozen: a change is a new value (``dataclasses.replace``). Times are
seconds from the start of the recording. Text is simplified Chinese (or the
call's own language); what the recogniser wrote is kept beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Speaker(StrEnum):
    """Who is talking. ``UNKNOWN`` where neither channel nor voice decides."""

    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """The verdict on one requirement of one call."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"
    NOT_APPLICABLE = "not_applicable"


class Reason(StrEnum):
    """Why a finding has its status, for machines; the sentence beside it is for people."""

    SAID = "said"
    NOT_SAID = "not-said"
    CONTRADICTED = "contradicted"
    LATE = "late"
    WRONG_SPEAKER = "wrong-speaker"
    OUT_OF_ORDER = "out-of-order"
    OUTSIDE_HOURS = "outside-hours"
    NOT_HEARD = "not-heard"
    UNCERTAIN = "uncertain"
    NO_DATA = "no-data"
    NOT_DUE = "not-due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One sound file, identified by its content."""

    path: str
    sha256: str
    duration: float
    channels: int
    """Channels that carry different signals: 1 when both are the same."""
    sample_rate: int
    codec: str
    fake_stereo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One row of the manifest, typed. ``None`` means that the record does not say."""

    call_id: str
    recording: str
    started_at: dt.datetime | None = None
    direction: str | None = None
    purpose: str | None = None
    agent_channel: int | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    agent_licence: str | None = None
    caller_number: str | None = None
    customer_number: str | None = None
    customer_name: str | None = None
    customer_region: str | None = None
    customer_timezone: str | None = None
    callback_requested_at: dt.datetime | None = None
    sold_in_name_of: str | None = None
    insurer: str | None = None
    agency: str | None = None
    hotline: str | None = None
    product_name: str | None = None
    product_type: str | None = None
    policy_no: str | None = None
    policy_term: str | None = None
    sum_insured: Decimal | None = None
    premium: Decimal | None = None
    premium_period: str | None = None
    payment_term: str | None = None
    deduction_day: str | None = None
    effective: str | None = None
    delivery: str | None = None
    cooling_off_days: int | None = None
    concluded: bool | None = None
    carried: tuple[tuple[str, str], ...] = ()
    """Columns of the manifest that auditor does not know, in their order."""
    problems: tuple[str, ...] = ()
    """Fields whose value could not be read, one ``field: why`` each; such a field is ``None``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word (in Chinese: one to a few characters) with its times and the engine's probability."""

    start: float
    end: float
    text: str
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of text as the engine cut it."""

    start: float
    end: float
    text: str
    speaker: Speaker = Speaker.UNKNOWN
    channel: int | None = None
    original: str | None = None
    """The engine's own characters where they differ from ``text`` (traditional script)."""
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    """How well the words are believed to match the sound, 0 to 1; ``None`` where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one channel, with what is to be said about it."""

    start: float
    end: float
    channel: int | None = None
    speaker: Speaker = Speaker.UNKNOWN
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What was heard in one recording."""

    language: str
    engine: str
    """Everything that decides the words, as one string: it keys the cache."""
    segments: tuple[Segment, ...]
    duration: float | None = None
    heard: bool = False
    """True when a recogniser wrote it (it may have dropped words); False for a given transcript."""
    covered: tuple[tuple[str, float], ...] = ()
    """(speaker, share of that speaker's speech that has words), where it was measured."""
    gaps: tuple[Span, ...] = ()
    """Speech without words: the holes in which something may have been said."""
    dropped: tuple[Span, ...] = ()
    """Text that the engine wrote where no speech supports it; ``note`` holds text and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The place in the call that a finding rests on."""

    start: float
    end: float
    speaker: Speaker
    channel: int | None
    quote: str
    matched: str = ""
    """What of the checklist was found there."""
    score: float | None = None
    source: str = "words"
    """``words`` when read in the transcript, ``sound`` when scored against the audio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one requirement in one call; complete in itself."""

    call_id: str
    checklist: str
    checklist_version: str
    requirement_id: str
    title: str
    kind: str
    severity: str
    status: Status
    reason_code: Reason
    reason: str
    control: str
    value_said: str | None = None
    value_expected: str | None = None
    evidence: tuple[Evidence, ...] = ()
    score: float | None = None
    nearest: Evidence | None = None
    """For a finding that rests on absence: the words that came closest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A failed requirement and what it costs in a checklist with scoring."""

    requirement_id: str
    level: str
    deduct: float = 0.0
    cap: float | None = None
    """The score cannot be higher once there is such a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The points of a call by a checklist whose faults have levels."""

    checklist: str
    points: float
    start: float
    """The points of a call without faults."""
    faults: tuple[Fault, ...] = ()
    """The gravest level first."""
    open: int = 0
    """Items with a level that a person has yet to decide: the points may still fall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything about one audited call. Holds no clock time and no host: those belong to the run."""

    call: Call
    recording: Recording | None
    transcript: Transcript
    checklists: tuple[tuple[str, str], ...]
    """(id, version) of each checklist, in the order asked for."""
    findings: tuple[Finding, ...]
    scores: tuple[Score, ...] = ()
    """One for each checklist that scores calls."""

    @property
    def verdict(self) -> Status:
        """Worst status of the findings: fail, then review, then pass."""
        statuses = {f.status for f in self.findings}
        for status in (Status.FAIL, Status.REVIEW):
            if status in statuses:
                return status
        return Status.PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class Unaudited:
    """A call that could not be audited: where it stopped and why, in one line."""

    call_id: str
    recording: str
    stage: str
    reason: str
    carried: tuple[tuple[str, str], ...] = ()


Excerpt = tuple[int | None, float, float]
"""Channel (``None``: all of them mixed), start and end in seconds of the recording."""


class Ear(Protocol):
    """Scores sentences against the sound; the judge asks it only about doubtful findings."""

    def score(
        self, channel: int | None, start: float, end: float, sentences: Sequence[str]
    ) -> list[float]:
        """Natural-log probability of each sentence as the words of that stretch of sound."""
        ...


@runtime_checkable
class Rehears(Protocol):
    """An ``Ear`` that also writes down a stretch of sound once more, by itself."""

    def again(self, stretches: Sequence[Excerpt]) -> list[str]:
        """The words of each stretch of sound, as the recogniser writes them without its neighbours."""
        ...
