"""How far a verdict may lean on what was heard: the worse the line, the more goes to a person.

Confidences are those of ``hear.confidence``: the share of characters expected to be right. On a
bad line a duty is neither cleared nor anybody accused by words that may be chance, nor by their
absence. A transcript that was given is taken at its word.

The thresholds were set on damaged copies of labelled calls (``bench.hearing.degraded``), those
for what rests on the sound alone (``listening``, ``telephone``, ``again``) by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Evidence, Reason, Segment, Speaker, Status

ABSENT = 0.70  # of a side's talk, below which what it lacks may have been said
CLEAN = 0.60  # of a side's talk, below which a prohibited statement may hide in it
ACCUSED = 0.55  # of the words that accuse, with their surroundings
CLEARED = 0.42  # of the words that clear, character for character
ALIKE = 0.50  # of the words that clear by their sound or their meaning
WHOLE = 0.45  # of a side's talk, below which nothing is cleared: a correction may be lost
VALUE = 0.55  # the same where a value clears: "no, three years" is a few characters, easily lost
FILLER = 3  # units of the customer that answer nothing
WHOLE_NAME = 3  # syllables of a name from which its sound alone is no chance on a poor line
OPENING = 25.0  # seconds that an opening is made of
GAP_TOTAL = 6.0  # seconds of a side's speech without words that a disclosure may hide in

_ABSENCES = (Reason.WRONG_SPEAKER, Reason.LATE)


def trusted(talk: Talk, requirement: Requirement, outcome: Outcome) -> Outcome:
    """The outcome, or a review where the line was too poor for it."""
    decided = outcome.status in (Status.PASS, Status.FAIL)
    if not talk.transcript.heard or not decided or requirement.kind == "conduct":
        return outcome
    if outcome.evidence:
        return _by_words(talk, requirement, outcome)
    if requirement.kind == "required" and outcome.status is Status.FAIL:
        return _by_silence(talk, requirement, outcome)
    if requirement.kind == "prohibited" and outcome.status is Status.PASS:
        return _by_silence(talk, requirement, outcome, CLEAN)
    return outcome


def clean(talk: Talk, requirement: Requirement) -> bool:
    """Whether the side that owes a duty was heard well enough for words that only sound right."""
    return _confidence(_side(talk, requirement)) >= CLEAN


def sureness(talk: Talk, requirement: Requirement, outcome: Outcome) -> float:
    """How well words were heard that decide: the best of their places, and their whole side.

    One place's own confidence is coarse, being that of a few characters.
    """
    here = max((_confidence(_at(talk, e)) for e in outcome.evidence), default=1.0)
    return (here + _confidence(_side(talk, requirement))) / 2


def poorly_heard_after(talk: Talk, time: float) -> Evidence | None:
    """The customer's first words after a time that say something, but nobody can tell what."""
    if not talk.transcript.heard:
        return None
    stream = talk.customer.stream
    for place, utterance in enumerate(stream.utterances):
        unsure = utterance.confidence is not None and utterance.confidence < CLEAN
        if unsure and utterance.start >= time and len(utterance.units) > FILLER:
            low, high = stream.bounds(place)
            return stream.evidence(low, high, matched="", score=0.0)
    return None


def _by_words(talk: Talk, requirement: Requirement, outcome: Outcome) -> Outcome:
    """Words decide only where they were heard well: best of the places that were found."""
    whole = _confidence(_side(talk, requirement))
    sure = sureness(talk, requirement, outcome)
    if outcome.status is Status.FAIL:
        # said by the other side alone, or too late: rests on an absence as well
        enough = sure >= ACCUSED and not (outcome.code in _ABSENCES and whole < ABSENT)
    else:
        exact = outcome.score is None or outcome.score >= 1.0
        least = WHOLE if requirement.value is None else VALUE
        if _from_sound(requirement, outcome):
            least = CLEAN  # nothing of what stands around it can be read
        enough = sure >= (CLEARED if exact else ALIKE) and whole >= least
        if requirement.before == "pitch" and (outcome.at or 0.0) > OPENING:
            enough = enough and whole >= ABSENT  # the pitch may have begun unheard
    if enough:
        return outcome
    say = partial(sentence, talk.checklist.language)
    return replace(
        outcome,
        status=Status.REVIEW,
        code=Reason.UNCERTAIN,
        reason=say("poor_words", confidence=sure, reason=outcome.reason),
    )


def _from_sound(requirement: Requirement, outcome: Outcome) -> bool:
    """Whether a value was found in the sound alone, or a name too short to be told from chance."""
    check = requirement.value
    if check is None or check.kind == "choice":
        return False
    if check.kind == "name" and len(outcome.said or "") >= WHOLE_NAME:
        return False
    return all(e.source == "sound" for e in outcome.evidence)


def _by_silence(
    talk: Talk, requirement: Requirement, outcome: Outcome, least: float = ABSENT
) -> Outcome:
    """What is missing decides only where the call was heard well enough to have found it."""
    say = partial(sentence, talk.checklist.language)
    own = _side(talk, requirement)
    other = Speaker.AGENT if requirement.speaker == "customer" else Speaker.CUSTOMER
    gap = sum(g.end - g.start for g in talk.transcript.gaps if g.speaker is not other)
    if gap > GAP_TOTAL:
        return doubtful(Reason.NOT_HEARD, say("not_heard", gap=gap), nearest=outcome.nearest)
    stretches = [own]
    if requirement.due == "opening" and own:
        stretches.append([s for s in own if s.start < own[0].start + OPENING])
    sure = min(_confidence(s) for s in stretches)
    # who calls, and for whom, is said in the first breath
    first = _confidence(own[:1]) if requirement.due == "opening" else 1.0
    if sure < least or first < CLEAN:
        sure = min(sure, first)
        return doubtful(Reason.NOT_HEARD, say("poor", confidence=sure), nearest=outcome.nearest)
    return outcome


def _side(talk: Talk, requirement: Requirement) -> list[Segment]:
    other = Speaker.AGENT if requirement.speaker == "customer" else Speaker.CUSTOMER
    return [s for s in talk.transcript.segments if s.speaker is not other]


def _at(talk: Talk, evidence: Evidence) -> list[Segment]:
    """The segments in which a piece of evidence lies."""
    return [
        s
        for s in talk.transcript.segments
        if s.channel == evidence.channel and s.start <= evidence.end and s.end >= evidence.start
    ]


def _confidence(segments: Sequence[Segment]) -> float:
    """Mean confidence of a stretch of talk, by the length of its text; 1 where none is given."""
    known = [(s.confidence, len(s.text)) for s in segments if s.confidence is not None]
    total = sum(n for _, n in known)
    return sum(c * n for c, n in known) / total if total else 1.0
