"""Words and values of talk in Latin script."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.model import Segment, Speaker, Transcript
from auditor.read import english, words
from auditor.read.utterances import Stream, stream, utterances
from auditor.read.value import Value


def said(text: str) -> Stream:
    one = Segment(start=0, end=10, text=text, speaker=Speaker.AGENT)
    return stream(utterances(Transcript(language="en", engine="written", segments=(one,))))


def values(text: str) -> list[Value]:
    return english.values(words.words_of(said(text)))


def test_words_stand_as_written() -> None:
    found = words.words_of(said("Don't worry, it's $325 a month."))
    assert [w.text for w in found] == ["dont", "worry", "its", "325", "a", "month"]
    assert [w.money for w in found] == [False, False, False, True, False, False]


def test_words_lead_back_to_units() -> None:
    stream_ = said("Call us today. Thank you.")
    for word in words.words_of(stream_):
        assert stream_.text[word.start : word.end] == word.text


@pytest.mark.parametrize(
    ("text", "kind", "number", "per"),
    [
        ("The premium is $325 a month", "money", "325", "monthly"),
        ("three hundred and twenty five dollars per month", "money", "325", "monthly"),
        ("fifty thousand dollars", "money", "50000", None),
        ("£1,200.50 a year", "money", "1200.5", "annual"),
        ("you have thirty days to cancel", "days", "30", None),
        ("it runs for twenty years", "years", "20", None),
        ("covered to age seventy", "age", "70", None),
        ("five percent", "percent", "5", None),
    ],
)
def test_values(text: str, kind: str, number: str, per: str | None) -> None:
    (value,) = values(text)
    assert (value.kind, value.number, value.per) == (kind, Decimal(number), per)


def test_a_date() -> None:
    (value,) = values("on the fifteenth of March")
    assert (value.month, value.day) == (3, 15)


def test_a_telephone_number() -> None:
    assert [v.digits for v in values("call us on 1-800-555-0123")] == ["18005550123"]


@pytest.mark.parametrize(
    ("field", "kind", "number"),
    [("20 years", "years", 20), ("to age 70", "age", 70), ("30 days", "days", 30)],
)
def test_a_field_of_a_record(field: str, kind: str, number: int) -> None:
    assert [(v.kind, v.number) for v in words.read(field)] == [(kind, Decimal(number))]


@pytest.mark.parametrize(
    ("text", "is_latin"),
    [("hello", True), ("您好", False), ("您好ok", False), ("", False), ("123", False)],
)
def test_latin(text: str, is_latin: bool) -> None:
    assert words.latin(text) is is_latin
