"""Turning points: consent, refusal, pitch, and what follows from them."""

from __future__ import annotations

import pytest
from small_calls import NOTICE, heard, judged, verdict, whole

from auditor.judge.cases import transcript_of, turns
from auditor.judge.consent import Yes
from auditor.judge.moments import Moments, moments
from auditor.judge.talk import hear_out
from auditor.model import Call, Speaker

QUESTION = "坐席：那我现在给您办理可以吗？"


def turning(*lines: str) -> Moments:
    call = Call(call_id="c", recording="", product_name="福满一生终身寿险")
    transcript = transcript_of([t for line in lines for t in turns(line)])
    return moments(hear_out(call, transcript, whole(), None))


@pytest.mark.parametrize(
    ("answer", "level", "consent"),
    [
        ("同意", Yes.CLEAR, ("pass", "said")),
        ("好的，办吧", Yes.CLEAR, ("pass", "said")),
        ("嗯", Yes.WEAK, ("review", "uncertain")),
        ("哦", Yes.WEAK, ("review", "uncertain")),
        ("我考虑考虑", Yes.NONE, ("fail", "not-said")),
        ("我再想想吧", Yes.NONE, ("fail", "not-said")),
        ("这个多少钱", Yes.NONE, ("fail", "not-said")),
        ("不需要", Yes.NONE, ("fail", "not-said")),
    ],
)
def test_the_answer_to_the_closing_question(
    answer: str, level: Yes, consent: tuple[str, str]
) -> None:
    assert turning(QUESTION, f"客户：{answer}。").consent.yes is level
    assert verdict(judged(QUESTION, f"客户：{answer}。")["purchase-consent"]) == consent


def test_two_syllables_in_a_sentence_that_a_recogniser_wrote_are_no_yes() -> None:
    question = "坐席：那我现在给您办理可以吗？"
    chance = judged(question, "客户：我抽员一千一包。", change=heard)
    assert chance["purchase-consent"].status != "pass"
    assert judged(question, "客户：同一，办吧。", change=heard)["purchase-consent"].status == "pass"


def test_on_a_recording_the_last_yes_ends_what_had_to_be_said() -> None:
    call = [
        "坐席：那我现在给您办理可以吗？",
        "客户：同意，你先说说看。",
        "坐席：保费每个月三百二十五块钱，犹豫期十五天。您同意的话就帮您办理？",
        "客户：同意，办吧。",
    ]
    assert judged(*call)["disclosed-before-consent"].status == "fail"
    assert judged(*call, change=heard)["disclosed-before-consent"].status == "pass"
    early = judged(*call[:3], change=heard)["disclosed-before-consent"]
    assert early.status == "fail"


def test_a_yes_that_answers_nothing_is_no_consent() -> None:
    found = turning("坐席：您好，打扰您一分钟。", "客户：好的。", "坐席：我姓陈。", "客户：嗯。")
    assert found.consent.yes is Yes.NONE


def test_a_consent_in_own_words_needs_no_question() -> None:
    found = turning("坐席：这款不错。", "客户：那我要买一份。")
    assert found.consent.yes is Yes.CLEAR


HANDED_OVER = ["客户：你跟我女婿说。", QUESTION, "客户：好的，给她办吧。"]


def test_nobody_else_consents_in_the_customers_place() -> None:
    assert turning(*HANDED_OVER).consent.yes is Yes.NONE
    finding = judged(*HANDED_OVER)["purchase-consent"]
    assert verdict(finding) == ("review", "uncertain")
    assert "女婿" in finding.evidence[0].quote


def test_the_customer_who_takes_the_telephone_again_consents() -> None:
    again = ["坐席：好的。", "客户：喂，是我。", QUESTION, "客户：同意。"]
    found = turning(*HANDED_OVER, *again)
    assert found.consent.yes is Yes.CLEAR


def test_what_the_customer_agreed_to_before_handing_over_stands() -> None:
    assert turning(QUESTION, "客户：同意。", "客户：你跟我女婿说。").consent.yes is Yes.CLEAR


def test_the_agent_cannot_consent() -> None:
    assert turning(QUESTION, "坐席：好的，同意。").consent.yes is Yes.NONE


def test_consent_holds_the_answer_and_the_question() -> None:
    answer, question = turning(QUESTION, "客户：同意。").consent.evidence
    assert (answer.speaker, question.speaker) == (Speaker.CUSTOMER, Speaker.AGENT)
    assert "同意" in answer.quote
    assert "办理" in question.quote


