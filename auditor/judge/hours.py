"""Calling hours: the dial time in the called person's place against the windows of the law.

Basis of the place, in order: the record's time zone, its region, the area of
the customer's number; where these conflict or say nothing, a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone as number_zones

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful, failed, not_due, passed
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Call, Reason

REQUESTED_WITHIN = dt.timedelta(minutes=60)  # how near the asked time a requested call must lie
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def place(call: Call, country: str) -> tuple[ZoneInfo | None, str]:
    """Time zone of the called person and what it rests on; ``(None, why)`` if unknown."""
    if call.customer_timezone:
        try:
            return ZoneInfo(call.customer_timezone), "customer_timezone"
        except (ZoneInfoNotFoundError, ValueError):
            return None, "customer_timezone"
    if country == "CN" and (call.customer_region or call.customer_number):
        return ZoneInfo("Asia/Shanghai"), "customer_region"
    if call.customer_number:
        try:
            number = phonenumbers.parse(call.customer_number, country)
        except phonenumbers.NumberParseException:
            return None, "customer_number"
        zones = [z for z in number_zones.time_zones_for_number(number) if z != "Etc/Unknown"]
        if len(zones) == 1:
            return ZoneInfo(zones[0]), "customer_number"
    return None, "customer_timezone"


def window_on(
    windows: Sequence[Mapping[str, object]], day: dt.date
) -> tuple[dt.time, dt.time] | None:
    """The allowed window of a day, half open; ``None`` where the whole day is closed."""
    for row in windows:
        days = row.get("days", DAYS)
        if isinstance(days, Sequence) and DAYS[day.weekday()] in days:
            allowed = row.get("allowed")
            if not isinstance(allowed, Sequence) or not allowed:
                return None
            begin, end = (dt.time.fromisoformat(str(t)) for t in allowed)
            return begin, end
    return None


def judge_hours(talk: Talk, requirement: Requirement) -> Outcome:
    """Whether the call was dialled within the allowed hours of its place and day."""
    say = partial(sentence, talk.checklist.language)
    call, options = talk.call, requirement.options
    if call.direction == "inbound":
        return not_due(say("hours_inbound"))
    if call.started_at is None:
        return doubtful(Reason.NO_DATA, say("hours_no_time"))
    zone, basis = place(call, talk.checklist.jurisdiction)
    if zone is None:
        return doubtful(Reason.NO_DATA, say("hours_no_place"))
    local = call.started_at.astimezone(zone)
    windows = options.get("hours")
    window = window_on(windows if isinstance(windows, Sequence) else [], local.date())
    shown = local.strftime("%Y-%m-%d %H:%M:%S")
    allowed = f"{window[0]:%H:%M}–{window[1]:%H:%M}" if window else "—"
    if window and window[0] <= local.time() < window[1]:
        return passed(
            say("hours_pass", time=shown, window=allowed), [], said=shown, expected=allowed
        )
    asked = call.callback_requested_at
    if asked is not None and abs(call.started_at - asked) <= REQUESTED_WITHIN:
        return passed(
            say("hours_requested", time=asked.isoformat()), [], said=shown, expected=allowed
        )
    return failed(
        Reason.OUTSIDE_HOURS,
        say("hours_fail", time=shown, window=allowed),
        said=shown,
        expected=allowed,
    )
