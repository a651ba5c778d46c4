"""Cases, extended checks, scores: what the packs' own fixtures do not already show."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.checklist.load import load_checklist
from auditor.errors import ChecklistError
from auditor.judge import cases
from auditor.judge.score import score_of
from auditor.model import Speaker, Status

ENGLISH = ("us-telemarketing", "us-medicare-tpmo", "gb-insurance", "au-telemarketing",
           "in-telemarketing", "sg-dnc")  # fmt: skip
ROOT = Path(__file__).parents[2] / "checklists"


def test_turns_of_a_line() -> None:
    made = cases.turns("坐席：同意吗 客户：好的 @75 坐席：谢谢")
    assert [(t.speaker, t.text, t.at) for t in made] == [
        (Speaker.AGENT, "同意吗", None),
        (Speaker.CUSTOMER, "好的", None),
        (Speaker.AGENT, "谢谢", 75.0),
    ]
    assert cases.turns("plain", Speaker.CUSTOMER)[0].speaker is Speaker.CUSTOMER


def test_times_are_spread_evenly() -> None:
    made = cases.transcript_of(cases.turns("坐席：一二三四五六七八九 客户：好 @30 坐席：再见"))
    first, second, third = made.segments
    assert (first.start, first.end) == (0.5, 2.5)
    assert second.start == 2.9
    assert third.start == 30.0


def test_there_are_english_cases_enough() -> None:
    files = [f for name in ENGLISH for f in (ROOT / name / "fixtures").glob("*.yaml")]
    assert len(files) >= 20


@pytest.mark.parametrize(
    "file",
    sorted(ROOT.glob("*/fixtures/*.yaml")),
    ids=lambda f: f"{f.parent.parent.name}-{f.stem}",
)
def test_fixtures(file: Path) -> None:
    checklist = load_checklist(file.parent.parent.name)
    assert cases.run_case(cases.read_case(file), checklist) == []


@pytest.mark.parametrize("text", ["- a list", "title: x", "say: [坐席：好]\nrecord: {premium: x}"])
def test_what_is_no_case(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"case\.yaml:\d+: "):
        cases.read_case(path)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("say: [坐席：好]\nexpect: [a]\n", ":2: expect: holds no fields"),
        ("say: [坐席：好]\nrecord: 3\n", ":2: record: holds no fields"),
        ("say:\n  - 坐席：好\n  - {坐席: 好}\n", ":3: say[1]: is no line of text"),
        ("record:\n  premium: abc\nsay: [坐席：好]\n", ":2: record.premium: cannot be read: 'abc'"),
        ("record:\n  started_at: 2026-01-01\nsay: [坐席：好]\n", ":2: record.started_at: cannot"),
        ("record: {started_at: 2026-13-01}\nsay: [好]\n", ":1: file: cannot be read (month"),
        ("title: a\ntitle: b\nsay: [好]\n", ":2: file: cannot be read"),
    ],
)
def test_odd_cases_are_refused_by_line(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChecklistError) as error:
        cases.read_case(path)
    assert any(place in problem for problem in error.value.problems), error.value.problems


def test_a_case_may_expect_nothing(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("say: [坐席：好]\nexpect:\nrecord:\n", encoding="utf-8")
    assert cases.read_case(path).expect == ()


def test_a_score_takes_off_points_and_holds_under_the_cap() -> None:
    checklist = load_checklist("cn-insurer-inspection")

    def scored(*says: str) -> tuple[float, list[str]]:
        say = [t for line in says for t in cases.turns(line)]
        path = ROOT / "cn-insurer-inspection/fixtures/asked-and-answered.yaml"
        case = cases.read_case(path)
        made = cases.Case(path=path, title="", call=case.call, say=tuple(say), expect=())
        found = cases.findings(made, checklist).values()
        prohibited = [f for f in found if f.kind == "prohibited"]
        score = score_of(prohibited, checklist)
        assert score is not None
        return score.points, [fault.requirement_id for fault in score.faults]

    assert scored("坐席：您好", "客户：你好") == (100, [])
    assert scored("坐席：这份保障等于没花钱", "客户：哦") == (90, ["costs-nothing"])
    points, faults = scored(
        "坐席：这份保障等于没花钱", "客户：哦", "坐席：您加我个人微信，改天慢慢聊"
    )
    assert (points, faults) == (50, ["private-contact", "costs-nothing"])
    assert score_of([], load_checklist("cn-life-telesales")) is None


def test_speech_rate() -> None:
    checklist = load_checklist("cn-insurer-inspection")
    words = "犹豫期是十五天，犹豫期内退保全额退给您，过了犹豫期退保就会有损失，请您仔细阅读条款"
    case = cases.read_case(ROOT / "cn-insurer-inspection/fixtures/asked-and-answered.yaml")
    for rate, status in ((4.5, Status.PASS), (9.0, Status.FAIL)):
        say = cases.turns(f"坐席：您好我是坐席 客户：嗯你说 坐席：{words} 客户：好的")
        before, cases.RATE = cases.RATE, rate
        try:
            made = cases.Case(path=case.path, title="", call=case.call, say=tuple(say), expect=())
            assert cases.findings(made, checklist)["disclosure-pace"].status is status
        finally:
            cases.RATE = before
