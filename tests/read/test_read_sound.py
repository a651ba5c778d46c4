"""Sound: the same on the telephone is equal, whatever the characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.read.sound import likeness, sounds

relaxed = settings(deadline=None)  # a busy machine is no failure

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("终身寿险", "中身授险"),
        ("终身寿险", "钟声受险"),
        ("犹豫期", "由于期"),
        ("保险", "宝险"),
        ("四十", "是十"),
        ("是", "四"),  # flat and retroflex
        ("您", "林"),  # n and l, front and back nasal
        ("人寿", "仁寿"),
        ("10", "一零"),
        ("幺", "要"),
        ("俩", "两"),
    ],
)
def test_sounds_the_same(a: str, b: str) -> None:
    assert sounds(a) == sounds(b)


@pytest.mark.parametrize(
    ("a", "b"), [("保费", "保额"), ("退保", "投保"), ("三", "五"), ("赔", "陪你")]
)
def test_sounds_otherwise(a: str, b: str) -> None:
    assert sounds(a) != sounds(b)


@pytest.mark.parametrize(
    ("word", "at", "reads_like"),
    [("银行", 1, "杭"), ("行为", 0, "形"), ("重复", 0, "虫"), ("重大", 0, "众"), ("音乐", 1, "月")],
)
def test_a_character_is_read_as_in_its_word(word: str, at: int, reads_like: str) -> None:
    assert sounds(word)[at] == sounds(reads_like)


def test_the_word_is_found_inside_a_sentence() -> None:
    sentence = "从您的工商银行卡里扣"
    assert sounds(sentence)[sentence.index("行")] == sounds("杭")


@relaxed
@given(st.text(max_size=30))
def test_one_code_for_each_character(text: str) -> None:
    assert len(sounds(text)) == len(text)


@relaxed
@given(HAN, HAN)
def test_likeness_is_a_share_and_has_no_side(a: str, b: str) -> None:
    x, y = sounds(a), sounds(b)
    assert 0.0 <= likeness(x, y) <= 1.0
    assert likeness(x, x) == 1.0
    assert likeness(x, y) == pytest.approx(likeness(y, x))


def test_near_sounds_are_nearer_than_others() -> None:
    fei, hui, hua = sounds("飞"), sounds("黑"), sounds("花")
    assert likeness(fei, hui) > likeness(fei, hua)
