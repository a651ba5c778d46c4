"""Where somebody is to be found, clause by clause: an answer, or what is told with a verb of place.

An answer to a question for an address is private whatever its words. What is told unasked is, where
somebody lives, works or has things sent to a place, as far as the clauses after it still name places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.report.private_stays import AMOUNT, Kept
from auditor.report.private_words import words

_N = "0-9０-９零〇一二两三四五六七八九十百幺"
_CLAUSE = re.compile("[^，。？！；、,?!;]+[，。？！；、,?!;]*")
_MARKS = "，。？！；、,?!; "
_SPOT = (
    "路|街|大道|巷|弄|胡同|村|屯|组|队|小区|花园|家园|公寓|大厦|大楼|广场|新村|社区|苑|庭|府|湾|城|园|里|坊|县|区|市|省|镇|乡|街道|旗|盟|州|苏木|嘎查|寨|堡|庄|营|沟|坡|岭|桥|岛|坝|坪|塘|圩|浦|港|集|铺|桥头|渡口"
    "|厝|埔|涌|围(?!绕)|墟|坳|冲(?!动|突)|垸|寮|坑|垌|岗|岙|浜|泾|宅|滩|埠|墩|石库门|骑楼|城中村|出租屋|自建房|祠堂|茶楼|旁边?|边上|对面|对过|后[面头边]|前[面头边]|隔壁|斜对|楼[上下]|[红白灰黄砖土高][一-龥]?楼|摊位|档口|柜台|门口|门前|路口|岔口|拐角|转角|十字|丁字|[东南西北]+[角头门边侧]|[东南西北]关|红绿灯|高架|地铁|车站|站|公交|加油站|收费站"
    "|驿站|丰巢|快递[柜点站]|菜鸟|代收|自提|门卫|前台|传达室|保安[亭室]?|物业|小卖[部铺]|超市|商场|便利店|店|铺|馆|市场|饭店|宾馆|酒店|银行|邮局|学校|大学|学院|校区|中学|小学|幼儿园|高中|[一二三四五六七八九十]中|医院|卫生[院所]|诊所|药店|派出所|法院|[县市区镇乡]政府|村委会?|居委会?|办事处|单位|厂|公司|工地|宿舍|家属院|大院|院子?|别墅|平房|矿|牧场|农场|林场|基地|园区|产业园|科技园|软件园|写字楼|中心|大棚|码头|机场|火车站|营业厅"
    f"|[{_N}A-Za-z]{{1,12}}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|组|弄|巷|户|期|区|门|队|排|家|房)|[左右]手|[左右]拐|[东西南北中][户门]|[东西南北中]单元|[一二三四五六七八九实验附]小(?=[，。]|$)|[一二三四五六七八九十][小中](?=[，。对吧]|$)|户$"
)
_SPOTS = re.compile(_SPOT)
_NUMBER = re.compile(f"^[甲乙丙丁A-Za-z]?[{_N}\\-杠]{{2,8}}[甲乙丙丁A-Za-z]?$|^[甲乙丙丁][{_N}]+$")
_STAYING = re.compile(
    "(?<!您)(?<!你们)(?:住(?![一-龥]{0,3}院)|居住|定居|搬[到去来进]|(?<!人)家[就都]?在|家住|老家|娘家|婆家|户口|租[在的]|寄[到往给去]?|送[到去往]?|发[到往去]|邮[到往去寄]?|快递[到给]?|捎[到给]?|[放搁丢投撂][在到给]?|存[在到]|收货|收件|地址|门牌"
    "|上班|干活|打工|开[了着]?[^，。]{0,3}店|在[^，。？！]{0,12}(?:上班|工作|住|开店|做生意|种地|干活|念书|上学)|(?:我们?家?|俺|咱|他们?|她|人|现在|目前|平时|单位|公司|厂里?|店里?)[就都还正]?在(?!家|忙|开|上课|听|考虑|吃|外面|看|等|哪|的|乎|意|线)|位于|你来|过来)"
)
_HARMLESS = re.compile(
    "^(?:嗯+|哦|啊|好[的吧]?|行[吧了]?|对[的]?|是[的]?|没错|可以|不用|都行|都可以|随便|随你|你看着办|看你|谢谢|那个|这个|不[是对变]|没[有变]|变了|[换改搬]了|还是|一样|老样子|老地址|原来的|跟以前一样|不变|就行|就好|就可以|[一-龥]{1,2}(?:小姐|经理|先生|女士|姑娘|老师)|打电话|给我打电话|我下楼|我去拿)*$"
)
_NOT_THERE = re.compile(
    "出差|旅游|多少|什么|怎么|啥|保费|保额|热线|客服|工作日|合同|电子|短信|邮箱|微信|几天|多久|什么时候|收到|没收|快不快|安全|丢了怎么|邮编|工资|月|扣|同意|考虑|不需要|不要|别[打寄送]|不用[寄送]|方便|再说|谢谢|上海话|普通话|我知道|犹豫期|[?？吗]$"
)
_LEADS = re.compile(
    "^(?:嗯+|哦|好的?|对|不是|应该|给我|给|那|那个|就|我们?|俺们?|咱们?|你|您|写|填|在|住在?|寄到?|送到?|放到?|搁到?|放在|发到?|改成|地址|家里|家|是|现在|搬到?了?|收件|然后|还有|的|到|往|东西|快递)+(?=[一-龥A-Za-z0-9])"
)
_WHERE = re.compile(
    "(?:您|你)?(?:(?:孩子|家)?(?:学校|单位|公司|铺子|店|厂)是|现?住(?!(?:[一-龥]{0,2}院)|宿费)[在的]?|居住|家在|老家|地址|放[到在]|寄[到往]|送到?|发到|户籍|户口|(?:您|你)的?单位|门牌)(?:登记|写|填|还|现在)?(?:的|是|在|到|为|[:：])*"
)
_CHOICE = re.compile(
    "(?P<one>[一-龥]{1,5}[省市县区镇乡村街路园苑])还是(?P<other>[一-龥]{1,5}[省市县区镇乡村街路园苑])"
)
_CORRECTED = re.compile(
    f"(?:改成|改为|更正为?|门牌是?|应该是|不是)(?P<number>[{_N}]{{2,}}[号栋幢座室]?)(?![{_N}元块毛万年月天%])"
)
_HOUSE = re.compile(f"[{_N}A-Za-z]{{1,12}}(?:号|栋|幢|座|单元|室|弄)")
_CHECKED = re.compile(
    "(?:那个地址|的地址|那边|这边)?(?:对[吗吧么不伐]?|是[吗吧么]|没错吧?|吗|吧|可以吗|行吗)$"
)
_COMPANY = re.compile(
    "(?:我们|咱们?|本|总|分|支)公司|公司(?:的)?(?:地址|总部|就?在|位于|注册)|总部|网点|营业厅|职场|我们(?:就|也)?在|公司成立|分支机构"
)


def answered_places(text: str) -> Iterator[tuple[int, int]]:
    """Return the clauses of an answer that may tell the place that was asked for."""
    kept = Kept(text)
    for clause in _CLAUSE.finditer(text):
        said = clause.group().strip(_MARKS)
        if not said or kept.touches(clause.span()):
            continue
        spot = is_place(said)
        asks = clause.group().rstrip().endswith(("？", "?"))
        if _HARMLESS.match(said) or AMOUNT.search(said) or (asks and not spot):
            continue
        other = _NOT_THERE.search(said)
        if (spot and not (asks and other)) or (not other and _names_something(said)):
            yield _bare(clause)


_CITY_ONLY = re.compile(
    "^[在到去]?(?:北京|上海|天津|重庆|广州|深圳|沈阳|武汉|成都|杭州|南京|西安|长沙|郑州|济南|青岛|大连|哈尔滨|包头|外地|[一-龥]{2}市?)(?:打工|上班|做的?|呢|工作|读书|上学)*[。，]?$"
)
"""A city alone tells of nobody."""
_SENT_TO = re.compile(
    "(?:别|不要|不用)?(?:寄[到往]|送到|发往|邮[到往]|搬[到去进]了?|住在|(?<!人)家在|老家[在是]|娘家[在是]|婆家[在是]|户口在|现住)(?P<place>[^，。？！；]{2,})"
    "|(?:寄|搬|送|邮)(?P<where>[^，。？！；我你您他她给到在过走回家来去了的不]{2,6})(?:去了?|来了|吧|就行|就好)"
)
_NO_PLACE = re.compile(
    "^(?:我|你|您|他|她|这|那|哪|家|单位|公司|外|手[里机上]|短信|邮箱|微信|卡|账|银行|了|就|合同|保单|电子|快递|东西|一|个|时候|乡下|城里|农村|国外|医院|学校[，。]?$)"
)


def told_places(text: str) -> Iterator[tuple[int, int]]:
    """Return the clauses in which somebody tells unasked where he lives or where to send to."""
    kept = Kept(text)
    going = False
    for sent in _SENT_TO.finditer(text):
        place = sent["place"] or sent["where"]
        span = sent.span(str(sent.lastgroup))
        if not (_NO_PLACE.match(place) or _NOT_THERE.search(place) or kept.touches(span)):
            yield span
    for clause in _CLAUSE.finditer(text):
        said = clause.group().strip(_MARKS)
        verb = _STAYING.search(said)
        if verb and _CITY_ONLY.search(said[verb.end() - 1 :]):
            continue
        named = is_place(said) and not kept.touches(clause.span()) and not AMOUNT.search(said)
        asks = clause.group().rstrip().endswith(("？", "?")) or re.search(
            "[吗呢]$|你们公司|贵公司", said
        )
        if named and not asks and (going or verb) and not _NOT_THERE.search(said):
            going = True
            start, end = clause.span()
            yield (start + verb.end(), end) if verb and verb.end() < len(said) else (start, end)
        elif said and not (going and len(said) <= 4):
            going = bool(verb) and not _NOT_THERE.search(said) and len(said) < 8


def recorded_places(text: str) -> Iterator[tuple[int, int]]:
    """Return the places that the agent reads out as the customer's, or asks him to choose from."""
    if of_company(text):
        return
    for choice in _CHOICE.finditer(text):
        yield from (choice.span("one"), choice.span("other"))
    for match in _CORRECTED.finditer(text):
        yield match.span("number")
    going = False
    for clause in _CLAUSE.finditer(text):
        said = clause.group().strip(_MARKS)
        where = _WHERE.search(said)
        ended = _CHECKED.search(said)
        bare = said[: ended.start()] if ended else said
        house = _HOUSE.search(bare) and len(_SPOTS.findall(bare)) > 1
        if is_place(bare) and not _NOT_THERE.search(bare) and (where or going or house):
            going = True
            start = _place_from(said, where.end() if where else 0)
            yield clause.start() + start, clause.start() + (ended.start() if ended else len(said))
        elif where and said.endswith(("是", "为", "在", "址", "写的", "呢", "还")):
            going = True
        elif len(said) > 2:
            going = False


