"""Finds what is told of somebody's health: answers, what is told unasked, and what is said again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditor.model import Segment, Speaker
from auditor.report.private_ills import ILLS
from auditor.report.private_kinds import Found, Private
from auditor.report.private_lists import one_of
from auditor.report.private_stays import AMOUNT, Kept
from auditor.report.private_topics import Answer
from auditor.report.private_words import words

_CLAUSE = re.compile("[^，。？！；,?!;]+[，。？！；,?!;]*")
_SENTENCE = re.compile("[^。？！?!]+[。？！?!]*")
_PERSON = one_of("person")
_TOLD_OF = re.compile(
    rf"(?:{_PERSON})|去年|前年|以前|之前|早年|小时候|年轻时|一直|上个?[月周]|前[几两]?[天年]|前阵|前段|最近|这几?[年天月]|刚刚?|从小|天天|老是|正在?|[0-9一二两三四五六七八九十]+年(?:了|前|的)|医生|大夫"
)
_COVERED = re.compile(
    "(?:赔|保|报|管|包|算|给)(?:不|吗|么|没|得|多少|几|到)|能[赔报保管]|[也都][赔保报管算]|不[赔保报管]|可以[赔报]|保障|赔付|责任|条款|范围|报销|给付|理赔"
)
_ASKED_IF = re.compile("要是|如果|万一|假如|假设|比如|例如|像|什么叫|怎么算|是指")
_OTHER = re.compile(
    "^[你您](?:就?是)?[姓叫]|^[哦啊噢]*小[一-龥]啊?$|同意|清楚|明白|[你您]说|[你您]讲|快点|不要了|不买|不需要|不用了|开车|在忙|咒|别打|别再|挂了|赔|条款|多少钱|怎么交|便宜|太贵|考虑|再说|骗我|卖我|听这个|听你"
)
_ASKS_BACK = re.compile("[?？]|[吗么嘛]$|怎么|咋|啥|什么时候|几年|多久")
_CALLS = re.compile("^[一-龥]{1,2}(?:小姐|经理|先生|女士|姑娘|老师)$")
_NOD = re.compile("^(?:嗯+|哦+|啊|好的?|行|明白|了解|知道了|这样啊|没关系|喂|[，。？！、 ])*$")
_OF_PRODUCT = re.compile(
    "保障|保险|赔|条款|责任|包括|包含|涵盖|覆盖|给付|报销|产品|造成|免责|人群|专门|只能|女性|男性|第一大|发病|年轻化|这款|除外|都在里[头面]|[都也全能]管|[都也全能]保|[病症癌瘤炎塞梗血死]保的|都翻倍|并发症|保额|投保|加保|重大疾病[一二三0-9]|[种类项]|等待期|轻症|重疾"
)
_ASKS = re.compile(
    "没问题|有没有|有无|是否|是不是|(?:[吗么没呢]|没有)[?？]?$|什么|多少|哪|(?<!吧)[?？]$"
)
_COMMON = frozenset(
    "没有 现在 以前 去年 今年 前年 医生 知道 有点 这个 那个 就是 可以 不是 一直 我们 你们 您的 的话 怎么 什么 时候 一个 一下 身体 需要 情况 "
    "医院 保险 体检 健康 检查 问题 严重 平时 经常 有时 有时候 已经 还是 不过 之前 最近 应该 可能 没事 孩子 爱人 妈妈 爸爸 老公 老婆 几年 多年 医疗 重疾 意外 报销 病史 疾病 住院 手术".split()
)
"""Words that are as often said of anything: not taken for an echo by themselves."""
_BEYOND = re.compile(
    "要(?:加|看|核|人工)|需要|得(?:加|看|核)|就(?:不|没|可以)|不影响|没关系|没事|还(?:能|可以)|也(?:能|可以)|可以(?:投|买|保)"
)
"""Where the agent goes on to what follows from it."""
_TERM = re.compile("满[0-9一二两三四五六七八九十半]{1,3}(?:年|个月|天|周岁)(?:以?后)?")
_HIS = re.compile(
    "您(?:这个?|那个?|的)[^，。？！]{0,2}$|[您你](?:这个?|那个?)[^，。？！]{2,8}是(?:哪|什么|几)|(?:多少|几|哪)年了?|多久了?$"
)
_HAS = re.compile(rf"(?:{_PERSON})[^，。？！]{{0,4}}(?:有|得过|患|做过|查出|是)")
_AROUND = 3
"""Clauses before and after an illness that belong to what is told of it."""
_NEAR = 3
"""Turns within which the agent's words are compared with what was told."""
_FROM_RECORD = re.compile(
    "[他她](?!们)|[你您](?!看|想|听)(?:这个|那个|之前|以前|上次|说的?|的|有|是|现在|不是)?"
)


def private_health(segments: Sequence[Segment], answered: Mapping[int, Answer]) -> Iterator[Found]:
    """Answers to questions about health, and what the customer tells of it unasked."""
    told: list[tuple[int, str]] = []
    for index, segment in enumerate(segments):
        text = segment.text
        answer = answered.get(index)
        asked = answer is not None and Private.HEALTH in answer.topics
        if segment.speaker is Speaker.AGENT:
            spans = list(_said_again(text, index, told))
        elif asked:
            spans = list(_answer(text, at_once=answer is not None and index - answer.asked <= 2))
        else:
            spans = list(_told(text))
        if segment.speaker is not Speaker.AGENT:
            told += [(index, text[start:end]) for start, end in spans]
        for start, end in spans:
            yield Found(segment=index, start=start, end=end, kind=Private.HEALTH)


