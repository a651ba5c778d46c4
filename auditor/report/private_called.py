"""Names by the words around them, whatever they are made of: 富察女士, 叫綦连山, 姓璩, 写云旦收.

Names of the peoples of the west and north are written with characters that only spell sounds; a run
of them (阿不都热合曼, 额尔敦其木格) is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.report.private_characters import DOUBLE, GIVEN, PLAIN, SOUNDS, SURNAMES
from auditor.report.private_words import words

_CLAUSE = re.compile("[^，。？！；、,?!;…：:]+")
_FORM = re.compile(
    "先生|女士|小姐|太太|大哥|大姐|大嫂|大爷|大妈|大娘|大叔|大伯|阿姨|孃孃|嬢嬢|嫂子|老师|师傅|老板|会计|主任|科长|校长|院长|医生|妈妈|爸爸|奶奶|爷爷|叔叔|他?妈(?=[，。？！吗在])|本人"
)
_LEAD = re.compile(
    "^(?:喂|您好|你好|哈喽|好[的嘞了]?|行|嗯|哦|啊|哎|呀|请问|问下?|一下|就?是不?是?|那|谢谢|感谢|您|你|咱|就|找|给|跟|和|让|叫|方便|麻烦|祝|对|听|再见|不好意思|上次|原来|老|小|大|我们?|请|帮|替|登记|改成|收件人|投保人|被保人|受益人)*"
)
_NOT_NAME = re.compile(
    f"^(?:您|你|我|咱|俺|连|这|那|哪|各|每|几|[一两二三]位|位|女|男|的|亲爱|尊敬|好|其他|别的|人家|自己|年轻|客户|保险|客服|公司|银行|什么|谁|孩子|宝宝|他|她|它|都|还|也|有|没|不(?!都)|个|多|少|{PLAIN})"
)
_CALLED = re.compile(
    "(?:学名|真名|大名|小名|全名|本名|名字|乳名|名)(?:就?[叫是]做?个?|写的?是?|，)(?P<name>[一-龥·]{2,9}?)(?=[，。？！；啊呀哈的吧]|$)"
    "|(?<![你您喊会能让要再请不])叫(?:做|个)?(?P<called>(?!你|您|我|他|她|它|什么|啥|谁|人|车|做|一|那个|这个|不|医|救护|外卖|快递|物业|号|板|苦|停|好|名|得|着)[一-龥·]{2,9}?)(?=[，。？！；]|$|就行|就好|啊|还是)"
    "|(?<!免贵)姓(?P<surname>(?![啊呀呢吧吗嘛哦])[一-龥])(?=[，。？！；吗吧么呢的对、]|$)"
    f"|姓(?P<double>{DOUBLE})"
    "|(?:写|填|给|发|寄|署)(?P<receiver>[一-龥·]{2,6}?)(?:代?收|取)(?=[，。？！]|$)"
    "|[你您](?:是|就是)?[叫姓](?P<broken>(?![什啥谁甚])[一-龥])(?=…|[.]{2}|什么|啥|[呀啊]?[？?])"
    "|[你您][^，。？！]{0,6}(?:昵称|网名|小名)[啦呀嘛的叫是，]{0,3}(?P<alias>[一-龥]{2,4})(?=[，。？！吧]|$)"
    "|(?:[叫喊][他她我]|人称|都喊)(?P<known>[一-龥](?:哥|姐|叔|姨|爷|孃|婶|嫂|伯|总|工|娃|妈|爸))(?=[，。就]|$)"
    f"|[你您](?:父亲|母亲|爸爸?|妈妈?|爱人|先生|太太|老公|老婆|儿子|女儿)(?P<kin>[一-龥][{''.join(sorted(GIVEN))}]{{1,2}})(?=之前|上次|以前|买过|已经|那份)"
    f"|(?:[事你您就去得]|直接)[找问](?P<sought>[{''.join(sorted(SURNAMES))}][一-龥]{{2}})(?=[，。]|$)"
    "|^(?:喂|[你您]好|哈喽|哎)，(?P<old>老(?![师板乡人爷哥弟妹公婆太伯总大表同])[一-龥])(?=，)"
    f"|^(?P<asked>[一-龥])(?=是哪|咋写|怎么写|哪个|就是[^，。？！]{{1,6}}那个)"
    "|(?:喊|叫|让|等)(?P<summoned>[一-龥]{2})(?=来|接|听|过来|去|跟你)|(?:念|读)(?P<read>[一-龥])(?=[，。是])|[，是叫找](?P<nick>[大二三四小老][一-龥]子)(?=这个|那个|[，。]|他|干的)"
    "|(?:学名|大名|真名|小名|乳名|全名)(?P<proper>[一-龥·]{2,4})(?=[，。？！]|$)"
    "|(?:我|都)喊(?P<call>[一-龥]{2,3})(?=[，。]|$)|[你您]家(?P<home>(?!孩|老|小|宝|里|人|这|那|的|有|是|在|大|先|爱|闺|儿|女|娃)[一-龥]{2,3})(?=今年|几岁|多大|身体|上学|上几)"
    "|(?:^|[，。、个])(?P<pair>[一-龥]{2,3})和(?=[一-龥]{2,3}(?:[，。]|$))"
    "|叫我(?P<me>[一-龥·]{2,5}?)(?=就行|就好|就可以|就成|吧|，|。|$)"
    "|(?:名字|显示|登记)(?:我这里|这里|上面|的|写的)*(?:显示|是)?(?P<shown>[一-龥]{2,4})(?=后面|，|。|[？吗对]|$)"
    f"|(?P<owner>[{''.join(sorted(SURNAMES))}][一-龥]{{1,2}})(?=的(?:电话|手机|身份证|号码|证件|名字|卡号|保单|合同))"
    f"|(?:我|是|姓)(?P<house>[{''.join(sorted(SURNAMES))}])家(?=人|的|隔壁|姆妈|阿婆|阿公|妈|爸|，)"
    f"|我(?:就)?是(?P<self>[{''.join(sorted(SURNAMES))}])(?=[，。])"
    f"|(?:^|[，。])小(?P<young>[{''.join(sorted(SURNAMES))}])(?=啊，|呀，|，你|，上)"
    "|(?:一位|还有个|叫|找|是|小名|英文名)(?P<latin>[A-Z][a-z]{2,})(?=[，。？吗吧]|$)"
    "|(?P<kid>[大二三四五六狗铁石毛虎牛柱黑臭][娃蛋]|[铁石狗毛]头)(?=[，。？！还是的他她]|$)"
    "|(?:收件人|受益人|投保人|被保人|户名|联系人)(?:就|还)?(?:写|填|是)?您?，(?P<listed>[一-龥]{2,3})(?=[？?吗吧])"
    "|(?:让|给|跟|叫|找|问|^|，)(?P<big>[大小老二三][一-龥])(?=给我|是您|是你|跟我|让我|说的|帮我|介绍)"
)


def called(text: str, *, by_agent: bool) -> Iterator[tuple[int, int]]:
    """Return the names (first character, end) that the words around them show."""
    yield from _with_form(text)
    if not by_agent:
        yield from _whole_clauses(text)
    yield from _spelt_by_sound(text)
    for match in _CALLED.finditer(text):
        group = str(match.lastgroup)
        name = match[group]
        if _meant(group, name, by_agent=by_agent):
            yield match.span(group)


def _meant(group: str, name: str, *, by_agent: bool) -> bool:
    """Whether what stands where a name would is one."""
    if by_agent and group in ("called", "surname", "me", "self"):
        return False
    wrong = {
        "nick": name[1:2] not in GIVEN,
        "summoned": not set(name) <= GIVEN,
        "big": name[1:2] not in SURNAMES,
        "surname": name in "名氏什啥甚",
        "sought": by_agent or _function(name),
        "shown": not (name[0] in SURNAMES or set(name) <= SOUNDS),
        "owner": _function(name),
        "pair": not (name[0] in SURNAMES or set(name) <= SOUNDS | GIVEN) or _function(name),
        "call": _function(name),
    }
    return not wrong.get(group, False) and (not _NOT_NAME.match(name) or set(name) <= SOUNDS)


_FUNCTION = frozenset(
    "了吗吧呢的是不没有啊么就也都还很太这那我你您他她在要会能可好行对嗯哦过着给个到来去说讲问买交打听看想等先再又多少几谁哪什怎"
)


def _function(name: str) -> bool:
    """Whether a stretch holds a character that hardly stands in a name."""
    return bool(set(name) & _FUNCTION)


def _whole_clauses(text: str) -> Iterator[tuple[int, int]]:
    """Clauses of three characters that begin with a surname and hold nothing but a name."""
    from rjieba import has_word

    for clause in _CLAUSE.finditer(text):
        lead = _SAYING.match(clause.group())
        start = clause.start() + (lead.end() if lead else 0)
        name = text[start : clause.end()]
        if len(name) != 3 or name[0] not in SURNAMES or _function(name) or _NOT_NAME.match(name):
            continue
        kinds = [(w.kind[0], len(w.text)) for w in words(name)]
        unknown = len(kinds) == 1 and not has_word(name)
        given = len(kinds) == 2 and kinds[0][1] == 1 and set(name[1:]) <= GIVEN
        if (
            given
            or unknown
            or (
                not any(kind in "vdrpcmtfs" and size > 1 for kind, size in kinds)
                and (len(kinds) > 1 or kinds[0][0] == "n")
            )
        ):
            yield start, clause.end()


_SAYING = re.compile(
    "(?:是|写|填|叫|我叫|就写|就是|名字|我(?:表哥|表弟|表姐|表妹|哥|姐|弟|妹|爱人|老公|老婆|先生|太太|儿子|女儿|细佬))"
)


def _with_form(text: str) -> Iterator[tuple[int, int]]:
    """What stands before a form of address, without the words that lead to it."""
    for form in _FORM.finditer(text):
        first = max(0, form.start() - 12)
        before = re.split("[，。？！；、,?!;…：: ]", text[first : form.start()])[-1]
        lead = _LEAD.match(before)
        name = before[lead.end() if lead else 0 :]
        if not re.fullmatch("[一-龥·]{1,9}", name) or _NOT_NAME.match(name):
            continue
        known = name[0] in SURNAMES and len(name) <= 3
        sounds = set(name) <= SOUNDS and len(name) >= 2
        given = len(name) <= 3 and set(name) <= GIVEN
        if len(name) == 1 or known or sounds or given or re.match(DOUBLE, name) or "·" in name:
            yield form.start() - len(name), form.start()


_RUN = re.compile(f"[{''.join(sorted(SOUNDS))}·]{{3,12}}")
_BEFORE_RUN = re.compile(
    "(?:^|[，。？！、；叫是给写找让问跟和我他她的姓名人妈爸婆公妻友弟妹哥姐儿女媳妇])$"
)
_AFTER_RUN = re.compile("^(?:[，。？！、；吗吧呢收取的是先女大妈在就来这那他她也家]|$)")


def _spelt_by_sound(text: str) -> Iterator[tuple[int, int]]:
    """Runs of characters that only spell sounds."""
    for run in _RUN.finditer(text):
        around = _BEFORE_RUN.search(text[max(0, run.start() - 1) : run.start()])
        kin = around and around.group() and around.group() in "叫妈爸婆公妻友弟妹哥姐妇人"
        if not around or not _AFTER_RUN.match(text[run.end() : run.end() + 1]):
            continue
        said = run.group()
        ordinary = sum(
            len(w.text) for w in words(said) if len(w.text) > 1 and w.kind[0] in "vdrpcmt"
        )
        if (kin or ordinary * 2 <= len(said)) and not re.match("哈哈|和和|加加|多多", said):
            yield run.span()
