"""Calling hours: the dial time in the called person's place against the windows of the law.

Only outbound sales calls are bound. Where the place's clocks differ in the verdict, where the
evidence for the place conflicts, or where a calendar is missing, a person decides.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful, failed, not_due, passed
from auditor.judge.places import SOME_DAY, Place, day_of, locals_at, place
from auditor.judge.registers import NOTHING, Context, whole_number
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.judge.windows import Window, window_on
from auditor.model import Call, Reason

REQUESTED_WITHIN = dt.timedelta(minutes=60)  # how near the asked time a requested call must lie
ANSWERED_WITHIN = dt.timedelta(minutes=2)  # between dialling and an answer, where not on record
_FIXED = re.compile(r"fixed:(?:UTC(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>\d\d)|(?P<zone>.+))")
Say = Any


def judge_hours(talk: Talk, requirement: Requirement) -> Outcome:
    """Whether the call was dialled within the allowed hours of its place and day."""
    checklist = talk.checklist
    return hours_of(
        talk.call, requirement, checklist.jurisdiction, checklist.language, talk.context
    )


def hours_of(
    call: Call,
    requirement: Requirement,
    country: str,
    language: str,
    context: Context = NOTHING,
) -> Outcome:
    """The verdict on calling hours from records alone. ``options`` of the requirement:

    ``hours``, ``holidays``, ``not_before``, ``narrower``: see ``windows``. ``zone``:
    ``fixed:Asia/Shanghai`` or ``fixed:UTC-06:00`` where the law names a clock; else the called
    person's. ``region``: only for people there (``US-FL``). ``event: connect``: the time of the
    answer counts too. ``purposes``: those bound, ``[sale]`` if absent. ``requested: review``:
    whether an asked-for call is exempt is disputed. ``binding: false``: outside is no breach.

    That the customer asked for the call is proved by ``callback_requested_at`` of its row, or of
    an earlier call with the number in the history of ``context``.
    """
    say = partial(sentence, language)
    options = requirement.options
    if (exempt := _exempt(call, options, say)) is not None:
        return exempt
    # Where the person is may show that the rule is another region's, whatever the time.
    where = place(call, country, call.started_at or SOME_DAY)
    if (elsewhere := _elsewhere(where, options, say)) is not None:
        return elsewhere
    if call.started_at is None or call.started_at.tzinfo is None:
        return doubtful(Reason.NO_DATA, say("hours_no_time"))
    return _judged(call, where, options, country, say, context)


def _exempt(call: Call, options: Mapping[str, Any], say: Say) -> Outcome | None:
    if call.direction == "inbound":
        return not_due(say("hours_inbound"))
    bound = options.get("purposes") or ["sale"]
    if call.purpose is not None and call.purpose not in bound:
        return not_due(say("hours_purpose"))
    return None


def _elsewhere(where: Place, options: Mapping[str, Any], say: Say) -> Outcome | None:
    """Nothing is due where the rule is another region's."""
    region = options.get("region")
    if region is None:
        return None
    if not where.region:
        return not_due(say("hours_region_unknown", region=region), Reason.NO_DATA)
    return None if where.region == region else not_due(say("hours_region", region=region))


def _clocks(
    call: Call, where: Place, options: Mapping[str, Any]
) -> list[tuple[dt.datetime, dt.datetime | None]]:
    """(dial time, answer time where it counts) on each clock that the place may have."""
    assert call.started_at is not None
    answered = _answered(call) if options.get("event") == "connect" else None
    fixed = _FIXED.fullmatch(str(options.get("zone", "")))
    if fixed and fixed["sign"]:
        shift = dt.timedelta(hours=int(fixed["hours"]), minutes=int(fixed["minutes"]))
        zone = dt.timezone(-shift if fixed["sign"] == "-" else shift)
        dialled = [call.started_at.astimezone(zone)]
    elif fixed:
        dialled = locals_at((fixed["zone"],), call.started_at)
    else:
        dialled = locals_at(where.zones, call.started_at)
    return [(d, answered and answered.astimezone(d.tzinfo)) for d in dialled]


def _answered(call: Call) -> dt.datetime | None:
    text = dict(call.carried).get("connected_at", "")
    try:
        time = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None


def _judged(
    call: Call,
    where: Place,
    options: Mapping[str, Any],
    country: str,
    say: Say,
    context: Context,
) -> Outcome:
    clocks = _clocks(call, where, options)
    if not clocks:
        return doubtful(Reason.NO_DATA, say("hours_no_place"))
    region = where.region or country
    windows = [window_on(options, dialled.date(), region) for dialled, _ in clocks]
    inside = [_inside(window, clock) for window, clock in zip(windows, clocks, strict=True)]
    shown = " / ".join(c[0].strftime("%Y-%m-%d %H:%M:%S") for c in clocks)
    allowed = " / ".join(dict.fromkeys(str(w) for w in windows))
    values: dict[str, Any] = {"said": shown, "expected": allowed}
    fixed = "zone" in options
    if where.conflict and not fixed:
        reason = say("hours_conflict", fields=where.conflict, time=shown, window=allowed)
        return doubtful(Reason.UNCERTAIN, reason, **values)
    if all(inside) and any(w.unknown for w in windows):
        return doubtful(Reason.NO_DATA, say("hours_no_calendar", time=shown), **values)
    if all(inside):
        if options.get("event") == "connect" and not _answer_sure(clocks, windows):
            return doubtful(Reason.NO_DATA, say("hours_no_answer", time=shown), **values)
        return passed(say("hours_pass", time=shown, window=allowed), [], **values)
    if any(inside):
        reason = say("hours_several", time=shown, window=allowed)
        return doubtful(Reason.UNCERTAIN, reason, **values)
    return _outside(call, options, say, values, _request(call, country, context))


