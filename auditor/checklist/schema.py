"""What a checklist says. People type these files, so every field is checked and documented here."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(min_length=1)]
RANGE = re.compile(r"(?P<sign>>=|<=|>|<)(?P<number>\d+(\.\d+)?)")
"""A condition on a number of the record: ``>=65``."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Strict):
    """A name for people in Chinese and English."""

    zh: str
    en: str


class Control(_Strict):
    """The article of law that a requirement tests. ``law`` is the entry of the legal register."""

    law: Id
    instrument: str
    article: str | None = None
    status: Literal["text", "fact", "partial"] = "text"
    """How well the source is known: its text was seen, or a secondary source states it."""

    @property
    def citation(self) -> str:
        """Instrument and article as people cite them."""
        return self.instrument + (f" {self.article}" if self.article else "")


class ValueCheck(_Strict):
    """How what was said is compared with the policy record."""

    kind: Literal[
        "money", "premium", "term", "payment", "days", "date", "telephone", "name", "choice"
    ]
    record: str
    """Field of the record (a column of the manifest)."""
    choices: dict[str, list[Line]] = Field(default_factory=dict)
    """For ``choice``: each kind with the lines that say it; the record's own words are read alike."""
    frames: list[str] = Field(default_factory=list)
    """Phrases with ``{}`` where the value stands, in which the sound is asked for it."""
    beside: list[Line] = Field(default_factory=list)
    """On recordings: what must be said with a value that is found by its sound, where the value alone
    is not the duty (fifteen days, without the right to a refund)."""
    strict: bool = False
    """For ``choice``: another kind than the record's contradicts even beside the record's own."""
    today: list[Line] = Field(default_factory=list)
    """Words for the very day of the call (当天中午起就保): wrong where the record names another."""
    tonight: list[Line] = Field(default_factory=list)
    """For ``choice``: words for the midnight after the call, right only where the day fits."""
    due: list[Line] = Field(default_factory=list)
    """With ``tonight``: words for the debit; said of today they make the coming midnight right."""
    anywhere: Literal["heard"] | bool = False
    """The very value on record counts wherever the agent says it (a telephone number); ``heard``:
    on recordings only, where the words around it are easily lost; else a person decides."""
    asked: list[Line] = Field(default_factory=list)
    """Questions of the customer to which a bare value at the head of the answer belongs."""
    wrong: list[Line] = Field(default_factory=list)
    """Lines whose value, when it is not the record's, contradicts it even if ``says`` does not fit."""
    aside: list[Line] = Field(default_factory=list)
    """Lines whose values belong to something else (a rider, a price per day) and are left out."""
    revised: list[Line] = Field(default_factory=list)
    """Lines whose value stands in the record's place when it is said after it (打完折三千九): a person
    decides which of the two was meant."""
    never: list[Line] = Field(default_factory=list)
    """Lines whose values are something else even if they equal the record (all premiums together)."""


class Part(_Strict):
    """One of several things that must be said for a duty to be met; they may be said apart."""

    says: list[Line]
    optional: bool = False


class Example(_Strict):
    """A dialogue that must (``expect`` = said) or must not be taken for the requirement."""

    say: str
    record: dict[str, str] = Field(default_factory=dict)


class Examples(_Strict):
    """Sentences that are run as tests. ``客户：`` begins a customer's words, ``坐席：`` the agent's."""

    match: list[str] = Field(default_factory=list)
    no_match: list[str] = Field(default_factory=list)


class LeftOut(_Strict):
    """A rule that the pack leaves unchecked, and why."""

    rule: Line
    why: Title
    needs: list[str] = Field(default_factory=list)
    """Columns or registers that would make it checkable."""


class Level(_Strict):
    """What a fault of one level costs."""

    deduct: float = 0
    cap: float | None = None
    """The score cannot be higher once such a fault is found."""


