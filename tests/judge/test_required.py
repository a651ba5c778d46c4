"""Required disclosures: said, by whom, when, and when they are not due at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_calls import NOTICE, heard, judged, pack, prohibited, required, verdict

from auditor.model import Segment, Span, Speaker, Transcript

PITCH = "坐席：给您介绍福满一生终身寿险，这款产品保障很全面，您可以了解一下。"
EXCLUDED = "酒驾出了事是不赔的。"
SALES_ONLY = ("exclusions", "premium", "cooling-off", "service-hotline", "policy-term")


def test_said_by_the_agent() -> None:
    found = judged(f"坐席：{EXCLUDED}")["exclusions"]
    assert verdict(found) == ("pass", "said")
    assert found.evidence[0].speaker is Speaker.AGENT
    assert "酒驾" in found.evidence[0].quote
    assert found.control == "某办法 第一条"


def test_not_said() -> None:
    found = judged("坐席：您好，再见。")["exclusions"]
    assert verdict(found) == ("fail", "not-said")
    assert found.evidence == ()


def test_said_by_the_customer_alone() -> None:
    found = judged("坐席：您好，我姓陈。", f"客户：{EXCLUDED}", "坐席：您说什么？")["exclusions"]
    assert verdict(found) == ("fail", "wrong-speaker")


def test_said_by_the_customer_and_confirmed_by_the_agent() -> None:
    found = judged("坐席：您好，我姓陈。", f"客户：{EXCLUDED}", "坐席：对，没错。")["exclusions"]
    assert verdict(found) == ("pass", "said")
    assert [e.speaker for e in found.evidence] == [Speaker.AGENT, Speaker.CUSTOMER]


def test_said_by_nobody_knows_whom() -> None:
    def unknown(transcript: Transcript) -> Transcript:
        parts = [replace(s, speaker=Speaker.UNKNOWN) for s in transcript.segments]
        return replace(transcript, segments=tuple(parts))

    assert judged(f"坐席：{EXCLUDED}", change=unknown)["exclusions"].status == "review"


def test_promised_for_later_is_not_said() -> None:
    found = judged("坐席：酒驾不赔这些回头告诉您。")["exclusions"]
    assert verdict(found) == ("fail", "not-said")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((f"坐席：{NOTICE}", PITCH), ("pass", "said")),
        ((PITCH, "客户：嗯，你说。", f"@60 坐席：{NOTICE}"), ("fail", "late")),
        ((PITCH,), ("fail", "not-said")),
        ((f"坐席：您好。{NOTICE}",), ("pass", "said")),
    ],
)
def test_the_recording_notice_comes_before_the_pitch(
    lines: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert verdict(judged(*lines)["recording-notice"]) == expected


def test_a_call_without_a_sale_owes_the_opening_alone() -> None:
    found = judged(PITCH, "客户：再想想。", concluded=False)
    assert verdict(found["recording-notice"]) == ("fail", "not-said")
    for name in SALES_ONLY:
        assert verdict(found[name]) == ("not_applicable", "not-due"), name


def test_what_was_said_without_a_sale_is_kept() -> None:
    assert judged(PITCH, f"坐席：{EXCLUDED}", concluded=False)["exclusions"].status == "pass"


@pytest.mark.parametrize("purpose", ["callback", "service", "renewal"])
def test_other_calls_owe_no_disclosures(purpose: str) -> None:
    found = judged(PITCH, "坐席：稳赚不赔。", purpose=purpose)
    required_ids = [f for f in found.values() if f.kind == "required"]
    assert {verdict(f) for f in required_ids} == {("not_applicable", "not-due")}
    assert found["guaranteed-return"].status == "fail"


def test_an_unknown_purpose_is_a_sale() -> None:
    assert judged(PITCH, purpose=None)["exclusions"].status == "fail"


def test_a_product_without_the_thing_owes_no_word_of_it() -> None:
    found = judged(PITCH, cooling_off_days=None)["cooling-off"]
    assert verdict(found) == ("not_applicable", "not-due")


def test_conditions_on_the_record() -> None:
    asked = pack(required("nature", ["代理"], when={"sold_in_name_of": ["agency"]}))
    assert judged(PITCH, checklist=asked, sold_in_name_of="agency")["nature"].status == "fail"
    unknown = judged(PITCH, checklist=asked, sold_in_name_of=None)["nature"]
    assert verdict(unknown) == ("review", "no-data")
    assert "sold_in_name_of" in unknown.reason
    said = judged(PITCH, "坐席：我们是代理。", checklist=asked, sold_in_name_of=None)["nature"]
    assert verdict(said) == ("pass", "said")
    insurer = judged(PITCH, checklist=asked, sold_in_name_of="insurer")["nature"]
    assert verdict(insurer) == ("not_applicable", "not-due")


def test_conditions_may_be_ranges_of_numbers() -> None:
    asked = pack(required("fitness", ["适合您"], when={"customer_age": [">=65"]}))

    def found(age: str) -> tuple[str, str]:
        return verdict(judged(PITCH, checklist=asked, carried=(("customer_age", age),))["fitness"])

    assert [found(age) for age in ("65", "70.5")] == [("fail", "not-said")] * 2
    assert found("64") == ("not_applicable", "not-due")
    assert [found(age) for age in ("", "old")] == [("review", "no-data")] * 2


def test_conditions_may_rest_on_any_column_and_bind_every_kind() -> None:
    old = {"customer_age_group": ["65+"]}
    asked = pack(
        required("fitness", ["适合您"], when=old),
        prohibited("hurry", ["办理"], when=old),
    )

    def found(group: str) -> list[tuple[str, str]]:
        carried = (("customer_age_group", group),)
        told = judged(PITCH, "坐席：今天办理。", checklist=asked, carried=carried)
        return [verdict(told[name]) for name in ("fitness", "hurry")]

    assert found("65+") == [("fail", "not-said"), ("fail", "said")]
    assert found("") == [("review", "no-data"), ("review", "no-data")]
    assert found("under 65") == [("not_applicable", "not-due")] * 2


def test_parts_may_be_said_apart_and_all_are_needed() -> None:
    parts = {"what": {"says": ["退保"]}, "loss": {"says": ["损失"]}}
    two = pack(required("surrender-loss", [], parts=parts))
    apart = judged("坐席：退保的话呢。", "客户：嗯。", "坐席：会有损失。", checklist=two)
    assert apart["surrender-loss"].status == "pass"
    missing = judged("坐席：退保也可以。", checklist=two)["surrender-loss"]
    assert verdict(missing) == ("fail", "not-said")
    assert "loss" in missing.reason


def test_the_nearest_miss_is_shown() -> None:
    hinted = pack(required("exclusions", ["酒驾 .. 不赔"], hints=["责任免除"]))
    found = judged("坐席：责任免除合同里有。", checklist=hinted)["exclusions"]
    assert found.status == "fail"
    assert found.nearest is not None
    assert "责任免除" in found.nearest.quote


def poor(transcript: Transcript) -> Transcript:
    parts = [replace(s, confidence=0.2) for s in transcript.segments]
    return replace(heard(transcript), segments=tuple(parts))


def with_a_gap(transcript: Transcript) -> Transcript:
    return replace(heard(transcript), gaps=(Span(start=20, end=50, speaker=Speaker.AGENT),))


def test_a_silence_counts_only_where_the_call_was_heard() -> None:
    assert verdict(judged(PITCH, change=heard)["exclusions"]) == ("fail", "not-said")
    assert verdict(judged(PITCH, change=poor)["exclusions"]) == ("review", "not-heard")
    assert verdict(judged(PITCH, change=with_a_gap)["exclusions"]) == ("review", "not-heard")


def test_a_gap_of_the_customer_hides_no_disclosure() -> None:
    def gap(transcript: Transcript) -> Transcript:
        span = Span(start=20, end=50, speaker=Speaker.CUSTOMER)
        return replace(heard(transcript), gaps=(span,))

    found = judged(PITCH, change=gap)
    assert verdict(found["exclusions"]) == ("fail", "not-said")
    assert verdict(found["purchase-consent"])[0] in ("fail", "review")


def test_words_over_two_segments_meet_a_duty() -> None:
    def cut(transcript: Transcript) -> Transcript:
        a = Segment(start=0.5, end=2, speaker=Speaker.AGENT, channel=0, text="要是酒驾的")
        b = replace(a, start=2.3, end=4, text="话是不赔的")
        return replace(transcript, segments=(a, b))

    assert judged("坐席：x", change=cut)["exclusions"].status == "pass"


def test_the_figure_on_record_in_unknown_words_goes_to_a_person() -> None:
    found = judged("坐席：您这份到七十岁就结束了。")["policy-term"]
    assert verdict(found) == ("review", "uncertain")
    assert "七十岁" in found.reason


def test_another_figure_in_unknown_words_is_still_an_omission() -> None:
    assert verdict(judged("坐席：我妈今年六十岁了。")["policy-term"]) == ("fail", "not-said")


def test_of_overlapping_words_only_the_longest_are_evidence() -> None:
    lines = ["酒驾 .. 不赔", "酒驾 .. 打架 .. 不赔"]
    found = judged("坐席：酒驾和打架的都不赔。", checklist=pack(required("exclusions", lines)))
    (evidence,) = found["exclusions"].evidence
    assert "打架" in evidence.quote
