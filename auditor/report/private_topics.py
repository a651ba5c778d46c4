"""What an answer is about: a question for a name, an address or somebody's health opens a topic.

An answer is private by what was asked, whether its words are understood or not. A topic stays open
over nods, echoes and follow-up questions (几栋？ 哪个巧？), until something else is spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model import Segment, Speaker
from auditor.report.private_ills import SICK
from auditor.report.private_kinds import Private
from auditor.report.private_stays import AMOUNT

_N = "0-9零〇一二两三四五六七八九十百"
_ASKING = (
    "[?？]|[吗吧么](?=，)|[吗吧么呢没啊不否]$|有没有|有无|(?P<yn>[一-龥])不(?P=yn)|是否|怎么|咋|如何|什么|啥|多少|多[大高重久]|几|哪|谁|说一下|说下|说说|讲一下|讲讲"
    "|报一下|报下|您报|您说|提供|告知|描述|留一?[个下位]|留下|填一下|麻烦|请|方便|核[对实]|确认|问一下|问下"
)
_NAME_ASKED = re.compile(
    "称呼|贵姓|尊姓|姓名|全名|全称|大名|名字|名儿|小名|叫什么|叫啥|叫谁|姓什么|姓啥|姓[^。？！]{0,3}[吗吧]|哪位|何人|名下|户名|户主|产权人|机主|车主|署名|签名|落款"
    "|(?:收件|联系|受益|投保|被保险?|持卡|开户|监护|经办)人|(?:写|填|找|给|留|是|为|叫|选|跟)[^。？！，]{0,2}谁|谁的|谁[来收签接]|(?:他|她|孩子|娃|儿子?|女儿|闺女|太爷|爱人)(?:名字)?叫?$|名字$|怎么写|怎样写|咋写|哪[个几一]{1,2}字|什么字|[喊叫]您|[喊叫]你"
    "|^哪(?:个|一个)[一-龥][？?]?$|，哪(?:个|一个)[一-龥][？?]?$|(?:您|你)(?:是|就是)[^。？！，]{2,4}(?:吗|吧|对吧|本人)|您爱人是|孩子是"
)
_PLACE_ASKED = re.compile(
    "地址|地儿|住址|住处|住所|门牌|房号|房间号|通[讯信]处|户籍|户口|老家|住[^。？！，]{0,4}(?:哪|什么|几)|住在|常住|居住|家[在住]|收货|收件(?!人)|配送|派送|自提|驿站|快递柜"
    "|[寄邮送发投递捎放搁][^。？！，]{0,8}(?:哪|什么|何处|家|单位|公司|位置)|哪[一个条座]{0,2}(?:省|市|区|县|镇|乡|村|街|路|小区|城市|城|楼|栋|幢|单元|门|层|地方|片|边|户|排|队|组)"
    f"|第?几[号个]?(?:栋|幢|号|楼|单元|层|室|门|户|弄|巷|组|队|排|期|座)|(?:栋|幢|单元|楼层|楼|门|室|弄|巷|小区|村|镇|县|区|路|街|[{_N}]号)(?:号|名)?(?:呢|是|叫|有)?[？?呢吗]*$"
    "|(?:寄|送|发|邮)[^。？！]{0,8}(?:行不行|可以吗|行吗|好吗|方便)|还是(?:外地|乡下|农村|城里|市区)|[镇县区乡村市]还是[^。？！，]{1,6}[镇县区乡村市]|哪个?(?:学校|单位|公司|厂|幼儿园|驿站)|具体(?:位置|在哪|哪)|(?:什么|哪个?)(?:位置|片区|片|块|地段|方位|地点)|哪一[带片块]|在哪(?:上班|工作|办公)|(?:单位|公司|店|厂|学校)[^。？！，]{0,4}(?:哪|叫什么|名称)|放[^，。？！]{1,10}(?:行[吗不]|可以吗|好吗)|家还是|单位还是|在哪[儿里个]?(?:住|呢|呀|啊|，|$|[？?])|从哪[儿里]"
)
_HEALTH_TOPIC = re.compile(
    f"身体|身子|体质|健康(?!险|一生|保|管理|告知书)|硬朗|结实|{SICK}|酒|烟|吸烟|嗜好|既往|家族|遗传|个头|身高|体重|多高|多重|胖|瘦|睡眠|睡得|睡觉|胃口|饮食|视力|听力|近视|拒保|加费|延期|异常|告知的|不舒服|足月|顺产|剖|[流早难]过?产|生的时候|出生|出什么事|那次|情况怎么样|得过什么|做过什么"
    "|恢复|良性|恶性|病理|指标|严重|发作|控制得|怎么治|治好|吃着|几个月了|几周|多少周|伤哪|伤到哪|受伤|去世|怎么走的|预产|哪儿不好|哪里不好|出险|理赔过"
)
_NOT_HEALTH = re.compile(
    "清楚|明白|同意|投保[吗吧？]|购买|赔|条款|责任免除|免责|听懂|了解[吗吧]|知晓|需要[^。？！]{0,6}(?:保障|产品|计划)|保障|有保险|买过|保单|保费|扣款|缴费|身体好(?!不好|吗|吧|么)|身体健康，|祝|保到|给到|先走|确诊了就|种大病|种重疾|得病"
)
_PRODUCT = re.compile("保障|赔|责任|条款|涵盖|包括|包含|覆盖|报销|给付|保额|保费")
_NOD = re.compile(
    "^(?:嗯+|啊|哦+|噢|喔|诶|哎|唉|好[的嘞了吧呀]?|行[的了吧]?|对[的吧]?|是[的吧]?|没事|没关系|不要紧|不着急|不急|慢慢[来说]|您[说讲]?|请[说讲]|继续|接着|明白了?|了解了?|知道了?|记[下好]了?|收到"
    "|稍等|等一下|我记一下|我拿笔|这样啊|然后呢?|后面呢?|还有呢?|谢谢|[，。？！、,. ]|理解|抱歉|哈|呵|呀|哟|登记|一下|那就好|不错|挺好)*$"
)
_OTHER_ASK = re.compile(
    "身份证|证件|卡号|账号|手机|电话|号码|同意|清楚|明白吗|方便(?:听|吗)|考虑|保费|保额|多少钱|扣款|缴费|怎么交|投保|购买|办理|需要吗|意向|兴趣|感觉|觉得|年龄|多大|几岁|岁数|生日|职业|工作是|做什么"
)
_STAYS = 2
"""Turns of the answering side that a topic lasts without being asked for again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn answers: its topics, and the turn with the question."""

    topics: frozenset[Private]
    asked: int


def topics_asked(text: str) -> frozenset[Private]:
    """Return what a turn asks for: names, addresses, health. Its last two sentences count."""
    sentences = [s for s in re.split("(?<=[。？！?!；])", text) if s.strip("，。？！ ")]
    found: set[Private] = set()
    for sentence in sentences[-2:]:
        last = sentence[-70:].strip("。！ ")
        if not re.search(_ASKING, last) and not (len(last) <= 14 and _named_only(last)):
            continue
        if _NAME_ASKED.search(last):
            found.add(Private.NAME)
        if _PLACE_ASKED.search(last):
            found.add(Private.ADDRESS)
        about = list(_HEALTH_TOPIC.finditer(last))
        if about and not _of_product(last[last.rfind("，", 0, about[-1].start()) + 1 :]):
            found.add(Private.HEALTH)
    return frozenset(found)


def _of_product(sentence: str) -> bool:
    """Whether a sentence with illness in it speaks of what is insured."""
    return bool(_NOT_HEALTH.search(sentence) or AMOUNT.search(sentence))


def _named_only(sentence: str) -> bool:
    """Whether a short turn only names what it wants: 单元号。 被保险人姓名。"""
    return not re.search("[了的][。]?$|我们|公司|谢谢|记好|记下|收到|登记|更新|寄出|送到", sentence)


def answers(segments: Sequence[Segment]) -> dict[int, Answer]:
    """Return the turns that answer a question for something private.

    In a recording without sides anybody may ask and the next turn answers.
    """
    found: dict[int, Answer] = {}
    topics: frozenset[Private] = frozenset()
    asked, left = -1, 0
    for index, segment in enumerate(segments):
        if segment.speaker is not Speaker.AGENT and topics:
            found[index] = Answer(topics, asked)
            left -= 1
            if left <= 0:
                topics = frozenset()
        if segment.speaker is Speaker.CUSTOMER:
            continue
        now = topics_asked(segment.text)
        if now:
            topics, asked, left = now, index, _STAYS + 1
        elif _ends(segment.text, left):
            topics = frozenset()
    return found


def _ends(text: str, left: int) -> bool:
    if left <= 0:
        return True
    if _NOD.match(text):
        return False
    return bool(len(text) > 24 or _OTHER_ASK.search(text) or _PRODUCT.search(text))
