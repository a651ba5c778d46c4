"""Whatever comes in, every requirement has one clear outcome, and twice the same."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_calls import record, whole

from auditor.checklist.load import load_checklist
from auditor.checklist.schema import Checklist
from auditor.judge.audit import audit
from auditor.judge.cases import transcript_of, turns
from auditor.model import Call, Finding, Segment, Speaker, Status, Transcript, Word

AGENT, CUSTOMER, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN
TALK = (
    "坐席：您好，我是明远人寿的陈思雨，工号六六零一八，本次通话会全程录音。",
    "客户：嗯，你说。",
    "坐席：福满一生终身寿险，一个月三百二十五块，犹豫期十五天，酒驾不赔。",
    "客户：那是不是稳赚不赔？",
    "坐席：不保证收益的。那我现在给您办理可以吗？",
    "客户：好的，同意。",
)


def shipped() -> Checklist:
    return load_checklist("cn-life-telesales")


def spoken(*lines: str) -> Transcript:
    return transcript_of([t for line in lines for t in turns(line)])


def of(*segments: Segment, heard: bool = False) -> Transcript:
    return Transcript(language="zh", engine="written", segments=segments, heard=heard)


def segment(start: float, end: float, text: str, speaker: Speaker = AGENT) -> Segment:
    return Segment(start=start, end=end, text=text, speaker=speaker, channel=0)


def clear(
    transcript: Transcript, call: Call | None = None, checklist: Checklist | None = None
) -> dict[str, Finding]:
    """Findings, each complete; exactly one of every requirement in force."""
    checklist = checklist or shipped()
    found = audit(call or record(), transcript, checklist)
    assert len({f.requirement_id for f in found}) == len(found) > 0
    for f in found:
        assert f.status in Status
        assert f.reason
        assert "\n" not in f.reason
        assert f.control
        assert all(e.quote and e.start <= e.end for e in f.evidence if transcript.segments)
    return {f.requirement_id: f for f in found}


def required_of(found: dict[str, Finding]) -> set[str]:
    return {f.status.value for f in found.values() if f.kind == "required"}


@pytest.mark.parametrize(
    "segments",
    [
        (),
        (segment(0, 1, ""),),
        (segment(0, 1, "  \t "),),
        (segment(0, 9, "……，。！？"),),
        (segment(0, 9, "\x00\x07\u200b\ufeff"),),
        (segment(0, 9, "😀🎉👍"),),
    ],
)
def test_without_words_nothing_is_passed_or_failed(segments: Sequence[Segment]) -> None:
    found = clear(of(*segments))
    assert required_of(found) == {"review"}
    assert {f.status.value for f in found.values() if f.kind == "prohibited"} == {"review"}


def test_the_customer_alone_is_one_sided() -> None:
    found = clear(of(segment(0, 5, "喂你好你说吧我听着呢", CUSTOMER)))
    assert required_of(found) == {"review"}


def test_the_agent_alone_is_judged() -> None:
    found = clear(of(segment(0, 9, "本次通话会全程录音，酒驾是不赔的")), checklist=whole())
    assert found["recording-notice"].status == "pass"
    assert found["purchase-consent"].status == "fail"


def test_one_unknown_speaker_is_for_a_person() -> None:
    parts = [replace(s, speaker=UNKNOWN) for s in spoken(*TALK).segments]
    found = clear(of(*parts), checklist=whole())
    assert found["recording-notice"].status == "review"
    assert found["guaranteed-return"].status in ("review", "pass")


def test_times_out_of_order_are_put_in_order() -> None:
    straight = spoken(*TALK)
    mixed = replace(straight, segments=tuple(reversed(straight.segments)))
    call = record()
    assert audit(call, mixed, shipped()) == audit(call, straight, shipped())


@pytest.mark.parametrize(
    ("start", "end"), [(5.0, 5.0), (0.0, 0.0), (0.0, 1e9), (-5.0, 3.0), (1e6, 1e6 + 1)]
)
def test_odd_times(start: float, end: float) -> None:
    clear(of(segment(start, end, "本次通话会全程录音"), segment(start, end, "好的", CUSTOMER)))


def test_overlapping_and_wordless_words() -> None:
    words = (
        Word(start=3, end=2, text="本次"),
        Word(start=1, end=1, text=""),
        Word(start=0, end=9, text="通话录音"),
    )
    clear(of(replace(segment(0, 9, "本次通话录音"), words=words)))


def test_three_hours_are_judged_in_seconds() -> None:
    lines = [t for k in range(180) for line in TALK for t in turns(f"@{k * 60} {line}")]
    transcript = transcript_of(lines)
    assert transcript.duration is not None
    assert transcript.duration > 2.9 * 3600
    began = time.perf_counter()
    found = clear(transcript)
    assert time.perf_counter() - began < 20
    assert found["recording-notice"].status == "pass"


def test_english_talk_is_not_judged_by_a_chinese_pack() -> None:
    found = clear(
        of(
            segment(0, 9, "Good morning, this call is recorded for quality and training purposes."),
            segment(9, 12, "Alright, go ahead please.", CUSTOMER),
        )
    )
    assert required_of(found) == {"review"}


def test_mandarin_talk_is_not_judged_by_an_english_pack() -> None:
    talk = of(
        segment(0, 9, "您好，我是明远人寿的陈思雨，给您介绍一款终身寿险，每月三百元。"),
        segment(9, 12, "不需要，别再打了。", CUSTOMER),
    )
    call = Call(
        call_id="c", recording="", direction="outbound", purpose="sale",
        customer_timezone="America/New_York",
        started_at=dt.datetime.fromisoformat("2026-06-15T22:00:00-04:00"),
    )  # fmt: skip
    found = audit(call, talk, load_checklist("us-telemarketing"))
    by_words = [f for f in found if f.kind != "conduct"]
    assert by_words
    assert {(f.status, f.reason_code) for f in by_words} == {("review", "not-heard")}
    assert all("not in the checklist's language (en)" in f.reason for f in by_words)
    hours = next(f for f in found if f.requirement_id == "calling-hours")
    assert hours.status == "fail"  # the record alone shows it


@pytest.mark.parametrize(
    "noise", ["😀", "\x00\x1b[31m", "\u202e", "\ufffd", "<b>", "=1+1", "🇨🇳 ", "ﷺ"]
)
def test_signs_between_words_hide_nothing(noise: str) -> None:
    text = f"本次通话{noise}会全程{noise}录音，酒驾不赔。"
    found = clear(of(segment(0, 9, text), segment(9, 10, "嗯", CUSTOMER)), checklist=whole())
    assert found["recording-notice"].status == "pass"


@pytest.mark.parametrize(
    "fields",
    [
        {"premium": Decimal(-325)},
        {"premium": Decimal("1e30")},
        {"premium": Decimal("0.001")},
        {"premium_period": "weekly"},
        {"premium_period": ""},
        {"cooling_off_days": -1},
        {"cooling_off_days": 0},
        {"cooling_off_days": 10**9},
        {"policy_term": "不知道"},
        {"policy_term": "9999年"},
        {"policy_term": "to age 999"},
        {"deduction_day": "二月三十一日"},
        {"deduction_day": "2026-13-45"},
        {"deduction_day": "每月99日"},
        {"payment_term": "😀"},
        {"hotline": "----"},
        {"hotline": "400-INSURE"},
        {"sum_insured": Decimal("1e15")},
        {"insurer": "公司"},
        {"insurer": "保险"},
        {"product_name": "（）"},
        {"product_name": "险"},
        {"agent_name": "。"},
        {"agent_name": "A"},
        {"agency": "\x00"},
        {"effective": "昨天"},
        {"delivery": "飞鸽"},
        {"purpose": "party"},
        {"direction": "sideways"},
        {"customer_timezone": "Moon/Base"},
        {"started_at": dt.datetime(1900, 1, 1, tzinfo=dt.UTC)},
        {"started_at": dt.datetime(9999, 12, 31, 23, 59)},
    ],
)
def test_impossible_records(fields: dict[str, Any]) -> None:
    for heard in (False, True):
        clear(replace(spoken(*TALK), heard=heard), record(**fields))


def test_a_call_with_nothing_on_record() -> None:
    found = clear(spoken(*TALK), Call(call_id="x", recording=""))
    assert found["calling-hours"].status == "review"


@pytest.mark.parametrize("heard", [False, True])
def test_the_same_call_is_judged_the_same(heard: bool) -> None:
    transcript = replace(spoken(*TALK), heard=heard)
    first = audit(record(), transcript, shipped())
    assert audit(record(), transcript, shipped()) == first
    assert repr(audit(record(), transcript, shipped())) == repr(first)


ANY_TALK = st.lists(
    st.tuples(
        st.floats(0, 600),
        st.floats(0, 30),
        st.one_of(st.text(max_size=20), st.sampled_from(TALK)),
        st.sampled_from(Speaker),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_TALK, st.booleans())
def test_any_talk_has_clear_outcomes(
    rows: list[tuple[float, float, str, Speaker]], heard: bool
) -> None:
    parts = [segment(start, start + length, text, who) for start, length, text, who in rows]
    clear(of(*parts, heard=heard))
