"""Finds the customers' names and those of their families."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Call, Segment, Speaker
from auditor.report.private_health import ILLS
from auditor.report.private_kinds import Found, Private

_SURNAMES = (
    "王李张闫佘刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严"
    "牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲游阳裴"
    "席卫屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫嵺苟褚廉简娄"
    "符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽练仲乐虞卞封竺冼衣楚佟栗匡宗"
    "肖尚麦贝茅阚亓粟台巫鞠桑荆谌扬明沙薄伏岑习胥蔺严"
)
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|端木|南宫|独孤"
_SURNAME = f"(?:{_DOUBLE}|[{_SURNAMES}])"
_AFTER = "先生|女士|小姐|太太|阿姨|叔叔|大哥|大姐|师傅|老师|总|姐|哥"
_END = "(?=[，。？！、：；的了吗吧是在和就还也都跟给您]|$|电话|手机)(?!的?(?:保险|产品|计划|两全|年金|终身|重疾|医疗))"
_STOP = "的了吗吧呢啊呀嘛是在有和跟这那我你您他她们不就也都还对好行嗯要会能可说去来到给把被很太，。？！、；： \n"
_GIVEN = f"[^{_STOP}\\W\\d_]{{1,2}}"
_WORDS = (
    "明白|明天|明年|明确|明细|安排|安全|安心|高兴|高额|高低|高中|万一|任何|方便|方式|方案|方面|全部|时间|时候|马上|相关|相信|项目|单位|单独|单子"
    "|公司|成功|成人|金额|左右|周期|周末|周岁|周边|程序|白天|黄金|石头|和平|常见|常用|温馨|向您|房子|车子|车险|强制|解释|解决|严重|严格|包括|包含"
    "|包你|祝您|习惯|乐意|冷静|商量|商业|党员|花钱|花费|辛苦|容易|古代|席位|年轻|年龄|年纪|时常|应该|应付|文件|法定|毛病|熊猫|钱款|钱包|雷同"
    "|边上|路上|路费|齐全|党校|曲线|童年|甘愿|终身|终生|平安|平时|平常|平均|家属|家人|家里|家长|管理|管用|章程|伍佰|陆续|宫颈|经常|通讯"
)
_NAME = f"(?!{_WORDS}){_SURNAME}{_GIVEN}"
_KIN = "爱人|闺女|那口子|媳妇|姑娘|小子|外甥|侄子|侄女|嫂子|岳父|岳母|公公|婆婆|老公|老婆|丈夫|妻子|先生|太太|儿子|女儿|孩子|母亲|父亲|妈妈|爸爸|妈|爸|老伴|孙子|孙女|哥哥|弟弟|姐姐|妹妹"
_CUES = (
    rf"我(?:的名字)?(?:叫|是)(?P<a>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:我|免贵|本人)姓(?P<b>{_SURNAME})",
    rf"(?:姓名|名字|户名|持卡人|开户人|投保人|被保险人|被保人|受益人|收件人|联系人)(?:这边|那边|这里|那里)?(?:还|写|填|叫|是|为|就|的|登记)*我?[，：: ]*(?P<c>{_NAME}){_END}",
    rf"(?:{_KIN})(?:的名字)?(?:叫|是|姓名是|，)+(?P<d>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:受益|被保|投保|写|填|改成|名字)[^。？！]{{0,8}}(?:{_KIN})(?P<h>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:受益人|被保人|被保险人)[^。？！]{{0,6}}[，：、](?P<j>{_NAME})(?=[{_STOP}]|$)",
    rf"{_NAME}[和、](?P<k>{_SURNAME}[^{_STOP}\W\d_]{{1,2}})(?=[。，]|$)",
    rf"我(?:{_KIN})(?P<i>(?!{ILLS}){_NAME})(?=[{_STOP}]|$)",
    rf"(?:找|叫我?|喊我?|是|跟|和|问|家)(?P<g>[老小]{_SURNAME})(?=[{_STOP}]|$)(?![候时])",
    rf"(?<!谢)(?P<e>(?!谢谢){_SURNAME}(?:(?![大小](?:姐|哥)){_GIVEN})?)(?=(?:{_AFTER})(?![一-龥]?[额是]多少))",
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
    r"|文刀刘|日月明)|[一-龥]?(?P<x>[一-龥])[一-龥]{0,3}的(?P=x)|[一-龥]{1,3}(?P<y>[一-龥])的(?P=y)"
)


def private_names(segments: Sequence[Segment], call: Call | None) -> Iterator[Found]:
    agent = (call.agent_name or "") if call else ""
    known = _known_names(segments, call)
    spelt_near = False
    for index, segment in enumerate(segments):
        text = segment.text
        spans = [m.span() for name in known for m in re.finditer(re.escape(name), text)]
        spans += [hit[1] for hit in _further(segments, index) if not _agents_word(segment, hit[1])]
        if known:
            spans += [m.span(str(m.lastgroup)) for m in _PART.finditer(text)]
            spans += _sounding_alike(text, known)
            spans += _spelt(text, known)
        for cue in _CUE.finditer(text):
            start, end = cue.span(str(cue.lastgroup))
            if _agents_own(segment, cue, agent):
                continue
            spans.append((start, end))
        spans += [more.span(1) for _, end in spans if (more := _AND_NAME.match(text, end))]
        if spans or spelt_near:
            letters = {c for name in known for c in name}
            spans += [
                m.span()
                for m in _SPELT.finditer(text)
                if spelt_near or (m["x"] or m["y"] or m.group()[-1]) in letters
            ]
        spelt_near = "名字" in text or "姓什么" in text or "怎么写" in text
        for start, end in spans:
            if not (agent and end - start > 1 and text[start:end] in agent):
                yield Found(segment=index, start=start, end=end, kind=Private.NAME)


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
    before = segment.text[max(0, span[0] - 16) : span[0]]
    return segment.speaker is Speaker.AGENT and bool(
        re.search("产品|这款|计划|保险|工号|我叫|我姓|我是|我名字", before)
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


def _agents_own(segment: Segment, cue: re.Match[str], agent: str) -> bool:
    """The agent's own name is what the law wants to be said; it stays."""
    said = cue.group(str(cue.lastgroup))
    called = cue.lastgroup == "e" and segment.speaker is Speaker.AGENT
    if agent and said in agent and not called:
        return True
    if segment.speaker is Speaker.AGENT and cue.lastgroup in ("a", "b"):
        return True
    return bool(_OF_AGENT.search(segment.text[: cue.start()]))


def _known_names(segments: Sequence[Segment], call: Call | None) -> list[str]:
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
    for segment in segments if surnames else ():
        own = rf"(?:^|[，是叫])((?:{'|'.join(sorted(surnames))}){_GIVEN}){_END}"
        names |= set(re.findall(own, segment.text))
    names |= {n[:2] for n in names if n and re.match(_DOUBLE, n)}
    names |= {part for n in names if n for part in n.split("·")}
    given = {n[1:] for n in names if n and len(n) == 3} | {
        n[2:] for n in names if n and len(n) == 4
    }
    return sorted((n for n in names | given if n and len(n) >= 2), key=len, reverse=True)
