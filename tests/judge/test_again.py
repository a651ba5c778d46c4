"""A second hearing meets duties and clears of doubtful accusations; it accuses nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from small_calls import Change, heard, judged, verdict

from auditor.checklist.load import load_checklist
from auditor.judge.again import CLEARLY
from auditor.model import Excerpt, Finding, Transcript


@dataclass
class Twice:
    """An ear for which no sentence is likelier than another, and that writes the same every time."""

    words: str
    asked: list[tuple[float, float]] = field(default_factory=list)

    def score(self, _: int | None, __: float, ___: float, sentences: Sequence[str]) -> list[float]:
        return [0.0] * len(sentences)

    def again(self, stretches: Sequence[Excerpt]) -> list[str]:
        self.asked += [(start, end) for _, start, end in stretches]
        return [self.words] * len(stretches)


def sure(confidence: float) -> Change:
    def change(transcript: Transcript) -> Transcript:
        parts = tuple(replace(s, confidence=confidence) for s in transcript.segments)
        return replace(heard(transcript), segments=parts)

    return change


GARBLED = "坐席：您好，保费八扣三百左又咯，好吧，就这样的一个事情。"


def found(words: str, line: str = GARBLED, confidence: float = 0.65) -> dict[str, Finding]:
    return judged(line, ear=Twice(words), change=sure(confidence))


def test_what_the_second_hearing_shows_is_met() -> None:
    assert found("")["premium"].status == "review"
    premium = found("您好，保费每个月三百二十五块钱")["premium"]
    assert verdict(premium) == ("pass", "said")
    assert {e.source for e in premium.evidence} == {"sound"}
    assert "再听" in premium.reason


def test_on_a_poor_line_what_only_sounds_right_is_not_enough() -> None:
    for words, clean, poor in (
        ("酒驾出事不赔", "pass", "pass"),
        ("九架出事补陪", "pass", "review"),
    ):
        assert found(words, confidence=0.65)["exclusions"].status == clean
        assert found(words, confidence=0.57)["exclusions"].status == poor


def test_what_a_second_hearing_only_seems_to_mean_is_for_a_person() -> None:
    rules = load_checklist("cn-life-telesales")
    for words, status in (
        ("中途撤出来本钱要缩水不少", "pass"),
        ("后头再撤，拿回来的就少了，划不来", "review"),
    ):
        calls = judged(GARBLED, checklist=rules, ear=Twice(words), change=sure(0.65))
        assert calls["surrender-loss"].status == status
        assert calls["surrender-loss"].evidence


def test_a_second_hearing_accuses_nobody() -> None:
    assert found("您好，保费每个月三百八十五块钱")["premium"].status == "review"
    assert found("您好，这个产品保证收益")["guaranteed-return"].status != "fail"


def test_what_the_first_hearing_decided_or_read_otherwise_stands() -> None:
    line = "坐席：您好，保费每个月三百八十五块钱，酒驾出事是不赔的。"
    first, second = found("", line, 0.75), found("您好，保费每个月三百二十五块钱", line, 0.75)
    assert first["premium"].value_said
    assert first["premium"].status == second["premium"].status == "review"
    assert first["exclusions"].status == second["exclusions"].status == "pass"
    assert first["cooling-off"].status == second["cooling-off"].status == "fail"


def test_what_was_not_heard_is_held_against_nobody_before_it_was_heard_again() -> None:
    line = "坐席：您好，九加除是的补摆，就这样的一个事情，您记一下好吧。"
    assert found("", line, 0.75)["exclusions"].status == "fail"
    again = found("您好，酒驾出事不赔的", line, 0.75)["exclusions"]
    assert verdict(again) == ("pass", "said")
    assert "再听" in again.reason


ASKED = "坐席：您好，给您介绍福满一生终身寿险，现在就帮您办理可以吗？\n客户："


def test_a_customers_doubtful_words_are_heard_again_before_consent_is_denied() -> None:
    for words, second, status in (
        ("那我教慢的那个吧就这样", "那我要买的那个吧", "pass"),
        ("那我教慢的那个吧就这样", "那个再说吧", "fail"),
        ("我再想想吧这个也不急的", "我要买的再想想吧", "fail"),
    ):
        consent = found(second, ASKED + words, 0.75)["purchase-consent"]
        assert consent.status == status, second


def test_a_yes_that_only_the_second_hearing_has_is_the_one_that_disclosures_must_precede() -> None:
    line = ASKED + "那我教慢的那个吧就这样"
    assert found("", line, 0.75)["disclosed-before-consent"].status == "not_applicable"
    later = found("那我要买的那个吧", line, 0.75)["disclosed-before-consent"]
    assert later.status != "not_applicable"


def test_an_accusation_by_sound_on_a_poor_line_needs_both_hearings() -> None:
    line = "坐席：您好，这个文赚不陪的产品，您考虑一下好吧。"
    for words, confidence, status in (
        ("您好，这个稳赚不赔的产品", 0.65, "fail"),
        ("您好，这个问专部的产品", 0.65, "review"),
        ("您好，这个问专部的产品", 0.75, "fail"),
    ):
        assert found(words, line, confidence)["guaranteed-return"].status == status
    plain = "坐席：您好，这个稳赚不赔的产品，您考虑一下好吧。"
    assert found("您好，这个产品", plain, 0.65)["guaranteed-return"].status == "fail"


def test_a_statement_that_the_second_hearing_alone_has_is_for_a_person() -> None:
    statement = found("您好，这个产品稳赚不赔")["guaranteed-return"]
    assert statement.status == "review"
    assert {e.source for e in statement.evidence} == {"sound"}


def test_only_doubtful_stretches_are_heard_again_and_only_for_an_open_duty() -> None:
    for line, change, asked in (
        (GARBLED, sure(0.65), True),
        (GARBLED, sure(CLEARLY), False),
        (GARBLED, None, False),
        ("客户：您好，这是什么，您再说说看。", sure(0.65), False),
    ):
        ear = Twice("")
        judged(line, ear=ear, change=change)
        assert bool(ear.asked) is asked