def _place_from(said: str, after: int) -> int:
    """Where the place begins in a clause: after the word for it, or at the first name on a map."""
    named = [w.start for w in words(said) if w.kind == "ns" and len(w.text) > 1]
    return (
        min([after, *named])
        if after >= len(said)
        else (after if not named else min(named[0], after))
    )


def of_company(text: str) -> bool:
    """Whether the agent speaks of where the company is."""
    if re.search("我们公司|本公司|总部|网点", text):
        return True
    return bool(_COMPANY.search(text)) and not re.search("寄到|送到|住在|您的地址|您家|收件", text)


def is_place(said: str) -> bool:
    """Whether a clause names a place: by a word for one, a house number, or a name on the map."""
    if _SPOTS.search(said) or _NUMBER.match(said):
        return True
    return any(word.kind in ("ns", "nsf") and len(word.text) > 1 for word in words(said))


def _names_something(said: str) -> bool:
    """Whether a clause holds more than verbs and particles."""
    return any(
        w.kind[0] in "nsfjbilzgx" and w.kind not in ("zg", "x") and len(w.text) > 1
        for w in words(said)
    ) or bool(re.search(f"[{_N}]{{2}}", said))


def _bare(clause: re.Match[str]) -> tuple[int, int]:
    """A clause without the words that lead to the place."""
    lead = _LEADS.match(clause.group())
    start = clause.start() + (lead.end() if lead else 0)
    return start, max(start, clause.end())
