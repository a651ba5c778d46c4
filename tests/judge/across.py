"""A call and the calls before it, for the rules that look across calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from auditor.checklist.load import load_checklist
from auditor.judge.audit import audit
from auditor.judge.registers import Context, PastCall, by_number
from auditor.model import Call, Finding, Segment, Speaker, Transcript

CHINA = dt.timezone(dt.timedelta(hours=8))
BEGIN = dt.datetime(2026, 9, 1, 9, 0, tzinfo=CHINA)
TALK = Transcript(
    language="zh", engine="written", duration=60.0,
    segments=(
        Segment(start=0.5, end=3.0, speaker=Speaker.AGENT, channel=0, text="您好打扰您了"),
        Segment(start=3.5, end=5.0, speaker=Speaker.CUSTOMER, channel=1, text="你好"),
    ),
)  # fmt: skip
NUMBER = "13800138000"
KEY = "+8613800138000"

AGENTS = [f"A{k:03d}" for k in range(40)]
LAPSED, UNTRAINED, UNKNOWN = "A900", "A901", "A902"


def call(call_id: str = "now", at: dt.datetime = BEGIN, **more: Any) -> Call:
    fields: dict[str, Any] = {
        "call_id": call_id, "recording": "", "started_at": at, "direction": "outbound",
        "purpose": "sale", "customer_number": NUMBER, "agent_id": "A1",
    }  # fmt: skip
    return Call(**{**fields, **more})


def past(call_id: str, at: dt.datetime, **more: Any) -> PastCall:
    fields: dict[str, Any] = {"direction": "outbound", "purpose": "sale", "agent_id": "A1"}
    return PastCall(call_id=call_id, number=KEY, started_at=at, **{**fields, **more})


def verdicts(pack: str, made: Call, context: Context | None) -> dict[str, Finding]:
    found = audit(made, TALK, load_checklist(pack), context=context or Context())
    return {f.requirement_id: f for f in found}


def history(*calls: PastCall) -> Context:
    return Context(history=by_number(calls))
