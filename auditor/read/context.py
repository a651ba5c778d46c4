"""What stands around a value: the period it is for, and whether the speaker takes it back."""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.read.value import NUMERAL, Value

_PER = [
    ("daily", re.compile(r"每天|一天|一日|每日|天天|(?:一顿|一包|一盒|一杯)")),
    (
        "monthly",
        re.compile(r"每个?月|一个?月|月月|按月|月(?:交|缴|付|扣|供|保费)|个月|每月|折成?月"),
    ),
    ("quarterly", re.compile(r"每个?季度?|一个?季度?|按季|季(?:交|缴|付)")),
    ("half-yearly", re.compile(r"每?半年(?:度)?|每?六个月")),
    ("annual", re.compile(r"每一?年|一年|年年|按年|(?<!半)年(?:交|缴|付|扣|保费)|全年|整年|每年")),
    (
        "single",
        re.compile(
            r"一次(?:性)?(?:交|缴|付|投)|趸(?:交|缴)?|一把(?:交|付|清)|一次就|一笔(?:交|付|缴)|一次性"
        ),
    ),
]
_CORRECTION = re.compile(
    r"停用|作废|不对|哎?不是(?!说|吗|吧|有|很|要|什|每)|说错|讲错|口误|记错|看错|错了|更正|纠正|重说|说岔|弄错|搞错|瞧我这|"
    r"sorry|念错|说反|报错|算错|打错|拿错|翻错|看串|看岔|看漏|看走眼|串行|串了|记岔|记混|弄混|搞混|混了|"
    r"嘴瓢|秃噜|说串|(?:说|报|看|念|算)(?:小|大|少|多|低|高)了|看成|瞅成|瞧成|念成|念反|念岔|念串|说快了|看花眼|改口|翻过页|[哎哦呃诶噢喔哟唉呀]不(?!用|过|会|要|贵|多)|"
    r"[哎哦呃诶噢喔哟唉].{0,3}等(?:会儿?|一?下|等)|"
    # 等下，我看串行了 / 稍等，我重看一眼: what was said is looked up again
    r"^(?:等(?:会儿?|一?下|一等|等)|稍等|慢着)(?![再就给才])|"
    r"(?:等(?:会儿?|一?下|一等|等)|稍等|稍候|慢着)(?:啊|哈|哦)?我?(?:再|先|重新?)?(?:看|瞅|翻|对|核|查|瞧)|"
    r"[哎哦呃诶噢喔哟唉]我?(?:再|重新?)?(?:看看|瞅瞅|看一下|看一眼|翻翻|瞧瞧|翻一下|对一下)|"
    r"我?重新?(?:看|核|查|对)|我[再在](?:看|核|查|对|瞅|确认)(?:一?下|一眼)|那是(?:去年|以前|老|旧|上一?版|之前|原来)|(?:刚|才|又|给)(?:升|涨|调|改|降)(?:过|了|到|成)"
)
# 三十年，哎，我……，是二十年: whatever is said between, the second figure replaces the first
_SECOND_THOUGHT = re.compile(r"^.{0,3}[哦噢哎唉诶哟喔].{0,12}是.{0,3}$")
# 三十万的您这个年龄做不了
_OUT_OF_REACH = re.compile(
    r"^的?.{0,9}?(?:做不了|买不了|办不了|做不上|上不去|保不了|批不下来|不能做|不够条件)"
)
# 以前是十五天，现在是十天
_FORMERLY = re.compile(r"(?:以前|原来|原先|之前|去年|早先|老版|旧版).{0,3}(?:都|就)?是.{0,1}$")
_NOWADAYS = re.compile(r"现在|如今|今年|眼下|改成|改为|新版|调成")
_DENIED = re.compile(r"(?<!是)(?:不是|并非|可不是|不止|没有)[^不是]{0,2}$")


def with_period(value: Value, text: str, breaks: frozenset[int], others: list[Value]) -> Value:
    """The nearest period words; those before count at twice the distance of those behind."""
    low = max(
        [
            0,
            value.start - 14,
            *(o.end for o in others if o.kind == "money" and o.end <= value.start),
        ]
    )
    high = min(
        [
            len(text),
            value.end + 6,
            *(o.start for o in others if o.kind == "money" and o.start >= value.end),
        ]
    )
    best: tuple[float, str] | None = None
    before, after = text[low : value.start], text[value.end : high]
    for per, pattern in _PER:
        for m in pattern.finditer(before):
            crossed = sum(1 for b in breaks if low + m.end() <= b <= value.start)
            best = min(best or (99.0, ""), (len(before) - m.end() + 2 * crossed, per))
        for m in pattern.finditer(after):
            # 三百六十五，一天一块: behind a pause begins another statement, unless the period
            # stands there alone (四百二十块，一年)
            paused = any(value.end <= b <= value.end + m.start() for b in breaks)
            ends = value.end + m.end()
            if not paused or (m.start() == 0 and (ends in breaks or ends == len(text))):
                best = min(best or (99.0, ""), (m.start() * 1.5 + 1, per))
    return replace(value, per=best[1]) if best else value


