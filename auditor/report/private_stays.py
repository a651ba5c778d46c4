"""What has to stay readable in a report: amounts, company lines, staff numbers, the product's terms."""

from __future__ import annotations

import re
from bisect import bisect_left

_N = "0-9０-９零〇一二两三四五六七八九十百千万亿幺壹贰叁肆伍陆柒捌玖拾佰仟.,"
AMOUNT = re.compile(
    rf"[{_N}]{{1,16}}(?:来|多)?(?:块|元|毛(?!病)|万(?!一|达|科)|角(?!膜)|分钱)"
    "|(?:保费|保额|月交|月缴|年交|年缴|季交|首期|续期|首月|首年|每期|每月|每季|每年|一年|一个月|划|扣|赔|补|返|领)"
    rf"[^，。？！{_N}]{{0,4}}[{_N}]{{2,16}}+(?![{_N}年月天日次个种片粒颗斤两支包瓶度号栋])"
    rf"|[{_N}]{{2,16}}(?:一个?|每个?)(?:月|年|季|期)"
)
"""An amount of money."""

_STAYS = re.compile(
    r"监管总局|监管局|银保监会?|消费者协会|95\s?[0-9]{3}|(?:4|8)00[-\s]?[0-9]{3}[-\s]?[0-9]{4}|12378|[幺一]二三七八"
    r"|九\s?五\s?[五一零幺][\s零一二三四五六七八九幺]{2,4}|[四八](?:零零|百)[，\s]?[零一二三四五六七八九幺，\s]{7,11}"
    "|(?:中国人寿|安盛|保诚|宏利|富卫|中宏|信美相互|众安|人保健康|同方全球|复星保德信|招商仁和|和谐健康|友邦|利安|长城人寿|信泰|华贵|中邮保险)"
    "|(?:平安|国寿|人保|太平洋|太平|泰康|新华|友邦|阳光|大地|华夏|安邦|富德|[一-龥]{2}(?:人寿|财险|产险))(?=[，。的家保险公司给拒那买])"
    "|[一-龥]{2,3}(?:惠民保|医保|百万医疗|终身寿|重疾险|意外险|防癌险|两全险|年金险)"
    rf"|(?:工号|执业证|资格证|保单号|热线|客服|投诉)[^，。？！]{{0,6}}[A-Za-z{_N}\-]{{3,24}}"
    rf"|(?:犹豫期|等待期|观察期|冷静期|宽限期|保障期|缴费期|交费期)[^，。？！]{{0,4}}[{_N}]{{1,8}}"
    rf"|(?:[报赔给返付扣亏打补折]了?(?:到|个)?|利率[^，。？！]{{0,4}}|收益[^，。？！]{{0,4}})百分之[{_N}]{{1,6}}|我是[{_N}]{{3,6}}号|[一二三四五六1-6]类职业"
    rf"|[{_N}]{{1,8}}个?(?:自然日|工作日)|(?:[每下这]个?|[{_N}]{{1,3}})月[{_N}]{{1,4}}[号日]|[{_N}]{{1,4}}号(?:扣|生效|到期|截止|开始|之前|以前)"
)


def in_one_of(text: str, span: tuple[int, int], named: frozenset[str]) -> bool:
    """Whether a stretch lies in one of the names `named`, or holds a character more at most."""
    for name in named:
        for found in re.finditer(re.escape(name), text):
            start, end = found.span()
            if span[0] < end and start < span[1]:
                beyond = max(0, start - span[0]) + max(0, span[1] - end)
                if beyond <= 1:
                    return True
    return False


class Kept:
    """The stretches of a text that no topic hides."""

    def __init__(self, text: str) -> None:
        spans = sorted(m.span() for pattern in (AMOUNT, _STAYS) for m in pattern.finditer(text))
        joined: list[list[int]] = []
        for start, end in spans:
            if joined and start <= joined[-1][1]:
                joined[-1][1] = max(end, joined[-1][1])
            else:
                joined.append([start, end])
        self._starts = [start for start, _ in joined]
        self._ends = [end for _, end in joined]

    def touches(self, span: tuple[int, int]) -> bool:
        """Whether a stretch shares a character with what stays."""
        before = bisect_left(self._starts, span[1]) - 1
        return before >= 0 and self._ends[before] > span[0]

    def covers(self, span: tuple[int, int]) -> bool:
        """Whether a stretch lies wholly in what stays."""
        before = bisect_left(self._starts, span[0] + 1) - 1
        return before >= 0 and self._ends[before] >= span[1]
