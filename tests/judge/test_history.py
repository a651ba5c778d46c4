"""Across calls and against registers: single rules, and a month in which breaches are planted."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from auditor.checklist.load import load_checklist
from auditor.errors import UsageError
from auditor.judge.audit import audit
from auditor.judge.history import months_later, refusal_in, remembered
from auditor.judge.registers import Context, PastCall, by_number, read_registers, same_number
from auditor.model import Call, Finding, Reason, Segment, Speaker, Status, Transcript

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


def test_without_registers_and_history_nothing_passes() -> None:
    made = call(product_name="安泰", product_type="accident", caller_number="95519")
    for pack in ("cn-life-across-calls", "cn-property-telesales", "us-telemarketing"):
        for finding in verdicts(pack, made, None).values():
            if finding.kind == "conduct" and finding.requirement_id not in (
                "refusal-respected", "calling-hours", "hours-overrun", "renewal-not-too-early",
                "disclosed-before-consent",
            ):  # fmt: skip
                assert finding.status is Status.REVIEW, finding
                assert finding.reason_code is Reason.NO_DATA, finding


@pytest.mark.parametrize(
    ("pack", "rule", "days", "expected"),
    [
        ("cn-life-across-calls", "blocked-for-six-months", 10, Status.FAIL),
        ("cn-life-across-calls", "blocked-for-six-months", 180, Status.FAIL),
        ("cn-life-across-calls", "blocked-for-six-months", 190, Status.PASS),
        ("cn-life-across-calls", "no-call-after-refusal", 190, Status.FAIL),
        ("cn-property-telesales", "blocked-for-a-year", 300, Status.FAIL),
        ("cn-property-telesales", "blocked-for-a-year", 370, Status.PASS),
        ("cn-property-telesales", "no-call-after-refusal", 370, Status.FAIL),
        ("us-telemarketing", "stop-request-honoured", 3, Status.PASS),
        ("us-telemarketing", "stop-request-honoured", 30, Status.FAIL),
        ("us-telemarketing", "stop-request-honoured", 2000, Status.PASS),
        ("gb-insurance", "stop-request-honoured", 2000, Status.FAIL),
    ],
)
def test_calls_after_a_refusal_of_calls(pack: str, rule: str, days: int, expected: Status) -> None:
    earlier = past("before", BEGIN - dt.timedelta(days=days), refused="calls")
    country = load_checklist(pack).jurisdiction
    key = same_number(NUMBER, country)
    context = history(dataclasses.replace(earlier, number=key))
    assert verdicts(pack, call(), context)[rule].status is expected


def test_a_refusal_of_the_offer_binds_where_the_rule_says_so() -> None:
    context = history(past("before", BEGIN - dt.timedelta(days=5), refused="offer"))
    assert verdicts("cn-property-telesales", call(), context)["blocked-for-a-year"].status is (
        Status.FAIL
    )
    life = verdicts("cn-life-across-calls", call(), context)
    assert life["blocked-for-six-months"].status is Status.PASS


def test_what_the_customer_asked_for_later_is_for_a_person() -> None:
    context = history(past("before", BEGIN - dt.timedelta(days=5), refused="calls"))
    made = call(callback_requested_at=BEGIN - dt.timedelta(days=1))
    found = verdicts("cn-life-across-calls", made, context)["no-call-after-refusal"]
    assert (found.status, found.reason_code) == (Status.REVIEW, Reason.UNCERTAIN)


def test_inbound_and_service_calls_are_not_bound() -> None:
    context = history(past("before", BEGIN - dt.timedelta(days=5), refused="calls"))
    for more in ({"direction": "inbound"}, {"purpose": "service"}):
        found = verdicts("cn-life-across-calls", call(**more), context)
        assert found["no-call-after-refusal"].status is Status.NOT_APPLICABLE


def test_the_seller_does_not_call_back() -> None:
    sale = past("sale", BEGIN - dt.timedelta(days=3), agent_id="A1")
    made = call(purpose="callback")
    rule = "seller-does-not-call-back"
    assert verdicts("cn-life-callback", made, history(sale))[rule].status is Status.FAIL
    other = call(purpose="callback", agent_id="B7")
    assert verdicts("cn-life-callback", other, history(sale))[rule].status is Status.PASS
    assert verdicts("cn-life-callback", other, history())[rule].status is Status.REVIEW
    assert verdicts("cn-life-callback", call(), history(sale))[rule].status is Status.NOT_APPLICABLE


def test_callback_within_the_cooling_off_period() -> None:
    def found(received: str, days: int | None) -> Status:
        made = call(
            purpose="callback", cooling_off_days=days, carried=(("policy_receipt_date", received),)
        )
        return verdicts("cn-life-callback", made, None)["callback-in-time"].status

    assert found("2026-08-20", 15) is Status.PASS
    assert found("2026-08-17", 15) is Status.PASS
    assert found("2026-08-16", 15) is Status.FAIL
    assert found("", 15) is Status.REVIEW
    assert found("2026-08-20", None) is Status.REVIEW


def test_calls_per_day_in_florida() -> None:
    where = {"customer_number": "+13055550123", "customer_region": "FL"}
    key = same_number(where["customer_number"], "US")
    earlier = [
        dataclasses.replace(past(f"c{k}", BEGIN - dt.timedelta(hours=k)), number=key)
        for k in (1, 2, 23, 25)
    ]
    found = verdicts("us-state-hours", call(**where), history(*earlier))
    assert found["fl-call-cap"].status is Status.FAIL
    fewer = verdicts("us-state-hours", call(**where), history(*earlier[:2]))
    assert fewer["fl-call-cap"].status is Status.PASS
    assert fewer["ok-call-cap"].status is Status.NOT_APPLICABLE


def test_calls_of_one_manifest_do_not_prove_that_there_were_no_others() -> None:
    where = {"customer_number": "+13055550123", "customer_region": "FL"}
    key = same_number(where["customer_number"], "US")
    earlier = [
        dataclasses.replace(past(f"c{k}", BEGIN - dt.timedelta(hours=k)), number=key)
        for k in (1, 2, 3)
    ]
    some = dataclasses.replace(history(*earlier[:1]), partial=True)
    found = verdicts("us-state-hours", call(**where), some)["fl-call-cap"]
    assert (found.status, found.reason_code) == (Status.REVIEW, Reason.NO_DATA)
    all_ = dataclasses.replace(history(*earlier), partial=True)
    assert verdicts("us-state-hours", call(**where), all_)["fl-call-cap"].status is Status.FAIL


def test_a_renewal_call_is_not_too_early() -> None:
    def found(expiry: str) -> Status:
        made = call(purpose="renewal", carried=(("policy_expiry_date", expiry),))
        return verdicts("cn-property-telesales", made, None)["renewal-not-too-early"].status

    assert found("2026-10-11") is Status.PASS
    assert found("2026-10-12") is Status.FAIL
    assert found("") is Status.REVIEW


def test_retention_ends_five_or_ten_years_after_the_contract() -> None:
    def due(end: str, **more: str) -> str | None:
        made = call(carried=(("contract_end_date", end), *more.items()))
        return verdicts("cn-life-across-calls", made, None)["retention-due"].value_expected

    assert due("2027-09-01") == "2032-09-01"
    assert due("2046-09-01") == "2056-09-01"
    assert due("2027-09-01", dispute_closed_on="2031-05-05") == "2033-05-05"
    assert due("") is None


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    at = dt.datetime(2026, 8, 31, 12, tzinfo=CHINA)
    assert months_later(at, 6).date() == dt.date(2027, 2, 28)
    assert months_later(at, 12).date() == dt.date(2027, 8, 31)


def test_registers_name_file_and_line_of_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "agents.csv").write_text("id,licence\nA1,5\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"agents\.csv:1: no column agent_id"):
        read_registers(tmp_path)
    (tmp_path / "agents.csv").write_text("agent_id,from\nA1,soon\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"agents\.csv:2: from: 'soon' is no date"):
        read_registers(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        read_registers(tmp_path / "none")


def test_kinds_of_refusal() -> None:
    def heard(quote: str) -> str:
        made = verdicts("cn-life-across-calls", call(), None)["retention-due"]
        from auditor.model import Evidence

        proof = Evidence(
            start=1, end=2, speaker=Speaker.CUSTOMER, channel=1, quote=quote, matched="", score=1
        )
        found = dataclasses.replace(made, requirement_id="refusal-respected", evidence=(proof,))
        segment = dataclasses.replace(TALK.segments[1], text=quote)
        talk = dataclasses.replace(TALK, segments=(TALK.segments[0], segment))
        return refusal_in([found], talk, {"refusal-respected"})

    assert heard("以后别再给我打电话了") == "calls"
    assert heard("我不需要，没兴趣") == "offer"
    assert heard("我不需要，你别打断我") == "offer"
    assert heard("please don't ever call me again") == "calls"


# -- a month of 2,000 calls in which breaches are planted

AGENTS = [f"A{k:03d}" for k in range(40)]
LAPSED, UNTRAINED, UNKNOWN = "A900", "A901", "A902"


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


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    folder = tmp_path / "registers"
    folder.mkdir()
    agents = [f"{a},,2020-01-01,,accident;life" for a in [*AGENTS, "A999"]]
    agents += [f"{LAPSED},,2020-01-01,2026-08-31,accident", f"{UNTRAINED},,2020-01-01,,annuity"]
    (folder / "agents.csv").write_text(
        "agent_id,licence,from,to,products\n" + "\n".join(agents), encoding="utf-8-sig"
    )
    (folder / "numbers.csv").write_text("number,from\n400-812-3456,2020-01-01\n", encoding="utf-8")
    (folder / "products.csv").write_text("product,from\n安泰一生,2020-01-01\n", encoding="utf-8")
    (folder / "do-not-call.csv").write_text(
        "number,added_on,expires_on\n13700000000,2026-01-01,\n", encoding="utf-8"
    )
    return folder


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


def test_a_request_in_an_earlier_call_excuses_a_late_one(tmp_path: Path) -> None:
    late = dt.datetime.fromisoformat("2026-09-02T21:30:00+08:00")
    made = call(at=late, customer_timezone="Asia/Shanghai")

    def hours(asked: str) -> Status:
        rows = f"call_id,number,started_at,callback_requested_at\nc0,{NUMBER},2026-09-01,{asked}\n"
        (tmp_path / "history.csv").write_text(rows, encoding="utf-8")
        found = verdicts("cn-life-telesales", made, read_registers(tmp_path))
        return found["calling-hours"].status

    assert hours("2026-09-02 21:15") is Status.PASS
    assert hours("2026-09-02T13:15:00+00:00") is Status.PASS
    assert hours("2026-09-01 21:15") is Status.FAIL
    assert hours("") is Status.FAIL
    asked = call("c0", at=late - dt.timedelta(days=1), callback_requested_at=late)
    context = Context(history=remembered([asked, made], "CN"))
    assert verdicts("cn-life-telesales", made, context)["calling-hours"].status is Status.PASS
