"""Private talk in words that no list holds is hidden by what was asked, and by how it is said."""

from __future__ import annotations

import random
import time

import pytest
from small_talk import A, C, report_of, segments_of

from auditor.model import Call, Speaker
from auditor.report.redact import find_private, redact_report


def masked(*turns: tuple[Speaker, str], call: Call | None = None) -> list[str]:
    segments = segments_of(*turns)
    gone = {(f.segment, at) for f in find_private(segments, call) for at in range(f.start, f.end)}
    return [
        "".join("█" if (i, at) in gone and c.isalnum() else c for at, c in enumerate(s.text))
        for i, s in enumerate(segments)
    ]


@pytest.mark.parametrize(
    ("asked", "answer", "shown"),
    [
        ("您看保单落在哪位名下？", "落我嫂子吧，冉秋菱。", "落我嫂子吧，███。"),
        ("孩子叫？", "额勒登图。", "████。"),
        ("东西给您捎到哪儿？", "磨盘沟养鱼池边上那家。", "██████████。"),
        ("有门牌吗？", "没有门牌，村口碾盘往里第三个院。", "没有██，██████████。"),
        ("平时有没有哪儿不得劲？", "左边膀子抬不过头顶。", "█████████。"),
        ("最近都吃着什么药？", "白天一颗安理申，晚上不吃。", "███████，████。"),
    ],
)
def test_the_answer_to_a_private_question_is_hidden(asked: str, answer: str, shown: str) -> None:
    assert masked((A, asked), (C, answer))[1] == shown


def test_a_topic_stays_over_nods_and_ends_with_another_matter() -> None:
    assert masked(
        (A, "您身体方面有没有要告知的？"),
        (C, "有。"),
        (A, "您说。"),
        (C, "刚做了个小手术，伤口还没长好。"),
        (A, "好，那保费一个月二百六十块，从您卡里扣，同意吗？"),
        (C, "同意，扣吧。"),
    ) == [
        "您身体方面有没有要告知的？",
        "█。",
        "您说。",
        "███████，██████。",
        "好，那保费一个月二百六十块，从您卡里扣，同意吗？",
        "同意，扣吧。",
    ]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("这事你问阿依古丽，她管账。", "这事你问████，她管账。"),
        ("我是她表姐，我叫尉迟清芷。", "我是她表姐，我叫████。"),
        ("我姓璩，你系统里写错了。", "我姓█，你系统里写错了。"),
        ("我娘这两天摔了一跤，胯骨裂了，一百五我也掏不出。", None),
        ("别寄老宅，我搬到柳条沟了。", "别寄██，我搬到████。"),
    ],
)
def test_what_is_told_unasked(said: str, shown: str | None) -> None:
    found = masked((C, said))[0]
    if shown is None:
        assert "摔" not in found
        assert "胯骨" not in found
    else:
        assert found == shown


def test_a_name_is_hidden_wherever_it_comes_again() -> None:
    turns = masked(
        (A, "受益人写谁？"),
        (C, "我外甥，楚云澜。"),
        (A, "楚云澜，哪个澜？"),
        (C, "波澜的澜。"),
        (A, "云澜今年多大？楚先生自己缴费吗？"),
    )
    assert "".join(turns).count("澜") == 0
    assert turns[4] == "██今年多大？█先生自己缴费吗？"


@pytest.mark.parametrize(
    "said",
    [
        "这款专门给糖尿病人群做的，一年五百七十八，失明截肢这些并发症都赔。",
        "我们总部在上海陆家嘴，全国都有网点。",
        "马上就到期了，张口就来的优惠您别信，关于退保看条款。",
        "意外住院每天补一百五，骨折烧伤也在保障范围。",
        "白名单编号您别信，许可证在官网查，申请书寄回来，监管总局批的。",
        "我叫高远航，工号三三零七，您叫我小高就行。",
    ],
)
def test_the_agents_talk_of_product_company_and_himself_stays(said: str) -> None:
    assert masked((A, said)) == [said]


@pytest.mark.parametrize("said", ["那高血压能赔吗？", "猝死也赔啊？", "要是得了癌症呢？"])
def test_what_the_customer_asks_of_the_cover_stays(said: str) -> None:
    assert masked((C, said)) == [said]


def test_a_name_in_the_record_stays_where_it_is_the_insurers() -> None:
    call = Call(call_id="a", recording="a.wav", insurer="安康人寿", customer_name="安宁")
    assert masked((A, "安康人寿的，安女士您好。"), call=call) == ["安康人寿的，█女士您好。"]


def test_the_customer_may_call_the_agent_by_his_name() -> None:
    turns = ((A, "徐阿姨您好，我是安康人寿的何强。"), (C, "哦，小何，你说。"))
    assert masked(*turns) == ["█阿姨您好，我是安康人寿的何强。", "哦，小何，你说。"]