def _answer(text: str, *, at_once: bool) -> Iterator[tuple[int, int]]:
    """What a turn after a question about health tells: all but other matters."""
    kept = Kept(text)
    for clause in _CLAUSE.finditer(text):
        said = clause.group().strip("，。？！；,?!; ")
        ill = ILLS.search(said)
        if ill and not _coverage(said):
            yield clause.span()
        elif (
            _OTHER.search(said)
            or _ASKS_BACK.search(clause.group())
            or _CALLS.match(said)
            or AMOUNT.search(said)
            or kept.touches(clause.span())
        ):
            continue
        elif at_once or not _NOD.match(said):
            yield clause.span()


def _only_where(said: str) -> bool:
    """Whether a clause only says in which town something was done."""
    return any(w.kind == "ns" for w in words(said))


def _told(text: str) -> Iterator[tuple[int, int]]:
    """What somebody tells unasked: the clause with the illness and those around it, without other
    matters in them."""
    kept = Kept(text)
    for sentence in _SENTENCE.finditer(text):
        whole = sentence.group()
        hypothetical = bool(_ASKED_IF.search(whole))
        asks = whole.rstrip().endswith(("？", "?", "吗", "么")) and "，" not in whole
        clauses = [
            (sentence.start() + c.start(), sentence.start() + c.end(), c.group())
            for c in _CLAUSE.finditer(whole)
        ]
        ills = [_tells(said, hypothetical=hypothetical, asks=asks) for _, _, said in clauses]
        for at, (start, end, said) in enumerate(clauses):
            if not any(ills[max(0, at - _AROUND) : at + _AROUND + 1]):
                continue
            bare = said.strip("，。？！；,?!; ")
            covered = not ills[at] and bool(ILLS.search(bare)) and _coverage(bare)
            other = (
                _OTHER.search(bare) or _CALLS.match(bare) or covered or kept.touches((start, end))
            )
            if ills[at] or not (other or AMOUNT.search(said)):
                yield start, end


def _tells(clause: str, *, hypothetical: bool, asks: bool) -> bool:
    """Whether a clause tells of somebody's illness, and does not ask what the policy covers."""
    if not ILLS.search(clause) or _coverage(clause):
        return False
    if hypothetical:
        return bool(_HAS.search(clause))
    return bool(_TOLD_OF.search(clause)) if asks else True


def _coverage(clause: str) -> bool:
    return bool(_COVERED.search(clause)) and not re.search(
        rf"(?:{_PERSON})[^，。？！]{{0,6}}(?:有|得过|得了|患|做过|查出|这个|刚|以前|去年|前年|是)",
        clause,
    )


def _said_again(
    text: str, index: int, told: Sequence[tuple[int, str]]
) -> Iterator[tuple[int, int]]:
    """Where the agent repeats what was told of an illness, or says it from the record."""
    near = [said for at, said in told if index - at <= _NEAR]
    ills = {m.group() for _, said in told for m in ILLS.finditer(said)} - _COMMON
    kept = Kept(text)
    hidden_to = -1
    for clause in _CLAUSE.finditer(text):
        said = clause.group().strip("，。？！；,?!; ")
        product = _OF_PRODUCT.search(_sentence_at(text, clause.start()))
        ill = ILLS.search(said)
        again = any(i in said for i in ills) or (bool(ill) and hidden_to == clause.start())
        if ill and not again and (_FROM_RECORD.search(said[: ill.end()]) or _HIS.search(said)):
            again = not _ASKS.search(said) or bool(_HIS.search(said))
        if not again and near:
            again = any(_shares(said, other) for other in near)
            at_once = told[-1][0] == index - 1 and not product
            again |= bool(ill) and at_once and not _ASKS.search(said)
        if not again or (_OF_PRODUCT.search(said) and not _FROM_RECORD.match(said)):
            continue
        if not (AMOUNT.search(said) or kept.touches(clause.span())):
            last = max((m.end() for m in ILLS.finditer(clause.group())), default=2)
            beyond = _BEYOND.search(clause.group(), last)
            hidden_to = clause.end()
            term = _TERM.match(clause.group())
            start = clause.start() + (term.end() if term else 0)
            yield start, clause.start() + beyond.start() if beyond else clause.end()


def _sentence_at(text: str, at: int) -> str:
    before = text[max(0, at - 60) : at]
    start = max(before.rfind(mark) for mark in "。？！") + 1
    return before[start:] + text[at : at + 60]


def _shares(said: str, told: str) -> bool:
    """Whether two stretches share two characters that are not everybody's words."""
    for at in range(len(said) - 1):
        two = said[at : at + 2]
        if two in told and two.isalnum() and not _everyday(said, at):
            return True
    return False


def _everyday(said: str, at: int) -> bool:
    two = said[at : at + 2]
    if two in _COMMON or re.search(
        "[的了吗吧是有没您你我他她不就也都还在好这那个对呢啊要能会到千万]", two
    ):
        return True
    return any(common in said[max(0, at - 1) : at + 3] for common in _COMMON)
