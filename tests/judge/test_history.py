"""Across calls: single rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from across import BEGIN, CHINA, NUMBER, TALK, call, history, past, verdicts

from auditor.checklist.load import load_checklist
from auditor.judge.history import months_later, refusal_in, remembered
from auditor.judge.registers import Context, read_registers, same_number
from auditor.model import Reason, Speaker, Status


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
