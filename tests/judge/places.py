"""Places as records have them, and a call to one of them at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from auditor.checklist.load import load_checklist
from auditor.judge.hours import hours_of
from auditor.judge.places import day_of
from auditor.model import Call, Reason, Status

PASS, FAIL, REVIEW, NA = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_APPLICABLE

# A place as the record has it: time zone, region, number.
Where = tuple[str | None, str | None, str | None]
CN: Where = (None, "成都", None)
NY: Where = ("America/New_York", "NY", None)
LONDON: Where = ("Europe/London", None, None)
SYDNEY: Where = (None, "NSW", None)
BRISBANE: Where = (None, "QLD", None)
PERTH: Where = (None, "WA", None)
DELHI: Where = ("Asia/Kolkata", None, None)
HK: Where = (None, "香港", None)


def us(state: str) -> Where:
    return (None, state, None)


LIFE, FEDERAL, STATES = "cn-life-telesales", "us-telemarketing", "us-state-hours"


def call(where: Where, at: str, **more: Any) -> Call:
    zone, region, number = where
    fields: dict[str, Any] = {
        "call_id": "c", "recording": "", "started_at": dt.datetime.fromisoformat(at),
        "direction": "outbound", "purpose": "sale", "customer_timezone": zone,
        "customer_region": region, "customer_number": number,
    }  # fmt: skip
    return Call(**{**fields, **more})


def judged(pack: str, name: str, made: Call) -> tuple[Status, Reason]:
    checklist = load_checklist(pack)
    day = day_of(made, checklist.jurisdiction)
    rule = next(r for r in checklist.requirements if r.id == name and r.in_force(day))
    outcome = hours_of(made, rule, checklist.jurisdiction, checklist.language)
    return outcome.status, outcome.code
