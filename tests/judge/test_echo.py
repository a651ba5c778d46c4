"""A figure misheard by the customer and confirmed by the agent stands; one set right does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from small_calls import judged, pack, value, verdict

FIRST = "坐席：这款身故保额三十五万。"


SUM = value("sum-insured", "money", "sum_insured", ["保额 .. <money>"], anywhere=True)


def sum_insured(*lines: str) -> tuple[str, str]:
    found = judged(*lines, checklist=pack(SUM), sum_insured=Decimal(350000))
    return verdict(found["sum-insured"])


@pytest.mark.parametrize("answer", ["对对，二十五万。", "是的，就是二十五万。"])
def test_a_misheard_sum_that_the_agent_confirms_contradicts(answer: str) -> None:
    said = sum_insured(FIRST, "客户：二十五万啊？", f"坐席：{answer}")
    assert said == ("fail", "contradicted")


def test_a_yes_to_a_sum_with_one_digit_misheard_contradicts() -> None:
    assert sum_insured(FIRST, "客户：二十五万啊？", "坐席：对对，您听清就好。") == (
        "fail",
        "contradicted",
    )


def test_a_yes_to_quite_another_sum_is_no_echo() -> None:
    assert sum_insured(FIRST, "客户：我有四十一万存款呢。", "坐席：对对，您真行。") == (
        "pass",
        "said",
    )


@pytest.mark.parametrize(
    "answer", ["不是，是三十五万。", "您听错了，三十五万。", "三十五万，不是二十五万。"]
)
def test_a_misheard_sum_that_the_agent_sets_right_agrees(answer: str) -> None:
    assert sum_insured(FIRST, "客户：二十五万啊？", f"坐席：{answer}") == ("pass", "said")


def test_what_is_set_right_later_agrees() -> None:
    said = sum_insured(
        FIRST,
        "客户：二十五万啊？",
        "坐席：对，二十五万。",
        "客户：哦。",
        "坐席：我再核对下，保额是三十五万。",
    )
    assert said == ("pass", "said")


def test_another_amount_in_the_customers_mouth_is_no_echo() -> None:
    said = sum_insured(FIRST, "客户：我一年挣二十万。", "坐席：二十万挺好的呀。")
    assert said == ("pass", "said")


def test_a_total_that_the_customer_reckons_is_no_echo() -> None:
    said = sum_insured(
        "坐席：一年领三十五万，领四回，保额三十五万。",
        "客户：四回，一百四十万嘛。",
        "坐席：对，一百四十万。",
    )
    assert said == ("pass", "said")


def test_a_misheard_day_that_the_agent_confirms_contradicts() -> None:
    said = judged(
        "坐席：扣款日是每月十五号。", "客户：二十五号是吧？", "坐席：对，二十五号。",
        deduction_day="每月15日",
    )["deduction-date"]  # fmt: skip
    assert verdict(said) == ("fail", "contradicted")


SECOND = "二十五万，保额二十五万。"


def test_a_slip_owned_up_to_in_the_next_turn_is_taken_back() -> None:
    said = sum_insured(FIRST, "客户：三十五万？", f"坐席：哦说岔了，是{SECOND}")
    assert said == ("fail", "contradicted")
    same = sum_insured("坐席：保额三十五万，等会儿啊，噢，瞅成别人那行了，二十五万，保额二十五万。")
    assert same == ("fail", "contradicted")


@pytest.mark.parametrize("answer", ["您记错了，那是", "稍等，", "我朋友弄错过，他那份是"])
def test_a_slip_of_somebody_else_takes_nothing_back(answer: str) -> None:
    assert sum_insured(FIRST, "客户：嗯。", f"坐席：{answer}{SECOND}") == ("pass", "said")


def test_a_slip_in_one_turn_spares_the_turn_before() -> None:
    said = sum_insured(FIRST, "客户：好。", "坐席：轻症五万，念错了，轻症七万。")
    assert said == ("pass", "said")


def test_what_is_looked_up_again_replaces_what_was_said() -> None:
    said = sum_insured("坐席：保额三十五万，我再对一下您选的方案啊，二十五万，保额二十五万。")
    assert said == ("fail", "contradicted")
