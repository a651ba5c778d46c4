"""Asking the sound: a double that prefers one of two readings decides doubtful values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_calls import heard, judged, pack, scan_of, value, verdict

from auditor.checklist.load import load_checklist
from auditor.judge.listening import (
    MARGIN,
    find_by_sound,
    lead,
    other_names,
    other_values,
    preference,
    settle,
)  # fmt: skip
from auditor.judge.values import Agreement
from auditor.model import Finding
from auditor.read.value import Value


@dataclass
class Preferring:
    """Hears a sentence with one of ``words`` in it, and nothing else."""

    words: Sequence[str]
    by: float = 10.0
    asked: list[tuple[int | None, float, float, tuple[str, ...]]] = field(default_factory=list)

    def score(
        self, channel: int | None, start: float, end: float, sentences: Sequence[str]
    ) -> list[float]:
        self.asked.append((channel, start, end, tuple(sentences)))
        return [0.0 if any(w in s for w in self.words) else -self.by for s in sentences]


RECORDED, READ = ("三百二十五",), ("三百八十五",)
LINE = "坐席：您好，保费一个月三百八十五块钱，好吧。"


@pytest.mark.parametrize(
    ("words", "expected"), [(RECORDED, ("pass", "said")), (READ, ("fail", "contradicted"))]
)
def test_the_sound_decides_which_amount_was_said(
    words: Sequence[str], expected: tuple[str, str]
) -> None:
    found = judged(LINE, ear=Preferring(words), change=heard)["premium"]
    assert verdict(found) == expected


def test_a_verdict_by_sound_says_so() -> None:
    found = judged(LINE, ear=Preferring(RECORDED), change=heard)["premium"]
    assert found.evidence[0].source == "sound"
    assert found.score is not None
    assert found.score < 1.0


def test_a_sound_that_cannot_tell_is_for_a_person() -> None:
    found = judged(LINE, ear=Preferring(RECORDED, by=MARGIN / 2), change=heard)["premium"]
    assert found.status == "review"


def test_a_given_transcript_is_not_put_to_the_sound() -> None:
    ear = Preferring(RECORDED)
    assert verdict(judged(LINE, ear=ear)["premium"]) == ("fail", "contradicted")
    assert ear.asked == []


def test_what_agrees_is_not_put_to_the_sound() -> None:
    ear = Preferring(())
    alone = pack(value("premium", "premium", "premium", ["<money:regular>"]))
    line = "坐席：保费一个月三百二十五块钱。"
    found = judged(line, ear=ear, change=heard, checklist=alone)["premium"]
    assert verdict(found) == ("pass", "said")
    assert ear.asked == []


LOST = "坐席：您好，客服热线四零零六三三七八八，好吧。"


def test_a_lost_digit_of_a_hotline_is_no_contradiction() -> None:
    assert judged(LOST, change=heard)["service-hotline"].status == "review"
    ear = Preferring(["四零零六三三七七八八"])
    assert verdict(judged(LOST, ear=ear, change=heard)["service-hotline"]) == ("pass", "said")


@pytest.mark.parametrize(
    "written",
    [
        "四零零六三三七七把把",  # as it sounds
        "四零零六三三妻妻爬把",  # one syllable is no digit
        "四零六三七八八",  # doubled digits lost
        "四零零零六三三七七八八",  # and doubled once more
    ],
)
def test_a_number_is_known_by_the_sound_of_its_digits(written: str) -> None:
    line = f"坐席：您好，客服热线{written}，好吧。"
    ear = Preferring(["四零零六三三七七八八", "4006337788", "400-633-7788"])
    found = judged(line, ear=ear, change=heard)["service-hotline"]
    assert verdict(found) == ("pass", "said")
    other = Preferring(["四零零六三三七九八八", "4006337988", "四零零六三三七七九八", "4006337798"])
    found = judged(line, ear=other, change=heard)["service-hotline"]
    assert written.endswith("把把") or found.status != "pass"


def test_a_digit_that_recognisers_double_does_not_contradict() -> None:
    line = "坐席：您好，客服热线四零零六三三七八八八，好吧。"
    assert judged(line, ear=Preferring(()), change=heard)["service-hotline"].status != "fail"
    line = "坐席：您好，客服热线四零零六三三七七八五，好吧。"
    ear = Preferring(["四零零六三三七七八五"])
    assert judged(line, ear=ear, change=heard)["service-hotline"].status == "fail"


def test_a_staff_number_is_a_name() -> None:
    life = load_checklist("cn-life-telesales")
    line = "坐席：您好，我是公扣唔而零妖起，打扰您了。"
    found = judged(line, checklist=life, change=heard, agent_id="52017", agent_name="林佳")
    assert verdict(found["agent-identity"]) == ("pass", "said")
    found = judged(line, checklist=life, change=heard, agent_id="53017", agent_name="林佳")
    assert found["agent-identity"].status != "pass"


@pytest.mark.parametrize(
    ("written", "record", "status"),
    [
        ("保障七十一年", "1年", "pass"),  # 保障期是一年
        ("保障七十一年", "5年", "fail"),
        ("保到六十九岁", "至60周岁", "pass"),  # 六十周岁
        ("保到六十九岁", "至70周岁", "fail"),
    ],
)
def test_a_term_that_recognisers_write_so_is_the_one_on_record(
    written: str, record: str, status: str
) -> None:
    found = judged(
        f"坐席：您好，这份{written}，好吧。",
        ear=Preferring([written]),
        change=heard,
        policy_term=record,
    )
    assert found["policy-term"].status == status


def test_figures_changed_about_are_other_values() -> None:
    assert "五百一十二" in other_values("money", "五百二十一")


def test_in_a_given_transcript_a_lost_digit_contradicts() -> None:
    assert judged(LOST)["service-hotline"].status == "fail"


def test_the_stretch_asked_for_lies_around_the_value() -> None:
    ear = Preferring(RECORDED)
    judged(LINE, ear=ear, change=heard)
    channel, start, end, sentences = ear.asked[0]
    assert channel == 0
    assert 0 <= start < end
    assert len(sentences) >= 2
    assert all(s for s in sentences)


def test_preference_is_expected_less_read() -> None:
    scan = scan_of("保费三百八十五块钱")
    (said,) = scan.values
    assert preference(Preferring(RECORDED), scan, said, RECORDED, READ) == 10.0
    assert preference(Preferring(READ), scan, said, RECORDED, READ) == -10.0


@pytest.mark.parametrize(
    ("words", "by", "verdict_"),
    [
        (RECORDED, MARGIN, Agreement.AGREES),
        (READ, MARGIN, Agreement.CONTRADICTS),
        (RECORDED, MARGIN / 2, Agreement.UNCLEAR),
        ((), 5.0, Agreement.UNCLEAR),
    ],
)
def test_settling_needs_a_margin(words: Sequence[str], by: float, verdict_: Agreement) -> None:
    scan = scan_of("保费三百八十五块钱")
    (said,) = scan.values
    found, _ = settle(Preferring(words, by), scan, said, "money", 325)
    assert found is verdict_


def test_a_wording_is_found_in_what_sounds_like_it() -> None:
    scan = scan_of("那个电话灰露音的哈", is_heard=True)
    found = find_by_sound(Preferring(["会录音"]), scan, ["会录音"], lambda _: ["有名字"])
    assert found is not None
    assert scan.stream.text[found.start : found.end] == "灰露音"
    assert find_by_sound(Preferring(["有名字"]), scan, ["会录音"], lambda _: ["有名字"]) is None
    assert find_by_sound(Preferring(["会录音"]), scan, ["会录音"], lambda _: []) is None


def test_a_usual_wording_heard_in_the_sound_is_for_a_person() -> None:
    line = "坐席：您好，球下出事不配，好吧。"
    absent = judged(line, change=heard)["exclusions"]
    found = judged(line, ear=Preferring(["酒驾出事不赔"]), change=heard)["exclusions"]
    assert absent.status == "fail"
    assert found.status == "review"
    assert found.evidence[0].source == "sound"


@pytest.mark.parametrize("field_", ["agent_name", "insurer", "product_name"])
def test_other_names_are_other(field_: str) -> None:
    for name in ("陈思雨", "明远人寿", "福满一生"):
        names = other_names(field_, name)
        assert names
        assert name not in names


@pytest.mark.parametrize(("kind", "form"), [("money", "三百二十五"), ("days", "十五天")])
def test_other_values_are_other(kind: str, form: str) -> None:
    others = other_values(kind, form)
    assert others
    assert form not in others
    assert len(others) == len(set(others))


AGREED = "坐席：您好，这里是明远人寿，保费一个月三百二十五块钱，好吧。"


def _all(ear: Preferring, line: str = AGREED) -> dict[str, Finding]:
    return judged(line, ear=ear, change=heard, ask_all=True)


def test_all_puts_a_value_that_passed_to_the_sound_too() -> None:
    found = _all(Preferring(RECORDED))["premium"]
    assert verdict(found) == ("pass", "said")
    assert [e.source for e in found.evidence][-1] == "sound"
    assert found.evidence[-1].matched.endswith("+10.0")


def test_all_gives_to_a_person_what_the_sound_prefers_otherwise() -> None:
    found = _all(Preferring(["三百二十六", "三百二十八", "三百三十五", "四百二十五"]))["premium"]
    assert found.status == "review"
    assert found.value_said
    assert judged(AGREED, ear=Preferring(["三百二十六"]), change=heard)["premium"].status == "pass"


def test_all_changes_nothing_where_the_sound_cannot_tell() -> None:
    found = _all(Preferring(()))["premium"]
    assert verdict(found) == ("pass", "said")
    assert {e.source for e in found.evidence} == {"words"}


REFUND = pack(
    value("cooling-off", "days", "cooling_off_days", ["犹豫期 & <days> & 退"], beside=["(退|不要)"])
)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("合同到手十五千里您想退就全退", "pass"),
        ("合同到手十五间里面您想退就全退", "pass"),
        ("合同到手15000里您想退就全退", "pass"),
        ("合同到手15000块您想退就全退", "fail"),
        ("合同到手十五天的油鱼期您慢慢看", "review"),
        ("合同到手二十千里您想退就全退", "fail"),
    ],
)
def test_days_that_only_sound_right_clear_with_what_belongs_to_them(
    words: str, status: str
) -> None:
    found = judged(f"坐席：您好，{words}，好吧。", checklist=REFUND, change=heard)
    assert found["cooling-off"].status == status


def test_days_that_the_ear_finds_without_what_belongs_to_them_are_for_a_person() -> None:
    framed = pack(
        value(
            "cooling-off", "days", "cooling_off_days", ["犹豫期 & <days> & 退"],
            frames=["{}犹豫期"], beside=["(退|不要)"],
        )
    )  # fmt: skip
    for tail, status in (("您慢慢看看", "review"), ("不要了就退", "pass")):
        line = f"坐席：您好，收到合同有时雾天由育期{tail}，好吧。"
        found = judged(line, checklist=framed, ear=Preferring(["十五天犹豫期"]), change=heard)
        assert found["cooling-off"].status == status


PAID = pack(value("payment", "payment", "payment_term", ["(交|缴) .. <years>"]))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("这个是交十年，挨碎马了，交五年", "review"),
        ("这个是交五年，挨碎马了，交十年", "pass"),
        ("这个是交十年，保五年", "pass"),
        ("这个是交十年", "pass"),
    ],
)
def test_a_figure_put_in_the_place_of_the_one_on_record_may_be_its_correction(
    words: str, status: str
) -> None:
    found = judged(
        f"坐席：您好，{words}，好吧。", checklist=PAID, change=heard, payment_term="10年"
    )
    assert found["payment"].status == status


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["保终身"], ("pass", "said")),
        (["保二十年"], ("review", "uncertain")),
        (["别的"], ("fail", "not-said")),
    ],
)
def test_a_term_of_which_only_the_sound_is_left(
    words: list[str], expected: tuple[str, str]
) -> None:
    line = "坐席：您好，这个产品宝猪神的，身故了赔十万块钱，好吧。"
    rules = load_checklist("cn-life-telesales")
    ear = Preferring(words)
    found = judged(line, checklist=rules, ear=ear, change=heard, policy_term="终身")
    assert verdict(found["policy-term"]) == expected


names = st.lists(st.sampled_from(["北辰", "同方", "南岭", "汇丰", "广信"]), min_size=1, unique=True)


@given(names, st.lists(st.integers(0, 12), min_size=6, max_size=6), st.integers(0, 9))
def test_rivals_are_asked_until_one_is_too_near(
    rivals: list[str], scores: list[int], least: int
) -> None:
    by_form = dict(zip(["北安", "北辰", "同方", "南岭", "汇丰", "广信"], scores, strict=True))
    asked: list[str] = []

    class Scoring:
        def score(self, *place: object) -> list[float]:
            sentences = cast(Sequence[str], place[-1])
            found = [next(form for form in by_form if form in s) for s in sentences]
            asked.extend(found)
            return [float(by_form[form]) for form in found]

    scan = scan_of("您好我是北安人寿的")
    at = scan.stream.text.index("北安")
    whole = by_form["北安"] - max(by_form[rival] for rival in rivals)
    value = Value(kind="sound", start=at, end=at + 2, text="北安")
    margin = lead(Scoring(), scan, value, ["北安"], rivals, float(least))
    assert margin == whole if margin >= least else whole < least
    assert {*asked} <= {"北安", *rivals}
