"""The judge: one call, its transcript and a checklist become findings. Pure: same input, same output."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from auditor.checklist.schema import Checklist, Requirement
from auditor.judge import again
from auditor.judge.answered import judge_answered
from auditor.judge.conditions import excluded, unless_known
from auditor.judge.conduct import WORDLESS, judge_conduct
from auditor.judge.consent import Yes
from auditor.judge.everything import asked_too
from auditor.judge.finding import Outcome, doubtful, failed, finding, not_due, passed
from auditor.judge.moments import Moments, moments
from auditor.judge.places import day_of
from auditor.judge.prohibited import judge_prohibited
from auditor.judge.registers import NOTHING, Context
from auditor.judge.required import judge_required
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk, hear_out
from auditor.judge.trust import poorly_heard_after, trusted
from auditor.model import Call, Ear, Finding, Reason, Speaker, Status, Transcript
from auditor.read.language import speaks


def audit(
    call: Call,
    transcript: Transcript,
    checklist: Checklist,
    *,
    ear: Ear | None = None,
    context: Context = NOTHING,
    ask_all: bool = False,
) -> tuple[Finding, ...]:
    """Judge one call by one checklist.

    The version of each requirement in force on the day of the call is used (the
    newest, where the day is not known). ``ear`` settles doubtful findings against
    the sound; without it they stay with a person. ``ask_all`` puts to it what the words
    passed, too. ``context`` holds the registers and
    the other calls; what rests on one that is missing stays with a person too.
    """
    talk = hear_out(call, transcript, checklist, ear, context)
    day = day_of(call, checklist.jurisdiction)
    in_force = [r for r in checklist.requirements if r.in_force(day)]
    if (why := _unusable(talk)) is not None:
        outcomes = {r.id: _without_words(talk, r, why) for r in in_force}
    else:
        outcomes = _judged(talk, in_force, ask_all)
    return tuple(finding(call.call_id, checklist, r, outcomes[r.id]) for r in in_force)


def _judged(talk: Talk, requirements: list[Requirement], ask_all: bool) -> dict[str, Outcome]:
    turning = moments(talk)
    outcomes: dict[str, Outcome] = {}
    # What conduct looks at is judged first.
    for conduct in (False, True):
        for requirement in (r for r in requirements if (r.kind == "conduct") is conduct):
            outcome = _by_kind(talk, turning, requirement, outcomes)
            if ask_all:
                outcome = asked_too(talk, requirement, outcome)
            outcomes[requirement.id] = trusted(talk, requirement, outcome)
        if not conduct:
            turning = _heard_again(talk, turning, requirements, outcomes)
    return outcomes


def _heard_again(
    talk: Talk, turning: Moments, requirements: list[Requirement], outcomes: dict[str, Outcome]
) -> Moments:
    """Puts into ``outcomes`` what a second hearing changes; the turning points, with a consent that
    it alone has."""
    judged = [r for r in requirements if r.id in outcomes]
    asked = [r for r in judged if again.open_to_it(talk, r, outcomes[r.id])]
    consent = [r for r in asked if r.check == "consent"]
    second = again.second_hearing(talk, customer=bool(consent)) if asked else None
    if second is None:
        return turning
    anew = moments(second)
    for r in (r for r in judged if r in asked or r.kind == "prohibited"):
        found = trusted(second, r, _by_kind(second, anew, r, {}))
        outcomes[r.id] = again.settled(talk, r, outcomes[r.id], found)
    met = any(outcomes[r.id].status is Status.PASS for r in consent)
    return replace(turning, consent=anew.consent) if met else turning


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
    return outcome


def _open(talk: Talk, turning: Moments) -> bool:
    """Whether the sale was left open: by the record, else by the talk."""
    if talk.call.concluded is not None:
        return not talk.call.concluded
    consent = turning.consent
    agreed = consent.yes is not Yes.NONE or consent.by_another is not None
    return not agreed and turning.closed is None


def _consent(talk: Talk, turning: Moments) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    consent = turning.consent
    if consent.yes is Yes.CLEAR and consent.wavered is not None:
        said = say("consent_wavered", quote=consent.wavered.quote)
        return doubtful(
            Reason.UNCERTAIN, said, [*consent.evidence[:1], consent.wavered], at=consent.time,
            score=0.5,
        )  # fmt: skip
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
    if consent.withdrawn is not None:
        said = say("consent_withdrawn", quote=consent.withdrawn.quote)
        return failed(Reason.NOT_SAID, said, [consent.withdrawn])
    if consent.by_another is not None:
        said = say("consent_another", quote=consent.by_another.quote)
        return doubtful(Reason.UNCERTAIN, said, [consent.by_another])
    if consent.postponed is not None:
        asked = talk.find(talk.checklist.moments.closing_question, talk.agent)
        later = [m for m in asked if talk.time(m, talk.agent) > consent.postponed.start]
        if talk.transcript.heard and later:
            # A short yes is what a recogniser drops first: the question that came later is known
            # to have been put, not how it was answered.
            question = talk.evidence(later[-1], talk.agent)
            said = say("consent_unheard", quote=question.quote)
            return doubtful(Reason.NOT_HEARD, said, [question, consent.postponed])
        if (lost := poorly_heard_after(talk, consent.postponed.end)) is not None:
            said = say("consent_lost", quote=lost.quote)
            return doubtful(Reason.NOT_HEARD, said, [consent.postponed, lost])
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
