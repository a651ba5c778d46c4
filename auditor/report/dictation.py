"""Finds the pieces of a number that is dictated bit by bit, where no piece proves itself.

People dictate a number with talk in between (幺三幺什么来着，八七四四), put a date of birth into an
identity number (四四零幺零六，八五年三月十二), correct a group and have it read back. What a single
piece cannot show, the talk around it does: a dictation begins where a number is asked for or
announced, or where a stretch begins as only a mobile number does, and goes on as long as digits come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.model import Segment
from auditor.read.numerals import number
from auditor.report.private_kinds import Found, Private
from auditor.report.private_numbers import id_card_ok, luhn_ok

_VALUES = dict(zip("零一二三四五六七八九", "0123456789", strict=True))
_VALUES |= dict(zip("０１２３４５６７８９", "0123456789", strict=True))
_VALUES |= dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True))
_VALUES |= {c: c for c in "0123456789"} | {"〇": "0", "○": "0", "幺": "1", "两": "2", "洞": "0"}
_D = "".join(_VALUES)
_MONEY = "元|块|角|毛|分|万|千|百|亿|钱"
_UNITS = rf"{_MONEY}|个月|个(?![{_D}])|年|岁|周岁|天|期|种|人|次|倍|折|小时|点|％|%|成|份|家|款|位"
_PIECE = re.compile(
    rf"(?P<date>(?:[{_D}]{{2,4}}|两千[零一二][{_D}]?|两千)年(?:的?[十{_D}]{{1,3}}月)?(?:[十二三{_D}]{{1,3}}[日号]?)?"
    rf"|[十{_D}]{{1,2}}月[十二三{_D}]{{1,3}}[日号]?)"
    rf"|(?P<hundred>一百[三五六七八九]十[一二三四五六七八九]?+)(?=[，、, ]*[{_D}]{{2,}})"
    rf"|(?P<quantity>(?!一个[Xx叉])(?:[{_D}十百千万亿点.,]{{0,16}}[十百千万亿][{_D}十百千万亿点]{{0,16}}(?:{_UNITS})?"
    rf"|[{_D}.,]{{1,16}}(?:{_UNITS})|[0-9]{{1,8}}[.:：][0-9]{{1,8}})(?:(?<=[块元])[{_D}](?![{_D}]))?)"
    rf"|(?P<digits>一个[Xx叉](?![一-龥])|(?:[二两三四五六七八九]个[{_D}]|[么腰要](?=[{_D}]{{2}})|(?<=[{_D}])[么腰要](?=[{_D}])|[{_D}])"
    rf"(?:[二两三四五六七八九]个[{_D}]|[么腰要](?=[{_D}])|[{_D}]|[ \-－·.](?=[{_D}])|[Xx叉](?![一-龥])|(?:[艾埃]克斯|叉|[Xx]))*)"
)

_OPENS = (
    (Private.ID_CARD, re.compile("身份证|证件号|证号|身份信息|证件")),
    (Private.BANK_CARD, re.compile("卡号|账号|帐号|银行卡|储蓄卡|信用卡|开户行|存折|(?:工|农|建|中|交|招|邮政|邮储)行?的?卡|哪张卡|那张卡|扣款卡")),
    (Private.PHONE, re.compile("手机|电话|号码|联系方式|微信|座机|换号|打我|打她|打他|打这个|这个号|新号")),
)  # fmt: skip
_PUBLIC = re.compile(
    "客服|热线|服务电话|投诉|保单号|投保单|工号|执业证|资格证|备案|登记号|许可证|证书|条款|合同|流水号"
    "|公司(?:电话|的电话|号码)|官方|全国统一|咨询|维权|监管|邮编|我们(?:的)?(?:电话|号码)"
)
_PRICE = re.compile(
    "保费|保额|价|每月|每个月|每季|按|每年|每天|一年|一个月|月交|年交|月缴|年缴|交|缴|扣|首期|首月|续期|保到|赔|优惠"
    "|每人|一人|收益|利率|有效期|生效|到期|一共|合计|才|只要"
)
_DIGIT_TALK = re.compile(
    "^(?:[嗯啊哦对是好的行呃诶喂您你请说讲慢点继续然后接着后面还有呢吗吧没错记下了着不急稍等一下我再念来收到谢听清完就这个、，。？！ ]|最后|几位)*$"
)
_REACH = 2
"""Turns without a digit after which a dictation is over."""


_MOST_PIECES = 9
_BEFORE = 60
"""Characters before a number in which its name is looked for: a turn may be very long."""

_OTHER = rf"[^{_D}，、,.。 \-－]"
_AMOUNT = re.compile(
    "[零一二两三四五六七八九十百千万]{0,12}[十百千万][零一二两三四五六七八九十百千万]{0,12}"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits said in one breath: where, and what they may be read as."""

    segment: int
    start: int
    end: int
    said: str
    digits: str
    form: str
    """``digits``, ``date`` or ``hundred`` (一百三十八 for 138)."""


