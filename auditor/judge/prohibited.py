"""Prohibited statements: the agent's own assertion, not a denial, a quotation or a warning."""

from __future__ import annotations

from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful, failed
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Reason, Speaker, Status


def judge_prohibited(talk: Talk, requirement: Requirement) -> Outcome:
    """The verdict on one prohibited item: fail with the sentence, else pass."""
    say = partial(sentence, talk.checklist.language)
    scan = talk.side(requirement.speaker)
    found = talk.counted(requirement, requirement.says, scan)
    if not found:
        hints = talk.counted(requirement, requirement.hints, scan)
        if hints:
            near = talk.evidence(hints[0], scan)
            return doubtful(Reason.UNCERTAIN, say("prohibited_doubt", quote=near.quote), [near])
        return Outcome(status=Status.PASS, code=Reason.NOT_SAID, reason=say("prohibited_clear"))
    evidence = [talk.evidence(m, scan) for m in found[:5]]
    best = max(found, key=lambda m: m.score)
    if all(e.speaker is Speaker.UNKNOWN for e in evidence):
        return doubtful(Reason.UNCERTAIN, say("who", quote=evidence[0].quote), evidence)
    return failed(
        Reason.SAID, say("prohibited", quote=evidence[0].quote), evidence, score=best.score
    )
