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

MOST = 4  # places shown for a duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Words of one side that meet a duty as far as words go."""

    match: Match
    scan: Scan
    confirmed: Evidence | None = None
    """The agent's yes, when the customer said the content and the agent confirmed it."""


def evidence_for(talk: Talk, spoken: Sequence[Spoken]) -> list[Evidence]:
    """Evidence for what was said, the agent's confirmation before the customer's words.

    Of two pieces whose words lie one within the other the longer is shown.
    """
    out: list[Evidence] = []
    for item in spoken[:MOST]:
        if item.confirmed is not None:
            out.append(item.confirmed)
        found = talk.evidence(item.match, item.scan)
        if any(_within(found, e) for e in out):
            continue
        shorter = next((i for i, e in enumerate(out) if _within(e, found)), len(out))
        out[shorter:] = [found, *(e for e in out[shorter:] if not _within(e, found))]
    return out


def _within(inner: Evidence, outer: Evidence) -> bool:
    """Whether one side's words quoted by ``inner`` are all quoted by ``outer``."""
    same = (inner.channel, inner.speaker) == (outer.channel, outer.speaker)
    overlap = inner.start < outer.end and outer.start < inner.end
    return same and overlap and inner.quote in outer.quote


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
