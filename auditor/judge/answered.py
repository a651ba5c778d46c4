"""Matters that the agent asks and the customer must answer with a yes of their own."""

from __future__ import annotations

from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful, failed, passed
from auditor.judge.match.base import Match
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Reason, Speaker

WITHIN = 12.0  # seconds after a question in which words are its answer


def judge_answered(talk: Talk, requirement: Requirement) -> Outcome:
    """Pass if one asking got a clear yes; review if the best answer was a mumble or none.

    With ``options.any_answer`` what the customer answers does not matter, only that they do.
    """
    say = partial(sentence, talk.checklist.language)
    asked = talk.counted(requirement, requirement.says, talk.agent)
    if not asked:
        return failed(Reason.NOT_SAID, say("not_asked"))
    best: Outcome | None = None
    for question in asked:
        any_answer = bool(requirement.options.get("any_answer"))
        outcome = _answer(talk, question, any_answer=any_answer)
        if outcome.code is Reason.SAID:
            return outcome
        best = outcome if best is None or outcome.code is Reason.CONTRADICTED else best
    assert best is not None
    return best


def _answer(talk: Talk, question: Match, *, any_answer: bool) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    asking = talk.utterance(question, talk.agent)
    proof = talk.evidence(question, talk.agent)
    answer = next(talk.after(asking, Speaker.CUSTOMER), None)
    if answer is None or answer.index > asking.index + 2 or answer.start - asking.end > WITHIN:
        return doubtful(Reason.UNCERTAIN, say("asked_unanswered", quote=proof.quote), [proof])
    scan, moments = talk.customer, talk.checklist.moments
    for lines, clear in ((moments.yes, True), (moments.weak_yes, False)):
        here = talk.in_utterance(talk.find(lines, scan), scan, answer.index)
        if here and clear:
            words = talk.evidence(here[0], scan)
            at = talk.time(here[0], scan)
            return passed(say("asked_answered", quote=words.quote), [words, proof], at=at)
        if here:
            words = talk.evidence(here[0], scan)
            return doubtful(
                Reason.UNCERTAIN, say("asked_weakly", quote=words.quote), [words, proof], score=0.5
            )
    low, high = scan.stream.bounds(scan.stream.place(scan.stream.first_unit(answer.index)))
    words = scan.stream.evidence(low, min(high, low + 30))
    if any_answer:
        return passed(
            say("asked_answered", quote=words.quote), [words, proof], at=words.start, score=1.0
        )
    return failed(Reason.CONTRADICTED, say("asked_denied", quote=words.quote), [words, proof])
