"""Measures redaction on planted private data: recall by kind, and what was hidden by mistake.

usage: python bench/redaction/run.py [--seed N] [--talks N] [--misses]

Every talk is put together from a bank of phrasings: numbers written and spoken (幺三八), in groups,
with fillers, over several turns, with the other side reading them back; addresses, names and
health answers in everyday wording; and beside them premiums, sums, dates and hotlines that must
stay. An item counts as found when every one of its characters is hidden; a public item counts as
hidden when any of its characters is.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from auditor.model import Call, Segment, Speaker
from auditor.report.private_numbers import id_card_ok, luhn_ok
from auditor.report.redact import find_private

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
SPOKEN = {"0": "零", "1": "幺", **{str(i): "零一二三四五六七八九"[i] for i in range(2, 10)}}


@dataclass
class Talk:
    """A talk under construction: its turns, and the items planted in it."""

    rng: random.Random
    line: str = ""
    turns: list[tuple[Speaker, str]] = field(default_factory=list)
    private: list[tuple[str, list[tuple[int, int, int]]]] = field(default_factory=list)
    public: list[tuple[str, list[tuple[int, int, int]]]] = field(default_factory=list)

    def say(self, who: Speaker, text: str, kind: str = "", public: bool = False) -> None:
        """Add a turn; what stands in [brackets] is an item of `kind`."""
        plain, places, start = "", [], -1
        for c in text:
            if c == "[":
                start = len(plain)
            elif c == "]":
                places.append((len(self.turns), start, len(plain)))
            else:
                plain += c
        self.turns.append((who, plain))
        for place in places:
            (self.public if public else self.private).append((kind, [place]))

    def dictate(self, who: Speaker, parts: list[str], kind: str, reply: bool) -> None:
        """One item over several turns, the other side acknowledging or reading back each part."""
        places = []
        for part in parts:
            plain = part.replace("[", "").replace("]", "")
            places.append((len(self.turns), part.index("["), part.index("]") - 1))
            self.turns.append((who, plain))
            if reply:
                listener = AGENT if who is CUSTOMER else CUSTOMER
                echo = self.rng.choice(["嗯。", "嗯，您说。", "好，还有呢？", "echo"])
                if echo == "echo":
                    digits = plain[part.index("[") : part.index("]") - 1]
                    self.private.append((f"{kind} echo", [(len(self.turns), 0, len(digits))]))
                    echo = f"{digits}，嗯。"
                self.turns.append((listener, echo))
        self.private.append((kind, places))

    def segments(self) -> tuple[Segment, ...]:
        """The talk as segments of 4 seconds each."""
        return tuple(
            Segment(
                start=4.0 * i,
                end=4.0 * i + 3.5,
                text=text,
                speaker=who,
                channel=int(who is CUSTOMER),
            )
            for i, (who, text) in enumerate(self.turns)
        )


def id_card(rng: random.Random) -> str:
    area = rng.choice(["420106", "110101", "310115", "510107", "440306", "330102", "230103"])
    born = f"{rng.randint(1950, 2003)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    stem = f"{area}{born}{rng.randint(1, 999):03}"
    return next(stem + c for c in "0123456789X" if id_card_ok(stem + c))


def mobile(rng: random.Random) -> str:
    return f"1{rng.choice('3456789')}{rng.randint(0, 10**9 - 1):09}"


def bank_card(rng: random.Random) -> str:
    stem = rng.choice(["622848", "621700", "622202", "621661", "623058"]) + "".join(
        rng.choice("0123456789") for _ in range(rng.choice([9, 12]))
    )
    return next(stem + c for c in "0123456789" if luhn_ok(stem + c))


def speak(rng: random.Random, digits: str) -> str:
    out, i = "", 0
    while i < len(digits):
        run = 1
        while i + run < len(digits) and digits[i + run] == digits[i] and run < 4:
            run += 1
        if run >= 3 and digits[i] != "X" and rng.random() < 0.4:
            out += f"{'零一二三四'[run]}个{SPOKEN[digits[i]].replace('幺', '一')}"
            i += run
            continue
        if digits[i] == "X":
            out += rng.choice(["X", "x", "叉", "艾克斯"])
        else:
            out += rng.choice("幺一") if digits[i] == "1" else SPOKEN[digits[i]]
        i += 1
    return out


def groups(rng: random.Random, digits: str, sizes: list[int]) -> list[str]:
    out, i = [], 0
    while i < len(digits):
        size = rng.choice(sizes)
        out.append(digits[i : i + size])
        i += size
    return out


def form(rng: random.Random, digits: str, sizes: list[int]) -> str:
    """A number in one turn: written or spoken, in one piece or with pauses and fillers."""
    style = rng.randrange(6)
    if style == 0:
        return digits
    if style == 1:
        return rng.choice([" ", "-", "，"]).join(groups(rng, digits, sizes))
    if style == 2:
        return speak(rng, digits)
    joint = rng.choice(["，", "，嗯，", "、", "，然后", "。", "，那个，", " "])
    return joint.join(speak(rng, g) for g in groups(rng, digits, sizes))


SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢姜崔"
GIVEN = [
    "伟",
    "敏",
    "静",
    "丽娟",
    "志强",
    "秀兰",
    "建国",
    "晓燕",
    "雨桐",
    "德华",
    "美玲",
    "浩然",
    "春梅",
    "子轩",
    "桂英",
    "鹏飞",
    "玉珍",
    "海涛",
]


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


ADDRESSES = [
    "武汉市洪山区珞喻路{n}号金地花园{m}栋{k}单元{r}",
    "成都市武侯区人民南路四段{n}号",
    "厦门市思明区湖滨南路{n}号{m}号楼{r}室",
    "河南省郑州市金水区文化路{n}号院{m}号楼{k}单元{r}",
    "海淀区中关村南大街{n}号{m}层",
    "西安市雁塔区小寨西路幸福小区{m}栋{r}",
    "朝阳区望京街道阜通东大街{n}号{m}座{r}室",
    "南京市鼓楼区汉中门大街{n}号",
    "洛阳市涧西区南昌路街道{n}号院{m}栋{k}单元{r}室",
    "云南省曲靖市麒麟区建宁街道{n}号",
    "浦东新区张江镇益江路{n}弄{m}号{r}室",
    "长沙县星沙镇开元路{n}号",
    "沈阳市和平区南京南街{n}号{m}号楼",
    "佛山市南海区桂城街道{n}号雅居苑{m}座{r}",
    "济南市历下区泉城路{n}号",
    "哈尔滨市道里区中央大街{n}号{k}单元{r}室",
]
ADDRESS_TURNS = [
    ("您的地址是哪里？", "[{a}]。"),
    ("保单给您寄到哪儿？", "寄到[{a}]吧。"),
    ("收件地址您说一下。", "嗯，[{a}]。"),
    ("给您快递到家还是单位？", "送到我家，[{a}]。"),
    ("您住在哪里呀？", "我住在[{a}]。"),
    ("好的。", "地址写[{a}]，别寄错了。"),
]
NAME_TURNS = [
    (CUSTOMER, "我叫[{n}]。"),
    (AGENT, "请问您是[{n}]先生吗？"),
    (CUSTOMER, "我的名字叫[{n}]，你记一下。"),
    (CUSTOMER, "受益人写[{n}]。"),
    (CUSTOMER, "户名是[{n}]。"),
    (CUSTOMER, "我爱人叫[{n}]。"),
    (AGENT, "[{s}]女士您好。"),
    (AGENT, "好的，[{s}]先生，我给您讲一下。"),
    (CUSTOMER, "投保人就写我，[{n}]。"),
    (AGENT, "被保险人是[{n}]，对吧？"),
    (CUSTOMER, "我姓[{s}]。"),
    (AGENT, "[{s}]阿姨，您听我说。"),
    (CUSTOMER, "收件人写[{n}]就行。"),
    (CUSTOMER, "我儿子叫[{n}]，今年八岁。"),
]
HEALTH_TURNS = [
    ("您目前身体怎么样，有没有高血压、糖尿病？", "[有点高血压，一直在吃降压药。]"),
    ("近两年有没有住过院或者做过手术？", "[前年做过阑尾炎手术。]"),
    ("您平时有没有得过什么慢性病？", "[没有，身体挺好的。]"),
    ("体检有没有异常？", "[查出来有个甲状腺结节，医生说没事。]"),
    ("您是否患有心脏病、肿瘤这些疾病？", "[没有没有。]"),
    ("您抽烟喝酒吗？", "[烟一天一包，酒偶尔喝。]"),
    ("您有没有在服药？", "[嗯，吃胰岛素呢。]"),
    ("好的，您继续说。", "[我去年查出来乙肝小三阳。]"),
    ("嗯。", "[我妈有糖尿病，我爸得过脑梗。]"),
    ("最近有没有看过病，检查过？", "[上个月因为腰椎间盘突出住院了一周。]"),
    ("过去五年内有没有做过化疗、透析？", "[没做过。]"),
    ("身体健康状况都正常吧？", "[嗯，血糖稍微有点高。]"),
]
PREMIUMS = [
    "一个月[三百二十八块]，交二十年。",
    "每月[328元]，按月扣。",
    "一年[一万二千]，交十年。",
    "每年交[20000元]。",
    "月缴[二百三十九块]，保额[五十万]。",
    "[三九六点五元]每个月。",
    "保费是每月[168.0元]，保额[30万]。",
    "首期[325]元，从您卡里扣。",
    "一天才[十块九]，一年[三千九百八十块]。",
    "保额[三十万]，一年[3,900元]。",
    "每个月[五百二十一]，第二年也是[五百二十一]。",
    "从您的银行卡每月代扣[二百一十元]。",
    "年交保费[100,000元]，一次交清。",
    "每月[29.9]元。",
]
HOTLINES = [
    "有事打我们的客服电话[{h}]。",
    "全国服务热线是[{h}]，二十四小时有人接。",
    "打[{h}]，这是我们全国客服电话。",
    "您可以拨打[{h}]核实。",
    "记一下啊，[{h}]，这是公司电话。",
    "投诉电话[{h}]。",
]


def hotline(rng: random.Random) -> str:
    return rng.choice(
        [
            f"955{rng.randint(0, 99):02}",
            f"400{rng.randint(0, 10**7 - 1):07}",
            f"400{rng.randint(6000000, 6999999)}",
        ]
    )


def build(rng: random.Random) -> tuple[Talk, Call]:
    line, agent_no = hotline(rng), f"{rng.randint(10000, 99999)}"
    talk = Talk(rng, line=line)
    talk.say(
        AGENT,
        f"您好，我是明远人寿的周婷，工号[{rng.choice([agent_no, speak(rng, agent_no)])}]。",
        "staff number",
        public=True,
    )
    steps = [_numbers, _address, _name, _health, _premium, _hotline, _numbers, _premium]
    rng.shuffle(steps)
    for step in steps:
        step(talk)
        if rng.random() < 0.5:
            talk.say(
                rng.choice([AGENT, CUSTOMER]),
                rng.choice(
                    [
                        "好的。",
                        "嗯，明白了。",
                        "这款是明远康佑一生重大疾病保险。",
                        "犹豫期十五天。",
                        "保一百二十种重大疾病。",
                    ]
                ),
            )
    known = rng.random() < 0.5
    call = Call(
        call_id="t",
        recording="t.wav",
        hotline=line if known else None,
        agent_name="周婷",
        agent_id=agent_no if known else None,
    )
    return talk, call


def _numbers(talk: Talk) -> None:
    rng = talk.rng
    kind, digits, sizes, asks = rng.choice([
        ("id card", id_card(rng), [6, 4, 3], ["您的身份证号报一下。", "麻烦您提供一下证件号码。"]),
        ("mobile", mobile(rng), [3, 4], ["您的手机号是多少？", "留个联系方式吧。"]),
        ("bank card", bank_card(rng), [4], ["您扣款的银行卡号是多少？", "卡号您念一下。"]),
    ])  # fmt: skip
    style = rng.random()
    if style < 0.4:
        talk.say(AGENT, rng.choice(asks))
        talk.say(
            CUSTOMER,
            rng.choice(["[{d}]。", "嗯，[{d}]。", "你记一下啊，[{d}]。", "是[{d}]，对。"]).format(
                d=form(rng, digits, sizes)
            ),
            kind,
        )
    elif style < 0.6:
        talk.say(
            AGENT,
            rng.choice(["我跟您核对一下，[{d}]，对吧？", "您这边登记的是[{d}]，没变吧？"]).format(
                d=form(rng, digits, sizes)
            ),
            kind,
        )
        talk.say(CUSTOMER, "对。")
    else:
        talk.say(AGENT, rng.choice(asks))
        parts = groups(rng, digits, sizes)
        parts = [*parts[:-2], parts[-2] + parts[-1]] if len(parts[-1]) < 3 else parts
        spoken = rng.random() < 0.7
        turns = [
            rng.choice(["[{d}]，", "[{d}]。", "嗯，[{d}]。", "然后[{d}]。"]).format(
                d=speak(rng, p) if spoken else p
            )
            for p in parts
        ]
        talk.dictate(CUSTOMER, turns, f"{kind} over turns", reply=rng.random() < 0.8)


def _address(talk: Talk) -> None:
    rng = talk.rng
    digits = lambda n: str(n) if rng.random() < 0.5 else _han(n)  # noqa: E731
    room = rng.choice(["501", "1203", "五零一", "一二零三", "302"])
    text = rng.choice(ADDRESSES).format(
        n=digits(rng.randint(2, 199)),
        m=digits(rng.randint(2, 19)),
        k=digits(rng.randint(2, 6)),
        r=room,
    )
    ask, answer = rng.choice(ADDRESS_TURNS)
    talk.say(AGENT, ask)
    talk.say(CUSTOMER, answer.format(a=text), "address")


def _han(n: int) -> str:
    d = "零一二三四五六七八九"
    if n < 10:
        return d[n]
    if n < 100:
        return ("" if n < 20 else d[n // 10]) + "十" + (d[n % 10] if n % 10 else "")
    rest = n % 100
    return (
        d[n // 100]
        + "百"
        + (
            ""
            if not rest
            else (
                "零" + d[rest]
                if rest < 10
                else d[rest // 10] + "十" + (d[rest % 10] if rest % 10 else "")
            )
        )
    )


def _name(talk: Talk) -> None:
    who, text = talk.rng.choice(NAME_TURNS)
    talk.say(who, text.format(n=name(talk.rng), s=talk.rng.choice(SURNAMES)), "name")


def _health(talk: Talk) -> None:
    ask, answer = talk.rng.choice(HEALTH_TURNS)
    talk.say(AGENT, ask)
    talk.say(CUSTOMER, answer, "health")


def _premium(talk: Talk) -> None:
    talk.say(AGENT, talk.rng.choice(PREMIUMS), "premium", public=True)


def _hotline(talk: Talk) -> None:
    rng = talk.rng
    line = talk.line
    if rng.random() < 0.3:
        said = line
    elif rng.random() < 0.5:
        said = speak(rng, line)
    else:
        said = rng.choice(["，", " ", "、"]).join(
            speak(rng, g) for g in ([line[:3], line[3:6], line[6:]] if len(line) > 5 else [line])
        )
    talk.say(AGENT, rng.choice(HOTLINES).format(h=said), "hotline", public=True)


# Phrasings written after the finders: turns of A agent, C customer; private items in [brackets],
# public ones in {braces}. At first sight the finders got 27 of these 34 private items and hid 1 of
# the 24 public ones; then they were mended.
HELD_OUT = """
A 麻烦念一下证件号。 / C 好，[11010519491231002X]，尾巴是个叉。
A 您身份证号码我念一遍，[一一零一零五一九四九一二三一零零二X]，没错吧？ / C 没错。
C 我换号了，现在用[一三九，二七零零，五五八一]。
C 你打我这个，[138-0013-8000]，那个不用了。
A 您尾号[5581]的手机对吗？ / C 对的。
C 卡是建行的，[六二一七零零，一二三零，零零三五八，六三二四一]，看一下对不对。
A 扣款账户是您工行尾号[零九三二]那张卡吧？ / C 是。
C 我加个微信吧，微信就是手机，[一八六七一四四二零九五]。
A 您的联系电话还是[１５９２７３３８８１０]吗？ / C 对。
C 座机是[零二七，八七六五，四三二一]，白天打。
C 我姓[欧阳]，你叫我小[欧阳]就行。
A 喂，是[刘桂芳]女士本人吗？ / C 是我。
C 那受益人就填我女儿[陈思涵]吧。
A 那被保人这边写的是[赵立新]，和您是夫妻关系？ / C 对。
C 我是她老公，我叫[孙大勇]。
A [何]姐，我跟您说啊，这个产品特别好。
C 你找[老周]啊，他不在，我是他爱人。
A 怎么称呼您？ / C 免贵姓[佟]。
A 怎么称呼您？ / C 我叫[韩梅梅]，韩国的韩。
C 快递放[光谷天地三栋二零五]就行。
A 保单寄哪儿方便？ / C [江汉区解放大道六百五十号，世贸大厦十八楼]。
A 您收件地址？ / C [湖北省黄冈市麻城市龟山镇大屋村三组]。
A 您家住哪个小区？ / C [万科城市花园，七栋一单元一二零二]。
C 我家在[西二旗大街三十九号院，五号楼]，你们公司在哪？
A 地址我核对一下，[杭州市西湖区文三路478号华星时代广场A座12楼]，对吧？ / C 对。
A 问一下您的健康情况，有没有什么大病？ / C [嗯，做过一次心脏支架。]
A 以前有没有被保险公司拒保过，或者有什么既往症？ / C [就是血压高，别的没有。]
A 您和您爱人身体都还好吧？ / C [她有点类风湿，我还行。]
A 有没有家族遗传病史？ / C [我父亲是肺癌走的。]
C [我这人有糖尿病，你们能保吗]
A 您平时吃什么药吗？ / C [降压药，天天吃。]
A 怀孕了吗现在？ / C [怀了五个月了。]
A 最近一年的体检报告有没有什么问题？ / C [转氨酶偏高，说是脂肪肝。]
A 一个月{三百二十八}，您看行吗？
A 保费{4,980}一年，交{十五}年。
A 首月{一块钱}，次月起{一百八十六块}。
A 年交{一万两千八百}，保额{二十万}，{三十}年。
A 您每个月{十五号}扣款，扣{二百九十九}。
A 我们的热线{九五五一九}，随时打。
A 记下我们的服务电话，{400 650 0678}。
A 公司全国统一客服{四零零，八八二，八八八八}，您有问题就打。
A 您可以打{12378}投诉，也可以打{95522}。
A 我的工号是{八零三三二一}，全程录音。
A 我的执业证编号是{00201442010080002019001234}，您可以查。
A 保单号是{P2026091400012345}，您收好。
A 犹豫期{十五天}，从您签收那天算。
A 公司的地址在{武汉}，您放心。
A 保障高血压、糖尿病等{一百二十种}疾病。 / C 保得挺多的，{心脏病}保不保？
A 一天不到{十块}，一年{三千六百五}。
"""

# Written after that mending.
UNSEEN = """
A 您报一下身份证后六位。 / C [零三二八一叉]。
C 我身份证是[330106198807214513]。
C 身份证啊，[五幺零七零二]，[一九六八]，[零九幺五]，[二七三四]。
A 我这边看到您的证件是[四四零三零六幺九九二零四幺幺零零三九]，有效期到哪年？
A 号码是[135 2098 7761]吗？ / C 是我爱人的，我的是[13699210034]。
C 你记我另一个号，[一八八]，[三三零二]，[七七六五]。
A 验证码发到您[一七七四四五五零零一二]这个手机上了。
C 我给你念卡号，[6228 4800 3056 7712 910]。
C 农行的，[六二二八，四八零三，三五零六，六一七幺，八幺七]。
A 那就从您[6217]开头、尾号[8835]的卡里扣。
C 卡号后四位[六六二九]。
C 家里电话[0571-88123456]。
C 打[零一零六二七五五八八幺]也行。
A 是[马]大哥吧？您好。 / C 嗯，什么事？
A 请问[诸葛明]先生在吗？ / C 我就是。
C 我老公[郑凯]他不让买。
C 单子上写我妈的名字，[李秀梅]。
C 我叫[白雪]，白色的白，下雪的雪。
A 受益人[王子豪]，是您儿子对吗？ / C 对。
C 你跟我家[小刘]说吧。
A [段]总，您看这个方案可以吗？
C 我是[丁一]，你说。
C 寄到单位，[软件园二期观日路32号301]。
C [东城区安定门外大街甲六十八号]，到了打电话。
C 我现在不在家，你寄[成都市高新区天府三街199号B座1702]。
A 您地址是[盐城市亭湖区新兴镇永宁村五组]，对不对？ / C 对对。
A 寄到哪里方便呢？ / C [南山区科技园科苑路十五号，讯美科技广场三号楼]。
C 我们住[翠湖天地御苑十六栋一零零二]，别送错。
A 配送地址没变吧，还是[广州市天河区体育东路一百一十六号]？
A 您和家人近期有没有就医记录？ / C [我妈住院了，刚做完白内障手术。]
A 有没有做过胃镜、肠镜检查？ / C [做过，有息肉，切了。]
A 请问您目前有残疾或者慢性疾病吗？ / C [没有，就是膝盖不太好。]
A 您的体重和身高大概多少？ / C [一米六五，一百三十斤。]
A 您吸烟吗？ / C [戒了五年了。]
C [我早些年得过肝炎，早好了。]
C [我有甲亢，能买吗]
A 目前有没有怀孕？ / C [没有。]
A 被保险人过去两年是否住院治疗？ / C [没住过。]
A 有没有抑郁症之类的？ / C [睡眠不好，吃过安定。]
A 保费是{两百一十块}一个月。
A 每月只要{198}，送您{三万}意外医疗。
A 前{十二}个月每月{59.9}，之后{119}。
A 全年{四千三百二十元}，分{十二}期。
A 咱们客服{4 0 0 8 2 0 8 8 8 8}。
A 热线电话{九五五一一}转{三}。
A 四川分公司电话{028-86543210}，全国客服是{四零零六零零二零二零}。
A 合同编号{2026 0914 0001 2345}，您留意短信。
A 我工号{六零二一五}，姓{郭}。
A 产品备案编号{2025年疾病保险029号}。
A 这款产品{一九九八}年就有了，理赔了{三万六千}人。
A {十月十五号}生效，{二零五六年}到期。
A 保额{五十万}，免赔额{一万}，报销比例{百分之八十}。
A {高血压}人群也能投，{糖尿病}二型也行。
A 公司在{上海浦东}，是{世界五百强}。
A 这里是{平安}保险，{王牌}产品。
"""

# Harder ones, written last.
LAST = """
C 身份证最后一位是X，前面[三七零一零二一九七七零三一一二四二]。
A 您身份证是[三七零二零三]开头的那个对吧？
C 我的号[一五零，零零四四，七七八二]，微信同号。
C 一三六，哦不对，[一三七，五五零九，二二一八]。
A 您登记的手机尾号[七零三一]，还在用吗？
C 绑的是招行[6214 8301 2345 6781]。
C 那张卡是[六二一七，九九五五，零零零一，二三四八，八八幺]，中行的。
A 您邮储卡尾号是[六六零八]吧？
C 打我爱人电话，[13305516677]。
C 座机[七五五，八八六六二二一一]，前面加零。
C 我叫[闫丽华]，门里三横的闫。
A 您好，请问[令狐冲]先生方便接电话吗？
C 被保人写我闺女[宋佳怡]。
A [汤]姐您看，这个就是保终身的。
C 是我，[乔]某某的爱人，你直接说。
C 我家那口子叫[冯德贵]。
C 受益人两个，[罗大伟]和[罗小梅]。
C 你说[贾]总让你打的？
C 寄[丰台区马家堡西路26号院3号楼2单元101]吧。
C 我在老家，你寄[湖南省邵阳市隆回县桃洪镇文昌村八组]。
A 那就寄到您单位，[滨江区江南大道3850号创新大厦9楼]，可以吗？
C 地址变了，现在是[龙华区民治大道牛栏前大厦C座1808]。
C 放[菜鸟驿站，幸福里小区南门]。
A 您有没有什么家族病，或者正在治疗的？ / C [我姐是乳腺癌，我自己还好。]
A 之前投保有没有被加费、拒保过？ / C [拒过，因为我肺上有结节。]
A 最近半年有没有做过什么检查？ / C [做过核磁，腰不好。]
C [我有点小毛病，心律不齐，算不算？]
C [我老公肾结石开过刀，能买不？]
A 您视力听力都正常是吗？ / C [眼睛八百度近视。]
A 那您现在是不是还在喂奶？ / C [对，孩子四个月。]
A 每月{七十九块九}，一年不到{一千}。
A 缴{二十}年，每年{六千六}，保到{八十}岁。
A 首年保费{12,680.50}元，次月{十号}扣。
A 客服热线{400-820-8820}，{八点}到{二十点}。
A 监管投诉电话是{一二三七八}。
A 我们保险代理的许可证号{269633000000800}，可以在官网查。
A 我工号{C八六零一}，姓{高}。
A 本产品由{太平洋}承保，{二零二六年九月}上市。
A 保单号{88001234567890}，电子保单发到您{短信}。
A 我行与{明远人寿}合作，{高额}意外保障。
A 谢谢{您}，{马}上给您办。
A 您的{血压}计我们不送，送的是{体检}一次。
A {全}国三十一个省都有服务网点。
A 这个{公司}在{北京市朝阳区}，叫{明远大厦}。
"""


def held_out(name: str, phrasings: str) -> tuple[list[str], list[str]]:
    """Return the private items of `phrasings` that were missed and the public ones hidden,
    each with its talk, and print the shares."""
    missed, hidden_public, counts = [], [], [0, 0]
    for line in filter(None, phrasings.splitlines()):
        turns, items = [], []
        for index, turn in enumerate(line.split(" / ")):
            text = ""
            for c in turn[2:]:
                if c in "[{":
                    items.append((index, len(text), c == "["))
                elif c in "]}":
                    items[-1] = (*items[-1], len(text))  # type: ignore[assignment]
                else:
                    text += c
            turns.append((AGENT if turn[0] == "A" else CUSTOMER, text))
        segments = Talk(random.Random(0), turns=turns).segments()
        found = {(f.segment, at) for f in find_private(segments) for at in range(f.start, f.end)}
        for segment, start, private, end in items:  # type: ignore[misc]
            letters = [
                (segment, at) in found for at in range(start, end)
                if segments[segment].text[at].isalnum()
            ]  # fmt: skip
            counts[private] += 1
            if private and not all(letters):
                missed.append(line)
            if not private and any(letters):
                hidden_public.append(line)
    print(
        f"{name}: {counts[1] - len(missed)} of {counts[1]} private items found, "
        f"{len(hidden_public)} of {counts[0]} public items hidden"
    )
    return missed, hidden_public


def main() -> int:
    """Print recall by kind of item, and what was hidden that should stay."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--talks", type=int, default=200)
    parser.add_argument("--misses", action="store_true", help="show every item that went wrong")
    options = parser.parse_args()
    private, public = measure(options.seed, options.talks, show=options.misses)
    for title, table in (("private items found", private), ("public items hidden", public)):
        total = [sum(c) for c in zip(*table.values(), strict=True)]
        print(f"{title}: {total[0]} of {total[1]} ({total[0] / total[1]:.2%})")
        for kind, (hit, of) in sorted(table.items()):
            print(f"  {kind:<24}{hit:>5} of {of:<5}{hit / of:8.2%}")
    for title, phrasings in (
        ("held out, then mended", HELD_OUT),
        ("unseen, then mended", UNSEEN),
        ("last", LAST),
    ):
        for wrong in held_out(title, phrasings):
            for line in wrong if options.misses else ():
                print(f"{title} |", line)
    return 0


