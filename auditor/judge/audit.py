"""The judge: one call, its transcript and a checklist become findings. Pure: same input, same output."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from auditor.checklist.schema import Checklist, Requirement
from auditor.judge.answered import judge_answered
from auditor.judge.conditions import excluded, unless_known
from auditor.judge.conduct import WORDLESS, judge_conduct
from auditor.judge.finding import Outcome, doubtful, failed, finding, not_due, passed
from auditor.judge.moments import Moments, Yes, moments
from auditor.judge.places import day_of
from auditor.judge.prohibited import judge_prohibited
from auditor.judge.registers import NOTHING, Context
from auditor.judge.required import judge_required
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk, hear_out
from auditor.model import Call, Ear, Finding, Reason, Segment, Speaker, Status, Transcript
from auditor.read.language import speaks

POOR = 0.73  # mean confidence below which silence proves nothing, set on 16 heard calls
OPENING = 25.0  # seconds that an opening is made of
GAP_TOTAL = 6.0  # seconds of agent's speech without words that a disclosure may hide in


def audit(
    call: Call,
    transcript: Transcript,
    checklist: Checklist,
    *,
    ear: Ear | None = None,
    context: Context = NOTHING,
) -> tuple[Finding, ...]:
    """Judge one call by one checklist.

    The version of each requirement in force on the day of the call is used (the
    newest, where the day is not known). ``ear`` settles doubtful findings against
    the sound; without it they stay with a person. ``context`` holds the registers and
    the other calls; what rests on one that is missing stays with a person too.
    """
    talk = hear_out(call, transcript, checklist, ear, context)
    day = day_of(call, checklist.jurisdiction)
    in_force = [r for r in checklist.requirements if r.in_force(day)]
    if (why := _unusable(talk)) is not None:
        outcomes = {r.id: _without_words(talk, r, why) for r in in_force}
    else:
        outcomes = _judged(talk, in_force)
    return tuple(finding(call.call_id, checklist, r, outcomes[r.id]) for r in in_force)


def _judged(talk: Talk, requirements: list[Requirement]) -> dict[str, Outcome]:
    turning = moments(talk)
    outcomes: dict[str, Outcome] = {}
    # What conduct looks at is judged first.
    for requirement in sorted(requirements, key=lambda r: r.kind == "conduct"):
        outcomes[requirement.id] = _by_kind(talk, turning, requirement, outcomes)
    return outcomes


def _by_kind(
    talk: Talk, turning: Moments, requirement: Requirement, outcomes: dict[str, Outcome]
) -> Outcome:
    if excluded(talk.call, requirement):
        return not_due(sentence(talk.checklist.language, "not_due_when"))
    if requirement.kind == "required":
        outcome = _required(talk, turning, requirement)
    elif requirement.kind == "prohibited":
        outcome = judge_prohibited(talk, requirement)
    else:
        outcome = judge_conduct(talk, turning, requirement, outcomes)
    return unless_known(talk, requirement, outcome)


def _required(talk: Talk, turning: Moments, requirement: Requirement) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    purpose = talk.call.purpose
    if purpose is not None and purpose not in talk.checklist.purposes:
        return not_due(say("not_due_purpose"))
    if requirement.check == "consent":
        outcome = _consent(talk, turning)
    elif requirement.check == "answered":
        outcome = judge_answered(talk, requirement)
    else:
        outcome = judge_required(talk, turning, requirement)
    if requirement.due == "sale" and _open(talk, turning):
        # What was said is kept as said; what was not, was not yet due.
        return outcome if outcome.status is Status.PASS else not_due(say("not_due_open"))
    if outcome.status is Status.FAIL and not outcome.evidence:
        return _silence(talk, requirement, outcome)
    return outcome


def _open(talk: Talk, turning: Moments) -> bool:
    """Whether the sale was left open: by the record, else by the talk."""
    if talk.call.concluded is not None:
        return not talk.call.concluded
    return turning.consent.yes is not Yes.CLEAR and turning.closed is None


def _silence(talk: Talk, requirement: Requirement, outcome: Outcome) -> Outcome:
    """An absence is a breach only where the call was heard well enough."""
    transcript = talk.transcript
    if not transcript.heard:
        return outcome
    say = partial(sentence, talk.checklist.language)
    own = [s for s in transcript.segments if s.speaker is not Speaker.CUSTOMER]
    gaps = [g for g in transcript.gaps if g.speaker is not Speaker.CUSTOMER]
    if requirement.speaker == "customer":
        own = [s for s in transcript.segments if s.speaker is not Speaker.AGENT]
        gaps = [g for g in transcript.gaps if g.speaker is not Speaker.AGENT]
    gap = sum(g.end - g.start for g in gaps)
    if gap > GAP_TOTAL:
        return doubtful(Reason.NOT_HEARD, say("not_heard", gap=gap), nearest=outcome.nearest)
    stretches = [own]
    if requirement.due == "opening" and own:
        stretches.append([s for s in own if s.start < own[0].start + OPENING])
    sure = min(_confidence(s) for s in stretches)
    if sure < POOR:
        return doubtful(Reason.NOT_HEARD, say("poor", confidence=sure), nearest=outcome.nearest)
    return outcome


def _confidence(segments: Sequence[Segment]) -> float:
    """Mean confidence of a stretch of talk, by the length of its text; 1 where none is given."""
    known = [(s.confidence, len(s.text)) for s in segments if s.confidence is not None]
    total = sum(n for _, n in known)
    return sum(c * n for c, n in known) / total if total else 1.0


def _consent(talk: Talk, turning: Moments) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    consent = turning.consent
    if consent.yes is Yes.CLEAR:
        return passed(
            say("consent", quote=consent.evidence[0].quote), consent.evidence, at=consent.time
        )
    if consent.yes is Yes.WEAK:
        return doubtful(
            Reason.UNCERTAIN,
            say("consent_weak", quote=consent.evidence[0].quote),
            consent.evidence,
            score=0.5,
        )
    if consent.postponed is not None:
        return failed(
            Reason.NOT_SAID,
            say("consent_postponed", quote=consent.postponed.quote),
            [consent.postponed],
        )
    return failed(Reason.NOT_SAID, say("consent_none"))


def _unusable(talk: Talk) -> str | None:
    """Why a transcript cannot be judged at all, as the key of a sentence."""
    if not any(u.units for u in talk.dialogue):
        return "no_words"
    sides = {u.speaker for u in talk.dialogue}
    if Speaker.UNKNOWN not in sides and Speaker.AGENT not in sides:
        return "one_sided"
    # Nearly everything rests on the agent's words; a customer may answer in another language.
    agent = " ".join(u.text for u in talk.dialogue if u.speaker is not Speaker.CUSTOMER)
    if not speaks(talk.checklist.language, agent):
        return "other_language"
    return None


def _without_words(talk: Talk, requirement: Requirement, why: str) -> Outcome:
    """The verdict where there is nothing to read: only what the record alone decides."""
    say = partial(sentence, talk.checklist.language)
    purpose = talk.call.purpose
    if requirement.kind == "required" and purpose and purpose not in talk.checklist.purposes:
        return not_due(say("not_due_purpose"))
    if excluded(talk.call, requirement):
        return not_due(say("not_due_when"))
    if requirement.kind == "conduct" and requirement.check in WORDLESS:
        nobody = Moments(pitch=None, consent=moments(talk).consent, refusal=None, closed=None)
        return judge_conduct(talk, nobody, requirement, {})
    return doubtful(Reason.NOT_HEARD, say(why, tongue=talk.checklist.language))
