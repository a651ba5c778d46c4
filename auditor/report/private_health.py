"""Finds what is told of somebody's health."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Segment, Speaker
from auditor.report.private_kinds import Found, Private

ILLS = (
    "高血压|低血压|血压|糖尿病|血糖|血脂|冠心病|心脏病|心脏|心梗|心肌|早搏|脑梗|中风|脑出血|肿瘤|癌|结节|囊肿|息肉|肌瘤|增生"
    "|肝炎|乙肝|小三阳|大三阳|脂肪肝|肝硬化|肾炎|肾病|肾结石|结石|胆囊|胃炎|胃溃疡|溃疡|肠炎|痔疮|哮喘|肺炎|肺结核|支气管炎"
    "|甲亢|甲减|甲状腺|乳腺|子宫|卵巢|前列腺|贫血|白血病|红斑狼疮|类风湿|风湿|关节炎|痛风|腰椎|颈椎|椎间盘|骨折|骨质疏松"
    "|抑郁|焦虑|失眠|精神|癫痫|帕金森|偏头痛|白内障|青光眼|近视|听力|怀孕|流产|剖腹产|残疾|过敏|艾滋|梅毒|性病|住院|住过院|手术"
    "|开刀|化疗|放疗|透析|支架|搭桥|吃药|服药|降压药|在服|体重|身高|胃镜|肠镜|核磁|CT|B超|心律|毛病|不舒服|腰不好|哺乳|喂奶|做过检查|看过病|检查过|降压药|胰岛素|体检异常|体检|指标偏高|慢性病|病史|旧病|老毛病|看病|检查出|查出|确诊"
    "|[一-龥]{1,3}(?:炎|癌|瘤|溃疡|梗死|梗塞|脱落|硬化|积液|突出|肥大|衰竭|紊乱|综合征)|尿酸|尿蛋白|转氨酶|肝功|肾功|肺大泡|磨玻璃"
    "|[一-龥]{0,3}(?:地平|他汀|沙坦|洛尔|西林|霉素|双胍|舍曲林|西汀|唑仑|奥美拉唑)|阿司匹林|激素|安眠药|止疼药|中药|挂水|输液|点滴"
    "|痴呆|[一-龥]{1,3}(?:疹|疱|畸形)|携带者|我得了|钢板|钢钉|切了|切除|摘了|复查|化验|进过?医院|在医院|住了[^。？！，]{0,6}院|急诊|瘫痪|偏瘫|面瘫|脑瘫|自闭|早产|先天|装了|起搏器"
)
_ILL = re.compile(ILLS)
_HEALTH_ASKED = re.compile(
    rf"(?:吃[^。？！]{{0,4}}药|做过[^。？！]{{0,4}}检查|身体|健康|疾病|毛病|吸烟|抽烟|喝酒|饮酒|既往|恢复|良性|{ILLS})[^。？！]{{0,80}}(?:吗|吧|没有|有没有|么|没|怎么样|如何|好吗|正常|多少|？)"
    rf"|(?:有没有|是否|有无|是不是|得过|患过|做过|住过|最近|目前|过去|近[一二两三四五六七八九十]+年)[^。？！]{{0,80}}(?:身体|健康|疾病|毛病|{ILLS})"
)
_ACK = re.compile(r"^(?:嗯+|哦|好的?|行|对|是的?|明白|了解|知道了|这样啊|没关系|[，。？！、 ])*$")
_OWN_HEALTH = re.compile(
    rf"(?:我|他|她|爱人|老公|老婆|孩子|妈|爸|自己|本人|这两年|去年|前年|以前|之前|一直|小时候|今年|上个月|上周|这个月|前段时间|前阵子|最近|这几年|年轻时)[^。？！]{{0,80}}(?:{ILLS})"
)
_HAS_ILLNESS = re.compile(
    rf"(?:我|爱人|老公|老婆|孩子|妈|爸)[^，。？！]{{0,4}}(?:有|得过|得了|得的|患|做过|查出)[^。？！]{{0,8}}(?:{ILLS})"
)
_PRODUCT_TALK = re.compile(
    "保什么|赔不赔|能赔|能报|包不包|保不保|管不管|算不算|报销|给付|条款|保障|责任"
)


_OF_IT = "[^，。？！；要的也影没这不可得就需买能会算是在、]{0,8}"
_COMMON = frozenset(
    "检查出 查出 确诊 体检 体检异常 检查过 做过检查 看过病 看病 毛病 住院 住过院 手术 化验 复查 病史 精神 体重 身高 装了 切了 摘了".split()
)
"""Words of illness that are as often said of anybody: not taken for an echo by themselves."""

_NO_ANSWER = re.compile(
    "同意|清楚|明白|你说|您说|你讲|快点|不要了|不买|不需要|开车|在忙|咒|别打|挂了|赔|条款|多少钱|怎么交"
)


def private_health(segments: Sequence[Segment]) -> Iterator[Found]:
    """Answers to questions about health, and what the customer tells of it unasked."""
    asked_by: Speaker | None = None
    told: set[str] = set()
    for index, segment in enumerate(segments):
        text = segment.text
        whole = Found(segment=index, start=0, end=len(text), kind=Private.HEALTH)
        if segment.speaker is Speaker.CUSTOMER or (
            segment.speaker is Speaker.UNKNOWN and asked_by is not None
        ):
            answer = asked_by is not None and _answers(text)
            if answer or _tells(text) or _HAS_ILLNESS.search(text):
                told |= set(_ILL.findall(text)) - _COMMON
                yield whole
            if segment.speaker is Speaker.UNKNOWN:
                asked_by = None
            continue
        yield from _read_back(index, text, told)
        if _asks(text):
            asked_by = segment.speaker
        elif not _ACK.match(text):
            asked_by = None


def _answers(text: str) -> bool:
    """Whether a turn after a question about health may tell of it: no question, no other matter."""
    if text.rstrip("。 ").endswith(("？", "吗", "么")):
        return False
    return bool(_ILL.search(text)) or not (_NO_ANSWER.search(text) or _ACK.match(text))


def _tells(text: str) -> bool:
    """Whether the customer tells of an illness unasked, and does not ask what the policy covers."""
    if _PRODUCT_TALK.search(text):
        return False
    sentences = re.split("(?<=[。？！])", text)
    told = [s for s in sentences if _ILL.search(s) and not s.endswith("？")]
    return bool(_OWN_HEALTH.search(text) or told)


def _read_back(index: int, text: str, told: set[str]) -> Iterator[Found]:
    """Where the agent repeats an illness that was told, with what he says of it at once."""
    for ill in told:
        for match in re.finditer(rf"[高低]?{re.escape(ill)}{_OF_IT}", text):
            yield Found(segment=index, start=match.start(), end=match.end(), kind=Private.HEALTH)


def _asks(text: str) -> bool:
    """Whether the turn ends in a question about health."""
    sentences = [s for s in re.split("(?<=[。？！])", text) if s.strip()]
    return any(
        _HEALTH_ASKED.search(s) and not re.search("同意|投保|购买|清楚|条款|责任免除|赔", s)
        for s in sentences[-2:]
    )