def measure(
    seed: int, talks: int, *, show: bool = False
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return (hidden, planted) by kind, for private and for public items."""
    rng = random.Random(seed)
    private: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    public: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _ in range(talks):
        talk, call = build(rng)
        segments = talk.segments()
        hidden = {
            (f.segment, at) for f in find_private(segments, call) for at in range(f.start, f.end)
        }
        for table, items, wanted in ((private, talk.private, True), (public, talk.public, False)):
            for kind, places in items:
                # A pause between two digits may stay.
                pause = "嗯那个然后" if kind.split()[0] in ("mobile", "bank", "id") else ""
                letters = [
                    (s, at) for s, a, b in places for at in range(a, b)
                    if segments[s].text[at].isalnum() and segments[s].text[at] not in pause
                ]  # fmt: skip
                covered = [p in hidden for p in letters]
                hit = all(covered) if wanted else any(covered)
                table[kind][0] += hit
                table[kind][1] += 1
                if show and hit is not wanted:
                    print(
                        kind,
                        "|",
                        " / ".join(
                            f"{segments[s].text} «{segments[s].text[a:b]}»" for s, a, b in places
                        ),
                        "| hidden:",
                        "".join(segments[s].text[at] for s, at in letters if (s, at) in hidden),
                    )
    return dict(private), dict(public)


if __name__ == "__main__":
    raise SystemExit(main())
