"""Prohibited statements: the agent's own assertion, not a denial, a quotation or a warning."""

from __future__ import annotations

from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful, failed
from auditor.judge.match.base import Match, Scan
from auditor.judge.meaning import MEANING, likelihood
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Reason, Speaker, Status

SURER = 1.5  # by how much more they must mean it then
CLEAR = 0.65  # confidence of an utterance below which a recogniser's words must mean it surely


def judge_prohibited(talk: Talk, requirement: Requirement) -> Outcome:
    """The verdict on one prohibited item: fail with the sentence, else pass."""
    say = partial(sentence, talk.checklist.language)
    scan = talk.side(requirement.speaker)
    found = _asserted(talk, requirement, scan)
    if not found:
        hints = talk.counted(requirement, requirement.hints, scan)
        hints = hints or _worded(talk, requirement, scan, "doubt")
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


def _asserted(talk: Talk, requirement: Requirement, scan: Scan) -> list[Match]:
    """What lines find and wording does not deny, or else what wording alone finds."""
    found = talk.counted(requirement, requirement.says, scan)
    # Blunt statements are short, and the encoder knows them least: there the line has the word.
    # Not on recordings: a recogniser cuts all talk into short pieces.
    found = [
        m
        for m in found
        if (scan.brief(m.start) and not scan.heard) or not talk.denied(requirement, m, scan)
    ]
    return found or _worded(talk, requirement, scan, "found")


def _clear(unit: int, scan: Scan) -> bool:
    confidence = scan.stream.utterance(unit).confidence
    return confidence is None or confidence >= CLEAR


def _worded(talk: Talk, requirement: Requirement, scan: Scan, level: str) -> list[Match]:
    """Stretches worded like the examples, without those that an ``unless`` line takes back."""
    threshold = getattr(requirement.learned, level, None)
    if threshold is None:
        return []
    likely = [w for w in talk.likely(requirement, scan) if w.score >= threshold]
    if scan.heard and level == "found":
        likely = [w for w in likely if w.score >= threshold + SURER or _clear(w.start, scan)]
    if not likely:
        return []
    matches = [
        Match(
            start=w.start, end=w.end, score=likelihood(w.score), core=(w.start, w.start),
            line=MEANING,
        )
        for w in likely
    ]  # fmt: skip
    unless = talk.find(requirement.unless, scan)
    return [m for m in matches if not any(u.start < m.end and m.start < u.end for u in unless)]
