"""Turning points of a call: where the pitch begins, where the customer agrees or refuses."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.judge.consent import Consent, consent, in_question, without
from auditor.judge.match.base import Match
from auditor.judge.talk import ACT, Talk
from auditor.model import Evidence, Speaker


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
        consent=consent(talk),
        refusal=found,
        closed=closed[-1] if closed else None,
    )


def _refusal(talk: Talk) -> Refusal | None:
    """The first refusal that the customer does not take back of his own accord."""
    lines, scan = talk.checklist.moments, talk.customer
    persisting = talk.find(lines.persisting, talk.agent)
    reopening = talk.find(lines.reopening, scan)
    for match in _noes(talk):
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


def _noes(talk: Talk) -> list[Match]:
    """The customer's noes to the offer: no questions, no noes to something beside it, and none
    that the same words turn into a yes (不考虑了，就买这个)."""
    lines, scan = talk.checklist.moments, talk.customer
    bare = [m for m in talk.find(lines.bare_no, scan, least=ACT) if not _aside(talk, m)]
    found = without(
        [*talk.find(lines.refusal, scan, least=ACT), *bare], talk.find(lines.no_refusal, scan)
    )
    own = without(talk.find(lines.own_yes, scan, least=ACT), talk.find(lines.no_yes, scan))
    return [
        m
        for m in sorted(found, key=lambda m: (m.start, m.end))
        if not in_question(m, scan)
        and not any(
            y.start >= m.end and talk.utterance(y, scan) is talk.utterance(m, scan) for y in own
        )
    ]


def _aside(talk: Talk, no: Match) -> bool:
    """Whether a no answers the agent's question about something beside the offer."""
    asked = next(talk.before(talk.utterance(no, talk.customer), Speaker.AGENT), None)
    side = talk.find(talk.checklist.moments.side_question, talk.agent)
    return asked is not None and bool(talk.in_utterance(side, talk.agent, asked.index))
