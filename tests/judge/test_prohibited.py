"""Prohibited statements: asserted by the agent, or denied, quoted, excepted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_calls import heard, judged, pack, prohibited, verdict

from auditor.checklist.load import load_checklist
from auditor.model import Speaker, Transcript

RETURN = "guaranteed-return"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("坐席：这款稳赚不赔的。", "fail"),
        ("坐席：我们保证给您收益。", "fail"),
        ("坐席：我们不保证收益。", "pass"),
        ("坐席：这个不是稳赚不赔的。", "pass"),
        ("坐席：不，它稳赚不赔。", "fail"),
        ("坐席：您好，再见。", "pass"),
    ],
)
def test_asserted_or_denied(line: str, status: str) -> None:
    assert judged(line)[RETURN].status == status


def test_the_sentence_is_evidence() -> None:
    found = judged("坐席：您放心，这款稳赚不赔的。")[RETURN]
    assert verdict(found) == ("fail", "said")
    assert "稳赚不赔" in found.evidence[0].quote
    assert found.evidence[0].matched == "稳赚不赔"


def test_the_customer_may_say_it() -> None:
    found = judged("坐席：您好，我姓陈。", "客户：那就是稳赚不赔了？")[RETURN]
    assert verdict(found) == ("pass", "not-said")


def test_said_by_nobody_knows_whom_is_for_a_person() -> None:
    def unknown(transcript: Transcript) -> Transcript:
        parts = [replace(s, speaker=Speaker.UNKNOWN) for s in transcript.segments]
        return replace(transcript, segments=tuple(parts))

    assert judged("坐席：稳赚不赔。", change=unknown)[RETURN].status == "review"


def test_an_exception_stands_near() -> None:
    item = pack(prohibited(RETURN, ["稳赚不赔"], unless=["没有这回事"], reach=6))
    assert judged("坐席：稳赚不赔没有这回事。", checklist=item)[RETURN].status == "pass"
    far = "坐席：稳赚不赔，" + "这个产品特别好，" * 3 + "没有这回事。"
    assert judged(far, checklist=item)[RETURN].status == "fail"


def test_without_negation_a_denial_does_not_turn_it() -> None:
    item = pack(prohibited("concealment", ["如实告知"], negation=False))
    assert judged("坐席：不如实告知。", checklist=item)["concealment"].status == "fail"


def test_a_hint_is_for_a_person() -> None:
    item = pack(prohibited(RETURN, ["稳赚不赔"], hints=["高回报"]))
    found = judged("坐席：这款高回报。", checklist=item)[RETURN]
    assert verdict(found) == ("review", "uncertain")


def test_two_syllables_by_sound_accuse_nobody() -> None:
    """保本 may be heard as 保笨; what was written alone accuses."""

    def recogniser(transcript: Transcript) -> Transcript:
        return replace(transcript, heard=True)

    item = pack(prohibited(RETURN, ["保本"]))
    assert judged("坐席：抱笨呢。", checklist=item, change=recogniser)[RETURN].status == "pass"
    assert judged("坐席：保本呢。", checklist=item, change=recogniser)[RETURN].status == "fail"


def test_only_a_doubt_met_so_counts() -> None:
    item = pack(prohibited("pressure", ["不用商量"], after_customer=["商量"]))
    met = judged("坐席：您好。", "客户：我要商量。", "坐席：不用商量。", checklist=item)
    assert met["pressure"].status == "fail"
    first = judged("坐席：不用商量。", "客户：我要商量。", checklist=item)
    assert first["pressure"].status == "pass"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rebate", "您今天办了我个人送您两百块加油卡。"),
        ("concealment", "一会儿问您有没有病您就说没有。"),
    ],
)
def test_the_shipped_pack_finds_the_plainest_words(name: str, words: str) -> None:
    shipped = load_checklist("cn-life-telesales")
    assert judged(f"坐席：{words}", checklist=shipped)[name].status == "fail"
    by_customer = judged("坐席：您好，我姓陈。", f"客户：{words}", checklist=shipped)
    assert by_customer[name].status == "pass"


def test_on_a_recording_a_short_piece_does_not_accuse_against_its_meaning() -> None:
    shipped = load_checklist("cn-life-telesales")
    found = judged("坐席：学家要说没有不陪的那。", checklist=shipped, change=heard)
    assert verdict(found["concealment"])[0] != "fail"
