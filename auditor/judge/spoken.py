"""Words that meet a duty as far as words go, and the outcome that rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from auditor.judge.finding import Outcome, doubtful, passed
from auditor.judge.match.base import Match, Scan
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Evidence, Reason, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Words of one side that meet a duty as far as words go."""

    match: Match
    scan: Scan
    confirmed: Evidence | None = None
    """The agent's yes, when the customer said the content and the agent confirmed it."""


def evidence_for(talk: Talk, spoken: Sequence[Spoken]) -> list[Evidence]:
    """Evidence for what was said, the agent's confirmation before the customer's words."""
    out = []
    for item in spoken[:4]:
        if item.confirmed is not None:
            out.append(item.confirmed)
        out.append(talk.evidence(item.match, item.scan))
    return out


def densest_first(talk: Talk, spoken: Sequence[Spoken]) -> list[Spoken]:
    """The utterance that says most of it first: a passing mention proves less."""
    places = [talk.utterance(s.match, s.scan).index for s in spoken]
    lines: dict[int, set[str]] = {}
    for place, item in zip(places, spoken, strict=True):
        lines.setdefault(place, set()).add(item.match.line)
    order = sorted(range(len(spoken)), key=lambda i: (-len(lines[places[i]]), i))
    return [spoken[i] for i in order]


def passed_by(talk: Talk, spoken: Sequence[Spoken]) -> Outcome:
    """Said; for a person to decide where nobody knows by whom."""
    say = partial(sentence, talk.checklist.language)
    evidence = evidence_for(talk, densest_first(talk, spoken))
    best = max(spoken, key=lambda s: s.match.score)
    if all(e.speaker is Speaker.UNKNOWN for e in evidence):
        quote = evidence[0].quote
        return doubtful(Reason.UNCERTAIN, say("who", quote=quote), evidence, score=0.5)
    return passed(
        say("said", quote=evidence[0].quote),
        evidence,
        at=talk.time(spoken[0].match, spoken[0].scan),
        score=best.match.score,
    )
