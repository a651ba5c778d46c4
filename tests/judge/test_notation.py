"""The notation of a line: what it is read as, and how each mistake is named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checklist.notation import (
    CLOSE,
    EDGE,
    FAR,
    SLOTS,
    Concept,
    Edge,
    Either,
    Name,
    Pause,
    Regex,
    Sequel,
    Slot,
    Step,
    Together,
    Words,
    concepts_in,
    parse,
    problem,
)  # fmt: skip

relaxed = settings(deadline=None)  # a busy machine is no failure

A, B = Words("甲"), Words("乙")


@pytest.mark.parametrize(
    ("line", "tree"),
    [
        ("犹豫期", Words("犹豫期")),
        ("[退]", Concept("退")),
        ("{insurer}", Name("insurer")),
        ("<days>", Slot(("days",))),
        ("<money:monthly,annual>", Slot(("money",), ("monthly", "annual"))),
        ("<term>", Slot(SLOTS["term"])),
        ("re:保(?:本|息)", Regex("保(?:本|息)")),
        ("甲|乙", Either((A, B))),
        ("甲 | 乙", Either((A, B))),
        ("甲 & 乙", Together((A, B))),
        ("(甲)", A),
        ("甲 乙", Sequel((Step(A, CLOSE, False), Step(B, CLOSE, False)))),
        ("甲 + 乙", Sequel((Step(A, CLOSE, False), Step(B, 0, False)))),
        ("甲 .. 乙", Sequel((Step(A, CLOSE, False), Step(B, FAR, False)))),
        ("甲? 乙", Sequel((Step(A, CLOSE, False, True), Step(B, CLOSE, False)))),
        ("!甲 乙", Sequel((Step(A, CLOSE, True), Step(B, CLOSE, False)))),
        ("^ 甲", Sequel((Step(Edge(False), CLOSE, False), Step(A, EDGE, False)))),
        ("甲 $", Sequel((Step(A, CLOSE, False), Step(Edge(True), EDGE, False)))),
        ("甲 ~ 乙", Sequel((Step(A, CLOSE, False), Step(B, CLOSE, False, unbroken=True)))),
        ("/ 甲", Sequel((Step(Pause(), 0, False), Step(A, 0, False)))),
        ("甲 /", Sequel((Step(A, CLOSE, False), Step(Pause(), 0, False)))),
        ("甲 & 乙 | 甲", Either((Together((A, B)), A))),
        ("甲 & (乙 | 甲)", Together((A, Either((B, A))))),
    ],
)
def test_readings(line: str, tree: object) -> None:
    assert parse(line) == tree


def test_following_binds_more_than_and() -> None:
    node = parse("甲 乙 & 甲")
    assert isinstance(node, Together)
    assert isinstance(node.items[0], Sequel)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("(甲 | 乙", "parenthesis is not closed"),
        ("甲)", "wrong place"),
        ("| 甲", "nothing to look for"),
        ("甲 |", "nothing to look for"),
        ("甲 &", "nothing to look for"),
        ("甲 & & 乙", "nothing to look for"),
        ("!甲", "nothing to look for"),
        ("甲?", "nothing to look for"),
        ("甲 !", "breaks off"),
        ("? 甲", "wrong place"),
        ("+", "nothing to look for"),
        ("{nobody}", "no name on record"),
        ("<colour>", "no kind of value"),
        ("<money:weekly>", "no period named 'weekly'"),
        ("re:(", "not a regular expression"),
        ("[退", "cannot read"),
    ],
)
def test_mistakes_are_named(line: str, what: str) -> None:
    text = problem(line, {})
    assert text is not None
    assert "\n" not in text
    assert what in text


def test_an_unknown_concept_is_named() -> None:
    assert problem("[退] 甲", {}) == "no concept named [退]"


def test_a_concept_may_not_hold_itself() -> None:
    concepts = {"a": ["[b]"], "b": ["甲", "[a]"]}
    assert problem("[a]", concepts) == "concept [a] refers to itself"


def test_a_concept_in_a_concept_is_fine() -> None:
    assert problem("[a]", {"a": ["[b] 甲"], "b": ["乙"]}) is None


def test_all_concepts_of_a_line() -> None:
    assert list(concepts_in(parse("([a] | 甲) .. [b] & !(丙 [c]) 丁"))) == ["a", "b", "c"]


@relaxed
@given(st.text("甲乙 ()|&!^$?+.<>{}[]", max_size=16))
def test_any_line_is_read_or_refused_in_one_sentence(line: str) -> None:
    text = problem(line, {})
    assert text is None or (text and "\n" not in text)