def taken_back(text: str, end: int) -> bool:
    """Whether the speaker corrects what ended at ``end`` and goes on with another value."""
    match = _CORRECTION.search(text[end : end + 8])
    return match is not None and bool(re.search(NUMERAL, text[end + match.end() : end + 24]))


def corrects(text: str) -> bool:
    """Whether a speaker takes something back in these units."""
    return _CORRECTION.search(text) is not None


def withdraw(found: list[Value], text: str, breaks: frozenset[int]) -> list[Value]:
    """Marks values that are denied (不是十天) or corrected (三百八，哦不对，三百二十八)."""
    out = list(found)
    for i, value in enumerate(found):
        low = max(0, value.start - 6)
        denial = _DENIED.search(text[low : value.start])
        # 初三……不是，阳历十二月三号: what is denied lies before the pause, not behind it
        paused = denial and any(low + denial.start() < b <= value.start for b in breaks)
        if denial and not paused:
            out[i] = replace(value, withdrawn=True)
            continue
        if _OUT_OF_REACH.search(text[value.end : value.end + 16]):
            out[i] = replace(value, withdrawn=True)
            continue
        if value.kind == "years" and any(v.start == value.end for v in found):
            continue  # 一年四千二百六: the period of the amount that follows
        for later in found[i + 1 :]:
            if later.start - value.end > 24:
                break
            same = later.kind == value.kind or {later.kind, value.kind} <= {"date", "day"}
            between = text[value.end : later.start]
            formerly = _NOWADAYS.search(between) and _FORMERLY.search(text[: value.start])
            if same and (_CORRECTION.search(between) or _SECOND_THOUGHT.match(between) or formerly):
                out[i] = replace(value, withdrawn=True, corrected=later)
                break
    return out


# A slip that the speaker owns up to, not a correction of what the other side said.
_OWN_SLIP = re.compile(
    r"(?:(?<![您你恁他她会没别])|(?<=[给跟][您你]))(?:(?:说|讲|念|报|看|记|算|打|拿|翻|弄|搞|认|瞅)(?:错|岔|反|串|混|差|跳行|走眼)(?!过|在)|口误|串行|"
    r"嘴瓢|秃噜|看花眼|改口|(?:说|讲|念|报|看|记|算)(?:小|少|低|高|大|短|长|早|晚)了(?!点|一点|些|吧|吗|没)|"
    # 刚才那个数不作数，是二十万
    r"(?:刚|刚才|方才|前面|上面)(?:那个?|说的|报的|念的|讲的).{0,4}(?:不对|不作数|不算数|作废|有误|不准))"
)
_THEIR_AGE = re.compile(r"[你您恁](?:今年|现在|这边)?(?:是|有|才|刚|都|满)?$")
# 哎等下，系统里更新了，是四千八百五: what was said is looked up again, nobody is contradicted
_SECOND_LOOK = re.compile(
    r"^.{0,4}(?:等(?:会儿?|一?下|一等|等)|稍等|慢着|我(?:再|先|重新?)?(?:看|核|查|翻|对)|(?:系统|刚).{0,3}(?:更新|变|调|改)).{0,12}是"
)
ALIKE = 5  # how many times as much a misread amount may be


def taken_back_later(before: list[Value], after: list[Value], text: str) -> dict[int, Value]:
    """Values of one utterance that the speaker's next one owns up to having got wrong.

    坐席：一年五千八百六。 客户：五千八百六？ 坐席：哦说岔了，是五千六百八。

    ``text`` are the units of the next utterance and ``after`` its values; the result gives the
    place in ``before`` of each value taken back, and what stands in its stead.
    """
    slip = _OWN_SLIP.search(text) or _SECOND_LOOK.search(text)
    if slip is None:
        return {}
    behind = [v for v in after if v.start >= slip.end() and not v.withdrawn]
    if not behind or any(v.kind == behind[0].kind and v.start < slip.start() for v in after):
        return {}  # the slip is one of this utterance's own figures
    second = behind[0]
    if _THEIR_AGE.search(text[: second.start]):
        return {}  # 看错了，您是三十六岁: the slip was about the customer
    for place in range(len(before) - 1, -1, -1):
        first = before[place]
        if first.kind == second.kind and not first.withdrawn:
            if slip.re is _SECOND_LOOK and first.kind != "money":
                return {}
            another = (first.number, first.day, first.digits) != (
                second.number, second.day, second.digits
            )  # fmt: skip
            if first.number and second.number:
                another = another and first.number / ALIKE <= second.number <= first.number * ALIKE
            return {place: second} if another else {}
    return {}


def in_its_place(value: Value) -> Value | None:
    """What corrects a value, where the words are that say what it is of.

    扣够二十年，哦我看看，十五年: it is the fifteen years that are paid.
    """
    later = value.corrected
    if later is None:
        return None
    return replace(later, start=value.start, per=later.per or value.per)
