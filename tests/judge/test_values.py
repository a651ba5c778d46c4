"""Values said against values on record."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_calls import judged, record, verdict

from auditor.judge import values
from auditor.judge.values import PER_YEAR, Agreement, read_record
from auditor.model import Call
from auditor.read import numbers
from auditor.read.script import clean, units
from auditor.read.value import Value

relaxed = settings(deadline=None)  # a busy machine is no failure

AGREES, CONVERTED = Agreement.AGREES, Agreement.CONVERTED
CONTRADICTS, UNCLEAR = Agreement.CONTRADICTS, Agreement.UNCLEAR
PERIODS = st.sampled_from(sorted(PER_YEAR))


def said(text: str, *kinds: str) -> Value:
    """The one value of those kinds in a sentence."""
    joined, _, breaks = units(clean(text))
    found = numbers.values(joined, breaks=frozenset({0, *breaks}))
    (value,) = [v for v in found if v.kind in kinds and not v.withdrawn]
    return value


def amount(number: Decimal | int, per: str | None) -> Value:
    return Value(kind="money", start=0, end=1, text="x", number=Decimal(number), per=per)


@pytest.mark.parametrize(
    ("text", "verdict_"),
    [
        ("一个月三百二十五块", AGREES),
        ("三百二十五块钱", AGREES),
        ("每年三千九百元", CONVERTED),
        ("一年三千九百块", CONVERTED),
        ("每季度九百七十五元", CONVERTED),
        ("每月三百八十块", CONTRADICTS),
        ("每年三百二十五块", CONTRADICTS),
        ("每月三千九百块", CONTRADICTS),
        ("每月三百多块", UNCLEAR),
        ("一天十块钱", UNCLEAR),
    ],
)
def test_premium_of_325_a_month(text: str, verdict_: Agreement) -> None:
    assert values.premium(said(text, "money"), Decimal(325), "monthly") is verdict_


@relaxed
@given(st.integers(1, 100_000), PERIODS, PERIODS)
def test_another_period_of_the_same_price_agrees(yearly: int, on_record: str, told: str) -> None:
    """12 times any whole price is whole for every period."""
    price = Decimal(yearly * 12)
    verdict_ = values.premium(
        amount(price / PER_YEAR[told], told), price / PER_YEAR[on_record], on_record
    )
    assert verdict_ is (AGREES if told == on_record else CONVERTED)


@relaxed
@given(st.integers(1, 100_000), PERIODS, PERIODS, st.integers(2, 50))
def test_another_price_contradicts_in_any_period(
    yearly: int, on_record: str, told: str, more: int
) -> None:
    price = Decimal(yearly * 12)
    other = price / PER_YEAR[told] + more
    assert values.premium(amount(other, told), price / PER_YEAR[on_record], on_record) is (
        CONTRADICTS
    )


@relaxed
@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_money_agrees_with_itself_only(a: int, b: int) -> None:
    assert (values.money(amount(a, None), Decimal(b)) is AGREES) is (a == b)


@pytest.mark.parametrize(
    ("text", "on_record", "verdict_"),
    [
        ("保到七十周岁", "至70周岁", AGREES),
        ("保到七十", "至70周岁", AGREES),
        ("保到八十周岁", "至70周岁", CONTRADICTS),
        ("保终身", "终身", AGREES),
        ("保终身", "至70周岁", CONTRADICTS),
        ("保到七十周岁", "终身", CONTRADICTS),
        ("保到一百零五岁", "终身", AGREES),
        ("保二十年", "20年", AGREES),
        ("保三十年", "20年", CONTRADICTS),
        ("保二十来年", "30年", UNCLEAR),
        ("保三百六十五天", "1年", AGREES),
        ("保十二个月", "1年", AGREES),
        ("保二十年", "至70周岁", UNCLEAR),
        ("保二十年", "见合同", UNCLEAR),
        ("保二十年", "", UNCLEAR),
    ],
)
def test_term(text: str, on_record: str, verdict_: Agreement) -> None:
    value = said(text, "age", "life", "years", "days", "months")
    assert values.term(value, read_record(on_record)) is verdict_


@pytest.mark.parametrize(
    ("text", "expected", "verdict_"),
    [
        ("半个月", 15, AGREES),
        ("十五天", 15, AGREES),
        ("15个自然日", 15, AGREES),
        ("两个星期", 14, AGREES),
        ("十天", 15, CONTRADICTS),
        ("半个月", 20, CONTRADICTS),
        ("十多天", 15, UNCLEAR),
    ],
)
def test_days(text: str, expected: int, verdict_: Agreement) -> None:
    assert values.days(said(text, "days"), expected) is verdict_


NOON = dt.datetime(2026, 3, 30, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.mark.parametrize(
    ("text", "on_record", "verdict_"),
    [
        ("每月十五号", "每月15日", AGREES),
        ("每月十八号", "每月15日", CONTRADICTS),
        ("三月十五号", "每月15日", AGREES),
        ("四月一号", "2026-04-01", AGREES),
        ("五月一号", "2026-04-01", CONTRADICTS),
        ("后天", "2026-04-01", AGREES),
        ("明天", "2026-04-01", CONTRADICTS),
        ("明天", "每月31日", AGREES),
        ("明天", "每月15日", UNCLEAR),
        ("十五号", "见合同", UNCLEAR),
    ],
)
def test_dates_count_from_the_call(text: str, on_record: str, verdict_: Agreement) -> None:
    value = said(text, "date", "day")
    assert values.date(value, on_record, record(started_at=NOON)) is verdict_


def test_tomorrow_is_unclear_where_the_day_of_the_call_is_unknown() -> None:
    call = Call(call_id="c", recording="")
    assert values.date(said("明天", "date"), "2026-04-01", call) is UNCLEAR


@pytest.mark.parametrize(
    ("text", "on_record", "verdict_"),
    [
        ("四零零六三三七七八八", "400-633-7788", AGREES),
        ("九五五幺九", "95519", AGREES),
        ("九五五二零", "95519", CONTRADICTS),
    ],
)
def test_telephone(text: str, on_record: str, verdict_: Agreement) -> None:
    assert values.telephone(said(f"客服热线{text}", "digits"), on_record) is verdict_


@relaxed
@given(st.text("0123456789", min_size=7, max_size=11), st.data())
def test_a_lost_digit_leaves_the_same_number(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    assert values.lost_digits(number[:at] + number[at + 1 :], number)
    assert not values.lost_digits(number, number)


@pytest.mark.parametrize(
    ("said_", "single", "on_record", "verdict_"),
    [
        (20, False, "20年", AGREES),
        (10, False, "20年", CONTRADICTS),
        (10, False, "趸交", CONTRADICTS),
        (1, True, "趸交", AGREES),
        (1, False, "1年（12期）", AGREES),
    ],
)
def test_payment(said_: int, single: bool, on_record: str, verdict_: Agreement) -> None:
    value = Value(kind="years", start=0, end=1, text="x", number=Decimal(said_))
    assert values.payment(value, on_record, single=single) is verdict_


@relaxed
@given(st.integers(100, 99_999))
def test_spoken_forms_of_an_amount_are_read_as_that_amount(n: int) -> None:
    for form in values.plain_forms("money", n):
        assert said(f"保费{form}" + ("" if form.endswith("块") else "块"), "money").number == n


@pytest.mark.parametrize(
    ("line", "requirement", "expected"),
    [
        ("坐席：一个月三百二十五块。", "premium", ("pass", "said")),
        ("坐席：一年三千九百块。", "premium", ("pass", "said")),
        ("坐席：一个月三百八十块。", "premium", ("fail", "contradicted")),
        ("坐席：保费一个月三百八十块，哦不对，三百二十五块。", "premium", ("pass", "said")),
        (
            "坐席：保费一个月三百二十五块，等一下，年龄我填小了，您这个年纪是三百八十块。",
            "premium",
            ("fail", "contradicted"),
        ),
        ("坐席：犹豫期半个月。", "cooling-off", ("pass", "said")),
        ("坐席：犹豫期十天。", "cooling-off", ("fail", "contradicted")),
        ("坐席：保障到七十周岁。", "policy-term", ("pass", "said")),
        ("坐席：扣款是每月十五号。", "deduction-date", ("pass", "said")),
        ("坐席：客服热线四零零六三三七七八八。", "service-hotline", ("pass", "said")),
        ("坐席：客服热线四零零六三三七七九九。", "service-hotline", ("fail", "contradicted")),
    ],
)
def test_in_a_call(line: str, requirement: str, expected: tuple[str, str]) -> None:
    assert verdict(judged(line)[requirement]) == expected


def test_without_a_record_nothing_is_compared() -> None:
    found = judged("坐席：一个月三百八十块。", premium=None, product_name=None)["premium"]
    assert verdict(found) == ("pass", "said")
    assert found.value_expected is None
