"""A month of 2,000 calls in which breaches are planted is found completely."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

from across import AGENTS, BEGIN, LAPSED, TALK, UNKNOWN, UNTRAINED, call

from auditor.checklist.load import load_checklist
from auditor.judge.audit import audit
from auditor.judge.history import remembered
from auditor.judge.registers import read_registers
from auditor.model import Call, Status


def month() -> tuple[list[Call], dict[str, set[str]]]:
    """Calls of a month, and for each rule the calls that break it."""
    draw = random.Random(20260901)
    planted: dict[str, set[str]] = defaultdict(set)
    calls = []
    for k in range(1860):
        number = f"139{10000000 + k * 37:08d}"[:11]
        at = BEGIN + dt.timedelta(minutes=draw.randrange(0, 28 * 24 * 60))
        refused = draw.choice(["", "", "", "offer"])
        calls.append(
            call(f"m{k:04d}", at, customer_number=number, agent_id=draw.choice(AGENTS),
                 product_name="安泰一生", product_type="accident", caller_number="4008123456",
                 carried=(("refused", refused), ("talk_seconds", "60.8"),
                          ("contract_end_date", "2027-09-01"))),
        )  # fmt: skip
    chosen = draw.sample(range(1860), 140)
    for j, k in enumerate(chosen):
        first = calls[k]
        assert first.started_at is not None
        later = first.started_at + dt.timedelta(days=1 + j % 9, minutes=j)
        name = f"p{j:03d}"
        if j < 60:  # called again after a refusal of calls
            carried = (("refused", "calls"), *first.carried[1:])
            calls[k] = dataclasses.replace(first, carried=carried)
            calls.append(dataclasses.replace(first, call_id=name, started_at=later))
            planted["blocked-for-six-months"].add(name)
            planted["no-call-after-refusal"].add(name)
        elif j < 90:  # the seller calls back
            calls.append(
                dataclasses.replace(first, call_id=name, started_at=later, purpose="callback")
            )
            planted["seller-does-not-call-back"].add(name)
        elif j < 110:  # somebody else calls back, as it should be
            calls.append(
                dataclasses.replace(
                    first, call_id=name, started_at=later, purpose="callback", agent_id="A999"
                )
            )
        else:
            agent = (LAPSED, UNTRAINED, UNKNOWN)[j % 3]
            fresh = f"136{20000000 + j:08d}"
            made = dataclasses.replace(
                first, call_id=name, started_at=later, agent_id=agent, customer_number=fresh
            )
            if j % 5 == 0:
                made = dataclasses.replace(made, caller_number="4000000000")
                planted["published-number"].add(name)
            if j % 5 == 1:
                made = dataclasses.replace(made, product_name="未备案产品")
                planted["product-filed"].add(name)
            if j % 5 == 2:
                cells = dict(made.carried) | {"talk_seconds": "90"}
                made = dataclasses.replace(made, carried=tuple(cells.items()))
                planted["recording-complete"].add(name)
            calls.append(made)
            planted["agent-on-register"].add(name)
    draw.shuffle(calls)
    return calls, planted


def test_a_month_is_found_completely_and_with_no_false_finding(registers: Path) -> None:
    calls, planted = month()
    assert len(calls) == 2000
    context = dataclasses.replace(read_registers(registers), history=remembered(calls, "CN"))
    found: dict[str, set[str]] = defaultdict(set)
    for pack in ("cn-life-across-calls", "cn-life-callback"):
        checklist = load_checklist(pack)
        for made in calls:
            for finding in audit(made, TALK, checklist, context=context):
                if finding.kind == "conduct" and finding.status is Status.FAIL:
                    found[finding.requirement_id].add(made.call_id)
    assert dict(found) == dict(planted)
