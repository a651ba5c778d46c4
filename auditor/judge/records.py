"""Checks that rest on records beside the call: registers, numbers, products, the length."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from auditor.checklist.schema import Requirement
from auditor.judge.finding import Outcome, doubtful, failed, not_due, passed
from auditor.judge.places import place
from auditor.judge.registers import Row, clock_of, in_force, when, whole_number
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.model import Reason

SLACK = 3.0  # seconds, and this share of the talk, that a recording may be shorter
SLACK_SHARE = 0.02


class Records:
    """Judges one requirement of one call by records."""

    def __init__(self, talk: Talk, requirement: Requirement) -> None:
        self.talk = talk
        self.call = talk.call
        self.options = requirement.options
        self.requirement = requirement
        self.say = partial(sentence, talk.checklist.language)

    def missing(self, what: str) -> Outcome:
        """For a person: something that the check rests on is not on record."""
        return doubtful(Reason.NO_DATA, self.say("no_record", what=what))

    def fails(self, key: str, **values: Any) -> Outcome:
        """A breach shown by records."""
        return failed(Reason.CONTRADICTED, self.say(key, **values))

    def number(self, text: str | None) -> str:
        """A number that can be looked up: empty where it is unknown, masked or none."""
        return whole_number(text or "", self.talk.checklist.jurisdiction)

    # -- registers

    def register(self) -> Outcome:
        """The call against the register named in ``options.register``."""
        name = str(self.options.get("register", ""))
        judge = {
            "do-not-call": self._do_not_call,
            "published-numbers": self._published,
            "numbers": self._published,
            "agents": self._agent,
            "products": self._product,
            "consents": self._consent,
        }.get(name)
        if judge is None or self.talk.context.rows(name, "") is None:
            return doubtful(Reason.NO_DATA, self.say("no_register", register=name or "?"))
        if self.call.started_at is None:
            return self.missing("started_at")
        # Days of a register are days of the country's clock, where it has only one.
        clock = clock_of(self.talk.checklist.jurisdiction)
        at = self.call.started_at
        return judge(name, at.astimezone(clock) if clock and at.tzinfo else at)

    def _do_not_call(self, name: str, at: dt.datetime) -> Outcome:
        if (exempt := self._not_selling()) is not None:
            return exempt
        number = self.number(self.call.customer_number)
        if not number:
            return self.missing("customer_number")
        rows = self.talk.context.rows(name, number) or ()
        grace = dt.timedelta(days=int(str(self.options.get("grace_days", 0))))
        listed = [r for r in rows if in_force(r, at, "added_on", "expires_on")
                  and in_force(r, at - grace, "added_on", "")]  # fmt: skip
        if not listed:
            return passed(self.say("not_listed"), [])
        if "or_register" in self.options and self._consented(at):
            return passed(self.say("consented"), [])
        since = listed[0].get("added_on", "") or "?"
        return self.fails("listed", since=since)

    def _not_selling(self) -> Outcome | None:
        if self.call.direction == "inbound" or self.call.purpose not in (None, "sale", "renewal"):
            return not_due(self.say("not_outbound_sale"))
        return None

    def _consented(self, at: dt.datetime) -> Row | None:
        number = self.number(self.call.customer_number)
        days = self.options.get("days")
        oldest = at - dt.timedelta(days=int(str(days))) if days is not None else None
        for row in self.talk.context.rows("consents", number) or () if number else ():
            given = when(row["given_at"], at.tzinfo)
            recent = oldest is None or (given is not None and given >= oldest)
            if recent and in_force(row, at, "given_at", "until"):
                return row
        return None

    def _consent(self, name: str, at: dt.datetime) -> Outcome:
        if (exempt := self._not_selling()) is not None:
            return exempt
        if not self.number(self.call.customer_number):
            return self.missing("customer_number")
        row = self._consented(at)
        if row is None:
            return self.fails("no_consent")
        about = row.get("product", "")
        if about and self.call.product_type and about != self.call.product_type:
            return self.fails("no_consent")
        return passed(self.say("consented"), [])

    def _published(self, name: str, at: dt.datetime) -> Outcome:
        if self.call.direction == "inbound":
            return not_due(self.say("not_outbound_sale"))
        number = self.number(self.call.caller_number)
        if not number:
            return self.missing("caller_number")
        rows = self.talk.context.rows(name, number) or ()
        if any(in_force(r, at, "from", "to") for r in rows):
            return passed(self.say("number_published"), [], said=self.call.caller_number)
        return self.fails("number_unpublished", number=self.call.caller_number)

    def _agent(self, name: str, at: dt.datetime) -> Outcome:
        agent = self.call.agent_id
        if not agent:
            return self.missing("agent_id")
        rows = self.talk.context.rows(name, agent) or ()
        if not rows:
            return self.fails("agent_unknown", agent=agent)
        valid = [r for r in rows if in_force(r, at, "from", "to")]
        if not valid:
            return self.fails("agent_lapsed", agent=agent, day=at.date())
        return self._agent_fits(agent, valid)

    def _agent_fits(self, agent: str, rows: Sequence[Row]) -> Outcome:
        barred, hours = self.options.get("barred_type"), self.options.get("training_hours")
        if barred is not None:
            if not any(r.get("type") for r in rows):
                return self.missing("agents.csv: type")
            sold = self.call.concluded
            if sold is None:
                return self.missing("concluded")
            wrong = sold and any(r.get("type") == barred for r in rows)
            return self.fails("agent_type", agent=agent, type=barred) if wrong else self._fit(agent)
        if hours is not None:
            known = [Decimal(r["training_hours"]) for r in rows if r.get("training_hours")]
            if not known:
                return self.missing("agents.csv: training_hours")
            if max(known) < Decimal(str(hours)):
                return self.fails("agent_hours", agent=agent, hours=max(known), need=hours)
            return self._fit(agent)
        return self._trained(agent, rows)

    def _trained(self, agent: str, rows: Sequence[Row]) -> Outcome:
        licence = self.call.agent_licence
        on_record = {r.get("licence", "") for r in rows} - {""}
        if licence and on_record and licence not in on_record:
            return self.fails("agent_licence", agent=agent, licence=licence)
        trained = {p.strip() for r in rows for p in r.get("products", "").split(";")} - {""}
        product = self.call.product_type
        if self.call.purpose not in (None, "sale", "renewal") or "*" in trained:
            return self._fit(agent)
        if not trained or not product:
            return self.missing("product_type" if trained else "agents.csv: products")
        if product not in trained:
            return self.fails("agent_untrained", agent=agent, product=product)
        return self._fit(agent)

    def _fit(self, agent: str) -> Outcome:
        return passed(self.say("agent_fits", agent=agent), [], said=agent)

    def _product(self, name: str, at: dt.datetime) -> Outcome:
        if self.call.purpose not in (None, "sale", "renewal"):
            return not_due(self.say("not_outbound_sale"))
        product = self.call.product_name
        if not product:
            return self.missing("product_name")
        rows = self.talk.context.rows(name, product) or ()
        if any(in_force(r, at, "from", "to") for r in rows):
            return passed(self.say("product_filed"), [], said=product)
        return self.fails("product_unfiled", product=product)

    # -- the call's own record

    def caller_number(self) -> Outcome:
        """A number was shown; of the right series, where ``options`` names one."""
        number = self.call.caller_number
        if not number:
            return self.missing("caller_number")
        code = str(self.options.get("country_code", ""))
        digits = "".join(c for c in number if c.isdigit())
        plain = digits.removeprefix("00").removeprefix(code) if len(digits) > 10 else digits
        if self._not_selling() is not None:
            return not_due(self.say("not_outbound_sale"))
        wanted, barred = self.options.get("prefix"), self.options.get("barred_prefix")
        if barred and plain.startswith(str(barred)) and self.call.purpose is None:
            return self.missing("purpose")
        if barred and plain.startswith(str(barred)):
            return self.fails("number_series", number=number)
        if wanted and not plain.startswith(str(wanted)):
            return self.fails("number_series", number=number)
        return passed(self.say("number_shown"), [], said=number)

    def region_known(self) -> Outcome:
        """The customer's state or region is on record, for rules that differ by region."""
        if self._not_selling() is not None or self.call.started_at is None:
            return not_due(self.say("not_outbound_sale"))
        where = place(self.call, self.talk.checklist.jurisdiction, self.call.started_at)
        if "-" not in where.region:
            return self.missing("customer_region")
        return passed(self.say("region_known", region=where.region), [], said=where.region)

    def product_limits(self) -> Outcome:
        """Kinds of product, and premiums of a kind, that may not be sold by telephone."""
        kind = self.call.product_type
        if not kind:
            return self.missing("product_type")
        banned: Any = self.options.get("banned", ())
        if kind in banned:
            return self.fails("product_banned", product=kind)
        limits: Any = self.options.get("limits", {})
        limit = limits.get(kind)
        if limit is None:
            return passed(self.say("product_allowed"), [], said=kind)
        if self.call.premium is None or self.call.premium_period is None:
            return self.missing("premium")
        times = {"monthly": 12, "quarterly": 4, "annual": 1}.get(self.call.premium_period)
        most = limit["single"] if times is None else limit["annual"]
        if self.call.premium * (times or 1) > most:
            return self.fails("premium_over", premium=self.call.premium, most=most)
        return passed(self.say("product_allowed"), [], said=kind)

    def recording(self) -> Outcome:
        """The recording is as long as the dialler's talk time (the column ``talk_seconds``)."""
        text = dict(self.call.carried).get("talk_seconds", "")
        try:
            talked = float(text)
        except ValueError:
            return self.missing("talk_seconds")
        length = self.talk.transcript.duration
        if length is None:
            return self.missing("duration")
        if talked - length > max(SLACK, SLACK_SHARE * talked):
            return self.fails("recording_short", length=length, talked=talked)
        return passed(self.say("recording_whole", length=length), [])