def dictated(segments: Sequence[Segment], known: Sequence[Found]) -> list[Found]:
    """Return the pieces of private numbers, given those that prove themselves (`known`)."""
    public = _public_numbers(segments)
    taken = {(f.segment, at): f.kind for f in known for at in range(f.start, f.end)}
    found = list(_joined(segments, public))
    found += _births(segments, [*known, *found])
    proven = frozenset(taken)
    taken |= {(f.segment, at): f.kind for f in found for at in range(f.start, f.end)}
    kind: Private | None = None
    asked, silent = False, 0
    for index, segment in enumerate(segments):
        text = segment.text
        pieces = [p for p in _pieces(index, text) if not _is_public(p, text, public)]
        opened = _opened(text)
        if opened:
            kind, asked, silent = opened, True, 0
        begun = _begun(pieces, taken, index)
        if begun and not (asked and kind):
            kind, silent = begun, 0
        if kind is None:
            continue
        own = [p for p in pieces if _belongs(p, kind, text)]
        found += [Found(segment=index, start=p.start, end=p.end, kind=kind) for p in own]
        silent = 0 if own or opened or begun else silent + 1
        if silent > _REACH or not (own or opened or begun or _goes_on(text)):
            kind, asked = None, False
    found += _lasts(segments, [*known, *found])
    return [f for f in found if not all((f.segment, at) in proven for at in range(f.start, f.end))]


_WEEKDAY = re.compile("(?:周|星期|礼拜)$")


def _pieces(index: int, text: str) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        form = str(match.lastgroup)
        said = match.group()
        if form == "quantity":
            continue
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() :]
        if form == "date" and re.match("[投买办签]|生效|到期|开始", after):
            continue
        if len(said) == 1 and (_WEEKDAY.search(before) or after[:1] in ("号", "日")):
            continue
        yield Piece(
            index, match.start(), match.start() + len(said.rstrip()), said, _read(said), form
        )


def _read(said: str) -> str:
    if re.match("一个[Xx叉]", said):
        return "X"
    digits, at = "", 0
    while at < len(said):
        if at + 2 < len(said) and said[at + 1] == "个" and said[at] in _VALUES:
            digits += _VALUES.get(said[at + 2], "") * int(_VALUES[said[at]])
            at += 3
            continue
        c = said[at]
        digits += _VALUES.get(c, "1" if c in "么腰要" else "X" if c in "Xx叉" else "")
        at += 1
    return digits


_LAST = re.compile(
    "(?:最后|末尾|末位|尾数|尾巴|结尾|后面|带|加|完了|是|字母)[^，。？！]{0,6}?(?P<x>[Xx×叉]|[艾埃]克斯)(?![一-龥]*[车路鱼])|(?P<y>[Xx×叉])结尾"
    f"|(?:尾数|末位|末尾|最后一?[位个]|[少漏]了?一?个)(?:数|是|个)*(?P<z>[{_D}])(?![{_D}个百千万元块年月天])"
)


def _lasts(segments: Sequence[Segment], found: Sequence[Found]) -> Iterator[Found]:
    """The last character of a number, said beside its digits or after somebody missed it."""
    kinds = {at: f.kind for f in found for at in range(f.segment, f.segment + _REACH + 1)}
    for index in sorted(i for i in kinds if i < len(segments)):
        for match in _LAST.finditer(segments[index].text):
            start, end = match.span(str(match.lastgroup))
            yield Found(segment=index, start=start, end=end, kind=kinds[index])


def _births(segments: Sequence[Segment], found: Sequence[Found]) -> Iterator[Found]:
    """Where the date of birth of an identity number that was told is said again."""
    cards = [f for f in found if f.kind is Private.ID_CARD]
    digits = "".join(
        _as_birth(piece)
        for stretch in sorted(cards, key=lambda f: (f.segment, f.start))
        for piece in _pieces(0, segments[stretch.segment].text[stretch.start : stretch.end])
    )
    births = {
        digits[at + 6 : at + 14]
        for at in range(len(digits) - 17)
        if id_card_ok(digits[at : at + 18])
    }
    for index, segment in enumerate(segments):
        for piece in _pieces(index, segment.text):
            date = _as_birth(piece) if piece.form == "date" else ""
            if len(date) >= 4 and any(b.startswith(date) or b.endswith(date) for b in births):
                yield Found(segment=index, start=piece.start, end=piece.end, kind=Private.ID_CARD)


def _joined(segments: Sequence[Segment], public: frozenset[str]) -> Iterator[Found]:
    """Identity and card numbers whose pieces, put together, pass their check."""
    for speaker in dict.fromkeys(s.speaker for s in segments):
        own = [
            piece
            for index, segment in enumerate(segments)
            if segment.speaker is speaker
            for piece in _pieces(index, segment.text)
            if not _is_public(piece, segment.text, public)
        ]
        for first in range(len(own)):
            for last in range(first + 1, min(first + _MOST_PIECES, len(own))):
                parts = own[first : last + 1]
                if parts[-1].segment - parts[0].segment > 2 * _MOST_PIECES:
                    break
                kind = _proven("".join(_as_birth(p) for p in parts))
                if kind:
                    for p in parts:
                        yield Found(segment=p.segment, start=p.start, end=p.end, kind=kind)


