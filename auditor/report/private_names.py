"""Finds the customers' names and those of their families."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditor.model import Call, Segment, Speaker
from auditor.report.private_called import called
from auditor.report.private_characters import DOUBLE, PLAIN, SURNAMES, titled
from auditor.report.private_ills import ILL
from auditor.report.private_kinds import Found, Private
from auditor.report.private_lists import one_of
from auditor.report.private_people import NICKNAME, answered_names, shown_names, spelling
from auditor.report.private_products import products
from auditor.report.private_staff import Staff
from auditor.report.private_stays import Kept, in_one_of
from auditor.report.private_topics import Answer

_SURNAMES = "".join(sorted(SURNAMES))
_DOUBLE = DOUBLE
_SURNAME = f"(?:{_DOUBLE}|[{_SURNAMES}])"
_AFTER = titled()
_END = "(?=[，。？！、：；的了吗吧是在和就还也都跟给您]|$|电话|手机)(?!的?(?:保险|产品|计划|两全|年金|终身|重疾|医疗))"
_STOP = "的了吗吧呢啊呀嘛是在有和跟这那我你您他她们不就也都还对好行嗯要会能可说去来到给把被很太，。？！、；： \n"
_GIVEN = f"[^{_STOP}\\W\\d_]{{1,2}}"
_WORDS = PLAIN
_NAME = f"(?!{_WORDS}){_SURNAME}{_GIVEN}"
_KIN = one_of("kin")
_CUES = (
    rf"我(?:的名字)?(?:叫|是)(?P<a>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:我|免贵|本人)姓(?P<b>{_SURNAME})",
    rf"(?:姓名|名字|户名|持卡人|开户人|投保人|被保险人|被保人|受益人|收件人|联系人)(?:这边|那边|这里|那里)?(?:还|写|填|叫|是|为|就|的|登记)*我?[，：: ]*(?P<c>{_NAME}){_END}",
    rf"(?:{_KIN})(?:的名字)?(?:叫|是|姓名是|，)+(?P<d>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:受益|被保|投保|写|填|改成|名字)[^。？！]{{0,8}}(?:{_KIN})(?P<h>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:受益人|被保人|被保险人)[^。？！]{{0,6}}[，：、](?P<j>{_NAME})(?=[{_STOP}]|$)",
    rf"{_NAME}[和、](?P<k>{_SURNAME}[^{_STOP}\W\d_]{{1,2}})(?=[。，]|$)",
    rf"我(?:{_KIN})(?P<i>(?!{ILL}){_NAME})(?=[{_STOP}]|$)",
    rf"(?:找|叫我?|喊我?|是|跟|和|问|家)(?P<g>[老小]{_SURNAME})(?=[{_STOP}]|$)(?![候时])",
    rf"(?<!谢)(?<!谢)(?P<e>(?!位老师|位先生|位女士|位客户|位大)(?!谢谢){_SURNAME}(?:(?![大小阿](?:姐|哥|姨|爷|伯|婶|叔|妹|弟)){_GIVEN})?)(?=(?:{_AFTER})(?![一-龥]?[额是]多少))",
    rf"(?:^|[，好喂。])是(?P<l>{_NAME})(?=吗|吧|么|不|本人|先生|女士)",
    rf"(?:^|[，。、是好找给对嗯])(?P<s0>{_SURNAME}[一-龥]{{1,2}})(?=先生|女士|小姐)",
    rf"(?P<t0>老{_SURNAME}头)",
    rf"(?:您|你)的?姓氏?是?(?P<r>{_SURNAME})(?=[吗吧么，。对])",
    rf"不(?:是|姓)(?P<m>{_SURNAME})(?=[，。])",
    rf"(?<![国全大自一])(?P<n>{_SURNAME})家(?=人[，。]|的[，。])",
    rf"(?:^|，)(?P<p>(?![我你您他她这那就都也还不]|{_KIN})[一-龥]{{2,4}})(?=是[我他她](?:{_KIN}))",
    rf"(?:请问)?(?:您|你)(?:就)?(?:是|叫)(?P<f>{_NAME})(?=先生|女士|本人|吗|吧|对|，|？|$)",
)
_CUE = re.compile("|".join(_CUES))
_FULL = _NAME
_RELATION = rf"{_KIN}|同事|朋友|邻居|同学|[我他她]弟|[我他她]妹|[我他她]哥|[我他她]姐|爷爷|奶奶|外公|外婆|姥姥|姥爷|叔叔|舅舅|姑姑|阿姨|表[哥弟姐妹]|堂[哥弟姐妹]|姐夫|妹夫|弟媳|亲家"
_MORE_CUES = re.compile(
    rf"我是(?P<aa>{_SURNAME})不是(?P<ab>{_SURNAME})|机主(?:是|叫)(?P<ac>{_FULL})(?=[，。？吗吧]|$)"
    rf"|(?:让|我就?是|找|叫|是不是)(?P<ad>(?!{_RELATION})[一-龥]{{2}})(?=妈妈?|爸爸?|奶奶|爷爷)(?:妈|爸|奶|爷)"
    rf"|(?<=，)(?P<ae>{_SURNAME})(?=[叔姨婶伯嫂](?:[，。！？]|$))|^(?P<af>{_SURNAME})(?=[叔姨婶伯嫂][，。！])"
    "|"
    rf"姓(?P<s>{_SURNAME})(?=[，。、？！]|$)"
    rf"|姓(?P<t>{_SURNAME})，(?:叫)?(?P<full>(?P=t){_GIVEN})(?=[{_STOP}]|$)"
    rf"|(?:填|写|改成|登记成|登记的是|全名[是叫]?|大名[是叫]?|户主[是叫]?|名字[是叫]?|名叫|打您?(?:{_KIN})|叫做?)"
    rf"(?:的?是)?(?:{_KIN})?(?P<u>{_FULL}){_END}"
    rf"|(?:他|她|{_RELATION})(?:名字)?叫(?P<v>[一-龥]{{2,5}}(?:·[一-龥]{{2,6}})?)(?=[，。？！]|$)"
    rf"|(?P<w>[一-龥]{{2,5}}·[一-龥]{{2,6}})"
    rf"|(?:{_RELATION})(?P<y>{_FULL}){_END}"
    rf"|(?P<o>{_SURNAME})某"
    rf"|(?:是|姓)(?P<q>{_SURNAME})(?=，[一-龥]{{0,2}}(?P=q)[一-龥]?的(?P=q))"
    rf"|[是姓](?P<ba>{_SURNAME})还是(?P<bb>{_SURNAME})(?=[，。？呀啊吗]|$)"
    rf"|^(?:喂[，]?|你好[，]?)?我(?P<z>{_FULL})(?=[，。]|$)"
)
_ASKED = re.compile("怎么称呼|贵姓|姓名|全名|名字|尊姓|叫什么|联系人写谁|受益人写谁|写谁|填谁|哪位")
_ANSWER = re.compile(
    rf"(?:^|[，。、])(?:嗯，?|叫|是|我是|我叫|就是)?(?P<name>{_FULL})(?=[，。！]|$)"
)
_AND_NAME = re.compile(rf"[和、跟]({_FULL})(?=[{_STOP}]|$)")
_PART = re.compile("复姓(?P<a>[一-龥]{2})|单名(?:一个)?(?P<b>[一-龥])(?=[字，。]|$)")
_OF_AGENT = re.compile("(?:客服|坐席|经理|专员|顾问|主管)$")
_SPELT = re.compile(
    r"(?:弓长张|立早章|木子李|耳东陈|双木林|口天吴|古月胡|双口吕|三横王|草头黄|走肖赵|言午许|双人徐|干勾于|人可何"
    r"|文刀刘|日月明)|[一-龥]?(?P<x>[一-龥])[一-龥]{0,3}的(?P=x)(?![一-龥])|[一-龥]{1,3}(?P<y>[一-龥])的(?P=y)(?![一-龥])"
)


def private_names(
    segments: Sequence[Segment],
    call: Call | None,
    answered: Mapping[int, Answer],
    read: Sequence[Found] = (),
) -> Iterator[Found]:
    """Names of the customer and his people; the agent's own, and the product's, stay.

    Names that were `read` by other means are looked for wherever they come again.
    """
    agent = (call.agent_name or "") if call else ""
    staff = Staff(segments, call)
    named = products(segments)
    known = _known_names(segments, call, answered)
    known = list(dict.fromkeys([*known, *_full_names(segments, read)]))
    near = 0
    for index, segment in enumerate(segments):
        text = segment.text
        spans = [*_occurrences(text, known), *_nicknames(text, known)]
        spans += [hit[1] for hit in _further(segments, index) if not _agents_word(segment, hit[1])]
        spans += list(_of_itself(segment, answered.get(index)))
        if known:
            spans += [m.span(str(m.lastgroup)) for m in _PART.finditer(text)]
            spans += _sounding_alike(text, known)
            spans += _spelt(text, known)
            spans += _told_by_words(text, known)
        if index and segment.speaker is not Speaker.AGENT:
            spans += _misheard(text, segments[index - 1].text)
        for cue in _CUE.finditer(text):
            if not _agents_own(segment, cue, agent):
                spans.append(cue.span(str(cue.lastgroup)))
        spans += [more.span(1) for _, end in spans if (more := _AND_NAME.match(text, end))]
        near = 3 if spans or _asked_name(answered.get(index)) else near - 1
        if near > 0 or "名字" in text or "怎么写" in text:
            spans += [m.span() for m in _SPELT.finditer(text)]
            here = [text[start:end] for start, end in spans]
            spans += spelling(text, frozenset("".join([*known, *here])))
        kept = Kept(text)
        for start, end in spans:
            if in_one_of(text, (start, end), named):
                continue
            if not (staff.stays(index, (start, end)) or kept.covers((start, end))):
                yield Found(segment=index, start=start, end=end, kind=Private.NAME)


def _full_names(segments: Sequence[Segment], read: Sequence[Found]) -> Iterator[str]:
    """What was read as a name and can hardly be another word."""
    for f in read:
        said = segments[f.segment].text[f.start : f.end]
        whole = 3 if said[:1] in SURNAMES else 4
        if f.kind is Private.NAME and whole <= len(said) <= 4 and "的" not in said:
            yield said


def _asked_name(answer: Answer | None) -> bool:
    return answer is not None and Private.NAME in answer.topics


def _occurrences(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where any of the names stands in a text."""
    wanted = frozenset(names)
    for size in {len(name) for name in names}:
        for at in range(len(text) - size + 1):
            if text[at : at + size] in wanted:
                yield at, at + size


