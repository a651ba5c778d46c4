"""The worse the line, the more goes to a person: never more accusations, never more clearances."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_calls import Change, heard, judged, pack, required, value

from auditor.judge import trust
from auditor.model import Finding, Speaker, Status, Transcript

CALL = (
    "坐席：您好，本次通话会全程录音，给您介绍福满一生终身寿险，酒驾出事是不赔的，保费每月三百二十五块钱，"
    "犹豫期是十天，这个产品保证收益，您同意的话就帮您办理？\n客户：同意。"
)


def sure(agent: float | None, customer: float | None = None) -> Change:
    """Both sides as a recogniser heard them, at those confidences."""

    def change(transcript: Transcript) -> Transcript:
        of = {Speaker.AGENT: agent, Speaker.CUSTOMER: agent if customer is None else customer}
        parts = tuple(replace(s, confidence=of[s.speaker]) for s in transcript.segments)
        return replace(heard(transcript), segments=parts)

    return change


def at(confidence: float | None) -> dict[str, Finding]:
    return judged(CALL, change=sure(confidence))


def test_clear_words_decide_and_so_do_words_of_unknown_confidence() -> None:
    for confidence in (0.95, None):
        found = at(confidence)
        assert found["premium"].status == "pass"
        assert found["cooling-off"].status == "fail"
        assert found["guaranteed-return"].status == "fail"
        assert found["purchase-consent"].status == "pass"
        assert found["deduction-date"].status == "fail"


def test_on_a_poor_line_nobody_is_accused_and_nothing_cleared() -> None:
    found = at(0.2)
    decided = [f for f in found.values() if f.kind != "conduct" and f.status in ("pass", "fail")]
    assert decided == []
    assert "20%" in found["premium"].reason
    assert found["premium"].evidence
    assert found["premium"].value_said


@pytest.mark.parametrize("kind", [Status.PASS, Status.FAIL])
def test_verdicts_only_become_fewer_as_the_line_gets_worse(kind: Status) -> None:
    counts = [
        sum(f.status is kind for f in at(step / 20).values() if f.kind != "conduct")
        for step in range(20, -1, -1)
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] == 0


def test_a_value_needs_more_than_a_sentence_since_its_correction_is_a_few_characters() -> None:
    found = at((trust.WHOLE + trust.VALUE) / 2)
    assert found["premium"].status == "review"
    assert found["purchase-consent"].status == "pass"


def test_a_value_that_the_sound_alone_shows_needs_a_clean_line() -> None:
    class Ear:
        def score(self, *_: object) -> list[float]:
            sentences: list[str] = _[3]  # type: ignore[assignment]
            return [9.0 if "三百二十五" in s else 0.0 for s in sentences]

    def found(confidence: float) -> Finding:
        line = "坐席：您好，每个月缴撒白而诗捂给公司，好吧。"
        return judged(line, ear=Ear(), change=sure(confidence))["premium"]

    assert found(trust.CLEAN + 0.02).evidence[0].source == "sound"
    assert found(trust.CLEAN + 0.02).status == "pass"
    assert found(trust.CLEAN - 0.02).status == "review"


def test_it_is_the_side_that_owes_the_words_that_counts() -> None:
    assert judged(CALL, change=sure(0.2, 0.95))["purchase-consent"].status == "pass"
    assert judged(CALL, change=sure(0.95, 0.2))["purchase-consent"].status == "review"


def test_what_the_customer_said_is_no_proof_where_the_agent_was_not_heard() -> None:
    call = "坐席：您好，给您介绍福满一生终身寿险。\n客户：酒驾是不赔的吧。"
    assert judged(call, change=sure(0.95))["exclusions"].status == "fail"
    between = (trust.ACCUSED + trust.ABSENT) / 2
    assert judged(call, change=sure(between, 0.95))["exclusions"].status == "review"


def test_an_early_duty_is_not_in_time_where_the_pitch_may_have_begun_unheard() -> None:
    call = "坐席：您好，" + "我们这边给老客户做一个回访，" * 12 + "本次通话会全程录音。"
    assert judged(call, change=sure(0.95))["recording-notice"].status == "pass"
    assert judged(call, change=sure(trust.ABSENT - 0.05))["recording-notice"].status == "review"


def test_a_prohibited_statement_may_hide_in_what_was_not_heard() -> None:
    call = "坐席：您好，给您介绍福满一生终身寿险。"
    assert judged(call, change=sure(0.95))["guaranteed-return"].status == "pass"
    assert judged(call, change=sure(0.3))["guaranteed-return"].status == "review"


def test_a_given_transcript_is_taken_at_its_word() -> None:
    def poor(transcript: Transcript) -> Transcript:
        return replace(sure(0.1)(transcript), heard=False)

    assert judged(CALL, change=poor)["premium"].status == "pass"


class Hears:
    """An ear that hears sentences with a word in it, and nothing else."""

    def __init__(self, word: str) -> None:
        self.word = word

    def score(self, *asked: object) -> list[float]:
        sentences: list[str] = asked[3]  # type: ignore[assignment]
        return [9.0 if self.word in s else 0.0 for s in sentences]


NAMED = pack(value("product-name", "name", "product_name", ["{product_name}"]))


@pytest.mark.parametrize(("name", "poor"), [("晴川终身寿险", "review"), ("福满堂终身寿险", "pass")])
def test_on_a_poor_line_a_name_of_two_syllables_is_not_found_by_its_sound(
    name: str, poor: str
) -> None:
    short = name.removesuffix("终身寿险")

    def found(confidence: float) -> Finding:
        line = f"坐席：您好，给您讲讲{'行川' if len(short) == 2 else '富慢汤'}这个东西，好吧。"
        return judged(
            line, checklist=NAMED, ear=Hears(short), change=sure(confidence), product_name=name
        )["product-name"]

    assert found(trust.CLEAN + 0.02).status == "pass"
    assert found(trust.CLEAN - 0.02).status == poor


def test_an_opening_duty_may_hide_in_a_first_breath_that_was_not_heard() -> None:
    opening = pack(required("insurer-name", ["{insurer}"], due="opening"))
    call = (
        "坐席：您好，打横代人手的。\n客户：嗯。\n坐席：给您介绍一款终身寿险，" + "好处很多的，" * 9
    )
    for first, status in ((0.95, "fail"), (trust.CLEAN - 0.02, "review")):

        def change(transcript: Transcript, first: float = first) -> Transcript:
            parts = sure(0.95)(transcript).segments
            return replace(
                heard(transcript), segments=(replace(parts[0], confidence=first), *parts[1:])
            )

        found = judged(call, checklist=opening, change=change)["insurer-name"]
        assert found.status == status


def test_a_customer_who_put_it_off_may_have_agreed_in_words_that_nobody_can_tell() -> None:
    call = "坐席：您好，您同意投保吗？\n客户：我再想想，这个钱。\n坐席：真的好。\n客户：平淡我卖你们吧。"
    for last, status in ((0.95, "fail"), (trust.CLEAN - 0.02, "review")):

        def change(transcript: Transcript, last: float = last) -> Transcript:
            parts = sure(0.95)(transcript).segments
            return replace(
                heard(transcript), segments=(*parts[:-1], replace(parts[-1], confidence=last))
            )

        found = judged(call, change=change)
        consent, order = found["purchase-consent"], found["disclosed-before-consent"]
        assert consent.status == status
        assert order.status == ("review" if status == "review" else "not_applicable")
        assert ("没有听清" in consent.reason) is (status == "review")