def _request(call: Call, country: str, context: Context) -> dt.datetime | None:
    """The time near which the customer asked to be called, if it is near this call's."""
    assert call.started_at is not None
    now = call.started_at
    asked = [call.callback_requested_at]
    if number := whole_number(call.customer_number or "", country):
        known = context.calls(number) or ()
        asked += [c.callback_requested_at for c in known if c.started_at < now]
    return next((t for t in asked if t and t.tzinfo and abs(now - t) <= REQUESTED_WITHIN), None)


def _inside(window: Window, clock: tuple[dt.datetime, dt.datetime | None]) -> bool:
    dialled, answered = clock
    if dialled.time() not in window:
        return False
    if answered is None:
        return True
    return answered.date() == dialled.date() and answered.time() in window


def _answer_sure(clocks: list[Any], windows: list[Window]) -> bool:
    """Whether the answer fell into the window, where its time is not on record."""
    if all(answered is not None for _, answered in clocks):
        return True
    for (dialled, _), window in zip(clocks, windows, strict=True):
        later = dialled + ANSWERED_WITHIN
        if later.time() not in window or later.date() != dialled.date():
            return False
    return True


def _outside(
    call: Call,
    options: Mapping[str, Any],
    say: Say,
    values: Mapping[str, Any],
    asked: dt.datetime | None,
) -> Outcome:
    time, window = values["said"], values["expected"]
    if asked is not None:
        reason = say("hours_requested", time=asked.isoformat())
        if options.get("requested") == "review":
            return doubtful(Reason.UNCERTAIN, reason, **values)
        return passed(reason, [], **values)
    if call.direction is None or call.purpose is None:
        reason = say("hours_unknown_kind", time=time, window=window)
        return doubtful(Reason.NO_DATA, reason, **values)
    if options.get("binding") is False:
        reason = say("hours_convention", time=time, window=window)
        return doubtful(Reason.OUTSIDE_HOURS, reason, **values)
    return failed(Reason.OUTSIDE_HOURS, say("hours_fail", time=time, window=window), **values)


def judge_overrun(talk: Talk, requirement: Requirement) -> Outcome:
    """Whether a call that began in time ran on past the window; for a person to look at.

    ``options`` are those of the calling hours, or ``of`` names the requirement that has them.
    """
    say = partial(sentence, talk.checklist.language)
    call, options = talk.call, _hours_named(talk, requirement)
    if (exempt := _exempt(call, options, say)) is not None:
        return exempt
    seconds = talk.transcript.duration or max((s.end for s in talk.transcript.segments), default=0)
    where = place(call, talk.checklist.jurisdiction, call.started_at or SOME_DAY)
    if (elsewhere := _elsewhere(where, options, say)) is not None:
        return elsewhere
    if call.started_at is None or call.started_at.tzinfo is None:
        return doubtful(Reason.NO_DATA, say("hours_no_time"))
    if not seconds:
        return doubtful(Reason.NO_DATA, say("no_record", what="duration"))
    clocks = _clocks(call, where, options)
    if not clocks or (where.conflict and "zone" not in options):
        return doubtful(Reason.NO_DATA, say("hours_no_place"))
    region = where.region or talk.checklist.jurisdiction
    rows = [(d, window_on(options, d.date(), region)) for d, _ in clocks]
    begun = [(d, window) for d, window in rows if d.time() in window]
    if not begun:
        return not_due(say("hours_not_begun"))
    ends = [(d + dt.timedelta(seconds=seconds), d, window) for d, window in begun]
    late = [
        (end, window)
        for end, dialled, window in ends
        if end.date() != dialled.date() or _second(end) > window.end
    ]
    if late:
        end, window = late[0]
        shown = end.strftime("%Y-%m-%d %H:%M:%S")
        reason = say("hours_overrun", time=shown, window=str(window))
        return doubtful(Reason.OUTSIDE_HOURS, reason, said=shown, expected=str(window))
    if any(window.unknown for _, window in begun):
        return doubtful(Reason.NO_DATA, say("hours_no_calendar", time=str(begun[0][0])))
    return passed(say("hours_in_one"), [])


def _second(time: dt.datetime) -> float:
    """Seconds since midnight: talk until 21:00:00 sharp is still within hours to 21:00."""
    return time.hour * 3600 + time.minute * 60 + time.second + time.microsecond / 1e6


def _hours_named(talk: Talk, requirement: Requirement) -> Mapping[str, Any]:
    name = requirement.options.get("of")
    day = day_of(talk.call, talk.checklist.jurisdiction)
    named = (r for r in talk.checklist.requirements if r.id == name and r.in_force(day))
    return next(named, requirement).options
