"""A small checklist and short calls, so that a test says all that it rests on."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from auditor.checklist.schema import Checklist
from auditor.judge.audit import audit
from auditor.judge.cases import transcript_of, turns
from auditor.judge.match.base import Scan
from auditor.model import Call, Ear, Finding, Segment, Speaker, Transcript
from auditor.read.utterances import stream, utterances

MOMENTS = {
    "pitch": ["{product_name}"],
    "closing_question": ["(给您|帮您) .. 办理", "同意 .. 投保"],
    "yes": ["^ (同意|好的|可以|办吧)"],
    "weak_yes": ["^ (嗯|哦|啊) $"],
    "own_yes": ["我要买"],
    "postponed": ["(考虑考虑|再想想)"],
    "handed_over": ["你跟我女婿说"],
    "handed_back": ["^ (喂)? 是我"],
    "refusal": ["!(如果|是不是) (不需要|没兴趣|不要再打)"],
    "persisting": ["再给您 .. 介绍", "听我说完"],
    "confirming": ["^ (对|是的|没错)"],
    "closed": ["办好了"],
}
NOTICE = "本次通话会全程录音。"
RECORD: dict[str, Any] = {
    "call_id": "c1",
    "recording": "c1.wav",
    "purpose": "sale",
    "concluded": True,
    "product_name": "福满一生终身寿险",
    "insurer": "明远人寿保险股份有限公司",
    "premium": Decimal(325),
    "premium_period": "monthly",
    "cooling_off_days": 15,
    "hotline": "4006337788",
    "policy_term": "至70周岁",
    "deduction_day": "每月15日",
}


def required(name: str, says: Sequence[str], **more: Any) -> dict[str, Any]:
    return _requirement(name, "required", says=list(says), **more)


def prohibited(name: str, says: Sequence[str], **more: Any) -> dict[str, Any]:
    return _requirement(name, "prohibited", says=list(says), due="always", **more)


def _requirement(name: str, kind: str, **more: Any) -> dict[str, Any]:
    title = {"zh": name, "en": name}
    return {
        "id": name, "title": title, "kind": kind, "severity": "high", "controls": ["law"], **more
    }  # fmt: skip


def pack(*requirements: dict[str, Any], **more: Any) -> Checklist:
    return Checklist.model_validate(
        {
            "id": "small",
            "version": "1",
            "title": {"zh": "小清单", "en": "small"},
            "language": "zh",
            "jurisdiction": "CN",
            "controls": [{"law": "law", "instrument": "某办法", "article": "第一条"}],
            "moments": MOMENTS,
            "negations": ["不", "没有", "不是"],
            "never_counts": ["(待会儿|回头) .. 告诉"],
            "requirements": list(requirements),
            **more,
        }
    )


def value(name: str, kind: str, record: str, says: Sequence[str], **more: Any) -> dict[str, Any]:
    """A requirement whose value is compared with the record."""
    return required(name, says, value={"kind": kind, "record": record, **more})


@functools.lru_cache(maxsize=1)
def whole() -> Checklist:
    """Duties, values and conduct of all kinds that the tests speak of."""
    slot, number = "(保费|交) .. <money>", "(客服|热线) .. <digits>"
    return pack(
        required(
            "recording-notice", ["录音"], due="opening", before="pitch", sound=["通话会录音"]
        ),
        required("exclusions", ["酒驾 .. 不赔"], sound=["酒驾出事不赔"]),
        value("premium", "premium", "premium", ["<money:regular>", slot]),
        value("cooling-off", "days", "cooling_off_days", ["犹豫期 & <days>"]),
        value("service-hotline", "telephone", "hotline", [number], anywhere=True),
        value("policy-term", "term", "policy_term", ["(保|保到|保障到) <term>"]),
        value("deduction-date", "date", "deduction_day", ["扣款 .. <date>", "<date> .. 扣款"]),
        required("purchase-consent", ["同意"], speaker="customer", check="consent"),
        prohibited("guaranteed-return", ["保证 .. 收益", "稳赚不赔"], negation=True),
        _requirement("refusal-respected", "conduct", due="always", check="refusal"),
        _requirement(
            "disclosed-before-consent", "conduct", due="always", check="order",
            options={"items": ["premium", "cooling-off"]},
        ),
    )  # fmt: skip


def record(**fields: Any) -> Call:
    return Call(**{**RECORD, **fields})


def heard(transcript: Transcript) -> Transcript:
    """The same words as a recogniser's."""
    return replace(transcript, heard=True, engine="recogniser")


Change = Callable[[Transcript], Transcript]


def judged(
    *lines: str,
    checklist: Checklist | None = None,
    ear: Ear | None = None,
    change: Change | None = None,
    ask_all: bool = False,
    **fields: Any,
) -> dict[str, Finding]:
    """Findings of a call in which these lines are said, by requirement."""
    transcript = transcript_of([t for line in lines for t in turns(line)])
    if change is not None:
        transcript = change(transcript)
    found = audit(record(**fields), transcript, checklist or whole(), ear=ear, ask_all=ask_all)
    return {f.requirement_id: f for f in found}


def verdict(finding: Finding) -> tuple[str, str]:
    return finding.status.value, finding.reason_code.value


def scan_of(*segments: str, gap: float = 0.2, is_heard: bool = False, **names: str) -> Scan:
    """One speaker's talk, a segment an entry, ``gap`` seconds apart."""
    out, now = [], 0.0
    for text in segments:
        end = now + max(len(text), 1) / 4.5
        out.append(Segment(start=now, end=end, text=text, speaker=Speaker.AGENT))
        now = end + gap
    talk = utterances(Transcript(language="zh", engine="written", segments=tuple(out)))
    return Scan(stream=stream(talk), heard=is_heard, names={k: (v,) for k, v in names.items()})
