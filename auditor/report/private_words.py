"""Finds a customer's names, addresses and answers about health in the talk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Call, Segment, Speaker
from auditor.report.private_numbers import Found, Private

_SURNAMES = (
    "王李张闫佘刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严"
    "牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲游阳裴"
    "席卫屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫嵺苟褚廉简娄"
    "符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽练仲乐虞卞封竺冼衣楚佟栗匡宗"
    "台巫鞠桑荆谌扬明沙薄伏岑习胥蔺严"
)
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|端木|南宫|独孤"
_SURNAME = f"(?:{_DOUBLE}|[{_SURNAMES}])"
_AFTER = "先生|女士|小姐|太太|阿姨|叔叔|大哥|大姐|师傅|老师|总|姐|哥"
_STOP = "的了吗吧呢啊呀嘛是在有和跟这那我你您他她们不就也都还对好行嗯要会能可说去来到给把被很太，。？！、；： \n"
_GIVEN = f"[^{_STOP}\\W\\d_]{{1,2}}"
_NAME = f"{_SURNAME}{_GIVEN}"
_KIN = "爱人|闺女|那口子|媳妇|姑娘|小子|外甥|侄子|侄女|嫂子|岳父|岳母|公公|婆婆|老公|老婆|丈夫|妻子|先生|太太|儿子|女儿|孩子|母亲|父亲|妈妈|爸爸|妈|爸|老伴|孙子|孙女|哥哥|弟弟|姐姐|妹妹"
_ILLS = (
    "高血压|低血压|血压|糖尿病|血糖|血脂|冠心病|心脏病|心脏|心梗|心肌|早搏|脑梗|中风|脑出血|肿瘤|癌|结节|囊肿|息肉|肌瘤|增生"
    "|肝炎|乙肝|小三阳|大三阳|脂肪肝|肝硬化|肾炎|肾病|肾结石|结石|胆囊|胃炎|胃溃疡|溃疡|肠炎|痔疮|哮喘|肺炎|肺结核|支气管炎"
    "|甲亢|甲减|甲状腺|乳腺|子宫|卵巢|前列腺|贫血|白血病|红斑狼疮|类风湿|风湿|关节炎|痛风|腰椎|颈椎|椎间盘|骨折|骨质疏松"
    "|抑郁|焦虑|失眠|精神|癫痫|帕金森|偏头痛|白内障|青光眼|近视|听力|怀孕|流产|剖腹产|残疾|过敏|艾滋|梅毒|性病|住院|住过院|手术"
    "|开刀|化疗|放疗|透析|支架|搭桥|吃药|服药|降压药|在服|体重|身高|胃镜|肠镜|核磁|CT|B超|心律|毛病|不舒服|腰不好|哺乳|喂奶|做过检查|看过病|检查过|降压药|胰岛素|体检异常|体检|指标偏高|慢性病|病史|旧病|老毛病|看病|检查出|查出|确诊"
)
_CUES = (
    rf"我(?:的名字)?(?:叫|是)(?P<a>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:我|免贵|本人)姓(?P<b>{_SURNAME})",
    rf"(?:姓名|名字|户名|持卡人|开户人|投保人|被保险人|被保人|受益人|收件人|联系人)(?:这边|那边|这里|那里)?(?:还|写|填|叫|是|为|就|的|登记)*我?[，：: ]*(?P<c>{_NAME})",
    rf"(?:{_KIN})(?:的名字)?(?:叫|是|姓名是|，)+(?P<d>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:受益|被保|投保|写|填|改成|名字)[^。？！]{{0,8}}(?:{_KIN})(?P<h>{_NAME})(?=[{_STOP}]|$)",
    rf"(?:受益人|被保人|被保险人)[^。？！]{{0,6}}[，：、](?P<j>{_NAME})(?=[{_STOP}]|$)",
    rf"{_NAME}[和、](?P<k>{_SURNAME}[^{_STOP}\W\d_]{{1,2}})(?=[。，]|$)",
    rf"我(?:{_KIN})(?P<i>(?!{_ILLS}){_NAME})(?=[{_STOP}]|$)",
    rf"(?:找|叫我?|喊我?|是|跟|和|问|家)(?P<g>[老小]{_SURNAME})(?=[{_STOP}]|$)(?![候时])",
    rf"(?<!谢)(?P<e>(?!谢谢){_SURNAME}(?:{_GIVEN})?)(?=(?:{_AFTER})(?![一-龥]?[额是]多少))",
    rf"(?:请问)?(?:您|你)(?:就)?(?:是|叫)(?P<f>{_NAME})(?=先生|女士|本人|吗|吧|对|，|？|$)",
)
_CUE = re.compile("|".join(_CUES))
_OF_AGENT = re.compile("(?:客服|坐席|经理|专员|顾问|主管)$")
_SPELT = re.compile(
    r"(?:弓长张|立早章|木子李|耳东陈|双木林|口天吴|古月胡|双口吕|三横王|草头黄|走肖赵|言午许|双人徐|干勾于|人可何"
    r"|文刀刘|日月明)|[一-龥]?(?P<x>[一-龥])[一-龥]{0,3}的(?P=x)|[一-龥]{1,3}(?P<y>[一-龥])的(?P=y)"
)

_N = "0-9０-９零〇一二两三四五六七八九十百幺"
_ROAD = "路|街|大道|大街|道|巷|弄|胡同|里|村|屯|组|坊"
_ESTATE = "小区|花园|家园|公寓|大厦|广场|新村|社区|苑|庭|府|湾|城|园|居|院|村"
_HOUSE = rf"[甲乙丙丁附]?[{_N}A-Za-z]+(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|组|弄|巷|户|房)(?:[{_N}A-Za-z]++(?!号|栋|幢|座|单元|楼|层|组|弄|巷|户)(?:之[{_N}])?室?)?"
_AREA = r"(?:[一-龥]{2,7}?(?:省|自治区|特别行政区|市|州|盟|地区|自治州))"
_DISTRICT = r"(?:[一-龥]{1,6}?(?:区|县|旗|市|新区|开发区|镇|乡|街道))"
_PLACES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    "|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|武汉|成都|杭州|南京|西安|长沙|郑州|济南|青岛|沈阳|大连|哈尔滨|长春|石家庄|太原|合肥"
    "|福州|厦门|南昌|广州|深圳|佛山|东莞|南宁|海口|贵阳|昆明|兰州|西宁|银川|乌鲁木齐|苏州|无锡|宁波|温州|洛阳|曲靖|珠海|惠州"
)
_CITY = rf"(?:(?:{_PLACES})(?:省|市)?)"
_STREET = rf"[一-龥]{{1,8}}?(?:{_ROAD})"
_NAMED = rf"[一-龥]{{1,8}}?(?:{_ESTATE}){{1,2}}"
_SEP = r"[，、,\s]{0,2}"
_ADDRESS = re.compile(
    rf"(?:(?:{_CITY}{_SEP}|{_AREA}{_SEP}|{_DISTRICT}{_SEP}){{0,5}})"
    rf"(?:(?:{_STREET}){_SEP})?(?:(?:{_NAMED}){_SEP})?(?:{_HOUSE}{_SEP})+"
    rf"(?:(?:{_NAMED}){_SEP})?(?:{_HOUSE}{_SEP})*(?:[{_N}]{{3,5}}(?![{_N}年月日号元块百千万]))?"
    rf"|(?:(?:{_CITY}|{_AREA}|{_DISTRICT}){_SEP}){{1,4}}(?:{_STREET}|{_NAMED})"
)
_MORE = re.compile(
    rf"(?:{_SEP}(?:第?[{_N}A-Za-z]+(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|组|段|期|区|弄|户|巷|门)"
    rf"|[一-龥]{{1,5}}(?:{_ESTATE})(?={_SEP}[{_N}])|[{_N}]{{3,4}}(?![{_N}年月日元块百千万天])))+"
)
_LEAD = re.compile(
    "^(?:.*(?:地址|住址|寄到|寄往|寄|送到|(?<!解)放到?|快递到|邮到|住在|家住|住|家在|家里|就在|位于|收货|是|在|到|的|我|您|那|写|填|改成|，|。))"
)
_STRONG = re.compile(
    rf"(?:{_ROAD}|{_ESTATE}|区|县|市|镇|乡|街道){_SEP}[{_N}A-Za-z]+(?:号|栋|幢|座|单元|室|楼|弄|组|巷)"
    rf"|[{_N}A-Za-z]+(?:栋|幢|座|号楼){_SEP}[{_N}A-Za-z]+|[{_N}A-Za-z]+单元|[{_N}A-Za-z]{{2,}}室"
    rf"|(?:区|县|市|镇|乡)[一-龥]{{1,8}}(?:路|街|大道|道|巷|胡同|村|小区|花园|家园|苑|公寓|大厦)"
)
_DROP = re.compile(
    r"(?:(?<!解)放|寄到?|送到?|快递到?)(?P<place>[一-龥，]{2,14}(?:小区|花园|家园|公寓|大厦|驿站)(?:[东南西北]门)?)"
)
_ADDRESS_ASKED = re.compile("地址|寄到哪|送到哪|住哪|住在哪|收件|快递到哪|门牌")

_ILL = re.compile(_ILLS)
_HEALTH_ASKED = re.compile(
    rf"(?:吃[^。？！]{{0,4}}药|做过[^。？！]{{0,4}}检查|身体|健康|疾病|毛病|吸烟|抽烟|喝酒|饮酒|既往|{_ILLS})[^。？！]*(?:吗|没有|有没有|么|没|怎么样|如何|好吗|正常|多少|？)"
    rf"|(?:有没有|是否|有无|是不是|得过|患过|做过|住过|最近|目前|过去|近[一二两三四五六七八九十]+年)[^。？！]*(?:身体|健康|疾病|毛病|{_ILLS})"
)
_ACK = re.compile(r"^(?:嗯+|哦|好的?|行|对|是的?|明白|了解|知道了|这样啊|没关系|[，。？！、 ])*$")
_OWN_HEALTH = re.compile(
    rf"(?:我|他|她|爱人|老公|老婆|孩子|妈|爸|自己|本人|这两年|去年|前年|以前|之前|一直|小时候|今年|上个月|上周|这个月|前段时间|前阵子|最近|这几年|年轻时)[^。？！]*(?:{_ILLS})"
)
_HAS_ILLNESS = re.compile(
    rf"(?:我|爱人|老公|老婆|孩子|妈|爸)[^，。？！]{{0,4}}(?:有|得过|得了|得的|患|做过|查出)[^。？！]{{0,8}}(?:{_ILLS})"
)
_PRODUCT_TALK = re.compile(
    "保什么|赔不赔|能赔|能报|包不包|保不保|管不管|算不算|报销|给付|条款|保障|责任"
)


def private_words(segments: Sequence[Segment], call: Call | None = None) -> list[Found]:
    """Return where the customer's names, addresses and health answers are spoken."""
    found = [*_names(segments, call), *_addresses(segments), *_health(segments)]
    return list(dict.fromkeys(found))


