"""Turning points of a call: where the pitch begins, where the customer agrees or refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from auditor.judge.match.base import Match
from auditor.judge.talk import ACT, Talk
from auditor.model import Evidence, Speaker
from auditor.read.utterances import Utterance

ANSWER_WITHIN = 12.0  # seconds after a question in which words are its answer


class Yes(StrEnum):
    """How clearly the customer agreed to buy."""

    CLEAR = "clear"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The customer's answer to the offer, with the question that it answers."""

    yes: Yes
    time: float | None = None
    evidence: tuple[Evidence, ...] = ()
    postponed: Evidence | None = None
    by_another: Evidence | None = None
    """Where somebody else took the telephone, who agreed in the customer's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The customer's clear no to the offer or to being called."""

    time: float
    index: int
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The turning points of one call."""

    pitch: Match | None
    consent: Consent
    refusal: Refusal | None
    closed: Match | None


def moments(talk: Talk) -> Moments:
    """Find the turning points of a call."""
    lines = talk.checklist.moments
    pitch = talk.find(lines.pitch, talk.agent)
    closed = talk.find(lines.closed, talk.agent)
    found = _refusal(talk)
    return Moments(
        pitch=pitch[0] if pitch else None,
        consent=_consent(talk),
        refusal=found,
        closed=closed[-1] if closed else None,
    )


def _asked(
    talk: Talk, answer: Utterance, questions: list[Match], postponed: list[Match]
) -> Match | None:
    """The closing question that an utterance answers: in the agent's words just before it.

    A question that the customer has put off is answered.
    """
    off = [talk.utterance(m, talk.customer).index for m in postponed]
    for seen, earlier in enumerate(talk.before(answer, Speaker.AGENT), start=1):
        if answer.start - earlier.end > ANSWER_WITHIN:
            break
        if earlier.index + 1 in off and answer.index > earlier.index + 1:
            break
        here = talk.in_utterance(questions, talk.agent, earlier.index)
        if here:
            return here[-1]
        if seen >= 2 or any(
            u.speaker == Speaker.CUSTOMER and len(u.units) > 3
            for u in talk.dialogue[earlier.index : answer.index]
        ):
            break
    return None


def _consent(talk: Talk) -> Consent:
    lines, scan = talk.checklist.moments, talk.customer
    questions = talk.find(lines.closing_question, talk.agent)
    own = talk.find(lines.own_yes, scan, least=ACT)
    yes = talk.find(lines.yes, scan)
    weak = talk.find(lines.weak_yes, scan)
    postponed = talk.find(lines.postponed, scan, least=ACT)
    others = _others(talk)
    best = Consent(yes=Yes.NONE)
    for utterance in scan.stream.utterances:
        later = talk.in_utterance(postponed, scan, utterance.index)
        here = talk.in_utterance(own, scan, utterance.index)
        if later and not (here and here[-1].start > later[-1].start):
            best = _taken_back(best, talk.evidence(later[0], scan))
            continue
        question = _asked(talk, utterance, questions, postponed)
        level, match = Yes.NONE, None
        if here or (question and (here := talk.in_utterance(yes, scan, utterance.index))):
            level, match = Yes.CLEAR, here[0]
        elif question and (here := talk.in_utterance(weak, scan, utterance.index)):
            level, match = Yes.WEAK, here[0]
        if match is None or best.yes is Yes.CLEAR or (best.yes is level):
            continue
        if (taker := _taker(others, match)) is not None:
            best = replace(best, by_another=talk.evidence(taker, scan))
            continue
        evidence = [talk.evidence(match, scan)]
        if question:
            evidence.append(talk.evidence(question, talk.agent))
        best = Consent(yes=level, time=talk.time(match, scan), evidence=tuple(evidence))
    return best


def _others(talk: Talk) -> list[tuple[Match, int | None]]:
    """Where somebody else took the customer's telephone, and where the customer has it again."""
    lines, scan = talk.checklist.moments, talk.customer
    back = [m.start for m in talk.find(lines.handed_back, scan, least=ACT)]
    return [
        (taken, next((b for b in back if b > taken.end), None))
        for taken in talk.find(lines.handed_over, scan, least=ACT)
    ]


def _taker(others: list[tuple[Match, int | None]], match: Match) -> Match | None:
    """The words with which somebody else had taken the telephone when this was said."""
    for taken, back in others:
        if taken.end <= match.start and (back is None or match.start < back):
            return taken
    return None


def _taken_back(consent: Consent, evidence: Evidence) -> Consent:
    """A postponement soon after a weak yes takes it back; a clear yes stands."""
    if consent.yes is Yes.CLEAR:
        return consent
    return Consent(yes=Yes.NONE, postponed=evidence)


def _refusal(talk: Talk) -> Refusal | None:
    """The first refusal that the customer does not take back of his own accord."""
    lines, scan = talk.checklist.moments, talk.customer
    persisting = talk.find(lines.persisting, talk.agent)
    reopening = talk.find(lines.reopening, scan)
    for match in talk.find(lines.refusal, scan, least=ACT):
        index = talk.utterance(match, scan).index
        pressed = [talk.utterance(m, talk.agent).index for m in persisting]
        pressed = [i for i in pressed if i > index]
        until = min(pressed, default=len(talk.dialogue))
        again = (m for m in reopening if m.start > match.end)
        if any(talk.utterance(m, scan).index < until for m in again):
            continue
        return Refusal(
            time=talk.time(match, scan), index=index, evidence=talk.evidence(match, scan)
        )
    return None
