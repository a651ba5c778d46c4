"""Against registers: what they say, and what is wrong in them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from across import BEGIN, KEY, LAPSED, call, verdicts

from auditor.checklist.load import load_checklist
from auditor.errors import UsageError
from auditor.judge.registers import read_registers, same_number
from auditor.model import Reason, Status


def test_registers_name_file_and_line_of_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "agents.csv").write_text("id,licence\nA1,5\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"agents\.csv:1: no column agent_id"):
        read_registers(tmp_path)
    (tmp_path / "agents.csv").write_text("agent_id,from\nA1,soon\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"agents\.csv:2: from: 'soon' is no date"):
        read_registers(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        read_registers(tmp_path / "none")


def test_numbers_in_any_form_are_the_same_number() -> None:
    forms = ("13800138000", "+86 138 0013 8000", "0086-13800138000", "138-0013-8000")
    assert {same_number(f, "CN") for f in forms} == {KEY}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-08-31T20:30:00+08:00", Status.PASS),
        ("2026-08-31T15:59:59+00:00", Status.PASS),
        ("2026-08-31T16:00:00+00:00", Status.FAIL),
        ("2026-09-01T09:00:00+08:00", Status.FAIL),
    ],
)
def test_the_last_day_of_a_licence_is_a_whole_day_in_the_country(
    registers: Path, at: str, expected: Status
) -> None:
    made = call(at=dt.datetime.fromisoformat(at), agent_id=LAPSED, product_type="accident")
    found = verdicts("cn-life-across-calls", made, read_registers(registers))
    assert found["agent-on-register"].status is expected


@pytest.mark.parametrize(("given", "expected"), [(10, Status.PASS), (50, Status.FAIL)])
def test_an_old_consent_is_none(tmp_path: Path, given: int, expected: Status) -> None:
    day = (BEGIN - dt.timedelta(days=given)).date()
    rows = f"number,given_at\n+61291234567,{day}\n"
    (tmp_path / "consents.csv").write_text(rows, encoding="utf-8")
    made = call(customer_number="02 9123 4567")
    pack = load_checklist("au-telemarketing")
    consents = next(r.id for r in pack.requirements if r.options.get("register") == "consents")
    found = verdicts("au-telemarketing", made, read_registers(tmp_path, "AU"))
    assert found[consents].status is expected


@pytest.mark.parametrize("number", ["138****8000", "anonymous", "", None])
def test_a_number_that_nobody_can_look_up_proves_nothing(
    registers: Path, number: str | None
) -> None:
    made = call(customer_number=number, caller_number=number)
    context = dataclasses.replace(read_registers(registers), history={})
    found = verdicts("cn-life-across-calls", made, context)
    for name in ("no-call-after-refusal", "published-number"):
        assert (found[name].status, found[name].reason_code) == (Status.REVIEW, Reason.NO_DATA)
    found = verdicts("cn-life-telesales", made, context)
    assert found["do-not-call"].status is Status.REVIEW


WRONG = [
    ("do-not-call.csv", "number,added\n13800138000,2026-01-01\n", r":1: added: .* added_on meant"),
    ("do-not-call.csv", "number,number\n1,2\n", r":1: two columns number"),
    ("do-not-call.csv", "number\nunknown\n", r":2: number: 'unknown' is no telephone number"),
    ("do-not-call.csv", "number,added_on\n13800138000,01/02/2026\n", r":2: added_on: .* is no date"),
    ("do-not-call.csv", "number,added_on\n13800138000,2026-01-01,x\n", r":2: has more cells"),
    ("agents.csv", "agent_id,product\nA1,life\n", r":1: product: .* is products meant"),
    ("agents.csv", "agent_id,training_hours\nA1,many\n", r":2: training_hours: 'many' is no number"),
    ("agents.csv", "agent_id,from\n,2026-01-01\n", r":2: agent_id: is empty"),
    ("history.csv", "call_id,number,started_at,refused\na,1,2026-01-01,yes\n", r":2: refused: .*calls, offer"),
    ("history.csv", "call_id,number,started_at\na,1,\n", r":2: started_at: is empty"),
    ("agent.csv", "agent_id\nA1\n", r"agent\.csv: is no register; is agents\.csv meant"),
    ("Do_Not_Call.csv", "number\n1\n", r"is do-not-call\.csv meant"),
    ("notes.csv", "a\n1\n", r"no register there"),
    ("agents.csv", b"agent_id\n\xff\xfe\n", r":1: is not UTF-8 text"),
    ("agents.csv", 'agent_id,type\nA1,"x\n', r"agents\.csv:\d+: is no CSV"),
    ("agents.csv", "", r":1: no column agent_id"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "words"), WRONG)
def test_a_register_that_is_half_filled_or_odd_is_refused(
    tmp_path: Path, name: str, text: str | bytes, words: str
) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=words):
        read_registers(tmp_path)


def test_further_columns_and_odd_headers_of_a_register_are_let_be(tmp_path: Path) -> None:
    rows = " Number ,ADDED_ON,branch,remark\n138-0013-8000,2026-01-01,南京,\n,,,\n"
    (tmp_path / "do-not-call.csv").write_text(rows, encoding="utf-8-sig")
    (tmp_path / "published-numbers.csv").write_text("number\n95519\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    context = read_registers(tmp_path)
    found = verdicts("cn-life-telesales", call(caller_number="95519"), context)
    assert found["do-not-call"].status is Status.FAIL
    assert context.rows("published-numbers", same_number("95519", "CN"))