def _names(segments: Sequence[Segment], call: Call | None) -> Iterator[Found]:
    agent = (call.agent_name or "") if call else ""
    known = _known_names(segments, call)
    spelt_near = False
    for index, segment in enumerate(segments):
        text = segment.text
        spans = [m.span() for name in known for m in re.finditer(re.escape(name), text)]
        for cue in _CUE.finditer(text):
            start, end = cue.span(str(cue.lastgroup))
            if _agents_own(segment, cue, agent):
                continue
            spans.append((start, end))
        if spans or spelt_near:
            spans += [m.span() for m in _SPELT.finditer(text)]
        spelt_near = bool(spans) or ("名字" in text or "姓什么" in text or "怎么写" in text)
        for start, end in spans:
            if not (agent and end - start > 1 and text[start:end] in agent):
                yield Found(segment=index, start=start, end=end, kind=Private.NAME)


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
    names = {call.customer_name} if call and (call.customer_name or "").isalnum() else set()
    agent = (call.agent_name or "") if call else ""
    for segment in segments:
        for cue in _CUE.finditer(segment.text):
            name = cue.group(str(cue.lastgroup))
            if len(name) >= 2 and not _agents_own(segment, cue, agent):
                names.add(name)
    given = {n[1:] for n in names if n and len(n) == 3}
    return sorted((n for n in names | given if n and len(n) >= 2), key=len, reverse=True)


