"""Values said in English: input → output."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.judge.cases import transcript_of, turns
from auditor.read import english
from auditor.read.utterances import stream, utterances
from auditor.read.value import Value
from auditor.read.words import latin, read, words_of


def said(text: str) -> list[Value]:
    made = transcript_of(turns(f"Agent: well then {text}"), "en")
    return english.values(words_of(stream(utterances(made))))


@pytest.mark.parametrize(
    ("text", "kind", "number", "per"),
    [
        ("$45.50 a month", "money", "45.50", "monthly"),
        ("forty five dollars a month", "money", "45", "monthly"),
        ("forty-five dollars and fifty cents per month", "money", "45.5", "monthly"),
        ("three hundred and sixty dollars per year", "money", "360", "annual"),
        ("$1,250 annually", "money", "1250", "annual"),
        ("a hundred thousand dollars", "money", "100000", None),
        ("two hundred and fifty thousand dollars", "money", "250000", None),
        ("1.5 million pounds", "money", "1500000", None),
        ("£20 each month", "money", "20", "monthly"),
        ("the monthly premium is 29 dollars", "money", "29", "monthly"),
        ("ten dollars a day", "money", "10", "daily"),
        ("forty-five fifty a month", "money", "45.50", "monthly"),
        ("twenty nine ninety nine per month", "money", "29.99", "monthly"),
        ("a hundred and twelve forty a month", "money", "112.40", "monthly"),
        ("two ninety a year", "money", "290", "annual"),
        ("nineteen ninety five a month", "money", "19.95", "monthly"),
        ("thirty days", "days", "30", None),
        ("a fourteen day free look", "days", "14", None),
        ("two weeks", "days", "14", None),
        ("10 business days", "days", "10", None),
        ("twenty years", "years", "20", None),
        ("ninety months", "months", "90", None),
        ("until age seventy", "age", "70", None),
        ("sixty five years old", "age", "65", None),
        ("four percent", "percent", "4", None),
        ("4.5% of it", "percent", "4.5", None),
        ("four per cent", "percent", "4", None),
    ],
)
def test_amounts_and_times(text: str, kind: str, number: str, per: str | None) -> None:
    found = said(text)
    assert [(v.kind, v.number, v.per) for v in found] == [(kind, Decimal(number), per)]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("call 1-800-555-0142 now", "18005550142"),
        ("one eight hundred five five five oh one four two", "18005550142"),
        ("8 0 0 5 5 5 0 1 4 2", "8005550142"),
        ("double five triple three seven two one", "55333721"),
        ("number 104482", "104482"),
    ],
)
def test_numbers_said_digit_by_digit(text: str, digits: str) -> None:
    assert [v.digits for v in said(text)] == [digits]


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("on October 8th", 10, 8),
        ("on the eighth of October", 10, 8),
        ("on the 15th of each month", None, 15),
        ("on the twenty first of March", 3, 21),
        ("December 31", 12, 31),
    ],
)
def test_dates(text: str, month: int | None, day: int) -> None:
    assert [(v.month, v.day) for v in said(text)] == [(month, day)]


def test_life_and_relative_days() -> None:
    assert [v.kind for v in said("cover for the whole of life")] == ["life"]
    assert [v.relative for v in said("it starts tomorrow")] == [1]


def test_what_is_corrected_or_denied_is_withdrawn() -> None:
    first, second = said("325 dollars, sorry, 235 dollars a month")
    assert (first.withdrawn, second.withdrawn) == (True, False)
    assert said("not ten days but it is")[0].withdrawn


def test_about_is_approximate() -> None:
    assert said("about forty dollars a month")[0].approximate
    assert said("less than forty dollars a month")[0].approximate
    assert not said("exactly forty dollars a month")[0].approximate


def test_fields_of_a_record() -> None:
    assert [(v.kind, v.number) for v in read("to age 70")] == [("age", Decimal(70))]
    assert [(v.kind, v.number) for v in read("20 years")] == [("years", Decimal(20))]


def test_scripts() -> None:
    assert latin("plain English 12")
    assert not latin("保费 OK 12")
    assert not latin("12")


def test_a_price_in_two_numbers_is_open_where_it_may_mean_two_things() -> None:
    def open_(text: str) -> bool:
        return next(v for v in said(text) if v.kind == "money").approximate

    assert [open_(f"{n} a month") for n in ("forty five fifty", "twelve fifty", "two fifty")] == [
        False, True, True,
    ]  # fmt: skip
    assert open_("forty five fifty a year")
    assert [v.number for v in said("five twenty dollar bills")] == [Decimal(20)]