def _as_birth(piece: Piece) -> str:
    """A date as the eight digits that stand for it in an identity number."""
    if piece.form != "date":
        return piece.digits
    parts = re.split("[年月]", piece.said.rstrip("日号").replace("的", ""))
    year, *rest = [spoken_number(p) if "十" in p else _read(p) for p in parts if p]
    if parts[0].startswith("两千"):
        year = f"20{_read(parts[0][2:]):0>2}"
    year = f"19{year}" if len(year) == 2 else year
    return year + "".join(f"{r:0>2}" for r in rest)


def spoken_number(text: str) -> str:
    """The digits of a number below a hundred (三十 gives 30)."""
    tens, _, ones = text.partition("十")
    return f"{_VALUES.get(tens, '1')}{_VALUES.get(ones, '0')}"


def _proven(digits: str) -> Private | None:
    if len(digits) == 18 and id_card_ok(digits):
        return Private.ID_CARD
    if 16 <= len(digits) <= 19 and digits.startswith("62") and luhn_ok(digits):
        return Private.BANK_CARD
    return None


def _public_numbers(segments: Sequence[Segment]) -> frozenset[str]:
    """The numbers that the talk calls a hotline, staff or policy number, and its amounts."""
    found = set()
    for index, segment in enumerate(segments):
        text = segment.text
        pieces = list(_pieces(index, text))
        for piece in pieces:
            priced = _PRICE.search(text[max(0, piece.start - 6) : piece.start])
            if (len(piece.digits) >= 4 and _called_public(text, piece.start)) or (
                priced and 3 <= len(piece.digits) <= 6
            ):
                found.add(piece.digits)
        for first in range(len(pieces)):
            # Nationwide company lines: 400 or 800 with seven digits, in groups.
            for last in range(first, min(first + 4, len(pieces))):
                whole = "".join(p.digits for p in pieces[first : last + 1])
                between = text[pieces[first].start : pieces[last].end]
                if re.fullmatch(r"(?:400|800)\d{7}", whole) and not re.search(_OTHER, between):
                    found.add(whole)
        amounts = (number(m.group()) for m in re.finditer(_AMOUNT, text))
        found.update(
            f"{a:f}".rstrip("0").rstrip(".") if a % 1 else str(int(a)) for a in amounts if a
        )
    return frozenset(found)


def _called_public(text: str, at: int) -> bool:
    before = text[max(0, at - _BEFORE) : at]
    last = max((m.end() for m in _PUBLIC.finditer(before)), default=-1)
    own = max((m.end() for _, words in _OPENS for m in words.finditer(before)), default=-1)
    # 服务电话, 官方号码 are one noun; what names a private number must stand further on.
    return last >= 0 and own <= last + 3


def _is_public(piece: Piece, text: str, public: frozenset[str]) -> bool:
    if _called_public(text, piece.start) or (piece.digits in public and piece.form != "hundred"):
        return True
    if re.fullmatch(r"(?:400|800)\d{7}|955\d\d|95\d{3}|12378|12315|106\d|1010\d{4}", piece.digits):
        return True
    return any(len(n) == 10 and len(piece.digits) >= 3 and piece.digits in n for n in public)


def _opened(text: str) -> Private | None:
    """The kind of number that a turn asks for or announces; the last one spoken of."""
    last: tuple[int, Private] | None = None
    for kind, words in _OPENS:
        for match in words.finditer(text):
            said = _PUBLIC.search(text[max(0, match.start() - 6) : match.end() + 1])
            if not said and (last is None or match.start() >= last[0]):
                last = (match.start(), kind)
    return last[1] if last else None


def _begun(
    pieces: Sequence[Piece], taken: dict[tuple[int, int], Private], index: int
) -> Private | None:
    """The kind of a number that shows itself in a turn, or begins as a mobile number does."""
    for piece in pieces:
        for at in range(piece.start, piece.end):
            if (index, at) in taken and taken[(index, at)] in _NUMBERS:
                return taken[(index, at)]
        if piece.form == "digits" and re.match(r"1[3-9]\d", piece.digits):
            return Private.PHONE if len(piece.digits) in (3, 5, 7, 11) else None
        if piece.form == "hundred":
            return Private.PHONE
    return None


_NUMBERS = frozenset({Private.ID_CARD, Private.PHONE, Private.BANK_CARD})


def _belongs(piece: Piece, kind: Private, text: str) -> bool:
    before, after = text[max(0, piece.start - 6) : piece.start], text[piece.end : piece.end + 3]
    if piece.form == "date":
        return kind is Private.ID_CARD and not _PRICE.search(
            text[max(0, piece.start - 10) : piece.start]
        )
    if _PRICE.search(before) and not re.search("[开结尾]", after):
        return False
    if re.match(rf"(?:{_UNITS})", after) and not re.match("[位个](?![数月])", after):
        return False
    return len(piece.digits) >= 2


def _goes_on(text: str) -> bool:
    """Whether a turn without a digit leaves a dictation open: an echo, a nod, a short aside."""
    return bool(_DIGIT_TALK.match(text)) or len(text) <= 12
