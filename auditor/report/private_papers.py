"""What identifies somebody besides his numbers: date of birth, licence plate, passport."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.model import Segment
from auditor.report.private_kinds import Found, Private

_D = "0-9零〇一二三四五六七八九幺两"
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·，]?"
    f"(?:[A-HJ-NP-Za-hj-np-z{_D}]，?){{4,6}}[A-HJ-NP-Za-hj-np-z{_D}警学挂]?(?![{_D}])"
)
_PASSPORT = re.compile(
    f"(?<![A-Za-z])[DEGPSHMdegpshm][A-HJ-NP-Za-hj-np-z]?，?[{_D}](?:，?[{_D}]){{6,7}}(?![{_D}])"
)
_DATE = re.compile(
    f"(?:(?:[{_D}]{{4}}|[{_D}]{{2}})年的?)?(?:[十{_D}]{{1,2}}|正|腊|冬)月(?:初?[十廿卅{_D}]{{1,3}}[号日]?)?"
    f"|(?:19|20|一九|二零)[{_D}]{{2}}[-./年][{_D}]{{1,2}}[-./][{_D}]{{1,2}}"
)
_BIRTH = re.compile("生日|出生|生于|生辰|哪[年天]生|几[月号]生|什么时候生|属什么|贵庚")
_BORN = re.compile("^[的，]{0,2}(?:出?生(?!效)|寿辰|过生)|^[^。？！]{0,4}生日")
_OTHER = re.compile("生效|到期|扣|投保|缴|交|领|出[的了]?险|住院|手术|查出|出院")


def private_papers(segments: Sequence[Segment]) -> Iterator[Found]:
    """Plates and passports by their form; dates by being asked for, or said, as one of birth."""
    asked = False
    for index, segment in enumerate(segments):
        text = segment.text
        for pattern in (_PLATE, _PASSPORT):
            for match in pattern.finditer(text):
                yield _found(index, match.span())
        for match in _DATE.finditer(text):
            before = re.split("[。？！]", text[: match.start()])[-1]
            after = text[match.end() :]
            here = _BIRTH.search(before) or _BORN.match(after)
            if (here or asked) and not _OTHER.match(after[:6]) and not _OTHER.search(before[-6:]):
                yield _found(index, match.span())
        asked = bool(_BIRTH.search(text[-40:]))


def _found(index: int, span: tuple[int, int]) -> Found:
    return Found(segment=index, start=span[0], end=span[1], kind=Private.ID_CARD)