class Scoring(_Strict):
    """How a call is scored by its faults."""

    start: float = 100
    levels: dict[str, Level]


class Learned(_Strict):
    """How far what was learned from examples decides (see ``judge/meaning``, ``judge/wording``).

    Scores above 0 lean to the examples: log odds of an encoder, or about -1 to 1 of
    learned wording. The pack's README says how the thresholds were set.
    """

    found: float | None = None
    """From here on a stretch of talk counts as said although no line fits. A duty that has
    content to check has none, or also needs the value, or words that name it, in the same turn."""
    doubt: float | None = None
    """From here on a person is asked."""
    veto: float | None = None
    """Below this, words that a line found do not count."""
    beside: list[Line] = Field(default_factory=list)
    """Lines of which one must be said in the same turn for ``found``: the content of the duty."""


class Requirement(_Strict):
    """One testable sentence about a call."""

    id: Id
    title: Title
    kind: Literal["required", "prohibited", "conduct"]
    severity: Literal["low", "medium", "high", "critical"]
    controls: list[str]
    """Entries of ``controls`` of the checklist, by their id."""
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    due: Literal["opening", "sale", "always"] = "sale"
    speaker: Literal["agent", "customer"] = "agent"
    says: list[Line] = Field(default_factory=list)
    """Any of these lines said means the requirement's words were said."""
    parts: dict[str, Part] = Field(default_factory=dict)
    need: Annotated[int, Field(ge=1)] | None = None
    """How many of ``parts`` must be said; all that are not optional, if absent."""
    unless: list[Line] = Field(default_factory=list)
    """A match that one of these overlaps or stands close to does not count."""
    reach: Annotated[int, Field(ge=0)] = 6
    """How close, in units, an ``unless`` line must stand."""
    negation: bool = False
    """True when a negation in front of the words turns them around (不保证收益)."""
    sound: list[str] = Field(default_factory=list)
    """Usual wordings that the sound is asked for where the words were not understood."""
    hints: list[Line] = Field(default_factory=list)
    """Words near the subject: their presence makes an absence doubtful, never a pass."""
    when: dict[str, Annotated[list[str], Field(min_length=1)]] = Field(default_factory=dict)
    """Only due if each record field has one of the values, e.g. sold_in_name_of: [agency]. Any column
    of the manifest may be named, and ``">=65"`` stands for numbers; where the record is empty, a
    breach goes to a person."""
    before: Literal["pitch", "consent", "benefits"] | None = None
    """The moment by which it must have been said; said later is a failure with ``late``."""
    within: Annotated[float, Field(gt=0)] | None = None
    """Seconds from the start of the call by which it must have been said in whole."""
    after_customer: list[Line] = Field(default_factory=list)
    """Only what the agent says once the customer has said one of these counts: a question that
    calls for an answer (required), a doubt that must not be met so (prohibited)."""
    level: str | None = None
    """The level of the fault in the checklist's ``scoring``."""
    value: ValueCheck | None = None
    also: list[ValueCheck] = Field(default_factory=list)
    """Further values that contradict the record when another one was said (how often is paid)."""
    check: str | None = None
    """For conduct: the kind of check, with ``options``."""
    options: dict[str, object] = Field(default_factory=dict)
    examples: Examples = Field(default_factory=Examples)
    learned: Learned | None = None
    meaning: Examples = Field(default_factory=Examples)
    """Sentences for comparison by meaning; not run as tests of the lines."""

    def in_force(self, day: dt.date | None) -> bool:
        """Whether this version binds calls of that day; the newest, where the day is unknown."""
        if day is None:
            return self.effective_to is None
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)


