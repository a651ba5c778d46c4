"""Matching: where lines find their words, over pauses, around negations, within windows."""

from __future__ import annotations

import pytest
from small_calls import scan_of

from auditor.checklist.load import load_checklist
from auditor.checklist.notation import CLOSE, FAR, WINDOW
from auditor.judge.match.base import Match, Scan
from auditor.judge.match.pattern import Patterns, stands_before

CONCEPTS = {"退": ["退保", "退掉"], "全": ["全额", "都"], "都退": ["[全] .. [退]"]}
PATTERNS = Patterns(CONCEPTS)  # a scan knows matchers by identity: they outlive it


LIFE = load_checklist("cn-life-telesales")
LIFE_PATTERNS = Patterns(LIFE.concepts)
LIFE_LINES = [
    line for r in LIFE.requirements for line in (*r.says, *r.unless, *r.hints)
]  # fmt: skip
SAID = [x for r in LIFE.requirements for x in (*r.examples.match, *r.examples.no_match)]


def find(line: str, scan: Scan) -> list[str]:
    """The words that a line finds."""
    return [scan.stream.text[m.start : m.end] for m in matches(line, scan)]


def matches(line: str, scan: Scan) -> list[Match]:
    return list(scan.find(PATTERNS.line(line)))


@pytest.mark.parametrize(
    ("line", "said", "found"),
    [
        ("犹豫期", "您有犹豫期，犹豫期内", ["犹豫期", "犹豫期"]),
        ("全程录音", "电话全程，录音", ["全程录音"]),
        ("甲天 | 乙天", "乙天甲天", ["乙天", "甲天"]),
        ("[退]", "您要退掉", ["退掉"]),
        ("[都退]", "全额给您退保", ["全额给您退保"]),
        ("保到 <age>", "保到七十周岁", ["保到七十周岁"]),
        ("<money:monthly>", "一个月三百块", ["三百块"]),
        ("<money:annual>", "一个月三百块", []),
        ("<money:none>", "保额三百块", ["三百块"]),
        ("<money:regular>", "一天一块钱", []),
        ("本次 + 通话", "本次的通话", []),
        ("本次 + 通话", "本次通话", ["本次通话"]),
        ("录? 通话", "通话", ["通话"]),
        ("re:录(?:音|像)", "会录像", ["录像"]),
        ("re:音。", "录音。", []),
    ],
)
def test_lines(line: str, said: str, found: list[str]) -> None:
    assert find(line, scan_of(said)) == found


@pytest.mark.parametrize(("operator", "most"), [("", CLOSE), ("..", FAR), ("+", 0)])
def test_gaps_have_their_widths(operator: str, most: int) -> None:
    line = f"录音 {operator} 通话"
    assert find(line, scan_of("录音" + "某" * most + "通话"))
    assert not find(line, scan_of("录音" + "某" * (most + 1) + "通话"))


def test_together_in_any_order_within_the_window() -> None:
    for said in ("犹豫期有十五天", "十五天的犹豫期"):
        assert find("犹豫期 & <days>", scan_of(said)) == [said]
    filling = "某" * (WINDOW - 5)
    assert find("犹豫期 & 退保", scan_of(f"犹豫期{filling}退保"))
    assert not find("犹豫期 & 退保", scan_of(f"犹豫期{filling}某退保"))


def test_a_phrase_goes_over_two_segments() -> None:
    scan = scan_of("这通电话会全程", "录音的")
    assert find("全程录音", scan) == ["全程录音"]
    assert find("电话 .. 录音", scan)


def test_a_phrase_does_not_go_over_a_long_silence() -> None:
    scan = scan_of("这通电话会全程", "录音的", gap=5.0)
    assert not find("电话 .. 录音", scan)
    assert not find("re:全程录音", scan)


@pytest.mark.parametrize(
    ("line", "said", "counts"),
    [
        ("!不 保证收益", "我们保证收益", True),
        ("!不 保证收益", "我们不保证收益", False),
        ("!不 保证收益", "不，保证收益", True),  # another clause
        ("!不 保证收益", "不过今天我们就来保证收益", True),  # too far off
        ("退保 !单", "要退保", True),
        ("退保 !单", "填退保单", False),
        ("!(不|没有) 退保", "没有退保", False),
    ],
)
def test_negation(line: str, said: str, counts: bool) -> None:
    assert bool(find(line, scan_of(said))) is counts


