"""Conduct: how the call was led, beyond the single sentences in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.consent import Yes
from auditor.judge.finding import Outcome, doubtful, failed, not_due, passed
from auditor.judge.history import History
from auditor.judge.hours import judge_hours, judge_overrun
from auditor.judge.moments import Moments
from auditor.judge.records import Records
from auditor.judge.registers import whole_number
from auditor.judge.sentences import clock, sentence
from auditor.judge.talk import Talk
from auditor.model import Evidence, Reason, Speaker, Status

Outcomes = Mapping[str, Outcome]
Check = Callable[[Talk, Moments, Requirement, Outcomes], Outcome]
WORDLESS = frozenset({"calling-hours", "hours-overrun", "register", "caller-number",
                      "region-known", "product-limits", "history", "recording"})  # fmt: skip
"""Checks that need no word of the call."""
LEAST_MEASURED = 12  # units of an utterance from which its rate says something
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
    leaving = talk.find(talk.checklist.moments.farewell, talk.agent)
    leave = {talk.utterance(m, talk.agent).index for m in leaving}
    turns = [
        u
        for u in talk.dialogue[refusal.index + 1 :]
        if u.speaker is Speaker.AGENT and len(u.units) > 4 and u.index not in leave
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


def _consent_open(talk: Talk, outcomes: Outcomes) -> bool:
    """Whether a person is to decide if there was a consent at all."""
    asked = [r.id for r in talk.checklist.requirements if r.check == "consent"]
    return any(i in outcomes and outcomes[i].status is Status.REVIEW for i in asked)


def _order(talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes) -> Outcome:
    say = partial(sentence, talk.checklist.language)
    consent = moments.consent
    if consent.yes is not Yes.CLEAR or consent.time is None:
        if talk.transcript.heard and _consent_open(talk, outcomes):
            return doubtful(Reason.NOT_HEARD, say("order_open"))
        return not_due(say("before_unknown"))
    agreed = (consent.last if talk.transcript.heard else None) or consent.time
    wanted = requirement.options.get("items", ())
    items = [str(i) for i in wanted] if isinstance(wanted, (list, tuple)) else []
    late = [
        i
        for i in items
        if (o := outcomes.get(i)) is not None and o.at is not None and o.at > agreed
    ]
    open_ = [
        o.nearest
        for i in items
        if (o := outcomes.get(i)) is not None
        and o.status is Status.REVIEW
        and o.nearest is not None
        and o.nearest.start > agreed
    ]
    if not late and open_:
        quote = open_[0].quote
        return doubtful(
            Reason.UNCERTAIN, say("order_unsure", time=clock(consent.time), quote=quote),
            [*consent.evidence[:1], open_[0]],
        )  # fmt: skip
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


def _history(talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes) -> Outcome:
    checklist = talk.checklist
    judge = History(
        talk.call, requirement, talk.context, checklist.jurisdiction, checklist.language
    )
    return judge.outcome()


def _by_record(check: Callable[[Records], Outcome]) -> Check:
    """A check that rests on records alone."""
    return lambda talk, _moments, requirement, _outcomes: check(Records(talk, requirement))


def _first_call(
    talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes
) -> Outcome:
    """What must be said on the first call to a person, where the history shows which is first."""
    say = partial(sentence, talk.checklist.language)
    said = talk.counted(requirement, requirement.says, talk.agent)
    if said:
        evidence = talk.evidence(said[0], talk.agent)
        return passed(say("said", quote=evidence.quote), [evidence])
    now = talk.call.started_at
    number = whole_number(talk.call.customer_number or "", talk.checklist.jurisdiction)
    calls = talk.context.calls(number) if number else None
    if calls is None or now is None:
        return doubtful(Reason.NO_DATA, say("first_call_unknown"))
    if any(c.started_at < now and c.call_id != talk.call.call_id for c in calls):
        return not_due(say("first_call_later"))
    if talk.context.partial:
        return doubtful(Reason.NO_DATA, say("first_call_unknown"))
    return failed(Reason.NOT_SAID, say("not_said"))


def _rate(talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes) -> Outcome:
    """How fast disclosures were said, in units a second over their utterances."""
    say = partial(sentence, talk.checklist.language)
    wanted, limit = requirement.options.get("items", ()), requirement.options.get("most", 7)
    items = [str(i) for i in wanted] if isinstance(wanted, (list, tuple)) else []
    most = float(str(limit))
    titles = {r.id: r.title for r in talk.checklist.requirements}
    zh = talk.checklist.language.startswith("zh")
    fastest: tuple[float, str, Evidence] | None = None
    for item in items:
        outcome = outcomes.get(item)
        for evidence in outcome.evidence[:1] if outcome else ():
            turn = next((u for u in talk.dialogue if u.start <= evidence.start <= u.end), None)
            if turn is None or len(turn.units) < LEAST_MEASURED or turn.end <= turn.start:
                continue
            rate = len(turn.units) / (turn.end - turn.start)
            if fastest is None or rate > fastest[0]:
                fastest = (rate, titles[item].zh if zh else titles[item].en, evidence)
    if fastest is None:
        return not_due(say("rate_unknown"))
    rate, title, evidence = fastest
    shown = f"{rate:.1f}"
    if rate <= most:
        reason = say("rate_pass", item=title, rate=rate, limit=most)
        return passed(reason, [evidence], said=shown, expected=f"{most:g}")
    return failed(
        Reason.CONTRADICTED, say("rate_fail", item=title, rate=rate, limit=most), [evidence],
        said=shown, expected=f"{most:g}",
    )  # fmt: skip


CHECKS: dict[str, Check] = {
    "calling-hours": _hours,
    "hours-overrun": _overrun,
    "refusal": _refusal,
    "order": _order,
    "register": _by_record(Records.register),
    "caller-number": _by_record(Records.caller_number),
    "region-known": _by_record(Records.region_known),
    "product-limits": _by_record(Records.product_limits),
    "recording": _by_record(Records.recording),
    "history": _history,
    "first-call": _first_call,
    "speech-rate": _rate,
}


def judge_conduct(
    talk: Talk, moments: Moments, requirement: Requirement, outcomes: Outcomes
) -> Outcome:
    """The verdict on one conduct item; ``outcomes`` are those of the required items."""
    return CHECKS[requirement.check or ""](talk, moments, requirement, outcomes)
