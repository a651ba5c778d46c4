"""Numbers dictated in parts."""

from __future__ import annotations

import pytest

from auditor.read.dictated import joined
from auditor.read.numbers import values


@pytest.mark.parametrize(
    ("parts", "digits"),
    [
        (("热线四零零七二幺", "五六三六"), ["4007215636"]),
        (("热线四零零", "七二幺", "五六三六打通就行"), ["4007215636"]),
        (("热线九五", "后面是五一二"), ["95512"]),
        (("热线九五五一二", "九五五一二"), ["95512", "95512"]),
        (("热线四零零七二幺", "四零零七二幺五六三六"), ["400721", "4007215636"]),
        (("我的工号二零三七", "九五五一二是客服"), ["2037", "95512"]),
        (("热线四零零七二幺", "好的再见"), ["400721"]),
        (("热线四零零七二幺", "六百一十二块一个月"), ["400721"]),
    ],
)
def test_a_number_in_parts_is_one(parts: tuple[str, ...], digits: list[str]) -> None:
    found = joined([values(p) for p in parts], parts)
    assert [v.digits for here in found for v in here if v.digits] == digits