def test_negations_stand_before() -> None:
    scan = scan_of("绝不会保证收益")
    (match,) = matches("保证收益", scan)
    assert stands_before(match, matches("不会", scan), scan)
    assert not stands_before(match, matches("收益", scan), scan)


def test_anchors_hold_begin_and_end() -> None:
    patterns = {"同意": True, "那同意": True, "我不太同意": False}
    for said, begins in patterns.items():
        assert bool(find("^ 同意", scan_of(said))) is begins, said
    assert find("同意 $", scan_of("我同意"))
    assert not find("同意 $", scan_of("同意的话您再说"))
    assert find("^ 嗯 $", scan_of("嗯"))
    assert not find("^ 嗯 $", scan_of("嗯您说的这个我听着呢"))


def test_every_utterance_has_its_own_begin() -> None:
    assert find("^ 同意", scan_of("您好我问问", "同意", gap=5.0)) == ["同意"]


def test_a_withdrawn_value_fills_no_slot() -> None:
    assert find("犹豫期 .. <days>", scan_of("犹豫期十天，不对，二十天")) == ["犹豫期十天不对二十天"]


def test_words_bind_the_nearest_value() -> None:
    (match,) = matches("交 .. <years>", scan_of("交十年保三十年"))
    assert [v.number for v in match.values] == [10]


def test_names_on_record_are_found_by_sound() -> None:
    scan = scan_of("这款福满医生终身寿险", product_name="福满一生")
    assert find("{product_name}", scan) == ["福满医生"]
    assert find("{insurer}", scan) == []


@pytest.mark.parametrize(
    ("word", "said", "given", "tolerant"),
    [
        ("犹豫期", "犹豫期", 1, 1),
        ("犹豫期", "由于期", 1, 1),  # three syllables are enough in any text
        ("录音", "路音", 0, 1),  # two only where a recogniser wrote them
        ("责任免除", "责任免处", 1, 1),
        ("全额退还保费", "全额退换保贝", 0, 1),  # nearly the sound
        ("保", "宝", 0, 0),
        ("犹豫期", "等待期", 0, 0),
    ],
)
def test_words_by_their_sound(word: str, said: str, given: int, tolerant: int) -> None:
    assert len(matches(word, scan_of(said))) == given
    assert len(matches(word, scan_of(said, is_heard=True))) == tolerant


def test_the_written_words_score_highest() -> None:
    (exact,) = matches("犹豫期", scan_of("犹豫期"))
    (by_sound,) = matches("犹豫期", scan_of("由于期"))
    (near,) = matches("全额退还保费", scan_of("全额退换保贝", is_heard=True))
    assert exact.score == 1.0 > by_sound.score > near.score


def test_matches_carry_their_line_and_are_found_once() -> None:
    scan = scan_of("犹豫期")
    line = PATTERNS.line("犹豫期")
    assert PATTERNS.line("犹豫期") is line
    assert scan.find(line) is scan.find(line)
    assert [m.line for m in scan.find(line)] == ["犹豫期"]


def test_latin_words_are_whole_words() -> None:
    scan = scan_of("the premium is recorded")
    assert find("record", scan) == []
    assert find("record*", scan) == ["record"]
    assert find("premium", scan) == ["premium"]
    assert find("rem", scan) == []


def test_nothing_is_found_in_nothing() -> None:
    for line in ("犹豫期", "^ 好 $", "甲 & 乙", "<money>", "re:好", "{insurer}", "[退]"):
        assert find(line, scan_of()) == []


@pytest.mark.parametrize("is_heard", [False, True])
def test_lines_that_are_passed_over_would_have_found_nothing(is_heard: bool) -> None:
    for first in range(0, len(SAID), 12):
        talk = SAID[first : first + 12]
        together = scan_of(*talk, is_heard=is_heard)
        one_by_one = scan_of(*talk, is_heard=is_heard)
        expected = [m for x in LIFE_LINES for m in one_by_one.find(LIFE_PATTERNS.line(x))]
        assert LIFE_PATTERNS.find(LIFE_LINES, together) == expected
