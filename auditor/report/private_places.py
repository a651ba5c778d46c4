"""Finds where somebody lives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from auditor.model import Segment, Speaker
from auditor.report.private_kinds import Found, Private
from auditor.report.private_lists import one_of
from auditor.report.private_topics import Answer
from auditor.report.private_where import (
    answered_places,
    is_place,
    of_company,
    recorded_places,
    told_places,
)
from auditor.report.private_words import words

_N = "0-9０-９零〇一二两三四五六七八九十百幺"
_ROAD = one_of("roads")
_ESTATE = one_of("estates")
_HOUSE = rf"[甲乙丙丁附]?[{_N}A-Za-z]{{1,12}}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|组|弄|巷|户|房)(?:[{_N}A-Za-z]{{1,12}}+(?!号|栋|幢|座|单元|楼|层|组|弄|巷|户)(?:之[{_N}])?室?)?"
_AREA = r"(?:[一-龥]{2,7}?(?:省|自治区|特别行政区|市|州|盟|地区|自治州))"
_DISTRICT = r"(?:[一-龥]{1,6}?(?:区|县|旗|市|新区|开发区|镇|乡|街道))"
_PLACES = one_of("provinces_and_cities")
_CITY = rf"(?:(?:{_PLACES})(?:省|市)?)"
_STREET = rf"[一-龥]{{1,8}}?(?:{_ROAD})"
_NAMED = rf"[一-龥]{{1,8}}?(?:{_ESTATE}){{1,2}}"
_SEP = r"[，、,\s]{0,2}"
_ADDRESS = re.compile(
    rf"(?:(?:{_CITY}{_SEP}|{_AREA}{_SEP}|{_DISTRICT}{_SEP}){{0,5}}+)"
    rf"(?:(?:{_STREET}){_SEP})?(?:(?:{_NAMED}){_SEP})?(?:{_HOUSE}{_SEP})+"
    rf"(?:(?:{_NAMED}){_SEP})?(?:{_HOUSE}{_SEP})*(?:[{_N}]{{3,5}}(?![{_N}年月日号元块百千万]))?"
    rf"|(?:(?:{_CITY}|{_AREA}|{_DISTRICT}){_SEP}){{1,4}}+(?:{_STREET}|{_NAMED})"
)
_MORE = re.compile(
    rf"(?:{_SEP}(?:第?[{_N}A-Za-z]{{1,12}}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|组|段|期|区|弄|户|巷|门)"
    rf"|[一-龥]{{1,5}}(?:{_ESTATE})(?={_SEP}[{_N}])|[{_N}]{{3,4}}(?![{_N}年月日元块百千万天])))+"
)
_LEAD = re.compile(
    "^(?:.*(?:地址|住址|寄到|寄往|寄|送到|(?<!解)放到?|快递到|邮到|住在|家住|住|家在|家里|就在|位于|收货|是|在|到|的|我|您|那|写|填|改成|，|。))"
)
_STRONG = re.compile(
    rf"(?:{_ROAD}|{_ESTATE}|区|县|市|镇|乡|街道){_SEP}[{_N}A-Za-z]{{1,12}}(?:号|栋|幢|座|单元|室|楼|弄|组|巷)"
    rf"|[{_N}A-Za-z]{{1,12}}(?:栋|幢|座|号楼){_SEP}[{_N}A-Za-z]{{1,12}}|[{_N}A-Za-z]{{1,12}}单元|[{_N}A-Za-z]{{2,12}}室"
    rf"|(?:区|县|市|镇|乡)[一-龥]{{1,8}}(?:路|街|大道|道|巷|胡同|村|小区|花园|家园|苑|公寓|大厦)"
)
_DROP = re.compile(
    r"(?:(?<!解)放|寄到?|送到?|快递到?)(?P<place>[一-龥，]{2,14}(?:小区|花园|家园|公寓|大厦|驿站)(?:[东南西北]门)?)"
)
_ADDRESS_ASKED = re.compile("地址|寄到哪|送到哪|住哪|住在哪|收件|快递到哪|门牌")

_ASKS_PLACE = re.compile(
    "地址|住址|寄[到往给]?[您]?哪|送[到去]?哪|住哪|住在哪|哪个小区|哪条路|几栋|几幢|几号[楼门院]|几单元|几楼|几层|几门|几室|哪个?[镇乡村区县市]|门牌|房号|收件|配送|快递"
    "|家还是单位|单位还是家|(?:区|市|县|镇|路|街|村|园|苑)[的是]?哪[里儿]?"
)
_PLACEY = re.compile(
    rf"[东西中南北]单元|[东西南北中][户门]|第?[{_N}A-Za-z]{{1,12}}(?:号|栋|幢|座|单元|室|楼|层|组|弄|巷|户|期|区|门|队|家)|[东西南北左右]手?户|[左右]手"
    rf"|(?:路|街|道(?<!知道)|巷|弄|胡同|村|屯|组|小区|花园|家园|公寓|大厦|广场|新村|社区|苑|庭|府(?<!政府)|湾|城|园|县|区|市|镇|乡|街道|旗|旁边|对面|后面|隔壁|楼上|楼下|门口|路口|十字|[东西南北]+角|驿站|物业|服务中心|超市|商场|学校|医院|单元的)"
    rf"|(?:门牌|不是|应该)[是号]?[{_N}]{{3,}}|(?<![{_N}.])[0-9零幺一二三四五六七八九]{{3,5}}(?![{_N}.元块万年月日天])"
)
_WHERE_THERE = re.compile(
    "(?:^|[嗯好的，。哦在])((?![嗯好的哦那您])[一-龥]{1,5}(?:区|县|市|镇|乡|村|路|街))的?(?:哪[里儿]|什么位置)"
)
_SENDS = re.compile("(?:寄|送|发)(?:到|给|我|往|物业|单位|家)|给我寄|你就写|你写")
_NOT_PLACE = re.compile(
    "[多]少|吗$|呢$|什么|怎么|保费|保额|(?<!单)元|块|热线|客服|电话|收到|快递能|工作日|合同|哪[里儿个]|没有门牌|邮编|^[嗯哦好对是的行]+$|公里|市场|监管|[天日]内|天里|号扣|工资|[0-9零一二三四五六七八九十]天|个月|我知道"
)
_LINE = re.compile(
    f"(?:九\\s*五\\s*五|95|四[零百]+|4[0O]0|一二三七八|幺二三七八|12378)[{_N}，、 ]*$"
)
_MOST, _LONGEST = 20, 80
"""Addresses of a talk, and characters of one, that are looked for again."""

_NAMED_BEFORE = re.compile("(?:我在|住在?|寄到|送到|地址是|就在)([一-龥]{2,7}[，、])$")
_CLAUSE_LEAD = re.compile(
    "^(?:嗯+|哦|好的?|对|不是|门牌号?|应该|给我|那|那个|就|我们?|你|您|写|填|在|住|寄到?|送到?|放|发|改成|地址|家里|是|现在|搬了|房号|收件|然后|还有|的)+"
)


def private_places(segments: Sequence[Segment], answered: Mapping[int, Answer]) -> Iterator[Found]:
    """Addresses, the answers to questions for one, and what is read back of them."""
    found = list(_shown(segments))
    found += list(_answers(segments, {f.segment for f in found}))
    found += list(_located(segments, answered))
    found += list(_recognised(segments))
    for index, segment in enumerate(segments):
        for asked in _WHERE_THERE.finditer(segment.text):
            start, end = asked.span(1)
            found.append(Found(segment=index, start=start, end=end, kind=Private.ADDRESS))
    found += list(_answers(segments, {f.segment for f in found}))
    found += list(_read_back(segments, found))
    found += list(_answers(segments, {f.segment for f in found}))
    for stretch in found:
        first = max(0, stretch.start - 12)
        named = _NAMED_BEFORE.search(segments[stretch.segment].text[first : stretch.start])
        yield replace(stretch, start=first + named.start(1)) if named else stretch


def _located(segments: Sequence[Segment], answered: Mapping[int, Answer]) -> Iterator[Found]:
    """Where the answer to a question, or a turn by itself, says where somebody is to be found."""
    for index, segment in enumerate(segments):
        answer = answered.get(index)
        if answer and Private.ADDRESS in answer.topics:
            spans = answered_places(segment.text)
        elif segment.speaker is Speaker.AGENT:
            spans = recorded_places(segment.text)
        else:
            spans = told_places(segment.text)
        for start, end in spans:
            yield Found(segment=index, start=start, end=end, kind=Private.ADDRESS)


_FROM_NUMBER = re.compile(
    "(?:^|[，。？！])(?P<place>[一-龥]{2,4})的(?=[呀哦啊吧嘛]{0,2}[，。？?！])"
)


def _recognised(segments: Sequence[Segment]) -> Iterator[Found]:
    """The county that the agent knows an identity number or a name by, and where it comes again."""
    for index, segment in enumerate(segments):
        if segment.speaker is not Speaker.AGENT:
            continue
        for match in _FROM_NUMBER.finditer(segment.text):
            place = match["place"]
            if [w.kind for w in words(place)] != ["ns"] or re.fullmatch(_CITY, place):
                continue
            for near in range(index, min(index + 3, len(segments))):
                for again in re.finditer(place, segments[near].text):
                    start, end = again.span()
                    yield Found(segment=near, start=start, end=end, kind=Private.ADDRESS)


def _answers(segments: Sequence[Segment], shown: set[int]) -> Iterator[Found]:
    """The clauses of the customer that belong to an address by what was asked before them."""
    open_until = -1
    for index, segment in enumerate(segments):
        asked = bool(_ASKS_PLACE.search(segment.text))
        if segment.speaker is Speaker.AGENT:
            open_until = index + 1 if asked or index in shown else open_until
            continue
        told = asked or _SENDS.search(segment.text)
        if index > open_until and index not in shown and not (told and "公司" not in segment.text):
            continue
        open_until = max(open_until, index + 2) if index in shown else open_until
        for clause in re.finditer("[^，。？！；、]+[？]?", segment.text):
            text = clause.group()
            if (
                _LINE.search(segment.text[max(0, clause.end() - 24) : clause.end()])
                or text.endswith("？")
                or _NOT_PLACE.search(text)
                or not _PLACEY.search(text)
            ):
                continue
            lead = _CLAUSE_LEAD.match(text)
            start = clause.start() + (lead.end() if lead else 0)
            if clause.end() - start >= 2:
                yield Found(segment=index, start=start, end=clause.end(), kind=Private.ADDRESS)


def _read_back(segments: Sequence[Segment], found: Sequence[Found]) -> Iterator[Found]:
    """Where a part of a known address is said again, with the house number after it."""
    whole = dict.fromkeys(segments[f.segment].text[f.start : f.end] for f in found)
    known = [address for address in whole if len(address) <= _LONGEST][:_MOST]
    for index, segment in enumerate(segments):
        for clause in re.finditer("[^，。？！；]+", segment.text):
            for address in known:
                match = SequenceMatcher(None, address, clause.group(), autojunk=False)
                at = match.find_longest_match()
                said = clause.group()[at.b : at.b + at.size]
                if at.size < 3 and not (at.size == 2 and said[-1] in "区县镇路街村苑园栋"):
                    continue
                if (not _PLACEY.search(said) and at.size < 4) or re.fullmatch(f"[{_N}]+", said):
                    continue
                start = clause.start() + at.b
                more = _MORE.match(segment.text, start + at.size)
                end = more.end() if more else start + at.size
                yield Found(segment=index, start=start, end=end, kind=Private.ADDRESS)


def _shown(segments: Sequence[Segment]) -> Iterator[Found]:
    """Addresses that their own form shows."""
    for index, segment in enumerate(segments):
        talk = segments[max(0, index - 1) : index + 1]
        asked = any(_ADDRESS_ASKED.search(s.text) for s in talk)
        if segment.speaker is Speaker.AGENT and of_company(segment.text):
            continue
        for drop in _DROP.finditer(segment.text):
            start, end = drop.span("place")
            yield Found(segment=index, start=start, end=end, kind=Private.ADDRESS)
        for match in _ADDRESS.finditer(segment.text):
            text = match.group()
            place = re.search(f"{_CITY}|{_AREA}", text)
            if not (_STRONG.search(text) or (asked and len(text) > 3)):
                continue
            start = _begin(segment.text, match, place)
            end = match.start() + len(text.rstrip("，、, "))
            more = _MORE.match(segment.text, end)
            end = more.end() if more else end
            rest = re.match("[一-龥]{1,8}(?=的?(?:[，。？！]|$))", segment.text[end : end + 10])
            end += rest.end() if rest and is_place(rest.group()) else 0
            if end - start >= 3:
                yield Found(segment=index, start=start, end=end, kind=Private.ADDRESS)


def _begin(text: str, match: re.Match[str], place: re.Match[str] | None) -> int:
    """Where an address begins: after the words that lead to it, with the name that stands before
    a bare house number."""
    head = match.group()[: place.start()] if place else match.group()[:8]
    lead = _LEAD.match(head)
    if lead:
        return match.start() + lead.end()
    if place or not re.match(f"[{_N}A-Za-z]", match.group()):
        return match.start()
    named = re.search("[一-龥]{0,12}$", text[max(0, match.start() - 12) : match.start()])
    before = named.group() if named else ""
    lead = _LEAD.match(before)
    return match.start() - len(before) + (lead.end() if lead else 0)
