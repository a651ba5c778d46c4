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
