"""A second hearing of what the first left in doubt: each stretch by itself, as the recogniser writes it.

A recogniser hears a stretch among its neighbours and errs otherwise than on the stretch alone:
先六一年交十年 is 九千六一年，交十年 the second time. So a duty that a person would have to decide
is judged once more by those words. It can only be met in this way: nobody is accused, and what
the first hearing decided stands.
"""

from __future__ import annotations

from dataclasses import replace

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk, hear_out
from auditor.judge.trust import clean
from auditor.model import Rehears, Segment, Speaker, Status

CLEARLY = 0.80  # confidence of a stretch from which its words are not heard again
LEAST = 1.0  # seconds of a stretch below which there is nothing to hear again


def second_hearing(talk: Talk) -> Talk | None:
    """The call with the agent's doubtful stretches heard again; ``None`` where that cannot be."""
    ear = talk.ear
    if not talk.transcript.heard or not isinstance(ear, Rehears):
        return None
    segments = tuple(
        replace(s, text=ear.again(s.channel, s.start, s.end), words=()) if _doubtful(s) else s
        for s in talk.transcript.segments
    )
    transcript = replace(talk.transcript, segments=segments)
    return hear_out(talk.call, transcript, talk.checklist, None, talk.context)


def _doubtful(segment: Segment) -> bool:
    own = segment.speaker is not Speaker.CUSTOMER and segment.end - segment.start >= LEAST
    return own and segment.confidence is not None and segment.confidence < CLEARLY


def settles(talk: Talk, requirement: Requirement, first: Outcome, second: Outcome) -> bool:
    """Whether the second hearing meets a duty.

    Not where the first read another value there, and on a poor line not by what only sounds right.
    """
    if second.status is not Status.PASS:
        return False
    if not clean(talk, requirement) and second.score is not None and second.score < 1.0:
        return False
    differs = first.said is not None and any(
        a.start < b.end and b.start < a.end for a in first.evidence for b in second.evidence
    )
    return not differs


def shown(talk: Talk, outcome: Outcome) -> Outcome:
    """An outcome of the second hearing with its words as evidence that comes from the sound."""
    evidence = tuple(replace(e, source="sound") for e in outcome.evidence)
    reason = sentence(talk.checklist.language, "heard_again", reason=outcome.reason)
    return replace(outcome, evidence=evidence, reason=reason)
