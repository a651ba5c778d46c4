"""Private data is hidden, public data stays, and a redacted report is still a report."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from examples import evidence, faulty
from small_talk import A, C, segments_of

from auditor.model import Report, Speaker, Word
from auditor.report.document import report_text
from auditor.report.private_kinds import Private
from auditor.report.private_numbers import id_card_ok, luhn_ok
from auditor.report.redact import LEVELS, bleep, bleeps, find_private, redact_report, redact_text


def hidden(*turns: tuple[Speaker, str]) -> list[tuple[str, str]]:
    segments = segments_of(*turns)
    places = {(f.segment, at) for f in find_private(segments) for at in range(f.start, f.end)}
    kinds = {f.segment: f.kind.value for f in find_private(segments)}
    return [
        (kinds[i], "".join(c for at, c in enumerate(s.text) if (i, at) in places))
        for i, s in enumerate(segments)
        if i in kinds
    ]


def test_checks() -> None:
    assert id_card_ok("11010519491231002X")
    assert not id_card_ok("110105194912310021")
    assert not id_card_ok("11010519491331002X")
    assert luhn_ok("4539578763621486")
    assert not luhn_ok("4539578763621487")


def test_a_number_over_several_turns_with_its_echo() -> None:
    found = hidden(
        (A, "您的手机号是多少？"),
        (C, "幺三八，"),
        (A, "嗯，幺三八。"),
        (C, "零零幺三，"),
        (A, "还有呢？"),
        (C, "八个零，不对，八零零零。"),
    )
    assert ("phone", "幺三八") in found[:2]
    assert [text for _, text in found[:3]] == ["幺三八", "幺三八", "零零幺三"]


@pytest.mark.parametrize(
    "text",
    [
        "每月三百二十八块，从您的银行卡扣，保额三十万。",
        "我们的客服电话是四零零，六二零，八八五八。",
        "客服热线95522，或者打九五五二二。",
        "2026年10月9日零时生效，每月15号扣款，犹豫期十五天。",
        "我姓周，周婷，工号三幺八六二。",
        "保一百二十种重大疾病，包括癌症、心梗、高血压引起的脑中风。",
    ],
)
def test_what_has_to_be_said_stays(text: str) -> None:
    assert hidden((A, text)) == []


def test_levels_keep_what_they_need() -> None:
    assert LEVELS["internal"] == frozenset()
    assert LEVELS["qa"] == frozenset(Private)
    assert LEVELS["regulator"] == {
        Private.ID_CARD,
        Private.BANK_CARD,
        Private.ADDRESS,
        Private.HEALTH,
    }
    with pytest.raises(ValueError, match="'public' is none of internal, qa, regulator"):
        redact_report(faulty(), "public")


def private_report() -> Report:
    report = faulty()
    segments = list(report.transcript.segments)
    segments[3] = replace(
        segments[3],
        text="我手机幺三九二七零零五五八一，叫张敏。",
        words=tuple(
            Word(start=15.6 + i * 0.1, end=15.7 + i * 0.1, text=c)
            for i, c in enumerate("我手机幺三九二七零零五五八一叫张敏")
        ),
    )
    quoted = replace(
        report.findings[0],
        evidence=(evidence(3, "我手机幺三九二七零零五五八一"), evidence(0, "请问是张女士吗")),
        reason="客户张敏（13927005581）",
        value_said="13927005581",
    )
    return replace(
        report,
        call=replace(
            report.call,
            customer_number="13927005581",
            recording="audio/13927005581.wav",
            carried=(("note", "客户 13927005581"), ("team", "一组")),
        ),
        transcript=replace(report.transcript, segments=tuple(segments)),
        findings=(quoted, *report.findings[1:]),
    )


def test_a_redacted_report_holds_the_number_nowhere() -> None:
    report = private_report()
    shown = redact_report(report, "qa")
    text = report_text(shown)
    assert "13927005581" not in text
    assert "幺三九" not in text
    assert "张敏" not in text
    assert shown.findings[0].evidence[0].quote == "我手机███████████"
    assert shown.findings[0].evidence[1].quote == "请问是█女士吗"
    assert "".join(w.text for w in shown.transcript.segments[3].words) == "我手机███████████叫██"
    assert shown.call.hotline == "4006188199"
    assert shown.call.agent_name == "周婷"
    assert dict(shown.call.carried)["team"] == "一组"
    assert [f.status for f in shown.findings] == [f.status for f in report.findings]
    assert len(shown.transcript.segments[3].text) == len(report.transcript.segments[3].text)


def test_internal_changes_nothing_and_the_regulator_sees_whose_sale_it_was() -> None:
    report = private_report()
    assert redact_report(report, "internal") is report
    shown = redact_report(report, "regulator")
    assert shown.call.customer_name == "张敏"
    assert shown.call.customer_number == "13927005581"


def test_redaction_is_stable() -> None:
    once = redact_report(private_report(), "qa")
    assert redact_report(once, "qa") == once


def test_single_texts() -> None:
    assert redact_text("卡号 6228480402564890018，每月328元") == f"卡号 {'█' * 19}，每月328元"


def test_bleeps_cover_the_words_and_nothing_else() -> None:
    segments = private_report().transcript.segments
    found = find_private(segments, None, {Private.PHONE})
    spans = bleeps(segments, found)
    assert min(s.start for s in spans) == pytest.approx(15.9 - 0.12)
    assert max(s.end for s in spans) == pytest.approx(17.0 + 0.12)
    assert {s.channel for s in spans} == {1}
    sound = np.full((2, 8000 * 20), 0.5, dtype=np.float32)
    covered = bleep(sound, 8000, spans)
    assert np.array_equal(covered[0], sound[0])
    assert np.all(covered[1, int(16.0 * 8000) : int(17.0 * 8000)] != 0.5)
    assert np.all(covered[1, : int(15.7 * 8000)] == 0.5)
    assert np.all(covered[1, int(17.2 * 8000) :] == 0.5)
    assert np.all(sound == 0.5)


def everything_hidden(*turns: tuple[Speaker, str]) -> list[str]:
    """The turns with what is hidden as █."""
    segments = segments_of(*turns)
    places = {(f.segment, at) for f in find_private(segments) for at in range(f.start, f.end)}
    return [
        "".join("█" if (i, at) in places and c.isalnum() else c for at, c in enumerate(s.text))
        for i, s in enumerate(segments)
    ]


@pytest.mark.parametrize(
    ("turns", "shown"),
    [
        pytest.param(
            ((C, "我号码是一百八十六，四零零九，四九二九。"), (A, "保费一百八十六元。")),
            ["我号码是█████，████，████。", "保费一百八十六元。"],
            id="the first group as a quantity",
        ),
        pytest.param(
            (
                (C, "一三零二零四，生日是八八年十月十八，后面三六幺四。"),
                (A, "八八年十月十八，对。"),
            ),
            ["██████，生日是███████，后面████。", "███████，对。"],
            id="an identity number with the birthday as a date, which is said again",
        ),
        pytest.param(
            (
                (A, "您卡号？"),
                (C, "六二幺七，九九零三，最后三位五零五，改一下，是七五八。"),
                (A, "好，尾号七五八。"),
                (A, "打九五五八零可以查，每个月268。"),
            ),
            [
                "您卡号？",
                "████，████，最后三位███，改一下，是███。",
                "好，尾号███。",
                "打九五五八零可以查，每个月268。",
            ],
            id="a correction, and the price after it",
        ),
        pytest.param(
            ((C, "我的号就是，幺三幺什么来着，八七四四，对，零五六四。"),),
            ["我的号就是，███什么来着，████，对，████。"],
            id="talk between the groups",
        ),
        pytest.param(
            (
                (A, "怎么称呼您？"),
                (C, "免贵姓覃，覃海燕，西早覃。"),
                (A, "海燕姐，受益人写谁？"),
                (C, "我女儿林若兰。"),
                (A, "林若蓝，好的。"),
            ),
            [
                "怎么称呼您？",
                "免贵姓█，███，███。",
                "██姐，受益人写谁？",
                "我女儿███。",
                "███，好的。",
            ],
            id="a name asked for, spelt, used, and written as it sounds",
        ),
        pytest.param(
            (
                (A, "哪个小区？"),
                (C, "金域蓝湾，就机场路那边。"),
                (A, "几栋？"),
                (C, "三期五栋一六零二。"),
                (A, "客服九五五一九，月交一百六。"),
            ),
            [
                "哪个小区？",
                "████，██████。",
                "几栋？",
                "████████。",
                "客服九五五一九，月交一百六。",
            ],
            id="an address over turns",
        ),
        pytest.param(
            (
                (A, "吃什么药吗？"),
                (C, "血压高，吃氨氯地平。"),
                (A, "血压高要加费，每月三百二十八。"),
            ),
            ["吃什么药吗？", "███，█████。", "███要加费，每月三百二十八。"],
            id="a health answer and its echo",
        ),
    ],
)
def test_what_only_the_talk_around_shows(
    turns: tuple[tuple[Speaker, str], ...], shown: list[str]
) -> None:
    assert everything_hidden(*turns) == shown


@pytest.mark.parametrize(
    "turns",
    [
        (
            (A, "您手机上会收到短信，费用三百二十八，客服四零零，六六九，五五幺九。"),
            (C, "三百二十八。"),
        ),
        ((A, "从您银行卡每月十八号扣188。"), (C, "188，知道了。")),
        ((A, "您身体没问题吧，同意投保这份重大疾病保险吗？"), (C, "清楚了，我同意投保。")),
        ((C, "你们电话多少？"), (A, "九五五六七。"), (C, "九五五六七，好。")),
    ],
)
def test_prices_hotlines_and_consent_stay_beside_private_talk(
    turns: tuple[tuple[Speaker, str], ...],
) -> None:
    assert everything_hidden(*turns) == [text for _, text in turns]


@pytest.mark.parametrize(
    "said", ["我住在朝阳区建国路八十八号，", "一二三四五六七", "血压高，", "我叫张三，"]
)
def test_a_very_long_turn_takes_no_longer_than_its_length(said: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        find_private(segments_of((C, said * times)))
        return time.process_time() - began

    seconds(10)
    # a machine that gets busy in between slows one of the short ones too
    before, long, after = seconds(100), seconds(1600), seconds(100)
    assert long < 16 * max(before, after) + 2.0


UNTAUGHT = (
    "10-south.txt",
    "11-mixed.txt",
    "12-mixed.txt",
    "13-own.txt",
)  # the reader was not taught with them


def test_the_benchmark_keeps_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Path(__file__).resolve().parents[2] / "bench" / "redaction"
    monkeypatch.syspath_prepend(str(bench))
    import labelled
    import made

    def figures(counts: dict[str, labelled.Count]) -> tuple[int, int, int, int]:
        return (*labelled.total(counts, private=True), *labelled.total(counts, private=False))

    known = made.made_talks(seed=11, number=40)
    for path in sorted((bench / "sets").glob("*.txt")):
        if path.name not in UNTAUGHT:
            known += labelled.read_talks(path)
    found, planted, hidden, public = figures(labelled.count(known))
    assert planted >= 600
    assert found / planted >= 0.98
    assert hidden / public <= 0.01

    untaught = [t for name in UNTAUGHT for t in labelled.read_talks(bench / "sets" / name)]
    counts = labelled.count(untaught)
    found, planted, hidden, public = figures(counts)
    assert found / planted >= 0.975
    assert hidden / public <= 0.055
    kinds = {kind.split()[0]: count for kind, count in counts.items()}
    assert [kinds[k].hidden for k in ("premium", "hotline")] == [0, 0]
    assert kinds["sum"].hidden <= 1