def _nicknames(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The last character of a name where somebody is called by it: 晨儿, 燕姐."""
    last = {name[-1] for name in names if len(name) in (2, 3) and name[0] in SURNAMES}
    for match in re.finditer("(?P<last>[一-龥])(?=儿|哥|姐|妹|总)", text):
        if match["last"] in last:
            yield match.span("last")


def _of_itself(segment: Segment, answer: Answer | None) -> Iterator[tuple[int, int]]:
    """Names that their form shows, nicknames, and the answer to a question for a name."""
    text = segment.text
    for span in (*shown_names(text), *called(text, by_agent=segment.speaker is Speaker.AGENT)):
        if not _agents_word(segment, span):
            yield span
    for match in NICKNAME.finditer(text):
        group = str(match.lastgroup)
        named = group.startswith("name") or match[group][1] in SURNAMES
        if named and segment.speaker is not Speaker.AGENT:
            yield match.span(group)
    if _asked_name(answer):
        yield from answered_names(text)


def _further(segments: Sequence[Segment], index: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Names shown by what was asked before them or by the words that lead to them."""
    text = segments[index].text
    for cue in _MORE_CUES.finditer(text):
        for group, said in cue.groupdict().items():
            if said and not re.match(_WORDS, said):
                yield said, cue.span(group)
    before = [s.text for s in segments[max(0, index - 1) : index]]
    if segments[index].speaker is Speaker.CUSTOMER:
        for said in re.finditer(
            "我(?:的名字)?叫(?!你|您|他|她|什么|人)([一-龥]{2,4}?)(?=[，。啊]|$)", text
        ):
            yield said[1], said.span(1)
    if any(_ASKED.search(t) for t in before) and segments[index].speaker is not Speaker.AGENT:
        for answer in _ANSWER.finditer(text):
            yield answer["name"], answer.span("name")


def _agents_word(segment: Segment, span: tuple[int, int]) -> bool:
    """Whether the agent speaks of a product or of himself there."""
    sentence = re.split("[。？！]", segment.text[max(0, span[0] - 16) : span[0]])[-1]
    return segment.speaker is Speaker.AGENT and bool(
        re.search("工号|我叫|叫我|我姓|免贵姓|备注|我是|我名字", sentence)
        or re.search("产品|这款|计划|保险|人寿", sentence.split("，")[-1])
    )


def _sounding_alike(text: str, known: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where a full name of three characters is written with others that sound the same."""
    from pypinyin import lazy_pinyin

    names = {tuple(lazy_pinyin(name)) for name in known if len(name) == 3}
    if not names:
        return
    for run in re.finditer("[一-龥]{3,}", text):
        sounds = lazy_pinyin(run.group())
        if len(sounds) != len(run.group()):
            continue
        for at in range(len(sounds) - 2):
            if tuple(sounds[at : at + 3]) in names:
                yield run.start() + at, run.start() + at + 3


def _spelt(text: str, known: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the characters of a name are told by other words: 西早覃, 豪杰的豪, 下雪的雪."""
    letters = {c for name in known for c in name}
    for match in re.finditer("(?:^|(?<=[，。、是]))[一-龥]{1,4}的?([一-龥])(?=[，。、！]|$)", text):
        said = match.group()
        if match[1] in letters and 3 <= len(said) <= 5 and not re.search("[姓叫我您是]", said):
            yield match.span()


def _told_by_words(text: str, known: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where a part of a name is told by what it means elsewhere: 节气那个小满."""
    for match in re.finditer(
        "[一-龥]{1,6}?(?:的?那个|的)(?P<part>[一-龥]{2,3})(?=[，。！吧啊呀]|$)", text
    ):
        if match["part"] in known and not re.search("[姓叫我您是]", match.group()[:-3]):
            yield match.span()


def _misheard(text: str, before: str) -> Iterator[tuple[int, int]]:
    """Where somebody repeats the surname that he was called by as he heard it: 那小姐吗？ 哪小姐？"""
    from pypinyin import lazy_pinyin

    title = "(?:先生|女士|小姐|太太|老师)"
    called = {m[1] for m in re.finditer(f"([一-龥]){title}", before)}
    heard = {tuple(lazy_pinyin(c)) for c in called}
    for match in re.finditer(f"^[一-龥](?={title}[？?])", text):
        if tuple(lazy_pinyin(match.group())) in heard:
            yield match.span()


def _agents_own(segment: Segment, cue: re.Match[str], agent: str) -> bool:
    """The agent's own name is what the law wants to be said; it stays."""
    said = cue.group(str(cue.lastgroup))
    called = cue.lastgroup == "e" and segment.speaker is Speaker.AGENT
    if agent and said in agent and not called:
        return True
    if segment.speaker is Speaker.AGENT:
        before = segment.text[max(0, cue.start() - 8) : cue.start()]
        own = cue.lastgroup in ("a", "b") or cue.group().startswith("叫我")
        if called and before.endswith("备注"):  # by his title he is the customer: 备注仲姐
            return False
        if own or re.search("备注|我是|我们|人寿|保险|公司|我叫", before):
            return True
    return bool(_OF_AGENT.search(segment.text[max(0, cue.start() - 4) : cue.start()]))


def _known_names(
    segments: Sequence[Segment], call: Call | None, answered: Mapping[int, Answer]
) -> list[str]:
    """The record's customer and everybody who is named in the talk with a full name."""
    surnames: set[str] = set()
    names = {call.customer_name} if call and (call.customer_name or "").isalnum() else set()
    agent = (call.agent_name or "") if call else ""
    for segment in segments:
        for cue in _CUE.finditer(segment.text):
            name = cue.group(str(cue.lastgroup))
            if len(name) >= 2 and not _agents_own(segment, cue, agent):
                names.add(name)
    for index, segment in enumerate(segments):
        for name, span in _further(segments, index):
            if _agents_word(segment, span) or name in agent:
                continue
            (names if len(name) > 1 else surnames).add(name)
        for start, end in _of_itself(segments[index], answered.get(index)):
            name = segments[index].text[start:end]
            if name not in agent:
                (names if len(name) > 1 else surnames).add(name)
    for segment in segments if surnames else ():
        own = rf"(?:^|[，是叫])((?:{'|'.join(sorted(surnames))}){_GIVEN}){_END}"
        names |= set(re.findall(own, segment.text))
    names = {n for n in names if not re.search(f"(?:{titled()}|[先女]生?)$", n or "")}
    names |= {n[:2] for n in names if n and re.match(_DOUBLE, n)}
    names |= {part for n in names if n for part in n.split("·")}
    given = {n[1:] for n in names if n and len(n) == 3} | {
        n[2:] for n in names if n and len(n) == 4
    }
    return sorted((n for n in names | given if n and len(n) >= 2), key=len, reverse=True)
