"""Across calls: repeat calls after a refusal, how often a number is called, who calls back when.

Each rule looks from one call back on the calls before it with the same number. Without a
history, or without what the rule rests on, a person decides.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from auditor.checklist.schema import Checklist, Requirement
from auditor.judge.finding import Outcome, doubtful, failed, finding, not_due, passed
from auditor.judge.places import SOME_DAY, day_of, place
from auditor.judge.registers import (
    Context,
    PastCall,
    Row,
    by_number,
    same_number,
    when,
    whole_number,
)
from auditor.judge.sentences import sentence
from auditor.judge.windows import holiday
from auditor.model import Call, Finding, Reason, Speaker, Transcript


class History:
    """Judges one requirement of one call by the calls around it."""

    def __init__(
        self, call: Call, requirement: Requirement, context: Context, country: str, language: str
    ) -> None:
        self.call = call
        self.options = requirement.options
        self.context = context
        self.country = country
        self.say = partial(sentence, language)

    def outcome(self) -> Outcome:
        """The verdict of the rule named in ``options.rule``."""
        rules: Mapping[str, Callable[[], Outcome]] = {
            "repeat-after-refusal": self._repeat,
            "call-cap": self._cap,
            "seller-calls-back": self._seller,
            "callback-deadline": self._deadline,
            "renewal-early": self._renewal,
            "retention": self._retention,
        }
        return rules[str(self.options.get("rule"))]()

    def _missing(self, what: str) -> Outcome:
        return doubtful(Reason.NO_DATA, self.say("no_record", what=what))

    def _fails(self, key: str, **values: object) -> Outcome:
        return failed(Reason.CONTRADICTED, self.say(key, **values))

    def _earlier(self) -> list[PastCall] | str:
        """Calls with the number before this one; or the name of what is missing."""
        if self.call.started_at is None:
            return "started_at"
        number = whole_number(self.call.customer_number or "", self.country)
        if not number:
            return "customer_number"
        known = self.context.calls(number)
        if known is None:
            return "history"
        now = self.call.started_at
        return [c for c in known if c.started_at < now and c.call_id != self.call.call_id]

    def _selling(self) -> bool:
        return self.call.direction != "inbound" and self.call.purpose in (None, "sale", "renewal")

    # -- rules

    def _repeat(self) -> Outcome:
        if not self._selling():
            return not_due(self.say("not_outbound_sale"))
        earlier = self._earlier()
        if isinstance(earlier, str):
            return self._missing(earlier)
        kinds = ("calls", "offer") if self.options.get("any_refusal") else ("calls",)
        refusals = [c for c in earlier if c.refused in kinds and self._binds(c)]
        if not refusals and self.context.partial:
            return doubtful(Reason.NO_DATA, self.say("history_partial"))
        if not refusals:
            return passed(self.say("no_refusal_before"), [])
        last = refusals[-1]
        day = last.started_at.date().isoformat()
        if (asked := self._invited(last)) is not None:
            return doubtful(Reason.UNCERTAIN, self.say("refusal_then_asked", day=day, asked=asked))
        if self.call.direction is None or self.call.purpose is None:
            return self._missing("direction, purpose")
        return self._fails("called_after_refusal", day=day, call=last.call_id)

    def _binds(self, refusal: PastCall) -> bool:
        """Whether a refusal already and still bars this call."""
        assert self.call.started_at is not None
        begins = refusal.started_at
        if "after_days" in self.options:
            begins += dt.timedelta(days=int(str(self.options["after_days"])))
        if "after_business_days" in self.options:
            begins = self._business(begins, int(str(self.options["after_business_days"])))
        months = int(str(self.options.get("months", 0))) + 12 * int(
            str(self.options.get("years", 0))
        )
        ends = months_later(refusal.started_at, months) if months else None
        return begins <= self.call.started_at and (ends is None or self.call.started_at < ends)

    def _business(self, start: dt.datetime, days: int) -> dt.datetime:
        """So many business days later; days whose calendar is not known count as business days."""
        time = start
        while days:
            time += dt.timedelta(days=1)
            if time.weekday() < 5 and not holiday(self.country, time.date(), "national"):
                days -= 1
        return time

    def _invited(self, refusal: PastCall) -> str | None:
        """A request or consent of the customer after the refusal."""
        asked = self.call.callback_requested_at
        if asked is not None and asked > refusal.started_at:
            return asked.date().isoformat()
        rows: Sequence[Row] = self.context.rows("consents", refusal.number) or ()
        assert self.call.started_at is not None
        for row in rows:
            given = when(row.get("given_at", ""), refusal.started_at.tzinfo)
            if given is not None and refusal.started_at < given <= self.call.started_at:
                return given.date().isoformat()
        return None

    def _cap(self) -> Outcome:
        if not self._selling():
            return not_due(self.say("not_outbound_sale"))
        if (elsewhere := self._elsewhere()) is not None:
            return elsewhere
        earlier = self._earlier()
        if isinstance(earlier, str):
            return self._missing(earlier)
        most = int(str(self.options["count"]))
        counted = [c for c in earlier if self._counts(c)]
        if len(counted) + 1 <= most and self.context.partial:
            reason = self.say("calls_within_partial", count=len(counted) + 1, most=most)
            return doubtful(Reason.NO_DATA, reason)
        if len(counted) + 1 <= most:
            return passed(self.say("calls_within", count=len(counted) + 1, most=most), [])
        if self.call.direction is None or self.call.purpose is None:
            return self._missing("direction, purpose")
        if self.options.get("binding") is False:
            reason = self.say("calls_over", count=len(counted) + 1, most=most)
            return doubtful(Reason.UNCERTAIN, reason)
        return self._fails("calls_over", count=len(counted) + 1, most=most)

    def _elsewhere(self) -> Outcome | None:
        region = self.options.get("region")
        if region is None:
            return None
        where = place(self.call, self.country, self.call.started_at or SOME_DAY).region
        if not where:
            return not_due(self.say("hours_region_unknown", region=region), Reason.NO_DATA)
        return None if where == region else not_due(self.say("hours_region", region=region))

    def _counts(self, other: PastCall) -> bool:
        assert self.call.started_at is not None
        if other.direction == "inbound" or other.purpose not in (None, "sale", "renewal"):
            return False
        hours = self.options.get("per_hours")
        if hours is not None:
            apart = self.call.started_at - other.started_at
            return apart < dt.timedelta(hours=int(str(hours)))
        zone = ZoneInfo(str(self.options.get("zone", "Asia/Shanghai")))
        here, there = (t.astimezone(zone).date() for t in (self.call.started_at, other.started_at))
        if self.options.get("per") == "day":
            return here == there
        return here.isocalendar()[:2] == there.isocalendar()[:2]

    def _seller(self) -> Outcome:
        if self.call.purpose != "callback":
            return not_due(self.say("not_callback"))
        if not self.call.agent_id:
            return self._missing("agent_id")
        earlier = self._earlier()
        if isinstance(earlier, str):
            return self._missing(earlier)
        sales = [c for c in earlier if c.purpose == "sale" and c.agent_id]
        policy = self.call.policy_no
        if policy and any(c.policy_no for c in sales):
            sales = [c for c in sales if c.policy_no == policy]
        if not sales:
            return self._missing("history: sale")
        same = [c for c in sales if c.agent_id == self.call.agent_id]
        if same:
            return self._fails("seller_calls_back", agent=self.call.agent_id, call=same[-1].call_id)
        return passed(self.say("other_calls_back"), [])

    def _deadline(self) -> Outcome:
        if self.call.purpose != "callback":
            return not_due(self.say("not_callback"))
        received = self._day("policy_receipt_date")
        if self.call.started_at is None or received is None:
            return self._missing("policy_receipt_date")
        if self.call.cooling_off_days is None:
            return self._missing("cooling_off_days")
        last = received + dt.timedelta(days=self.call.cooling_off_days)
        day = self.call.started_at.date()
        values: dict[str, Any] = {"said": day.isoformat(), "expected": last.isoformat()}
        if day <= last:
            return passed(self.say("callback_in_time", last=last), [], **values)
        return failed(Reason.LATE, self.say("callback_late", day=day, last=last), **values)

    def _renewal(self) -> Outcome:
        if self.call.purpose != "renewal" or self.call.direction == "inbound":
            return not_due(self.say("not_renewal"))
        expiry = self._day("policy_expiry_date")
        if self.call.started_at is None or expiry is None:
            return self._missing("policy_expiry_date")
        first = expiry - dt.timedelta(days=int(str(self.options["days"])))
        day = self.call.started_at.date()
        values: dict[str, Any] = {"said": day.isoformat(), "expected": first.isoformat()}
        if day >= first:
            return passed(self.say("renewal_in_time", first=first), [], **values)
        return failed(
            Reason.CONTRADICTED, self.say("renewal_early", day=day, first=first), **values
        )

    def _retention(self) -> Outcome:
        """Until when the recording must be kept; the day is the finding's expected value."""
        ends = self._day("contract_end_date")
        if ends is None:
            return self._missing("contract_end_date")
        begins = self._day("contract_start_date") or (
            self.call.started_at.date() if self.call.started_at else None
        )
        if begins is None:
            return self._missing("contract_start_date")
        short = ends <= years_later(begins, 1)
        years = int(str(self.options["years_short" if short else "years_long"]))
        due = years_later(ends, years)
        closed = self._day("dispute_closed_on")
        if closed is not None:
            due = max(due, years_later(closed, 2))
        return passed(self.say("kept_until", day=due), [], expected=due.isoformat())

    def _day(self, column: str) -> dt.date | None:
        """A day in a column of the manifest that is carried through."""
        text = dict(self.call.carried).get(column, "").strip()
        try:
            return dt.date.fromisoformat(text[:10]) if text else None
        except ValueError:
            return None


