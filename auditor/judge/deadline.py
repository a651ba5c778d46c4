"""By when something had to be said: before a moment of the call, or within so many seconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, failed, not_due
from auditor.judge.sentences import clock, sentence
from auditor.judge.spoken import Spoken
from auditor.judge.talk import Talk
from auditor.model import Reason, Status


def in_time(
    talk: Talk, requirement: Requirement, spoken: Sequence[Spoken], outcome: Outcome
) -> Outcome:
    """``outcome``, or a failure with ``late`` where the words came after ``within`` seconds or
    once benefits were discussed. Nothing is due if the call never came to benefits."""
    say = partial(sentence, talk.checklist.language)
    done = _done(requirement, spoken)
    if requirement.within is not None and done is not None and done > requirement.within:
        return _late(outcome, say("late_clock", time=clock(done), limit=clock(requirement.within)))
    if requirement.before == "benefits":
        begun = talk.find(talk.checklist.moments.benefits, talk.agent)
        if not begun and outcome.status is Status.FAIL:
            return not_due(say("not_due_benefits"))
        began = talk.time(begun[0], talk.agent) if begun else None
        if done is not None and began is not None and done > began:
            return _late(outcome, say("late", time=clock(done), moment=clock(began)))
    return outcome


def _done(requirement: Requirement, spoken: Sequence[Spoken]) -> float | None:
    """When the last of what had to be said ended, in seconds."""
    if not spoken:
        return None
    ends = [s.scan.stream.evidence(s.match.start, s.match.end).end for s in spoken]
    return max(ends) if requirement.parts and len(spoken) > 1 else ends[0]


def _late(outcome: Outcome, reason: str) -> Outcome:
    if outcome.status is not Status.PASS:
        return outcome
    return failed(Reason.LATE, reason, outcome.evidence, at=outcome.at, score=outcome.score)
