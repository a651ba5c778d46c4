"""Spoken values: amounts with their period, durations, ages, dates, digit strings, shares.

``values(text)`` finds them in the units of a stream. What a value belongs to
(premium or benefit, cover or payment) is the judge's business.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from auditor.read import numerals
from auditor.read.context import with_period, withdraw
from auditor.read.value import NUMERAL as _N
from auditor.read.value import Value

_SOME = r"(?:多|来|几|好几|出头|左右|上下)"
_MONEY = re.compile(
    rf"(?P<n>{_N})(?P<some>{_SOME}?)(?:(?P<wan>万|w)(?P<some2>{_SOME}?))?"
    rf"(?P<unit>块|元|圆|人民币|刀)(?!头|儿地)(?:钱)?"
    rf"(?:(?P<cents>[一二两三四五六七八九\d])(?:毛|角)?(?![十百千万点块]|[个年月天号岁种次期共直定般笔回把份样并]))?"
)
_WAN = re.compile(rf"(?P<n>(?=[^万]{{1,9}}万){_N})(?P<some>{_SOME}?)(?![人户次公名字种例家])")
_SOME_WAN = re.compile(
    rf"(?:(?P<n>{_N})(?:多|来|几|好几)|几(?P<tens>[十百千])?|(?P<teen>十)几)万(?:块|元)?"
)
_SLANG = re.compile(
    r"(?P<n>[一二两三四五六七八九十百\d]+)个"
    r"(?!月|半|星期|礼拜|人|小时|工作|名|点|病|字|问题|孩|年|自然|百|多|钟|数|方|产|选|条|部|项|亿|账|大|小|"
    r"儿|女|娃|地|保|客|朋|同|电|产|环|步|亲|月|银|事|好|礼|赠|红|优|折|险|计|方|类|性|级|字|码|号|城|省|国)"
)
_BARE = re.compile(rf"(?P<n>{_N})(?P<some>{_SOME}?)")
_YEARS = re.compile(
    rf"(?P<n>{_N}|半)(?P<some>{_SOME}?)(?:个)?(?:年|周年|保单年度)(?![级轻龄份代度货]|月(?!月))"
)
_MONTHS = re.compile(rf"(?P<n>{_N}|半)(?P<some>{_SOME}?)[个拉](?P<half>半)?月")
_DAYS = re.compile(
    rf"(?P<n>{_N})(?P<some>{_SOME}?)(?:个自然日|自然日|个工作日|天|日(?!期|常|子|元|币|志|后|生))"
)
_WEEKS = re.compile(rf"(?P<n>{_N})(?:个)?(?:星期|礼拜|周(?!岁|年|末|边|到))")
_WEEKS_AND_DAYS = re.compile(
    rf"(?P<n>{_N})(?:个)?(?:星期|礼拜|周)(?:零|又|外加|加上|多|再加)(?P<d>[一二两三四五六1-6])天"
)
_AGE = re.compile(rf"(?P<n>{_N})(?:来)?(?:周)?岁")
_TO_AGE = re.compile(
    rf"(?<=[保管障领护守陪顾罩]到)(?:[您你他她])?(?:满)?(?P<n>{_N})(?![多几年月个天号块期万元千百分成种])|(?<=[保管障]至)(?P<m>{_N})(?![年月])"
)
_LIFE = re.compile(
    r"终身(?!寿|重|型|护|年金|医|险|意|防|领)|终生(?!寿|重)|(?<![这苦忙])一辈子(?!就这|才|也就|没|攒|辛苦|的血|的钱|的积|忙|操|省)|活多久[^。]{0,9}(?:保|管)|"
    r"(?:保|管|护|陪)到终?老|到老(?!板|师)|活到(?:多大|老|哪)|百年之后|没有到期|(?:保|管)一(?:生|世)|"
    r"活到一百|没头儿|没个头|人没的那|人走的那|人不在的那|(?:闭眼|咽气|走的)那(?:天|一天|日)|活一天|有生之年|"
    r"(?:到|跟着|陪着)您?最后(?:那|一)(?:一?天|口气)|"
    r"(?:保|管|跟)您?(?:一辈|到底)|没有年限|没有期限|不设期限"
)
_DATE = re.compile(
    rf"(?P<m>{_N})月(?:份)?(?:的)?(?:(?P<d>{_N})(?:号|日|(?<=十[一二三四五六七八九])(?=[扣交缴付划])|(?![扣交缴付划回次掏存转供一二三四五六七八九十]))|(?P<first>头一天|第一天|头天))"
)
_DAY = re.compile(rf"(?P<d>{_N})(?:号|日)(?!楼|线|码|机|店|院|院|房|床)")
# 日子是每月二十八: the day without its 号
_DAY_NAMED = re.compile(
    rf"(?:日子|日期|扣款日|划款日)(?:是|在|定在|就是)?每个?月的?(?P<d>{_N})(?![百千万块元])"
)
_RELATIVE = {
    "今天": 0,
    "今儿": 0,
    "今晚": 0,
    "当天": 0,
    "当日": 0,
    "明天": 1,
    "明儿": 1,
    "次日": 1,
    "后天": 2,
    "大后天": 3,
}
_RELATIVE_RE = re.compile("大后天|" + "|".join(_RELATIVE))
_PERCENT = re.compile(rf"百分之(?P<a>{_N})|(?P<b>{_N})(?:%|个(?:百分)?点)")
_DIGITS = re.compile(r"[零〇一幺二两俩三四五六七八九\d]{4,}")
_IN_NUMERALS = frozenset("十百千万")
_COUNTED_FIGURE = re.compile(
    rf"{_N}(?:号|日|年|天|岁|周岁|个月|月|期|种|项|样|类|倍|次|回|份|家|名|位|条)"
)
_REST = re.compile(r"[零〇]|[一二两三四五六七八九\d]千")
_BEFORE = re.compile(
    r"(?:不到|快|将近|接近|差不多|大概|大约|约|才|(?<![手账卡单身网晚早线头])上|好|十几|几十|几百|几千|几)$"
)
_OR = re.compile("一[二两]|[二两]三|三[四五]|四五|五六|六七|七八|八九")  # 七八年, 三四千


def _spans_free(taken: list[bool], start: int, end: int) -> bool:
    return not any(taken[start:end])


def values(text: str, *, breaks: frozenset[int] = frozenset()) -> list[Value]:
    """Values in the units of a stream, by position; longer readings win over shorter ones."""
    # 一个月一千，六号扣: a pause before a counted figure parts two numbers
    for b in sorted(breaks):
        if 0 < b < len(text) and text[b - 1] in _IN_NUMERALS and _begins_anew(text, b):
            head = values(text[:b], breaks=frozenset(k for k in breaks if k < b))
            tail = values(text[b:], breaks=frozenset(k - b for k in breaks if k > b))
            tail = [_moved(v, b) for v in tail]
            return withdraw([*head, *tail], text, breaks)
    found: list[Value] = []
    taken = [False] * len(text)

    def add(value: Value | None) -> None:
        if value is not None and _spans_free(taken, value.start, value.end):
            found.append(value)
            taken[value.start : value.end] = [True] * (value.end - value.start)

    for reader in _READERS:
        for value in reader(text, breaks) if reader is _digit_strings else reader(text):
            add(value)
    for match in _BARE.finditer(text):
        if _spans_free(taken, match.start(), match.end()):
            add(_bare(text, match, breaks))
    found.sort(key=lambda v: v.start)
    found = [with_period(v, text, breaks, found) if v.kind == "money" else v for v in found]
    return withdraw(found, text, breaks)


def _begins_anew(text: str, at: int) -> bool:
    """Whether a number that begins behind a pause cannot be the rest of the one before it."""
    if text[at - 1] == "万" and not _REST.match(text, at):  # 六十万，一百二 / 五十万，一保保十年
        return True
    return _COUNTED_FIGURE.match(text, at) is not None


def _moved(value: Value, by: int) -> Value:
    later = value.corrected and _moved(value.corrected, by)
    return replace(value, start=value.start + by, end=value.end + by, corrected=later)


def _approximate(text: str, match: re.Match[str], *groups: str) -> bool:
    if any(g in match.re.groupindex and match[g] for g in groups):
        return True
    at = match.start()
    return bool(_BEFORE.search(text[max(0, at - 3) : at]) or (at and _OR.match(text, at - 1)))


def _number(text: str | None) -> Decimal | None:
    if not text:
        return None  # 保到零点: the grammar's optional parts may all be absent
    head, _, tail = text.partition("点")
    if tail:
        whole, fraction = numerals.number(head), numerals.digits(tail)
        return None if whole is None else Decimal(f"{whole}.{fraction or 0}")
    return numerals.number(head)


def _money(text: str) -> list[Value | None]:
    out: list[Value | None] = []
    for m in _MONEY.finditer(text):
        amount = _number(m["n"])
        if amount is None:
            continue
        if m["wan"]:
            amount *= 10000
        if m["cents"]:
            amount += Decimal(numerals.digits(m["cents"])) / 10
        out.append(
            Value(kind="money", start=m.start(), end=m.end(), text=m.group(), number=amount,
                  approximate=_approximate(text, m, "some", "some2"))
        )  # fmt: skip
    for m in _WAN.finditer(text):
        amount = _number(m["n"])
        if amount is not None and amount >= 1000:
            out.append(
                Value(kind="money", start=m.start(), end=m.end(), text=m.group(), number=amount,
                      approximate=_approximate(text, m, "some"))
            )  # fmt: skip
    return out


def _some_wan(text: str) -> list[Value | None]:
    """五百多万, 二十来万, 几十万, 十几万: an amount of that size, not that amount."""
    out: list[Value | None] = []
    for m in _SOME_WAN.finditer(text):
        head = m["n"] or m["teen"] or m["tens"] or "一"
        amount = _number(head)
        if amount is not None and amount > 0:
            out.append(
                Value(
                    kind="money",
                    start=m.start(),
                    end=m.end(),
                    text=m.group(),
                    number=amount * 10000,
                    approximate=True,
                )  # fmt: skip
            )
    return out


def _slang(text: str) -> list[Value | None]:
    """三十个 is thirty times ten thousand where people speak of cover and premium."""
    out: list[Value | None] = []
    for m in _SLANG.finditer(text):
        amount = _number(m["n"])
        before = text[max(0, m.start() - 1) : m.start()]
        if (
            amount
            and amount <= 500
            and before not in ("这", "那", "第", "哪", "有", "几", "问", "说")
        ):
            out.append(
                Value(kind="money", start=m.start(), end=m.end(), text=m.group(),
                      number=amount * 10000, bare=True, approximate=True)
            )  # fmt: skip
    return out


def _durations(text: str) -> list[Value | None]:
    return [
        *(_simple("age", m, _number(m["n"])) for m in _AGE.finditer(text)),
        *_ages_reached(text),
        *_months(text),
        *_weeks_and_days(text),
        *_years(text),
        *(
            Value(kind="life", start=m.start(), end=m.end(), text=m.group())
            for m in _LIFE.finditer(text)
        ),
    ]


def _ages_reached(text: str) -> list[Value | None]:
    """保到七十: an age although nobody says 岁."""
    out: list[Value | None] = []
    for m in _TO_AGE.finditer(text):
        age = _number(m["n"] or m["m"])
        if age is not None and 18 <= age <= 120:
            out.append(_simple("age", m, age))
    return out


def _months(text: str) -> list[Value | None]:
    out: list[Value | None] = []
    for m in _MONTHS.finditer(text):
        months = Decimal("0.5") if m["n"] == "半" else _number(m["n"])
        if months is None:
            continue
        if m["half"]:
            months += Decimal("0.5")
        if months == Decimal("0.5"):
            out.append(_simple("days", m, Decimal(15)))
        else:
            out.append(_simple("months", m, months))
    return out


def _weeks_and_days(text: str) -> list[Value | None]:
    out: list[Value | None] = []
    for m in _WEEKS.finditer(text):
        weeks = _number(m["n"])
        if weeks is not None and weeks <= 12:
            out.append(_simple("days", m, weeks * 7))
    for m in _WEEKS_AND_DAYS.finditer(text):
        weeks, days = _number(m["n"]), _number(m["d"])
        if weeks is not None and days is not None and weeks <= 12 and days < 7:
            out.insert(0, _simple("days", m, weeks * 7 + days))
    for m in _DAYS.finditer(text):
        out.append(_simple("days", m, _number(m["n"]), _approximate(text, m, "some")))
    return out


_DEPOSIT = re.compile("期的?(?:定期|定存|国债|存款|存单|大额|理财|利率|利息|贷)")
_ORDINAL = ("第", "头", "前", "近", "过了", "满了", "每")


def _years(text: str) -> list[Value | None]:
    out: list[Value | None] = []
    for m in _YEARS.finditer(text):
        years = Decimal("0.5") if m["n"] == "半" else _number(m["n"])
        if years is None or years > 1900:
            continue
        before = text[max(0, m.start() - 2) : m.start()]
        after = text[m.end() : m.end() + 1]
        if before.endswith("第") and after not in ("前", "内"):
            out.append(_simple("nth", m, years))
            continue
        ordinal = (
            before.endswith(_ORDINAL) or after in ("前", "内") or _DEPOSIT.match(text, m.end())
        )
        kind = "ordinal" if ordinal else "years"
        out.append(_simple(kind, m, years, _approximate(text, m, "some")))
    return out


def _simple(
    kind: str, m: re.Match[str], number: Decimal | None, approximate: bool = False
) -> Value | None:
    if number is None:
        return None
    return Value(
        kind=kind, start=m.start(), end=m.end(), text=m.group(), number=number,
        approximate=approximate,
    )  # fmt: skip


def _dates(text: str) -> list[Value | None]:
    out: list[Value | None] = []
    for m in _DATE.finditer(text):
        month, day = _number(m["m"]), _number("一" if m["first"] else m["d"])
        if month and day and 1 <= month <= 12 and 1 <= day <= 31 and month == int(month):
            out.append(
                Value(kind="date", start=m.start(), end=m.end(), text=m.group(),
                      month=int(month), day=int(day))
            )  # fmt: skip
    for m in [*_DAY.finditer(text), *_DAY_NAMED.finditer(text)]:
        day = _number(m["d"])
        if day and 1 <= day <= 31 and day == int(day) and len(m["d"]) <= 3:
            out.append(
                Value(kind="day", start=m.start(), end=m.end(), text=m.group(), day=int(day))
            )
    for m in _RELATIVE_RE.finditer(text):
        out.append(
            Value(kind="date", start=m.start(), end=m.end(), text=m.group(),
                  relative=_RELATIVE[m.group()])
        )  # fmt: skip
    return out


def _percents(text: str) -> list[Value | None]:
    whole = [
        Value(kind="percent", start=m.start(), end=m.end(), text=m.group(), number=Decimal(100))
        for m in re.finditer("百分(?:之)?百", text)
    ]
    return whole + [
        _simple("percent", m, _number(m["a"] or m["b"])) for m in _PERCENT.finditer(text)
    ]


def _digit_strings(text: str, breaks: frozenset[int] = frozenset()) -> list[Value | None]:
    out: list[Value | None] = []
    for m in _DIGITS.finditer(text):
        end = m.end()
        # 幺八，百禾的客服: behind a pause begins another word
        after = "" if end in breaks else text[end : end + 1]
        if after and after in "十百千万" and (end - m.start() > 6 or end - 1 in breaks):
            end -= 1  # 四零零…三三，二十四小时: the last digit begins another number
        elif after and after in "十百千万年月岁块元":
            continue
        before = text[max(0, m.start() - 10) : m.start()]
        said = text[m.start() : end]
        if said.isdecimal() and len(said) < 7 and not _NUMBER_PLACE.search(before):
            continue  # 3900 alone is an amount; a number has its word in front
        out.append(
            Value(
                kind="digits", start=m.start(), end=end, text=said, digits=numerals.digits(said)
            )
        )  # fmt: skip
    return out


_FOLLOWED = re.compile(r"一年|一个月|每年|每月|一季")
_NUMBER_PLACE = re.compile(r"工号|电话|热线|客服|打|拨|尾号|号码|编号|号是|证号|后四位|专线|号")
_READERS = (_dates, _percents, _some_wan, _money, _digit_strings, _durations, _slang)

_COUNTED = re.compile(
    r"^[种次分级倍期个位名条款项份家点度公字楼号折岁里成半所遍回样句笔单码张台辆秒口第]"
)
_ECHOED = re.compile(r"(?:是不是|是吧|是吗|对吧|对吗|吧|啊|吗|呀|么|嘛|哈)")
_PLACE = re.compile(
    r"(?:一?个?月|每年|一年|全年|整年|折后|打完折|优惠价|合计|拢共|统共|月缴|年缴|月交|年交|按月|按年|共|总共|扣|交|缴|付|供|保费|保额|是|为|的|划|就|才|要|那|给|赔|收|走|领|拿|返|发|存|投|放|掏|出|花|退)$"
)


def _bare(text: str, m: re.Match[str], breaks: frozenset[int]) -> Value | None:
    amount = _number(m["n"])
    if amount is None or amount < 10 or len(m["n"]) > 8:
        return None
    if m.end() not in breaks and _COUNTED.match(text[m.end() : m.end() + 1]):
        return None
    period = _FOLLOWED.match(text[m.end() : m.end() + 3])
    asked = _ECHOED.match(text, m.end())  # 四千五百三是吧？
    end = asked.end() if asked else m.end()
    ends = end in breaks or end == len(text)
    alone = period is not None or (m.start() in breaks and ends)
    if not alone and not _PLACE.search(text[max(0, m.start() - 5) : m.start()]):
        return None
    return Value(
        kind="money", start=m.start(), end=m.end(), text=m.group(), number=amount, bare=True,
        approximate=_approximate(text, m, "some"),
    )  # fmt: skip
