"""Numerals: what is said and what is written are one number, both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.read.numerals import digits, number, spoken, spoken_digits

relaxed = settings(deadline=None)  # a busy machine is no failure

AMOUNTS = st.integers(0, 10**8 - 1)


@relaxed
@given(AMOUNTS)
def test_what_is_spoken_is_read_as_the_same_number(n: int) -> None:
    assert number(spoken(str(n))) == n


@relaxed
@given(AMOUNTS)
def test_two_for_liang_changes_nothing(n: int) -> None:
    said = spoken(str(n))
    for scale in "百千万":
        said = said.replace(f"二{scale}", f"两{scale}")
    assert number(said) == n


@relaxed
@given(AMOUNTS)
def test_arabic_digits_are_that_number(n: int) -> None:
    assert number(str(n)) == n


@relaxed
@given(st.text("0123456789", min_size=1, max_size=20))
def test_digits_survive_being_said_one_by_one(run: str) -> None:
    assert digits(spoken_digits(run)) == run
    assert digits(spoken_digits(run).replace("一", "幺")) == run


@relaxed
@given(st.integers(1, 9), st.integers(1, 9))
def test_a_lone_last_digit_counts_the_scale_below(a: int, b: int) -> None:
    head, tail = spoken_digits(str(a)), spoken_digits(str(b))
    assert number(f"{head}百{tail}") == a * 100 + b * 10
    assert number(f"{head}千{tail}") == a * 1000 + b * 100
    assert number(f"{head}万{tail}") == a * 10000 + b * 1000
    assert number(f"{head}百零{tail}") == a * 100 + b


@relaxed
@given(st.text(max_size=12))
def test_any_text_is_a_number_or_none(text: str) -> None:
    value = number(text)
    assert value is None or isinstance(value, Decimal)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("三百二十五", 325),
        ("三百二", 320),
        ("三百零五", 305),
        ("一千零一十", 1010),
        ("两千八", 2800),
        ("一万二", 12000),
        ("1万2", 12000),
        ("一万零二百", 10200),
        ("二十万", 200000),
        ("一百二十万", 1200000),
        ("3千9", 3900),
        ("十", 10),
        ("十五", 15),
        ("三二八", 328),
        ("零", 0),
        ("〇", 0),
        ("一亿", 10**8),
        ("一亿二千万", 120_000_000),
        ("一亿零一万", 100_010_000),
        ("俩", 2),
    ],
)
def test_spoken_forms(said: str, value: int) -> None:
    assert number(said) == value


@pytest.mark.parametrize("text", ["", "您好", "三x", "万", "abc"])
def test_what_is_no_numeral(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0", "零"),
        ("10", "十"),
        ("12", "十二"),
        ("110", "一百一十"),
        ("328", "三百二十八"),
        ("1005", "一千零五"),
        ("10010", "一万零一十"),
        ("29.9", "二十九点九"),
        ("3.05", "三点零五"),
    ],
)
def test_spoken(written: str, said: str) -> None:
    assert spoken(written) == said
