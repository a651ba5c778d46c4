"""A few reports to render: a call with faults of every kind, a clean one, a hostile one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from auditor.model import (
    Call,
    Evidence,
    Finding,
    Reason,
    Recording,
    Report,
    Segment,
    Span,
    Speaker,
    Status,
    Transcript,
    Unaudited,
)

CHECKLIST = ("cn-life-telesales", "1.0.0")
_A, _C = Speaker.AGENT, Speaker.CUSTOMER

TALK: tuple[tuple[float, float, Speaker, str], ...] = (
    (1.3, 8.9, _A, "您好，请问是张女士吗？我这里是明远人寿电话销售中心，我姓周，周婷，工号三幺八六二。"),
    (9.1, 10.4, _C, "嗯，是我，你说。"),
    (10.9, 15.2, _A, "跟您说一声，本次通话全程录音。今天给您介绍的是明远康佑一生重大疾病保险。"),
    (15.6, 18.0, _C, "哦，是保险啊，保什么的？"),
    (18.4, 30.2, _A, "保一百二十种重大疾病，确诊就赔三十万，保障到终身。每个月三百五十二块，交二十年，每月十号从您的卡里扣。"),
    (30.6, 33.0, _C, "这个比存银行怎么样？"),
    (33.3, 41.7, _A, "那肯定比存银行划算，利息高，到期本金全退给您，稳赚不赔的。"),
    (42.0, 44.6, _C, "行，那我买吧。"),
    (45.2, 55.8, _A, "好的，扣款成功第二天零点就生效，保单给您快递到家。收到以后请仔细阅读条款，特别是责任免除。"),
    (63.5, 70.1, _A, "有问题您打我们的客服电话，四零零六一八八一九九。退保的话是会有损失的。"),
    (70.4, 72.0, _C, "知道了，谢谢。"),
)  # fmt: skip


def segments() -> tuple[Segment, ...]:
    """The talk as segments on two channels."""
    return tuple(
        Segment(start=s, end=e, text=t, speaker=who, channel=0 if who is _A else 1)
        for s, e, who, t in TALK
    )


def evidence(index: int, quote: str, **changes: object) -> Evidence:
    """Evidence in the talk's line `index`, with times in the middle of it."""
    start, end, who, _ = TALK[index]
    base = Evidence(
        start=start + 0.2,
        end=end - 0.2,
        speaker=who,
        channel=0 if who is _A else 1,
        quote=quote,
        matched=quote,
        score=0.97,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def finding(rid: str, title: str, status: Status, why: Reason, /, **changes: object) -> Finding:
    """A finding of the example call."""
    base = Finding(
        call_id="B01",
        checklist=CHECKLIST[0],
        checklist_version=CHECKLIST[1],
        requirement_id=rid,
        title=title,
        kind="required",
        severity="high",
        status=status,
        reason_code=why,
        reason="坐席已说明。",
        control="cn08-mandatory-disclosures",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def faulty_findings() -> tuple[Finding, ...]:
    """One of nearly every outcome."""
    ok, bad, ask, na = Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_APPLICABLE
    said, unsaid = Reason.SAID, Reason.NOT_SAID
    return (
        finding("agent-identity", "坐席表明身份", ok, said, control="cn-basic-name-and-staff-no",
                evidence=(evidence(0, "我姓周，周婷，工号三幺八六二"),), value_said="周婷，31862", value_expected="周婷，31862"),
        finding("insurer-name", "说明保险公司名称", ok, said, evidence=(evidence(0, "明远人寿"),),
                value_said="明远人寿", value_expected="明远人寿保险股份有限公司"),
        finding("agency-nature", "说明代理性质", na, Reason.NOT_DUE, reason="以保险公司名义销售，无须说明代理性质。", control="cn08-caller-name-and-agency-nature"),
        finding("recording-notice", "告知通话录音", ok, said, evidence=(evidence(2, "本次通话全程录音"),), control="cn08-recording-consent-and-retention"),
        finding("product-name", "说明产品名称", ok, said, evidence=(evidence(2, "明远康佑一生重大疾病保险"),)),
        finding("sum-insured", "说明保险金额", ok, said, evidence=(evidence(4, "确诊就赔三十万"),), value_said="300,000 元", value_expected="300,000 元"),
        finding("premium", "说明保险费", bad, Reason.CONTRADICTED, severity="critical", reason="坐席说每月 352 元，记录为每月 325 元。",
                evidence=(evidence(4, "每个月三百五十二块"), evidence(4, "交二十年")), value_said="每月 352 元", value_expected="每月 325 元", score=0.97),
        finding("cooling-off", "说明犹豫期", bad, unsaid, severity="critical", reason="全程未提到犹豫期及其间可全额退保；坐席语音的 98% 已听出。", control="cn12-concealment-cooling-off",
                nearest=evidence(9, "退保的话是会有损失的", score=0.41), value_expected="15 天"),
        finding("exclusions", "说明责任免除", ask, Reason.NOT_HEARD, reason="0:56–1:03 有坐席语音而无文字，可能在此处说明过。", control="cn-insurance-law-17",
                nearest=evidence(8, "特别是责任免除", score=0.62)),
        finding("service-hotline", "告知客服电话", ask, Reason.UNCERTAIN, reason="听到的号码少一位，声音与记录的号码较接近，须由人听一遍。",
                evidence=(evidence(9, "四零零六一八八一九九", source="sound"),), value_said="4006188199", value_expected="4006188199"),
        finding("surrender-loss", "说明退保损失", ok, Reason.LATE, reason="在客户同意投保之后才说明。", evidence=(evidence(9, "退保的话是会有损失的"),)),
        finding("purchase-consent", "客户明确同意投保", ok, said, evidence=(evidence(7, "那我买吧"),), control="cn23-consent-on-recording"),
        finding("deposit-confusion", "不得把保险说成存款", bad, said, kind="prohibited", severity="critical", reason="把保险与银行存款作片面比较，并用“利息”“本金”称呼保险利益。", control="cn12-deposit-confusion",
                evidence=(evidence(6, "比存银行划算，利息高"),)),
        finding("guaranteed-return", "不得承诺收益", bad, said, kind="prohibited", severity="critical", reason="承诺不确定的收益：“稳赚不赔”。", control="cn12-guaranteed-return",
                evidence=(evidence(6, "到期本金全退给您，稳赚不赔"),)),
        finding("pressure", "不得施压", ok, unsaid, kind="prohibited", reason="未发现此类言辞。", control="cn-consumer-24"),
        finding("rebate", "不得返佣送礼", ok, unsaid, kind="prohibited", reason="未发现此类言辞。", control="cn-insurance-law-116"),
        finding("calling-hours", "在许可时段内拨打", ok, said, kind="conduct", severity="medium", reason="当地时间 10:12 拨打，在 09:00–21:00 之内。", control="cn08-calling-hours"),
        finding("disclosed-before-consent", "同意之前已告知", bad, Reason.LATE, kind="conduct", severity="medium", reason="退保损失在客户同意（0:42）之后才说明。", control="cn23-precontract-prompts",
                evidence=(evidence(9, "退保的话是会有损失的"), evidence(7, "那我买吧"))),
        finding("agent-qualified", "坐席具备资格", ask, Reason.NO_DATA, kind="conduct", severity="low", reason="记录中没有坐席的执业证编号。", control="cn-agent-qualification"),
    )  # fmt: skip


def faulty() -> Report:
    """A sale with a wrong premium, missing duties, forbidden promises and a hole in the words."""
    call = Call(
        call_id="B01",
        recording="audio/B01.wav",
        started_at=dt.datetime(2026, 9, 8, 10, 12, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        direction="outbound",
        purpose="sale",
        agent_channel=0,
        agent_id="31862",
        agent_name="周婷",
        customer_name="张敏",
        customer_region="武汉",
        customer_timezone="Asia/Shanghai",
        sold_in_name_of="insurer",
        insurer="明远人寿保险股份有限公司",
        hotline="4006188199",
        product_name="明远康佑一生重大疾病保险",
        product_type="critical-illness",
        policy_term="终身",
        sum_insured=Decimal("300000"),
        premium=Decimal("325.0"),
        premium_period="monthly",
        payment_term="20年",
        deduction_day="每月10日",
        effective="扣款成功次日零时",
        delivery="快递",
        cooling_off_days=15,
        concluded=True,
        carried=(("team", "武汉一组"), ("campaign", "2026-09")),
    )
    recording = Recording(
        path="audio/B01.wav",
        sha256="9f2c" * 16,
        duration=72.4,
        channels=2,
        sample_rate=8000,
        codec="pcm_mulaw",
    )
    transcript = Transcript(
        language="zh",
        engine="faster-whisper 1.2.1 base int8 batched beam5",
        segments=segments(),
        duration=72.4,
        heard=True,
        covered=(("agent", 0.87), ("customer", 1.0)),
        gaps=(Span(start=56.1, end=62.9, channel=0, speaker=_A),),
        dropped=(Span(start=44.7, end=45.1, channel=1, speaker=_C, note="请不吝点赞 订阅 转发"),),
    )
    return Report(
        call=call,
        recording=recording,
        transcript=transcript,
        checklists=(CHECKLIST,),
        findings=faulty_findings(),
    )


def clean() -> Report:
    """The same call with its passes alone, from a given transcript, without a recording."""
    report = faulty()
    passed = tuple(replace(f, call_id="B02") for f in report.findings if f.status is Status.PASS)
    return replace(
        report,
        call=replace(report.call, call_id="B02"),
        recording=None,
        transcript=replace(
            report.transcript, heard=False, engine="", covered=(), gaps=(), dropped=()
        ),
        findings=passed,
    )


HOSTILE = (
    "\"><script>alert(1)</script><img src=x onerror=alert(2)>' {{7*7}} </style> =1+1 \x00\u202e"
)


def hostile() -> Report:
    """Markup, template braces, control characters and formulas in every text of the report."""
    report = faulty()
    segment = Segment(start=0, end=5, text=HOSTILE, speaker=_A, channel=0)
    place = Evidence(start=0, end=5, speaker=_A, channel=0, quote=HOSTILE, matched=HOSTILE)
    one = replace(
        report.findings[0],
        call_id=HOSTILE,
        requirement_id=HOSTILE,
        title=HOSTILE,
        kind=HOSTILE,
        severity=HOSTILE,
        reason=HOSTILE,
        control=HOSTILE,
        value_said=HOSTILE,
        value_expected=HOSTILE,
        evidence=(place,),
        nearest=place,
        status=Status.FAIL,
    )
    call = Call(
        call_id=HOSTILE,
        recording=HOSTILE,
        agent_name=HOSTILE,
        customer_name=HOSTILE,
        purpose=HOSTILE,
        product_name=HOSTILE,
        carried=((HOSTILE, HOSTILE),),
        problems=(HOSTILE,),
    )
    words = replace(
        report.transcript,
        engine=HOSTILE,
        segments=(segment,),
        gaps=(Span(start=6, end=7, note=HOSTILE),),
        dropped=(Span(start=8, end=9, note=HOSTILE),),
        covered=((HOSTILE, 0.5),),
    )
    return Report(
        call=call,
        recording=replace(report.recording, path=HOSTILE, codec=HOSTILE)
        if report.recording
        else None,
        transcript=words,
        checklists=((HOSTILE, HOSTILE),),
        findings=(one,),
    )


def unaudited() -> Unaudited:
    """A call whose recording could not be read."""
    return Unaudited(
        call_id="B09",
        recording="audio/B09.wav",
        stage="hear",
        reason="录音文件为空（0 字节）",
        carried=(("team", "武汉一组"),),
    )
