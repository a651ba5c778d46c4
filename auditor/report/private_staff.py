"""The names that stay: how the agent brings himself in, his colleagues' on record, insurer and product."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Call, Segment, Speaker
from auditor.report.private_characters import DOUBLE, SURNAMES, titled
from auditor.report.private_stays import in_one_of

_INTRODUCES = re.compile(
    "(?:我是|我叫|我係|我系|这边是|这里是)(?:[^，。？！]{0,12}(?:人寿|财险|保险|公司|中心|银行|健康|在线|的))?"
    "(?P<name>[一-龥]{2,4})(?=[啊呀哦哈，。]|$)"
    "|(?:我|[这那]边)(?:[^，。？！您你]{0,8}的|[是叫係系])(?P<latin>[A-Z][a-z]+)(?=[啊呀，。]|$)"
    "|(?:当时|之前|原来|上次|以前|业务员|经办人?)[是叫的]?(?P<earlier>[一-龥]{2,3}?)(?=[给帮跟][您你]|经办|对接|离职|调岗)"
    "|(?:^|[，。])(?P<mate>[一-龥]{2,3}?)(?:是我们?(?:组员|同事|徒弟|师[傅父姐兄妹]|领导|主管|经理)|[跟给][您你](?:约|联系|打过|办的|讲))"
    "|(?:人寿|[财产寿]险|健康|养老)的?(?P<firm>[一-龥]{2,4}?)(?=，(?:工号|您|给|回访))"
    "|(?:^|，)(?P<young>阿[一-龥])(?=[呀啊]，)|^(?P<bare>[一-龥]{2,3})(?=，[^。？]{0,12}工号)"
    "|(?:查勘员|理赔员|大使)(?P<sent>[一-龥]{2,4}?)(?=后天|明天|今天|会|[，。])"
    "|(?:经理|专员|顾问|主管)(?P<post>[一-龥]{2,4}?)(?=[，。]|$)"
    "|(?:^|亲，|[你您]好，|哈喽，)(?P<again>[一-龥]{2,3}?)(?=又来|来[啦了]，)"
)
_COMPLAINED = re.compile(
    "(?:投诉|举报|表扬)，?(?:你们)?(?:那个)?(?P<name>[一-龥]{2,3}?)(?=[，。！的])"
    "|(?:业务员|代理人|客户经理|保险经理)(?P<clerk>[一-龥]{2,3}?)(?=[跟给帮][我你]|[说讲答]|，)"
)
_BY_SURNAME = frozenset({"earlier", "firm", "bare", "post"})
"""Groups that are names only if they begin with a surname."""
_TO_AGENT = re.compile(
    "[你您](?:就?是|们那个?)?[姓叫]$|[你您](?:就?是|们)?那?个?姓?小$|[你您]们?那?个?(?:同事|师[傅姐兄妹]|主管|领导|经理)$"
)
"""What a customer says before the name of the one he speaks to."""
_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
_OWN = re.compile(
    f"(?:我姓|免贵姓?|鄙姓|敝姓|叫我|我叫|我是|我，|我)[小阿老]?(?P<a>{_SURNAME}[一-龥]{{0,2}}?)(?=[啊呀哦哈，。]|$|[哥姐]|经理|就行|就好)"
    f"|(?:人寿|财险|产险|保险|健康|在线|国寿|泰康|平安|太平|新华|这边|这头|中支|分公司)(?:[^，。？！]{{0,8}}?)(?:[，的][小阿]?|[小阿])(?P<b>{_SURNAME}[一-龥]{{0,2}}?)(?=[啊呀哦哈，。]|$)"
    f"|(?:师傅|大?[姐哥爷]|老板|亲|宝|阿姨|叔|[你您]好|喂|哈喽)，小(?P<e>{_SURNAME})[啊呀哈]?(?=，)"
    "|(?:人寿|[财产]险|保险|健康|中支|分公司)[^，。？！]{0,8}的?小(?P<f>[一-龥])(?=[啊呀哈]?[，。])"
    "|我姓(?P<g>[一-龥])(?=[，。])"
    f"|姓(?P<c>{_SURNAME})(?=，工号|，.的.)|(?:人寿|财险|保险|公司|的)(?P<d>{_SURNAME}[一-龥]{{0,2}}?)(?=经理|专员|顾问|主管|客服)"
)
_COMPANY = re.compile("人寿|保险|财险|公司|在线")
_TITLED = re.compile(titled())
_CALLED = re.compile(f"{titled()}|闺女|姑娘|妹[妹子]|小伙子?")


class Staff:
    """Whose names stay in a talk."""

    def __init__(self, segments: Sequence[Segment], call: Call | None) -> None:
        self._segments = segments
        self._agent = (call.agent_name or "") if call else ""
        own = dict(_introduced(segments))
        self._surnames = {index: {name[0] for name in names} for index, names in own.items()}
        brought_in = list(_brought_in(segments))
        names = {name for names in own.values() for name in names}
        names |= {name for _, _, name in brought_in}
        for index, group, name in brought_in:
            if group in _BY_SURNAME:
                self._surnames.setdefault(index, set()).add(name[0])
        names |= {self._agent} if self._agent else set()
        surnames = {n[0] for n in names if n[0] in SURNAMES or len(n) == 1}
        names |= {f"{young}{n}" for n in surnames for young in "小阿老"}
        self._own = {n for n in surnames if not _customers(segments, n)}
        names |= {f"姓{n}" for n in self._own}
        names |= {n[1:] for n in names if len(n) == 3 and n[0] in SURNAMES}
        names |= {n[:2] for n in names if re.match(DOUBLE, n)}
        self._whole = frozenset(n for n in names if len(n) > 1)
        self._names = frozenset(n for n in names if len(n) > 1) | _on_record(call)

    def stays(self, index: int, span: tuple[int, int]) -> bool:
        """Whether a name in turn `index` is one of theirs."""
        text = self._segments[index].text
        said = text[span[0] : span[1]]
        if len(said) == 1:
            said = text[max(0, span[0] - 1) : span[1]]
        if said in self._names or (len(said) > 1 and said in self._agent):
            return True
        if in_one_of(text, span, self._whole):
            return True
        if self._segments[index].speaker is not Speaker.AGENT:
            return self._spoken_to(text, span)
        own = self._surnames.get(index, set())
        if not own & set(text[span[0] : span[1]]):
            return False
        if re.match(f"(?:{titled()})的{said[-1]}", text[span[1] :]):  # 隗师傅的隗
            return True
        at_work = _COMPANY.search(text[max(0, span[0] - 5) : span[1]])
        return bool(at_work) or not _TITLED.match(text[span[1] : span[1] + 6])

    def _spoken_to(self, text: str, span: tuple[int, int]) -> bool:
        """Whether a customer calls the agent by the name that he has heard: 陆小姐, 你姓陆."""
        before, said, after = text[: span[0]], text[span[0] : span[1]], text[span[1] :]
        if _TO_AGENT.search(before):
            return True
        title = _CALLED.match(said[1:] or after)
        called = not before or before[-1] in "，。！小哦啊诶喂"
        repeated = not before and after[:1] in ("？", "?")
        return said[0] in self._own and called and bool(title or repeated or before[-1:] == "小")


def _introduced(segments: Sequence[Segment]) -> Iterator[tuple[int, list[str]]]:
    """By turn, the names by which the agent brings himself in."""
    for index, segment in enumerate(segments):
        if segment.speaker is not Speaker.AGENT:
            continue
        names = [str(m[str(m.lastgroup)]) for m in _OWN.finditer(segment.text)]
        names = [n for n in names if not _TITLED.search(n)]
        if names:
            yield index, names


def _brought_in(segments: Sequence[Segment]) -> Iterator[tuple[int, str, str]]:
    """The whole names of agents, with the turn and how they are brought in."""
    for index, segment in enumerate(segments):
        if segment.speaker is not Speaker.AGENT:
            for match in _COMPLAINED.finditer(segment.text):
                name = match["name"] or match["clerk"]
                if name[0] in SURNAMES:
                    yield index, "name", name
            continue
        for match in _INTRODUCES.finditer(segment.text):
            group = str(match.lastgroup)
            named = match[group][0] in SURNAMES or re.match(DOUBLE, match[group])
            if group not in _BY_SURNAME or named:
                yield index, group, match[group]


def _customers(segments: Sequence[Segment], surname: str) -> bool:
    """Whether the customer, too, says that he has a surname."""
    return any(
        re.search(
            f"(?:我|俺|额|免贵|咱|他|她|爱人|老公|都)姓{surname}|^姓{surname}(?![的那])", s.text
        )
        for s in segments
        if s.speaker is not Speaker.AGENT
    )


def _on_record(call: Call | None) -> frozenset[str]:
    """Stretches of the record's public names: a name that is a part of one stays."""
    if call is None:
        return frozenset()
    names = [n for n in (call.insurer, call.agency, call.product_name) if n]
    return frozenset(
        n[at : at + size] for n in names for size in (2, 3, 4) for at in range(len(n) - size + 1)
    )
