"""What only the taught reader sees is hidden in a report; what it reads does not depend on company."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from small_talk import A, C, report_of, segments_of

from auditor.model import Speaker
from auditor.report.private_kinds import Found
from auditor.report.private_tagged import probabilities
from auditor.report.private_tagger import KINDS, MOST, tagger
from auditor.report.redact import find_private, redact_report

PATH = os.pathsep.join([str(Path(__file__).parent), *sys.path])


def shown(*turns: tuple[Speaker, str], level: str = "qa") -> list[str]:
    return [s.text for s in redact_report(report_of(*turns), level).transcript.segments]


@pytest.mark.parametrize(
    ("turns", "private", "public"),
    [
        (((C, "楚楚那份先别扣。"),), ["楚楚"], ["先别扣"]),
        (((A, "一位叫海棠，一位叫秋实，是两个孩子吧？"),), ["海棠", "秋实"], ["是两个孩子吧"]),
        (((A, "海英是您大闺女吧？"),), ["海英"], ["是您大闺女吧"]),
        (((A, "这张是逯什么签的？"),), ["逯"], ["这张是", "什么签的"]),
        (((C, "网名不对，你搜过云龙。"),), ["过云龙"], ["网名不对", "你搜"]),
        (((C, "到厂子北门找老宿舍最东头那间。"),), ["厂子北门", "老宿舍最东头"], []),
    ],
)
def test_what_no_rule_foresaw_is_hidden_in_a_report(
    turns: tuple[tuple[Speaker, str], ...], private: list[str], public: list[str]
) -> None:
    without = find_private(segments_of(*turns), tagged=False)
    assert not all(_covered(turns, without, p) for p in private)
    last = shown(*turns)[-1]
    assert not [p for p in private if p in last]
    assert [p for p in public if p not in last] == []


def _covered(turns: tuple[tuple[Speaker, str], ...], found: Sequence[Found], said: str) -> bool:
    at = turns[-1][1].index(said)
    hidden = {i for f in found for i in range(f.start, f.end)}
    return set(range(at, at + len(said))) <= hidden


@pytest.mark.parametrize(
    "said",
    [
        "您好，我是明远人寿的闻小棠，工号三三零七，犹豫期十五天，这款长青守护每年四千八，保癌症、心梗、脑中风。",
        "我们在南昌、九江都有网点，客服九五五三三。",
        "微信备注明远小闻就行，下个月六号扣款，等待期九十天，住院报百分之八十。",
    ],
)
def test_what_the_agent_says_of_himself_and_the_product_stays(said: str) -> None:
    assert shown((A, said)) == [said]


def test_the_agent_may_bring_himself_in_without_a_verb() -> None:
    turns = ((A, "国寿这边，臧，工号四四零二。"), (C, "姓臧的那个小伙子是吧。"))
    assert shown(*turns) == [text for _, text in turns]


def test_a_window_reads_the_same_alone_and_in_company() -> None:
    windows = ["好" * n + "我叫欧阳若琳" for n in (1, 3, 9, 20, 60, MOST - 6)]
    together = tagger().read(windows)
    for window, likely in zip(windows, together, strict=True):
        assert likely.shape == (len(window), len(KINDS) + 1)
        assert np.array_equal(tagger().read([window])[0], likely)


def test_every_character_of_a_long_talk_is_read_once() -> None:
    turns = [(A if i % 2 else C, "嗯" * (i % 7) + "您身体怎么样？" * (i % 5)) for i in range(60)]
    talk = segments_of(*turns, (C, ""), (C, "𠮷" * 300))
    assert [len(p) for p in probabilities(talk)] == [len(s.text) for s in talk]
    assert probabilities(()) == []


def test_nothing_is_read_where_nothing_is_redacted() -> None:
    script = """
import sys
from small_talk import report_of
from auditor.report.redact import redact_report
redact_report(report_of(), "internal")
assert "ctranslate2" not in sys.modules
"""
    subprocess.run(
        [sys.executable, "-c", script], check=True, env=os.environ | {"PYTHONPATH": PATH}
    )


def test_digits_that_only_the_talk_shows_to_be_the_customers_are_hidden() -> None:
    turns = ((A, "那张卡末尾我再跟您对一下，是六一七七吗？"), (C, "等我翻翻，嗯，6177没错。"))
    assert shown(*turns) == ["那张卡末尾我再跟您对一下，是████吗？", "等我翻翻，嗯，████没错。"]
    public = "我工号六一七七，您打九五五六六，一年三百六，保额五十万，下个月八号扣。"
    assert shown((A, public)) == [public]


@pytest.mark.parametrize(
    "turns",
    [
        ((C, "秋裕堂那个我续了，三千六。"), (A, "秋裕堂今年您放心。")),
        ((A, "柏盛保开始参保了，六十九块。"), (C, "柏盛保哦，去年买过。")),
        ((A, "贺年满堂，一年两千二，身故五十万。"), (C, "我还以为叫贺年青。")),
        ((A, "我是众信的Marco，昨天加过您。"), (C, "Marco，记得。")),
        ((A, "霍小眉是我同事，现在我接手。"), (C, "你同事霍小眉人呢？")),
        ((A, "长安人寿尉迟岚，工号七零二。"), (C, "尉迟？复姓啊。")),
        ((A, "我姓操，曹操的操。"), (C, "操小姐你好。")),
        ((A, "我们沈阳分公司承保，南宁总部回访。"),),
    ],
)
def test_products_and_agents_stay_though_they_look_like_customers(
    turns: tuple[tuple[Speaker, str], ...],
) -> None:
    assert shown(*turns) == [text for _, text in turns]
