"""Conduct: how the call was led, beyond the single sentences in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful, failed, not_due, passed
from auditor.judge.hours import judge_hours, judge_overrun
from auditor.judge.moments import Moments, Yes
from auditor.judge.sentences import clock, sentence
from auditor.judge.talk import Talk
from auditor.model import Reason, Speaker

Outcomes = Mapping[str, Outcome]
TURNS_TO_CLOSE = 3  # agent's turns after a refusal in which a courteous end is expected


def _refusal(talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    refusal = moments.refusal
    if refusal is None:
        return not_due(say("refusal_none"))
    persisting = talk.find(talk.checklist.moments.persisting, talk.agent)
    later = [m for m in persisting if talk.utterance(m, talk.agent).index > refusal.index]
    if later:
        evidence = talk.evidence(later[0], talk.agent)
        return failed(
            Reason.SAID,
            say("refusal_ignored", time=clock(refusal.time), quote=evidence.quote),
            [refusal.evidence, evidence],
        )
    turns = [
        u
        for u in talk.dialogue[refusal.index + 1 :]
        if u.speaker is Speaker.AGENT and len(u.units) > 4
    ]
    if len(turns) > TURNS_TO_CLOSE:
        evidence = talk.agent.stream.evidence(*_units_of(talk, turns[TURNS_TO_CLOSE].index))
        return doubtful(
            Reason.UNCERTAIN,
            say("refusal_ignored", time=clock(refusal.time), quote=evidence.quote),
            [refusal.evidence, evidence],
        )
    return passed(say("refusal_respected"), [refusal.evidence])


def _units_of(talk: Talk, index: int) -> tuple[int, int]:
    stream = talk.agent.stream
    place = next(i for i, u in enumerate(stream.utterances) if u.index == index)
    low, high = stream.bounds(place)
    return low, min(high, low + 30)


def _order(talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    consent = moments.consent
    if consent.yes is not Yes.CLEAR or consent.time is None:
        return not_due(say("before_unknown"))
    wanted = requirement.options.get("items", ())
    items = [str(i) for i in wanted] if isinstance(wanted, (list, tuple)) else []
    late = [
        i
        for i in items
        if (o := outcomes.get(i)) is not None and o.at is not None and o.at > consent.time
    ]
    if not late:
        return passed(say("before_consent"), consent.evidence)
    titles = {r.id: r.title for r in talk.checklist.requirements}
    zh = talk.checklist.language.startswith("zh")
    names = "、".join((titles[i].zh if zh else titles[i].en) for i in late if i in titles)
    evidence = [*consent.evidence[:1], *(e for i in late for e in outcomes[i].evidence[:1])]
    return failed(
        Reason.OUT_OF_ORDER, say("after_consent", time=clock(consent.time), items=names), evidence
    )


def _hours(talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes) -> Outcome:
    return judge_hours(talk, requirement)


def _overrun(talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes) -> Outcome:
    return judge_overrun(talk, requirement)


def _register(
    talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes
) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    return doubtful(
        Reason.NO_DATA, say("no_register", register=requirement.options.get("register", "?"))
    )


CHECKS: dict[str, Callable[[Talk, Moments, Requirement, Outcomes], Outcome]] = {
    "calling-hours": _hours,
    "hours-overrun": _overrun,
    "refusal": _refusal,
    "order": _order,
    "register": _register,
}


def judge_conduct(
    talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes
) -> Outcome:
    """The verdict on one conduct item; ``outcomes`` are those of the required items."""
    return CHECKS[requirement.check or ""](talk, moments, requirement, outcomes)
