"""The names of products: what somebody insures stays, however much it looks like a name of a person.

A product is known by how it is spoken of (a price follows, it expires, it covers, somebody has one), and
by 保 at its end. Once known, it stays wherever it is named in the talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Segment, Speaker
from auditor.report.private_characters import SURNAMES, titled
from auditor.report.private_stays import AMOUNT

_BEGINS = "(?:^|[，。？！、]|[那这]个|[那这]款|有个|我们的|[您你]的|[您你][买上]的|走|讲下|考虑|叫|能上个?|续|买)"
_NAMED = "(?P<{}>[一-龥]{{2,5}}?)"
_SPOKEN_OF = re.compile(
    f"{_BEGINS}{_NAMED.format('a')}(?:[快就又]?到期|快?断了|停售|停了|开始参保|到[零一二三四五六七八九十0-9]+月|那个(?:分红|我续|到期)|我有一份|能上(?!学|班)"
    "|主要保|不问这些|不?分红|等待期|的条款|[您你]参加|[您你]考虑|续不续|现价)"
    f"|{_BEGINS}{_NAMED.format('b')}(?=保(?:[，。？！哦呀是那这主能开不您你]|$))"
    f"|(?:还以为|名字?|产品|这款|险种)叫{_NAMED.format('c')}(?=[，。]|$)"
)
_PRICED = re.compile(
    f"{_BEGINS}(?P<d>[一-龥]{{3,6}}?)，?(?:今年|每年|一年|每月|一个月|首月|续费)?(?={AMOUNT.pattern})"
)
_VERB = re.compile(
    "[你您我他她它谁不没也都能会给要让就社医续投退参核担确环]$|^[你您我他她它这那就也都不没有好行]|[的了吗呢吧在]"
)

_NO_NAME = re.compile(
    f"(?:{titled()})$|[零一二两三四五六七八九十百千万0-9]$|保费|保额|[每一]年|每?月|合计|一共"
)


def products(segments: Sequence[Segment]) -> frozenset[str]:
    """The names of products in a talk."""
    return frozenset(name for s in segments for name in _products_of(s))


def _products_of(segment: Segment) -> Iterator[str]:
    for match in _SPOKEN_OF.finditer(segment.text):
        name, group = str(match[str(match.lastgroup)]), match.lastgroup
        if _VERB.search(name) or len(name) < (2 if group == "b" else 3):
            continue
        if group == "c" and segment.speaker is not Speaker.AGENT and "以为" not in match.group():
            continue
        yield name + "保" if group == "b" else name
    for match in _PRICED.finditer(segment.text) if segment.speaker is Speaker.AGENT else ():
        # 张建国，一年八百: who begins with a surname and is no longer than a name may be one.
        name = match["d"]
        short = name[0] in SURNAMES and len(name) < 4
        if not (short or _VERB.search(name) or _NO_NAME.search(name)):
            yield name
