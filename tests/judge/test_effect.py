"""Cover that is promised for the coming midnight, against the day on record."""

from __future__ import annotations

import datetime as dt

import pytest
from small_calls import judged, pack, value, verdict

CHINA = dt.timezone(dt.timedelta(hours=8))
MIDNIGHT = "(今晚|第二天) .. (零点|十二点)"
EFFECT = value(
    "effective-date", "choice", "effective", ["(今晚|第二天) .. (零点|十二点) .. 生效", "今天 .. 中午 .. 生效"],
    today=["今天 .. 中午"], tonight=["今晚"], due=["扣"],
    choices={"次日零时": [MIDNIGHT, "次日零时"], "当时": ["今天 .. 中午 .. 生效"]},
)  # fmt: skip


def effect(*lines: str, effective: str, deduction: str) -> tuple[str, str]:
    called = dt.datetime(2026, 12, 10, 15, tzinfo=CHINA)
    found = judged(
        *lines,
        checklist=pack(EFFECT),
        effective=effective,
        deduction_day=deduction,
        started_at=called,
    )
    return verdict(found["effective-date"])


@pytest.mark.parametrize(
    ("lines", "effective", "deduction", "expected"),
    [
        (["坐席：十五号扣款。", "坐席：今晚零点就生效。"], "扣款成功次日零时", "每月15日",
         ("fail", "contradicted")),
        (["坐席：今天就扣首期。", "坐席：今晚零点就生效。"], "扣款成功次日零时", "每月15日",
         ("pass", "said")),
        (["坐席：十号扣款，今晚十二点生效。"], "扣款成功次日零时", "每月10日", ("pass", "said")),
        (["坐席：今晚十二点生效。"], "2026年12月15日零时", "每月14日", ("fail", "contradicted")),
        (["坐席：今晚十二点生效。"], "2026年12月11日零时", "每月10日", ("pass", "said")),
        (["坐席：今天交了，中午就生效。"], "2026年12月11日零时", "每月10日", ("fail", "contradicted")),
        (["坐席：今天交了，中午就生效。"], "2026年12月10日零时", "每月10日", ("pass", "said")),
        (["坐席：十五号扣款，第二天零点生效。"], "扣款成功次日零时", "每月15日", ("pass", "said")),
    ],
)  # fmt: skip
def test_tonight_is_right_only_where_the_day_fits(
    lines: list[str], effective: str, deduction: str, expected: tuple[str, str]
) -> None:
    assert effect(*lines, effective=effective, deduction=deduction) == expected
