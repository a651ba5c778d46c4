"""Spoken values: a table of what is said and what is read."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.read import numerals
from auditor.read.context import taken_back
from auditor.read.numbers import values
from auditor.read.script import clean, units
from auditor.read.value import Value

relaxed = settings(deadline=None)  # a busy machine is no failure


def read(text: str) -> list[Value]:
    joined, _, breaks = units(clean(text))
    return values(joined, breaks=frozenset({0, *breaks}))


def kept(text: str, kind: str) -> list[Value]:
    return [v for v in read(text) if v.kind == kind and not v.withdrawn]


@pytest.mark.parametrize(
    ("said", "amount", "per"),
    [
        ("一个月三百二十五块", "325", "monthly"),
        ("每月三百二十五元", "325", "monthly"),
        ("每个月从卡里扣325块钱", "325", "monthly"),
        ("每年三千九百元", "3900", "annual"),
        ("年交三千九百块", "3900", "annual"),
        ("一万二一年", "12000", "annual"),
        ("三千九一年", "3900", "annual"),
        ("每季度九百七十五元", "975", "quarterly"),
        ("一次性交五万块", "50000", "single"),
        ("一天不到十块钱", "10", "daily"),
        ("三千九百元", "3900", None),
        ("保费3,900元", "3900", None),
        ("1.5万元", "15000", None),
        ("保额二十万", "200000", None),
        ("赔一百二十万", "1200000", None),
        ("两千八百八十八块八", "2888.8", None),
        ("三百块五毛", "300.5", None),
        ("两百五十六块五", "256.5", None),
        ("一万二", "12000", None),
        ("十万块钱", "100000", None),
    ],
)
def test_money(said: str, amount: str, per: str | None) -> None:
    (value,) = kept(said, "money")
    assert value.number == Decimal(amount)
    assert value.per == per


@pytest.mark.parametrize(
    "said", ["三百多块", "一千来块", "不到八块钱", "大概三百块", "十多万块", "二十多万", "几十万"]
)
def test_about_so_much(said: str) -> None:
    assert [v.approximate for v in kept(said, "money")] == [True]


@pytest.mark.parametrize(("said", "number"), [("二十多万", 200_000), ("赔五百多万", 5_000_000)])
def test_about_so_many_ten_thousands(said: str, number: int) -> None:
    assert [v.number for v in kept(said, "money")] == [number]


def test_thirty_of_them_is_three_hundred_thousand() -> None:
    (value,) = kept("保额给您做三十个", "money")
    assert value.number == 300000
    assert value.bare


@pytest.mark.parametrize(
    "said", ["三十个月", "三个人", "两个星期", "这三个", "五个工作日", "两个问题", "三个产品"]
)
def test_things_counted_are_no_money(said: str) -> None:
    assert kept(said, "money") == []


@pytest.mark.parametrize(
    ("said", "kind", "number"),
    [
        ("十五天", "days", "15"),
        ("15个自然日", "days", "15"),
        ("半个月", "days", "15"),
        ("两周", "days", "14"),
        ("一个星期", "days", "7"),
        ("二十年", "years", "20"),
        ("半年", "years", "0.5"),
        ("十年期", "years", "10"),
        ("五年期的定期", "ordinal", "5"),
        ("第三年", "nth", "3"),
        ("三年内", "ordinal", "3"),
        ("百分之百", "percent", "100"),
        ("三个月", "months", "3"),
        ("一个半月", "months", "1.5"),
        ("七十周岁", "age", "70"),
        ("至70周岁", "age", "70"),
        ("保到八十", "age", "80"),
        ("领到八十八", "age", "88"),
        ("管到您满六十", "age", "60"),
        ("两礼拜零一天", "days", "15"),
        ("管十年月月走卡", "years", "10"),
        ("百分之三点五", "percent", "3.5"),
        ("3%", "percent", "3"),
        ("两个百分点", "percent", "2"),
    ],
)
def test_other_measures(said: str, kind: str, number: str) -> None:
    found = [(v.kind, v.number) for v in read(said)]
    assert (kind, Decimal(number)) in found


@pytest.mark.parametrize(
    "said", ["保终身", "保一辈子", "管到老", "保障期间是终身", "一直跟着您到最后那天"]
)
def test_for_life(said: str) -> None:
    assert len(kept(said, "life")) == 1


def test_for_life_in_a_product_name_is_no_term() -> None:
    assert read("终身寿险") == []


@pytest.mark.parametrize(
    ("said", "month", "day", "relative"),
    [
        ("每月十五号", None, 15, None),
        ("每月15日", None, 15, None),
        ("日子是每月二十八", None, 28, None),
        ("三月十五号", 3, 15, None),
        ("2026年3月15日", 3, 15, None),
        ("四月十六扣头一回", 4, 16, None),
        ("今天扣", None, None, 0),
        ("明天扣", None, None, 1),
        ("后天生效", None, None, 2),
        ("大后天生效", None, None, 3),
    ],
)
def test_dates(said: str, month: int | None, day: int | None, relative: int | None) -> None:
    dates = [v for v in read(said) if v.kind in ("date", "day")]
    assert [(v.month, v.day, v.relative) for v in dates] == [(month, day, relative)]


@pytest.mark.parametrize("said", ["四十号", "三十二号", "0号"])
def test_days_that_no_month_has(said: str) -> None:
    assert [v for v in read(said) if v.kind == "day"] == []


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("客服热线四零零六三三七七八八", "4006337788"),
        ("客服热线400-633-7788", "4006337788"),
        ("拨打九五五幺九", "95519"),
        ("打95519", "95519"),
        ("工号六六零一八", "66018"),
        ("我的手机号是幺三八零零幺三八零零零", "13800138000"),
    ],
)
def test_digit_strings(said: str, digits: str) -> None:
    assert [v.digits for v in kept(said, "digits")] == [digits]


@pytest.mark.parametrize(
    ("said", "kind", "number"),
    [
        ("每月三百八，哦不对，三百二十五块", "money", "325"),
        ("三百八十块，说错了，三百二十五块", "money", "325"),
        ("不是十天是十五天", "days", "15"),
        ("二十年，口误，三十年", "years", "30"),
    ],
)
def test_a_correction_withdraws_what_stood_before(said: str, kind: str, number: str) -> None:
    assert [v.number for v in kept(said, kind)] == [Decimal(number)]


def test_taken_back() -> None:
    text = "三百八哦不对三百二十五"
    assert taken_back(text, 3)
    assert not taken_back("三百八对三百八", 3)


def test_paying_and_covering_are_two_values() -> None:
    assert [v.number for v in kept("交十年保三十年", "years")] == [10, 30]


@relaxed
@given(st.integers(100, 9_999_999))
def test_any_amount_in_yuan_is_read_whole(n: int) -> None:
    (value,) = kept(f"保费{numerals.spoken(str(n))}元", "money")
    assert value.number == n


@relaxed
@given(st.text("零一二三四五六七八九十百千万亿点块元年月日天个岁号半不对是%", max_size=30))
def test_values_lie_in_order_and_apart(text: str) -> None:
    found = values(text)
    for value in found:
        assert text[value.start : value.end] == value.text
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start


@example("保到零点", set())
@example("十二月头一天", {2})
@relaxed
@given(
    st.text(
        alphabet="零〇一二两三四五六七八九幺十百千万亿半点块元角年个月天号日岁到保管每的第今晚,",
        max_size=40,
    ),
    st.sets(st.integers(0, 40)),
)
def test_any_talk_of_numbers_can_be_read(text: str, pauses: set[int]) -> None:
    found = values(text, breaks=frozenset(pauses))
    assert all(0 <= v.start < v.end <= len(text) for v in found)
    assert [v.start for v in found] == sorted(v.start for v in found)


def test_how_often_is_no_date() -> None:
    """一月一扣 is once a month, not the first of January."""
    assert kept("一月一扣", "date") == []
    assert len(kept("一月一号扣", "date")) == 1


@pytest.mark.parametrize(
    "said", ["一千二百六十元一共交二十年", "一千二百六十块一直交", "一千二百六十元一年"]
)
def test_what_follows_the_unit_is_not_always_its_tenths(said: str) -> None:
    assert [v.number for v in kept(said, "money")] == [Decimal(1260)]
