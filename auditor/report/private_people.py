"""Names that show themselves by what they are made of: a surname, and characters that people are named with.

jieba tags most of them as names. What it takes for other words (何 + 永福) is known by its characters,
and what no dictionary holds (桑吉卓玛, a nickname) by the question that it answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.report.private_characters import DOUBLE, GIVEN, PLAIN, SOUNDS, SURNAMES, titled
from auditor.report.private_lists import one_of
from auditor.report.private_words import Word, words

_PLAIN_WORD = re.compile(PLAIN)
_BRAND = re.compile(
    "^[一-龥]{0,4}(?:人寿|保险|财险|产险|寿险|养老|健康险|集团|银行|公司|两全|终身|年金|重疾|医疗|意外|计划|政策|保(?!人|单|险金)|宝|福|卡|人生|传家|万能|分红|护理|无忧|版|款|产品|经纪|代理|证券|基金|大厦|广场)"
)
_OF_PRODUCT = re.compile(
    "(?:产品|这款|计划|名叫|叫做|名称|保险|险种|推荐|推出|《|“)[^，。？！]{0,6}$"
)


_ON_MAP = re.compile("(?:嘴|镇|村|庄|桥|湾|县|区|路|街|屯|堡|寨|巷|城|州|市|省)$")
_COMPOUND = re.compile(
    "(?:闻人|万俟|钟离|淳于|鲜于|乐正|富察|纳兰|叶赫|完颜|爱新觉罗|钮祜禄|瓜尔佳|欧阳|上官|诸葛|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|端木|独孤|司马(?!路|懿)|呼延|轩辕|宇文|申屠|澹台|濮阳(?!市)|赫连)(?:[一-龥]{1,2}(?=[，。？！、的了吗吧呢是您]|$|先生|女士|小姐|本人|收))?"
)
"""A surname of two characters says that it is one wherever it stands."""
_TITLE = re.compile(f"(?<=[一-龥])(?:{titled()})$")
_COUNTED = re.compile("[那这一两几哪每三四五六][张段项台单包家路方程任成]")


def shown_names(text: str) -> Iterator[tuple[int, int]]:
    """Return the names ``(first character, end)`` in a text that their own form shows."""
    parts = words(text)
    yield from (m.span() for m in _COMPOUND.finditer(text))
    for at in range(len(parts)):
        for start, end in (*_tagged(parts, at), *_composed(parts, at)):
            said = text[start:end]
            title = _TITLE.search(said)
            end -= len(title.group()) if title else 0
            said = text[start:end]
            if not said or _COUNTED.search(text[max(0, start - 1) : start + 1]):
                continue
            if _PLAIN_WORD.match(said) or _PLAIN_WORD.search(said[1:]):
                continue
            if _ON_MAP.search(said) or said[-1] in "保宝险":
                continue
            if _BRAND.match(text[end : end + 8]) or _OF_PRODUCT.search(
                text[max(0, start - 10) : start]
            ):
                continue
            yield start, end


def _tagged(parts: tuple[Word, ...], at: int) -> Iterator[tuple[int, int]]:
    """A word that the dictionary or the tagger takes for a name."""
    word = parts[at]
    if word.kind not in ("nr", "nrt", "nrfg") or not 2 <= len(word.text) <= 5:
        return
    if re.fullmatch(r"[老小阿][一-龥]", word.text):
        if word.text[1] in SURNAMES:
            yield word.start, word.end
    elif len(word.text) == 2 and set(word.text) <= GIVEN and _addressed(parts, at):
        yield word.start, word.end
    elif word.text[0] in SURNAMES or re.match(DOUBLE, word.text):
        named = len(word.text) > 2 and set(word.text[1:]) <= GIVEN
        if _in_dictionary(word) and not (named or _stands_alone(parts, at)):
            return
        end = word.end
        more = parts[at + 1] if at + 1 < len(parts) else None
        beyond = parts[at + 2].text if at + 2 < len(parts) else "。"
        if (
            len(word.text) == 2
            and more
            and len(more.text) == 1
            and (more.text in _RARE or (more.kind[0] in "nagz" and not beyond.isalnum()))
        ):
            end = more.end
        yield word.start, end


def _in_dictionary(word: Word) -> bool:
    from rjieba import has_word

    return bool(has_word(word.text))


def _stands_alone(parts: tuple[Word, ...], at: int) -> bool:
    """Whether a word stands where a name does: what the dictionary has for one may be another word."""
    before = parts[at - 1].text if at else "，"
    after = parts[at + 1].text if at + 1 < len(parts) else "。"
    named = (
        before in _CALLING or not before.isalnum() or bool(re.search(f"(?:{_KIN_LEAD})$", before))
    )
    return named and (
        not after.isalnum() or after in "吗吧的呢收" or bool(re.match(titled(), after))
    )


def _addressed(parts: tuple[Word, ...], at: int) -> bool:
    """Whether somebody is called or spoken of by the word: 喊海霞来接, 文静女士."""
    before = parts[at - 1].text if at else ""
    after = parts[at + 1].text if at + 1 < len(parts) else ""
    return before in _CALLING or bool(re.match(f"(?:{titled()})", after))


_CALLING = frozenset("喊 叫 让 找 问 跟 等 给 是 替 帮 请 就是 叫做 名字".split())
_RARE = GIVEN - frozenset(
    "有可以会和来大小老中上下先行时成发向前进保开放东西南北方长新力心得言之若红光能主家"
)


def _composed(parts: tuple[Word, ...], at: int) -> Iterator[tuple[int, int]]:
    """A surname that is a word of its own, and one or two words that make up a given name."""
    first = parts[at]
    if len(first.text) == 1 and first.text in SURNAMES and at + 1 < len(parts):
        second = parts[at + 1]
        if len(second.text) == 2 and set(second.text) <= GIVEN and _rare(second):
            yield first.start, second.end
        elif len(second.text) == 1 and second.text in _RARE and at + 2 < len(parts):
            third = parts[at + 2]
            if len(third.text) == 1 and third.text in _RARE:
                yield first.start, third.end


def _rare(word: Word) -> bool:
    """Whether a word is hardly anything but a name."""
    return word.kind in ("nr", "nz", "nrt") or not _in_dictionary(word)


_CLAUSE = re.compile("[^，。？！；、,?!;]+")
_KIN_LEAD = one_of("kin_before")
_LEAD = re.compile(
    f"^(?:嗯+|哦|啊|那个?|就是?|对|好的?|行|我们?家?的?|你|您|俺|她|他|的|本人|免贵|敝姓|名字|全名|大名|小名|本名|姓名|写|填|给|找|留|落|签|登记|报|记|叫做?|喊|是|姓|也是|还是|一个|第[一二三四]个?|另一个|{_KIN_LEAD})+"
)
_TAIL = re.compile(
    "(?:吧|啊|呀|呢|哈|嘛|哦|就行|就好|就可以|就成|来?收|代收|[一两二三四]个字|这个|那个|了|的|本人|哥|姐|先生|女士)+$"
)
_STRONG_LEAD = re.compile("叫|姓|写|填|名|签|户主|收件|受益")
_EVERYDAY = re.compile(
    "别|医保|社保|没|不|谁|什么|啥|怎么|哪|吗|知道|可以|随便|法定|自己|一样|都|说|讲|问|干嘛|干啥|有事|事儿?|忙|听|电话|保险|公司|便宜|多少|同意|需要|考虑|等|再|先|刚才|现在|以后|明天|今天|晚点|下午|上午|家里|这边|那边|谢谢|你们|我们|人家|本人|夫妻|母女|父子|一半|各|百分|比例|[0-9零幺一二三四五六七八九]{2,}"
)


def answered_names(text: str) -> Iterator[tuple[int, int]]:
    """Return what an answer to a question for a name consists of, without its everyday words."""
    for clause in _CLAUSE.finditer(text):
        said = clause.group()
        lead, tail = _LEAD.match(said), _TAIL.search(said)
        start = lead.end() if lead else 0
        end = tail.start() if tail and tail.start() > start else len(said)
        name = said[start:end].strip()
        strong = bool(lead and _STRONG_LEAD.search(lead.group()))
        if _named(name, strong=strong, whole=name == said):
            yield clause.start() + start, clause.start() + end
        elif name and lead and start > 0 and said[start - 1] in "找叫给" and not strong:
            continue


def _named(name: str, *, strong: bool, whole: bool) -> bool:
    """Whether what is left of an answer is a name."""
    if not re.fullmatch("[一-龥·]+", name) or not 1 <= len(name) <= 10:
        return False
    if len(name) == 1:
        return name in SURNAMES or (whole and name not in "嗯啊哦好对是行有没不在喂哎诶说讲问")
    if set(name) <= SOUNDS and len(name) > 2:
        return True
    if _EVERYDAY.search(name) or _PLAIN_WORD.match(name):
        return False
    if "·" in name or (name[0] in SURNAMES and len(name) <= 4) or re.match(DOUBLE, name):
        return True
    kinds = {w.kind[0] for w in words(name)}
    return len(name) <= 6 and (strong or not kinds & {"v", "d", "r", "p", "c", "u", "y", "m"})


_SPELLING = re.compile(
    "[一-龥]{0,4}(?:字旁|偏旁|[一-龥]旁|字头|草头|字底|点水|绞丝|提手|单人|双人|立心|竖心|宝盖|走之|耳刀|立刀|门里|字框|加一?个|上头|上面|下面|左边|右边|底下)[^，。？！、；]*"
    "|[一-龥]{1,12}(?:的|那个|的那个)[一-龥](?:字)?(?=[，。？！、；吧啊呀嘛呢哦噶呗]|$)|[一-龥]{2,4}(?:的那个|那个|这个)字|哪个(?P<asked>[一-龥])字?(?=[，。？！]|$)"
)


_PARTS = re.compile(
    "字旁|偏旁|[一-龥]旁的|字头|草头|头上|上头|字底|底下|点水|绞丝|提手|单人|双人|立心|竖心|宝盖|走之|耳刀|立刀|门里|字框|加一?个"
)


def spelling(text: str, letters: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """Return where characters of a name, `letters` if known, are told by other words: 王字旁的玥."""
    for clause in _CLAUSE.finditer(text):
        match = _SPELLING.search(clause.group())
        if not match:
            continue
        if match["asked"]:
            yield clause.start() + match.start("asked"), clause.start() + match.end("asked")
            continue
        said = match.group()
        told = re.search("(?:的|那个|的那个)([一-龥])字?$", said)
        own = told and (told[1] in said[: told.start()] or told[1] in letters)
        if not told or own or _PARTS.search(said):
            yield clause.start() + match.start(), clause.start() + match.end()


NICKNAME = re.compile(
    "(?:小名|乳名|外号|绰号|昵称|曾用名|原名|户口本上|身份证上|网名|艺名|法名)(?:叫|是|写的?|，|儿)*(?P<name>[一-龥]{1,4}?)(?=[，。？！啊呀的吧]|$)"
    "|(?:^|[，。喊叫让找问跟是给和])(?P<name2>阿(?!姨|弥|拉|富|里|坝|勒|克|司|莫|奇|公|婆|爸|妈|爹|娘|哥|姐|妹|伯|嫂|胶|托|尔|门|三|婆)[一-龥]|[强军伟刚勇明亮辉涛波斌峰胖二三柱栓狗虎石妮燕芳丽娟英红梅兰](?:子|儿|仔|妹|妞|哥))(?=[，。？！你您他她来接说过去也的]|$)"
    "|(?:徒弟|同事|店员|保姆|邻居|司机|秘书|助理|会计|工友|室友|战友|老乡|朋友|同学|喊我|叫我|叫他|叫她|找|问|我是|，|^)(?P<called>[老小阿大](?!时|方|区|人|本|学|家|于|马路|石头|高|全|包|连)[一-龥])(?=[，。？！就吧啊呀说在让给介买也都他她哥姐不没去出还刚]|$)"
)
"""What somebody is called besides his name; `called` counts only with a surname."""
