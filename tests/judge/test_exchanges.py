"""Short exchanges with the verdict that a fair officer would give: consent, refusal, figures.

``tests/exchanges/*.txt`` hold them, a blank line between two. The first line of each says what is
expected: ``= premium pass, policy-term fail/review | premium=362``. ``/`` is or; ``contradicted``
is a failure for that reason; behind ``|`` stands what the policy record says otherwise than ``RECORD``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.checklist.load import load_checklist
from auditor.judge.audit import audit
from auditor.judge.cases import transcript_of, turns, typed
from auditor.model import Call

FOLDER = Path(__file__).parent.parent / "exchanges"
RECORD = {
    "call_id": "x", "recording": "", "started_at": "2026-06-02T10:00:00+08:00", "purpose": "sale",
    "direction": "outbound", "customer_timezone": "Asia/Shanghai", "concluded": "true",
    "sold_in_name_of": "insurer", "insurer": "青禾人寿保险股份有限公司", "hotline": "4007215636",
    "agent_name": "林芳", "agent_id": "20371", "product_name": "青禾安康重大疾病保险",
    "product_type": "critical-illness", "policy_term": "30年", "sum_insured": "300000",
    "premium": "4350", "premium_period": "annual", "payment_term": "20年",
    "deduction_day": "每年11月3日", "effective": "扣款成功次日零时", "delivery": "快递",
    "cooling_off_days": "15",
}  # fmt: skip


def exchanges() -> list[tuple[str, int, str]]:
    """File, number of the line and text of each exchange."""
    out = []
    for path in sorted(FOLDER.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for block in re.finditer(r"^= (?:.+\n?)+", text, re.MULTILINE):
            out.append((path.stem, text.count("\n", 0, block.start()) + 1, block.group()))
    return out


ALL = exchanges()


def missed(text: str) -> list[str]:
    """How the findings differ from what the exchange expects."""
    head, *lines = text.strip().splitlines()
    expected, _, other = head.removeprefix("= ").partition("|")
    record = typed(RECORD | dict(field.split("=", 1) for field in other.split()))
    call = Call(**{"recording": "", **record})
    said = transcript_of([turn for line in lines for turn in turns(line)])
    found = {f.requirement_id: f for f in audit(call, said, load_checklist("cn-life-telesales"))}
    wrong = []
    for pair in expected.split(","):
        name, verdicts = pair.split()
        finding = found[name]
        if not {finding.status.value, finding.reason_code.value} & set(verdicts.split("/")):
            wrong.append(f"{name}: {verdicts} expected, {finding.status} found ({finding.reason})")
    return wrong


@pytest.mark.parametrize("file", sorted({file for file, _, _ in ALL}))
def test_exchanges_come_out_as_expected(file: str) -> None:
    wrong = {f"{name}.txt:{line}": missed(text) for name, line, text in ALL if name == file}
    assert {place: what for place, what in wrong.items() if what} == {}


def test_there_are_exchanges_enough() -> None:
    assert len(ALL) >= 250
