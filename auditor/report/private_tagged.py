"""What the taught reader (`private_tagger.py`) finds in a talk, as stretches to hide.

The whole talk is read as one string, turn after turn, in windows that overlap: so what was asked
before, and what is said after, decides with. The rules know better what has to stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

import numpy as np

from auditor.model import Call, Segment, Speaker
from auditor.read.states import Floats
from auditor.report.private_kinds import Found, Private
from auditor.report.private_numbers import dictated_parts, kind_said
from auditor.report.private_products import products
from auditor.report.private_staff import Staff
from auditor.report.private_stays import Kept, in_one_of
from auditor.report.private_tagger import (
    AGENT,
    CUSTOMER,
    EITHER,
    KINDS,
    MOST,
    tagger,
)

_BEFORE, _AFTER = 30, 16
"""Characters of a window that are read for what they say of those between."""
_CORE = MOST - _BEFORE - _AFTER
_MARKS = {Speaker.AGENT: AGENT, Speaker.CUSTOMER: CUSTOMER}
_KINDS = [Private(kind) for kind in KINDS[1:]]
_GAP, _GAP_TOLD = 1, 2
"""Letters between two hidden ones that are hidden with them: of the agent's, of anybody else's."""


_PARTICLES = frozenset(
    "什么了吗呢吧啊呀的得就是也都还在有没不我你您他她这那哪好行对嗯哦一个来去说讲问"
)
_MORE_SURE = 0.5
"""How sure it has to be that a particle is a name."""


def probabilities(segments: Sequence[Segment]) -> list[Floats]:
    """For each segment how likely each character gives something away (characters x kinds)."""
    stream = "".join(_MARKS.get(s.speaker, EITHER) + s.text for s in segments)
    likely = (
        np.concatenate(list(_read(stream))) if stream else np.zeros((0, len(KINDS)), np.float32)
    )
    found, at = [], 0
    for segment in segments:
        found.append(likely[at + 1 : at + 1 + len(segment.text)])
        at += 1 + len(segment.text)
    return found


def _read(stream: str) -> Iterator[Floats]:
    """The probabilities of a talk, window by window."""
    cores = range(0, len(stream), _CORE)
    windows = tuple(stream[max(0, at - _BEFORE) : at + _CORE + _AFTER] for at in cores)
    for at, likely in zip(cores, _known(windows), strict=True):
        first = min(at, _BEFORE)
        yield likely[first : first + _CORE]


@lru_cache(maxsize=4)  # a talk is redacted more than once: its page, its clips
def _known(windows: tuple[str, ...]) -> tuple[Floats, ...]:
    return tuple(tagger().read(windows))


def tagged(segments: Sequence[Segment]) -> Iterator[Found]:
    """The stretches that the reader would hide, with their kinds."""
    spread = tagger().spread
    for index, (segment, likely) in enumerate(zip(segments, probabilities(segments), strict=True)):
        private = likely[:, 1 : len(KINDS)]
        kinds = private.argmax(axis=1).tolist()
        by_agent = segment.speaker is Speaker.AGENT
        sure, gap = (tagger().sure, _GAP) if by_agent else (tagger().told, _GAP_TOLD)
        likely = private.sum(axis=1)
        for start, end in stretches(segment.text, likely, sure, spread, gap):
            if set(segment.text[start:end]) <= _PARTICLES and likely[start:end].max() < _MORE_SURE:
                continue
            for kind, places in groupby(range(start, end), key=kinds.__getitem__):
                own = list(places)
                last = own[-1] + 1
                if by_agent and last - own[0] > 1 and segment.text[last - 1] in "姐哥总":
                    last -= 1
                yield Found(segment=index, start=own[0], end=last, kind=_KINDS[kind])


def stretches(
    text: str, likely: Floats, sure: float, spread: float, gap: int = _GAP
) -> Iterator[tuple[int, int]]:
    """Runs of characters that are likely enough (`spread`), with at least one that is `sure`.

    `gap` letters between two such characters belong to the run.
    """
    letters = [at for at, c in enumerate(text) if c.isalnum()]
    run: list[int] = []
    missed = 0
    for at in [*letters, -1]:
        if at >= 0 and likely[at] >= spread and not (run and _apart(text, run[-1], at)):
            run.append(at)
            missed = 0
            continue
        missed += 1
        if run and (missed > gap or at < 0 or _apart(text, run[-1], at)):
            if likely[run].max() >= sure:
                yield run[0], run[-1] + 1
            run = [at] if at >= 0 and likely[at] >= spread else []
            missed = 0


def _apart(text: str, one: int, other: int) -> bool:
    """Whether a pause stands between two places of a text."""
    return not text[one + 1 : other].replace(" ", "").isalnum() and other > one + 1


def believed(segments: Sequence[Segment], found: Sequence[Found]) -> Iterator[Found]:
    """What the rules found, without what the reader is sure gives nothing away.

    A name is left as a whole; of a place, and of what the agent says of an illness, the characters
    that tell nothing. What the customer answers about his health stays hidden as the rules hide it: that he
    has nothing tells something, too.
    """
    leave = tagger().leave
    likely = [p[:, 1 : len(KINDS)].sum(axis=1) for p in probabilities(segments)]
    for f in found:
        private = likely[f.segment][f.start : f.end]
        if f.kind is Private.HEALTH and segments[f.segment].speaker is not Speaker.AGENT:
            yield f
            continue
        if f.kind is Private.NAME:
            if private.max(initial=0.0) >= leave:
                yield f
            continue
        padded = np.pad(private, 1)
        near = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:]) >= leave
        for told, places in groupby(range(f.start, f.end), key=lambda at: bool(near[at - f.start])):
            own = list(places)
            if told:
                yield replace(f, start=own[0], end=own[-1] + 1)


_NUMBER = len(KINDS)
"""The place of numbers in the probabilities."""


def private_digits(segments: Sequence[Segment], call: Call | None) -> Iterator[Found]:
    """Digits that the reader takes for the customer's: what their length and words did not show."""
    likely = probabilities(segments)
    kept = [Kept(s.text) for s in segments]
    for index, start, end in dictated_parts(segments, call):
        private = likely[index][start:end, _NUMBER]
        if private.mean() >= tagger().number and not kept[index].touches((start, end)):
            kind = kind_said(segments, (index, start, end))
            yield Found(segment=index, start=start, end=end, kind=kind)


