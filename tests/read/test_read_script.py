"""Writing: every step is idempotent, and units lead back to the text they come from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.read.script import clean, simplified, units

relaxed = settings(deadline=None)  # a busy machine is no failure

# Without the one character whose simplified form is traditional for another.
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters="薴")
TALK = st.text(
    st.one_of(
        HAN,
        st.sampled_from("，。？！、 \t.,%-￥１２３0123456789abcXYZＡｂ零一二三十百千万點鐘體險"),
    )
)


@relaxed
@given(TALK)
def test_simplified_is_idempotent_and_keeps_positions(text: str) -> None:
    once = simplified(text)
    assert len(once) == len(text)
    assert simplified(once) == once


@relaxed
@given(TALK)
def test_clean_is_idempotent(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@relaxed
@given(st.text())
def test_any_text_has_units_that_lead_back(text: str) -> None:
    cleaned = clean(text)
    joined, positions, breaks = units(cleaned)
    assert len(joined) == len(positions)
    assert positions == sorted(positions)
    assert all(0 <= p < len(cleaned) for p in positions)
    assert all(0 <= b <= len(joined) for b in breaks)


@relaxed
@given(st.text(HAN, max_size=40))
def test_han_characters_are_their_own_units(text: str) -> None:
    cleaned = clean(text)
    joined, positions, breaks = units(cleaned)
    assert joined == cleaned
    assert positions == list(range(len(cleaned)))
    assert not breaks


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("猶豫期內退保", "犹豫期内退保"),
        ("終身壽險", "终身寿险"),
        ("ＡＢＣ１２３", "ABC123"),
        ("三百\u200b二十\ufeff五", "三百二十五"),
        ("您好\x00\x1f", "您好"),
        ("\u202e保额\u2066", "保额"),
        ("", ""),
    ],
)
def test_clean(written: str, read: str) -> None:
    assert clean(written) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("每月325元", "每月三百二十五元"),
        ("保费3,900元", "保费三千九百元"),
        ("1.5万", "一点五万"),
        ("15天", "十五天"),
        ("拨打95519", "拨打九五五一九"),
        ("热线400-633-7788", "热线四零零六三三七七八八"),
        ("工号0618", "工号零六一八"),
        ("工号 618", "工号六一八"),
        ("尾号4021的卡", "尾号四零二一的卡"),
        ("20%", "二十%"),
        ("……！？ ，", ""),
        ("OK，好的", "ok好的"),
    ],
)
def test_numbers_become_what_was_said(text: str, said: str) -> None:
    assert units(clean(text))[0] == said


def test_a_break_stands_where_punctuation_stood() -> None:
    joined, positions, breaks = units("您好，我姓陈。 再见")
    assert joined == "您好我姓陈再见"
    assert breaks == {2, 5}
    assert positions[2] == 3


def test_a_blank_alone_is_no_break() -> None:
    assert units("您好 我姓陈")[2] == set()


def test_positions_after_a_number_still_point_at_their_characters() -> None:
    text = "每月3,900元扣款"
    joined, positions, _ = units(text)
    assert text[positions[joined.index("元")]] == "元"
    assert text[positions[joined.index("款")]] == "款"


def test_numbers_in_latin_text_stay_as_written() -> None:
    assert units("pay 325 dollars")[0] == "pay325dollars"