def months_later(time: dt.datetime, months: int) -> dt.datetime:
    """The same day and time so many months later, or the last day of a shorter month."""
    years, month = divmod(time.month - 1 + months, 12)
    for day in range(time.day, 27, -1):
        try:
            return time.replace(year=time.year + years, month=month + 1, day=day)
        except ValueError:
            continue
    return time.replace(year=time.year + years, month=month + 1)


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def across(
    calls: Sequence[Call], checklist: Checklist, context: Context
) -> dict[str, list[Finding]]:
    """Findings of every ``history`` requirement for each call, from records alone."""
    out: dict[str, list[Finding]] = {}
    for call in calls:
        day = day_of(call, checklist.jurisdiction)
        for requirement in checklist.requirements:
            if requirement.check != "history" or not requirement.in_force(day):
                continue
            judged = History(
                call, requirement, context, checklist.jurisdiction, checklist.language
            ).outcome()
            found = finding(call.call_id, checklist, requirement, judged)
            out.setdefault(call.call_id, []).append(found)
    return out


def remembered(
    calls: Iterable[Call], country: str, refusals: Mapping[str, str] | None = None
) -> dict[str, list[PastCall]]:
    """The history that a manifest holds in itself, by number.

    ``refusals`` (call → ``calls`` or ``offer``) is what the audit heard; otherwise the carried
    column ``refused`` says it. Calls without a number or a time are no history.
    """
    past = []
    for call in calls:
        if call.started_at is None or not call.customer_number:
            continue
        noted = dict(call.carried).get("refused", "").strip()
        past.append(
            PastCall(
                call_id=call.call_id,
                number=same_number(call.customer_number, country),
                started_at=call.started_at,
                direction=call.direction,
                purpose=call.purpose,
                agent_id=call.agent_id,
                policy_no=call.policy_no,
                refused=(refusals or {}).get(call.call_id, noted),
                callback_requested_at=call.callback_requested_at,
            )
        )
    return by_number(past)


_OF_CALLS = re.compile(
    r"(?:别|不要|不用|莫|甭|少|不许|不准|停止|唔好|咪|禁止)[^，。,]{0,6}(?:打(?!断|算|岔|听|招|个|折)|联系|联络|骚扰|来电|推销)|拉黑|黑名单|"
    r"(?:stop|dont|don't|do not|quit|never)\W+(?:\w+\W+)?call|take me off|"
    r"remove m[ey]|leave me alone",
    re.IGNORECASE,
)


def refusal_in(findings: Iterable[Finding], transcript: Transcript, checks: Container[str]) -> str:
    """What the customer refused in a call: further ``calls``, the ``offer``, or nothing.

    ``checks`` are the ids of the requirements that judge whether a refusal was respected.
    """
    if not any(f.requirement_id in checks and f.evidence for f in findings):
        return ""
    said = (s.text for s in transcript.segments if s.speaker is not Speaker.AGENT)
    return "calls" if any(_OF_CALLS.search(text) for text in said) else "offer"