def test_a_mumble_taken_back_is_no_consent() -> None:
    found = turning(QUESTION, "客户：嗯。", "坐席：好。", "客户：我还是考虑考虑。")
    assert found.consent.yes is Yes.NONE
    assert found.consent.postponed is not None


def test_a_clear_yes_after_a_mumble_counts() -> None:
    found = turning(QUESTION, "客户：嗯。", "坐席：您是否同意投保？", "客户：同意。")
    assert found.consent.yes is Yes.CLEAR


def test_the_pitch_begins_with_the_product() -> None:
    assert turning("坐席：您好。").pitch is None
    assert turning("坐席：给您介绍福满一生终身寿险。").pitch is not None


REFUSED = ("坐席：给您介绍一款产品。", "客户：我不需要。")


def test_a_refusal_respected() -> None:
    found = judged(*REFUSED, "坐席：好的，打扰您了，再见。")["refusal-respected"]
    assert verdict(found) == ("pass", "said")


@pytest.mark.parametrize("more", ["您先听我说完嘛。", "我再给您简单介绍一下吧。"])
def test_a_refusal_ignored(more: str) -> None:
    found = judged(*REFUSED, f"坐席：{more}")["refusal-respected"]
    assert verdict(found) == ("fail", "said")
    assert [e.speaker for e in found.evidence] == [Speaker.CUSTOMER, Speaker.AGENT]


def test_a_call_that_goes_on_and_on_after_a_refusal_is_for_a_person() -> None:
    talk = [
        line for k in range(5) for line in (f"坐席：咱们第{k}点是这样的情况。", "客户：哦，是吗。")
    ]
    assert judged(*REFUSED, *talk)["refusal-respected"].status == "review"


@pytest.mark.parametrize("words", ["如果不需要怎么办", "我知道了", "是不是不需要体检"])
def test_without_a_refusal_nothing_is_due(words: str) -> None:
    found = judged("坐席：给您介绍。", f"客户：{words}。", "坐席：我再给您介绍一下。")
    assert verdict(found["refusal-respected"]) == ("not_applicable", "not-due")


def test_what_is_said_before_the_refusal_is_no_persisting() -> None:
    found = judged("坐席：您听我说完。", "客户：没兴趣。", "坐席：好的再见。")
    assert found["refusal-respected"].status == "pass"


PREMIUM, COOLING = "坐席：一个月三百二十五块。", "坐席：犹豫期十五天。"
YES = (QUESTION, "客户：同意。")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((PREMIUM, COOLING, *YES), ("pass", "said")),
        ((PREMIUM, *YES, COOLING), ("fail", "out-of-order")),
        ((PREMIUM, COOLING), ("not_applicable", "not-due")),
        ((*YES, "坐席：再见。"), ("pass", "said")),  # never said is another finding
    ],
)
def test_disclosed_before_consent(lines: tuple[str, ...], expected: tuple[str, str]) -> None:
    found = judged("坐席：" + NOTICE, *lines)
    assert verdict(found["disclosed-before-consent"]) == expected


def test_whether_a_sale_was_closed_is_read_from_the_talk() -> None:
    opened = judged("坐席：您好。", "客户：再想想。", concluded=None)
    closed = judged("坐席：您好。", "客户：嗯。", "坐席：已经办好了。", concluded=None)
    assert opened["exclusions"].status == "not_applicable"
    assert closed["exclusions"].status == "fail"


def test_a_duty_that_only_may_have_come_after_the_consent_leaves_the_order_open() -> None:
    """十五天 may be the cooling-off period: a person should hear it."""
    found = judged(PREMIUM, *YES, "坐席：签完合同十五天里想法变了您说。")
    assert verdict(found["cooling-off"])[0] == "review"
    assert verdict(found["disclosed-before-consent"]) == ("review", "uncertain")


def test_an_answer_that_a_recogniser_lost_is_no_refusal_to_buy() -> None:
    """Put off at first, asked again, and then nothing heard: a person should listen."""
    talk = ("客户：我考虑考虑。", "坐席：犹豫期十五天。", QUESTION, "坐席：好的，再见。")
    assert verdict(judged(*talk, change=heard)["purchase-consent"]) == ("review", "not-heard")
    assert verdict(judged(*talk)["purchase-consent"]) == ("fail", "not-said")