class Moments(_Strict):
    """How the turning points of a call are recognised."""

    pitch: list[Line] = Field(default_factory=list)
    closing_question: list[Line] = Field(default_factory=list)
    yes: list[Line] = Field(default_factory=list)
    weak_yes: list[Line] = Field(default_factory=list)
    own_yes: list[Line] = Field(default_factory=list)
    """A consent in the customer's own words, that needs no question before it."""
    no_yes: list[Line] = Field(default_factory=list)
    """Words that only look like a consent: a yes that one of these overlaps does not count."""
    postponed: list[Line] = Field(default_factory=list)
    """Words with which the customer puts the decision off."""
    declined: list[Line] = Field(default_factory=list)
    """A plain no: the closing question before it is answered."""
    withdrawn: list[Line] = Field(default_factory=list)
    """Words with which the customer takes a consent back."""
    handed_over: list[Line] = Field(default_factory=list)
    """Words on the customer's side with which somebody else takes the telephone."""
    another: list[Line] = Field(default_factory=list)
    """Words with which somebody else than the customer says who is speaking."""
    handed_back: list[Line] = Field(default_factory=list)
    """Words with which the customer takes it again."""
    refusal: list[Line] = Field(default_factory=list)
    reopening: list[Line] = Field(default_factory=list)
    """A customer's words that take up the offer again, of his own accord, after a refusal."""
    no_refusal: list[Line] = Field(default_factory=list)
    """Words that only look like a refusal: one that these overlap does not count."""
    bare_no: list[Line] = Field(default_factory=list)
    """A no that does not say to what: a refusal, unless it answers a ``side_question``."""
    side_question: list[Line] = Field(default_factory=list)
    """Agent's words about something beside the offer: a gift, an invoice, a rider."""
    persisting: list[Line] = Field(default_factory=list)
    """What an agent says who does not take the refusal."""
    farewell: list[Line] = Field(default_factory=list)
    """What an agent says who takes leave."""
    confirming: list[Line] = Field(default_factory=list)
    """An agent's yes to what the customer has just asked."""
    closed: list[Line] = Field(default_factory=list)
    """Agent's words that treat the sale as done."""
    benefits: list[Line] = Field(default_factory=list)
    """Agent's words with which a discussion of benefits begins."""


class Checklist(_Strict):
    """A pack of requirements for one kind of call."""

    schema_version: Literal[1] = 1
    id: Id
    version: str
    title: Title
    language: str
    jurisdiction: str
    purposes: list[str] = Field(default_factory=lambda: ["sale"])
    """Purposes of calls to which the required items apply."""
    extends: list[str] = Field(default_factory=list)
    """Packs (id, or path from this file) whose content this one takes over."""
    takes: list[Id] | None = None
    """Of what is inherited, only these requirements; all of them, if absent."""
    overrides: dict[Id, dict[str, object]] = Field(default_factory=dict)
    """Fields of inherited requirements that are changed. Calling hours only ever narrow."""
    scoring: Scoring | None = None
    left_out: list[LeftOut] = Field(default_factory=list)
    controls: list[Control] = Field(default_factory=list)
    concepts: dict[str, list[Line]] = Field(default_factory=dict)
    never_counts: list[Line] = Field(default_factory=list)
    """Ways of speaking that take back a disclosure: a promise for later, a test question."""
    negations: list[Line] = Field(default_factory=list)
    moments: Moments = Field(default_factory=Moments)
    neutral: list[str] = Field(default_factory=list)
    """Ordinary talk, as the background for comparison by meaning."""
    requirements: list[Requirement]

    _folders: tuple[str, ...] = PrivateAttr(default=())

    @property
    def folders(self) -> tuple[str, ...]:
        """Where the pack was read from, then the packs that it extends: learned wording lies there."""
        return self._folders

    def placed(self, *folders: str) -> Checklist:
        """The same pack, knowing where it and what it extends were read from."""
        self._folders = tuple(dict.fromkeys(folders))
        return self

    def controls_of(self, requirement: Requirement) -> list[Control]:
        """The articles behind a requirement, in its order."""
        by_id = {c.law: c for c in self.controls}
        return [by_id[c] for c in requirement.controls]
