"""A second hearing of what the first left in doubt: each stretch by itself, as the recogniser writes it.

A recogniser hears a stretch among its neighbours and errs otherwise than on the stretch alone:
先六一年交十年 is 九千六一年，交十年 the second time. So what a person would have to decide, and what
is to be held against somebody because it was not heard, is judged once more by those words. A duty
can only be met or left to a person in this way: nobody is accused by a second hearing. A prohibited
statement that is in its words alone, or that a poor line has only in the words of the first, is
for a person too.
"""

from __future__ import annotations

from dataclasses import replace

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful
from auditor.judge.meaning import MEANING
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk, hear_out
from auditor.judge.trust import ABSENT, clean, sureness
from auditor.model import Reason, Rehears, Segment, Speaker, Status

CLEARLY = 0.80  # confidence of a stretch from which its words are not heard again
LEAST = 1.0  # seconds of a stretch below which there is nothing to hear again


def open_to_it(talk: Talk, requirement: Requirement, outcome: Outcome) -> bool:
    """Whether a second hearing is to be asked: left to a person, not heard, or accused on a poor line."""
    if requirement.kind == "prohibited":
        return _accused_poorly(talk, requirement, outcome)
    if requirement.kind != "required" or requirement.check not in (None, "consent"):
        return False
    return outcome.status is Status.REVIEW or _unheard(requirement, outcome)


def _unheard(requirement: Requirement, outcome: Outcome) -> bool:
    """Failed since it was not heard; a consent also where the customer put it off before."""
    absent = outcome.status is Status.FAIL and outcome.code is Reason.NOT_SAID
    return absent and (requirement.check == "consent" or not outcome.evidence)


def _accused_poorly(talk: Talk, requirement: Requirement, outcome: Outcome) -> bool:
    """Accused by what sounds like or means a prohibited statement, in words that may be wrong."""
    if outcome.status is not Status.FAIL or outcome.score is None or outcome.score >= 1.0:
        return False
    return sureness(talk, requirement, outcome) < ABSENT


def second_hearing(talk: Talk, *, customer: bool = False) -> Talk | None:
    """The call with the agent's doubtful stretches heard again, those of the ``customer`` too.

    ``None`` where that cannot be.
    """
    ear = talk.ear
    if not talk.transcript.heard or not isinstance(ear, Rehears):
        return None
    segments = list(talk.transcript.segments)
    asked = [i for i, s in enumerate(segments) if _doubtful(s, customer)]
    stretches = [(segments[i].channel, segments[i].start, segments[i].end) for i in asked]
    for i, text in zip(asked, ear.again(stretches), strict=True):
        segments[i] = replace(segments[i], text=text, words=())
    transcript = replace(talk.transcript, segments=tuple(segments))
    return hear_out(talk.call, transcript, talk.checklist, None, talk.context)


def _doubtful(segment: Segment, customer: bool) -> bool:
    asked = customer or segment.speaker is not Speaker.CUSTOMER
    long = segment.end - segment.start >= LEAST
    return asked and long and segment.confidence is not None and segment.confidence < CLEARLY


def settled(talk: Talk, requirement: Requirement, first: Outcome, second: Outcome) -> Outcome:
    """What both hearings make of a requirement: the first outcome wherever the second adds nothing."""
    if requirement.kind == "prohibited":
        return _accusation(talk, requirement, first, second)
    if _meets(talk, requirement, first, second):
        found = shown(talk, second)
        if all(e.matched == MEANING for e in second.evidence):
            # what was heard twice and had no known words either time may mean anything
            return doubtful(Reason.UNCERTAIN, found.reason, found.evidence)
        return found
    return first


def _meets(talk: Talk, requirement: Requirement, first: Outcome, second: Outcome) -> bool:
    """Whether the second hearing meets a duty.

    Not where the first read another value there, and on a poor line not by what only sounds right.
    """
    if second.status is not Status.PASS or not open_to_it(talk, requirement, first):
        return False
    if not clean(talk, requirement) and second.score is not None and second.score < 1.0:
        return False
    if requirement.check == "consent":
        return _later(first, second)
    return first.said is None or not _together(first, second)


def _together(first: Outcome, second: Outcome) -> bool:
    """Whether both hearings have something in the same place."""
    return any(a.start < b.end and b.start < a.end for a in first.evidence for b in second.evidence)


def _later(first: Outcome, second: Outcome) -> bool:
    """Whether it was said after what the first hearing has against it: a yes before a 再想想 is none."""
    against = max((e.start for e in first.evidence), default=0.0)
    return all(e.start >= against for e in second.evidence[:1])


def _accusation(talk: Talk, requirement: Requirement, first: Outcome, second: Outcome) -> Outcome:
    """For a person, where one hearing has a prohibited statement and the other has not."""
    alone = first if _accused_poorly(talk, requirement, first) else None
    if alone is not None and (second.status is Status.FAIL or _together(first, second)):
        return first
    if alone is None and first.status is Status.PASS and second.status is Status.FAIL:
        alone = shown(talk, second)
    if alone is None:
        return first
    quote = alone.evidence[0].quote if alone.evidence else ""
    reason = sentence(talk.checklist.language, "prohibited_doubt", quote=quote)
    return doubtful(Reason.UNCERTAIN, reason, alone.evidence)


def shown(talk: Talk, outcome: Outcome) -> Outcome:
    """An outcome of the second hearing with its words as evidence that comes from the sound."""
    evidence = tuple(replace(e, source="sound") for e in outcome.evidence)
    reason = sentence(talk.checklist.language, "heard_again", reason=outcome.reason)
    return replace(outcome, evidence=evidence, reason=reason)