def test_what_the_manifest_carries_loses_the_given_name_too() -> None:
    carried = (("note", "志远说下周再谈"), ("branch", "城南营业部"))
    call = Call(call_id="a", recording="a.wav", customer_name="陈志远", carried=carried)
    shown = dict(redact_report(report_of(call=call), "qa").call.carried)
    assert shown == {"note": "██说下周再谈", "branch": "城南营业部"}


def everything_at_once(size: int) -> str:
    """A long turn in which no two clauses with a name, an address or a number are the same."""
    rng = random.Random(1)
    clauses = []
    while sum(map(len, clauses)) < size:
        clauses += [
            f"我叫{rng.choice('王李张刘陈')}{rng.choice('伟芳娜敏静')}{rng.choice('红霞明刚平')}，",
            f"住在{rng.choice('青白红')}山区{rng.choice('建文')}华路{rng.randint(1, 999)}号{rng.randint(101, 999)}，",
            f"电话1{rng.randint(3, 9)}{rng.randint(0, 10**9 - 1):09}，一个月{rng.randint(100, 999)}块，",
            "我有高血压一直吃药，这个我再考虑考虑，",
        ]
    return "".join(clauses)[:size]


@pytest.mark.parametrize("said", ["区", "一", "10.5", "X", "三月", "每月一", "everything"])
def test_the_time_for_a_turn_grows_with_its_length_alone(said: str) -> None:
    def seconds(size: int) -> float:
        text = everything_at_once(size) if said == "everything" else said * (size // len(said))
        report = report_of((C, text))
        began = time.process_time()
        redact_report(report, "qa")
        return time.process_time() - began

    seconds(100)
    assert seconds(12_000) < 8 * seconds(2_000) + 2.0


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        (((A, "好的，我这边给您备注郗姐。"),), "好的，我这边给您备注█姐。"),
        (((A, "那您叫亓……"),), "那您叫█……"),
        (((A, "我没听清，您是臧还是章呀？"),), "我没听清，您是█还是█呀？"),
        (((A, "喂，是佘女士吗？"), (C, "蛇女士？你念错了。")), "█女士？你念错了。"),
        (((C, "巷子里都喊我罗爷。"),), "巷子里都喊我██。"),
        (((A, "您那边填的昵称啦，小橘子，对吧？"),), "您那边填的昵称啦，███，对吧？"),
        (((A, "身份证号记下了，浏阳的哦？"), (C, "浏阳，你也是啊？")), "██，你也是啊？"),
    ],
)
def test_names_broken_off_misheard_or_recognised_are_hidden(
    turns: tuple[tuple[Speaker, str], ...], last: str
) -> None:
    assert masked(*turns)[-1] == last


@pytest.mark.parametrize(
    ("turns", "private"),
    [
        (((C, "给我报价的是川A七M二零五，白色那辆。"),), "川A七M二零五"),
        (((A, "护照号念一下。"), (C, "EJ三零四四八一七。")), "EJ三零四四八一七"),
        (((A, "出生年月说一下就能试算。"), (C, "八七年九月，属兔的。")), "八七年九月"),
        (((A, "保单上写着六月初九生日呀。"),), "六月初九"),
    ],
)
def test_plates_passports_and_days_of_birth_are_hidden(
    turns: tuple[tuple[Speaker, str], ...], private: str
) -> None:
    assert "█" * len(private) in masked(*turns)[-1]


@pytest.mark.parametrize(
    "said", ["九月三号生效，十月八号扣款。", "二零二二年五月投的保，明年六月到期。"]
)
def test_days_of_a_policy_stay(said: str) -> None:
    assert masked((A, said)) == [said]


@pytest.mark.parametrize(
    "turns",
    [
        ((A, "太平这边，缪，工号六零三一。"), (C, "缪小姐，你们下班这么晚啊。")),
        ((C, "你姓管对吧，上回也是你。"),),
        ((A, "师傅，小蔺啊，车险今年给您打七折。"),),
        ((A, "亲，朵朵又来啦，链接收到没有？"),),
        ((A, "最近住过院吗？"), (C, "住过，单位的保险给报了百分之六十。")),
        ((A, "每个月九号扣一百八，您看行吗？"), (C, "行，九号扣吧。")),
    ],
)
def test_the_agents_name_and_figures_stay_beside_private_talk(
    turns: tuple[tuple[Speaker, str], ...],
) -> None:
    kept = ("缪", "管", "蔺", "朵朵", "百分之六十", "九号")
    for said, seen in zip((t for _, t in turns), masked(*turns), strict=True):
        assert [k for k in kept if k in said and k not in seen] == []
