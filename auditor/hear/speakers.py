"""Who is the agent: from the manifest, or from the talk itself.

An agent introduces a company and a staff number, addresses the other as 您, names
products and amounts, asks for consent and talks most; a customer asks, agrees, refuses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.model import Segment, Span, Speaker, Transcript

_AGENT = (
    (3.0, r"工号|我这[里边]是|我是.{0,12}(?:公司|人寿|保险|中心|客服)|客服(?:热线|电话)|全程录音"),
    (1.5, r"犹豫期|退保|现金价值|责任免除|免责|等待期|保障|保额|保费|条款|投保|承保|生效|受益人"),
    (1.2, r"给您|为您|跟您|帮您|您的|您看|您这|请您|提醒您|告诉您|咱们公司|我们公司|祝您"),
    (0.8, r"您好|打扰|先生|女士|感谢|推荐|介绍|产品|活动|专属|优惠|扣款|代扣"),
    (0.3, r"您"),
)
_CUSTOMER = (
    (1.5, r"我考虑|不需要|没兴趣|不用了|我在忙|别打了|你们(?:是|公司|这|怎么|哪)|多少钱|什么保险"),
    (1.2, r"我(?:想想|问问|老婆|老公|爱人|儿子|女儿|孩子|妈|买过|有社保|没钱|退休)"),
    (1.0, r"你(?:说|讲|给|帮|这|是|再|刚)|怎么(?:交|赔|退|扣|办)|是不是|行吧|那行|好吧|知道了"),
    (0.6, r"[吗呢啊]？|^(?:嗯|哦|噢|行|好|好的|对|是|可以|同意|喂|啊)[，。！？]?$"),
)
_DECIDED = 1.0
"""Least difference of the two sides' scores for a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which side is the agent, and by how much (in units of ``agent_score``)."""

    agent: int | None
    margin: float


def attribute(
    transcript: Transcript, agent_channel: int | None, language: str = "zh"
) -> Transcript:
    """Give each segment its speaker.

    Two channels: by ``agent_channel`` where the manifest says it, else by the talk; when
    the talk does not decide either, ``unknown``. One channel keeps whatever speakers the
    segments already have. ``language`` other than Chinese decides by amount of talk only.
    """
    channels = sorted({s.channel for s in transcript.segments if s.channel is not None})
    channels = sorted({*channels, *_measured(transcript)})
    if len(channels) != 2 or _already_known(transcript):
        return transcript
    agent = agent_channel
    if agent is None:
        sides = [[s for s in transcript.segments if s.channel == c] for c in channels]
        found = decide(sides, language).agent
        agent = None if found is None else channels[found]
    if agent is None or agent not in channels:
        return transcript
    return _with_roles(transcript, agent)


def decide(sides: Sequence[Sequence[Segment]], language: str = "zh") -> Roles:
    """Which of two sides talks like the agent; ``agent`` is ``None`` when too close."""
    scores = [agent_score(side, language) for side in sides]
    margin = scores[0] - scores[1] + _talk_ratio(sides)
    if abs(margin) < _DECIDED:
        return Roles(agent=None, margin=abs(margin))
    return Roles(agent=0 if margin > 0 else 1, margin=abs(margin))


def agent_score(side: Sequence[Segment], language: str = "zh") -> float:
    """How much one side's words are those of an agent: weighed cues per hundred characters."""
    if not language.startswith("zh"):
        return 0.0
    texts = [segment.text for segment in side]
    length = sum(len(text) for text in texts)
    if length == 0:
        return 0.0
    weighed = sum(_weigh(text, _AGENT) - _weigh(text, _CUSTOMER) for text in texts)
    # Short sides are pulled towards zero: two words prove little.
    return weighed * 100 / (length + 50)


def _weigh(text: str, cues: tuple[tuple[float, str], ...]) -> float:
    return sum(weight * len(re.findall(pattern, text)) for weight, pattern in cues)


def _talk_ratio(sides: Sequence[Sequence[Segment]]) -> float:
    amounts = [sum(len(s.text) for s in side) + 20 for side in sides]
    return 2.0 * math.log(amounts[0] / amounts[1])


def _already_known(transcript: Transcript) -> bool:
    return any(s.speaker is not Speaker.UNKNOWN for s in transcript.segments)


def _measured(transcript: Transcript) -> list[int]:
    names = [name.split() for name, _ in transcript.covered]
    return [int(n[1]) for n in names if len(n) == 2 and n[0] == "channel" and n[1].isdigit()]


def _with_roles(transcript: Transcript, agent: int) -> Transcript:
    def role(channel: int | None) -> Speaker:
        if channel is None:
            return Speaker.UNKNOWN
        return Speaker.AGENT if channel == agent else Speaker.CUSTOMER

    def named(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(replace(span, speaker=role(span.channel)) for span in spans)

    covered = tuple(
        (str(role(int(name.split()[1]))) if name.startswith("channel ") else name, share)
        for name, share in transcript.covered
    )
    return replace(
        transcript,
        segments=tuple(replace(s, speaker=role(s.channel)) for s in transcript.segments),
        gaps=named(transcript.gaps),
        dropped=named(transcript.dropped),
        covered=covered,
    )