def _addresses(segments: Sequence[Segment]) -> Iterator[Found]:
    for index, segment in enumerate(segments):
        talk = segments[max(0, index - 1) : index + 1]
        asked = any(_ADDRESS_ASKED.search(s.text) for s in talk)
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
    named = re.search("[一-龥]{0,12}$", text[: match.start()])
    before = named.group() if named else ""
    lead = _LEAD.match(before)
    return match.start() - len(before) + (lead.end() if lead else 0)


def _health(segments: Sequence[Segment]) -> Iterator[Found]:
    """Answers to questions about health, and what the customer tells of it unasked."""
    asked_by: Speaker | None = None
    told: set[str] = set()
    for index, segment in enumerate(segments):
        text = segment.text
        whole = Found(segment=index, start=0, end=len(text), kind=Private.HEALTH)
        if segment.speaker is Speaker.CUSTOMER or (
            segment.speaker is Speaker.UNKNOWN and asked_by is not None
        ):
            answer = asked_by is not None and not text.rstrip("。 ").endswith(("？", "吗", "么"))
            own = _OWN_HEALTH.search(text) and not _PRODUCT_TALK.search(text)
            if answer or own or _HAS_ILLNESS.search(text):
                told |= set(_ILL.findall(text))
                yield whole
            if segment.speaker is Speaker.UNKNOWN:
                asked_by = None
            continue
        for ill in told:
            for match in re.finditer(re.escape(ill), text):
                yield Found(
                    segment=index, start=match.start(), end=match.end(), kind=Private.HEALTH
                )
        if _asks(text):
            asked_by = segment.speaker
        elif not _ACK.match(text):
            asked_by = None


def _asks(text: str) -> bool:
    """Whether the turn ends in a question about health."""
    sentences = [s for s in re.split("(?<=[。？！])", text) if s.strip()]
    return any(_HEALTH_ASKED.search(s) for s in sentences[-2:])