def private_tags(segments: Sequence[Segment], call: Call | None) -> Iterator[Found]:
    """What the reader finds, without what the rules know to be public."""
    staff = Staff(segments, call)
    kept = [Kept(s.text) for s in segments]
    named = products(segments)
    for found in tagged(segments):
        span, segment = (found.start, found.end), segments[found.segment]
        if found.kind is Private.NAME:
            public = staff.stays(found.segment, span) or kept[found.segment].covers(span)
        else:
            public = kept[found.segment].touches(span)
        by_agent = segment.speaker is Speaker.AGENT
        public = public or in_one_of(segment.text, span, named)
        if not (public or (by_agent and _of_company(segment.text, found))):
            yield found


_OFFICE = re.compile(
    "[一-龥]{2,4}(?:总部|分公司|中心支公司|中支|支公司|主城|市区|服务部|营业部|职场|地区的)"
)


_COVER = re.compile(
    "[元块]?，?(?:住院报|门诊报|报百分之|身故|伤残|保额|医疗|免赔|意外[^，。]{0,4}[万块])"
)


def _of_company(text: str, found: Found) -> bool:
    """Whether the agent speaks of where his company is, or names a product: 上海总部, 秦岭保."""
    if found.kind is Private.NAME:
        return text[found.end - 1] in "保险" or text[found.end : found.end + 1] in ("保", "险")
    if _COVER.match(text, found.end):
        return True
    offices = (m.span() for m in _OFFICE.finditer(text))
    return any(start <= found.start and found.end <= end for start, end in offices)
