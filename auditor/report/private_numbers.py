"""Finds a customer's numbers: identity cards, mobile and other telephones, bank cards."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.model import Call, Segment
from auditor.report.private_kinds import Found, Private
from auditor.report.spoken_digits import Run, shared_runs, speakers_runs

_CONTEXT = 40
"""Characters of talk before a number in which the word for it is looked for."""

_NEAR = 60.0
"""Seconds around a private number in which a part of it is taken for its echo."""

_OWN_WORDS = (
    (Private.ID_CARD, re.compile("身份证|证件号")),
    (Private.BANK_CARD, re.compile("卡号|账号|帐号|银行卡|储蓄卡|信用卡|开户行")),
    (Private.PHONE, re.compile("手机|电话|号码|联系方式|微信|座机")),
)
_PUBLIC_WORDS = re.compile(
    "客服|热线|服务电话|投诉|保单号|投保单|工号|执业证|资格证|备案|登记号|许可证|证书|条款|合同|流水号|公司"
)
_TAIL = re.compile(
    "(?:尾号|[后末]四位|最后四位|后几位|[后末]六位)[^0-9零幺一二三四五六七八九]{0,6}$"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_card_ok(digits: str) -> bool:
    """Say whether 18 characters are an identity number: date of birth and check (GB 11643-1999)."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", digits):
        return False
    try:
        born = dt.date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False))
    return born.year >= 1900 and "10X98765432"[total % 11] == digits[17]


def luhn_ok(digits: str) -> bool:
    """Say whether digits pass the check of ISO/IEC 7812-1, annex B."""
    if not digits.isdigit():
        return False
    total = 0
    for i, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if i % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def private_numbers(segments: Sequence[Segment], call: Call | None = None) -> list[Found]:
    """Return where the customer's numbers are dictated.

    The numbers on record that are not the customer's (hotline, caller, policy, staff and licence
    number) stay. A number with a wrong check is taken by its length or by the talk before it,
    since a recogniser drops and doubles digits.
    """
    public = _public(call)
    own = speakers_runs(segments)
    numbers = [hit for run in own for hit in _of_run(run, segments, public)]
    # Of the talk as a whole only what carries its own proof: one speaker's 138 must not make a
    # telephone number out of another's premium.
    for run in shared_runs(segments):
        if len({place[0] for place in run.places}) > 1:
            numbers += [hit for hit in _proven(run) if _at_edges(hit)]
    numbers += list(_echoes(own, numbers, segments, public))
    found = [
        Found(segment=segment, start=start, end=end, kind=hit.kind)
        for hit in numbers
        for segment, start, end in hit.run.places[hit.start : hit.end]
    ]
    return list(dict.fromkeys(_with_its_case(segments, f) for f in found))


def _with_its_case(segments: Sequence[Segment], found: Found) -> Found:
    """An X with the word that says how it is written: 大写X."""
    before = re.search("大写的?$", segments[found.segment].text[: found.start])
    return replace(found, start=before.start()) if before else found


@dataclass(frozen=True, slots=True)
class _Hit:
    """A private part ``[start, end)`` of a run."""

    run: Run
    start: int
    end: int
    kind: Private

    @property
    def digits(self) -> str:
        return self.run.digits[self.start : self.end]


def kind_said(segments: Sequence[Segment], place: tuple[int, int, int]) -> Private:
    """The kind of number that the talk before a place ``(segment, first character, end)`` speaks of."""
    return _named(_talk_before(segments, place)) or Private.PHONE


def dictated_parts(
    segments: Sequence[Segment], call: Call | None
) -> Iterator[tuple[int, int, int]]:
    """Return the stretches ``(segment, first character, end)`` of two digits and more that are not
    public on record: a part is what is said without a pause."""
    public = _public(call)
    for run in speakers_runs(segments):
        digits = _blanked(run.digits, public)
        start = 0
        for at in range(1, len(digits) + 1):
            one, other = run.places[at - 1], run.places[at] if at < len(digits) else (-1, 0, 0)
            if at < len(digits) and one[0] == other[0] and one[2] >= other[1]:
                continue
            if at - start > 1 and digits[start:at].strip():
                yield one[0], run.places[start][1], one[2]
            start = at


def _public(call: Call | None) -> tuple[str, ...]:
    """Digits of the record's numbers that may be read out to anybody."""
    if call is None:
        return ()
    fields = (call.hotline, call.caller_number, call.policy_no, call.agent_id, call.agent_licence)
    digits = ("".join(c for c in field or "" if c.isdigit()) for field in fields)
    return tuple(d for d in digits if len(d) >= 4)


def _of_run(run: Run, segments: Sequence[Segment], public: Sequence[str]) -> Iterator[_Hit]:
    if not _blanked(run.digits, public).strip():
        return
    proven = list(_proven(run))
    yield from proven
    digits = run.digits
    for hit in proven:
        digits = digits[: hit.start] + " " * (hit.end - hit.start) + digits[hit.end :]
    digits = _without_lines(_blanked(digits, public), run, segments)
    for rest in re.finditer(r"[\dX]+", digits):
        before = _talk_before(segments, run.places[rest.start()])
        index, _, end = run.places[rest.end() - 1]
        if segments[index].text[end:].startswith("开头"):
            before += "尾号"
        kind = _kind_of(rest.group(), before, whole=len(rest.group()) == len(run.digits))
        if kind:
            yield _Hit(run, rest.start(), rest.end(), kind)


def _blanked(digits: str, public: Sequence[str]) -> str:
    """Blank the numbers that are not private, keeping the places of the others."""
    for number in public:
        digits = digits.replace(number, " " * len(number))
    # Nationwide company lines: 400 or 800 with seven digits, said once or more.
    whole = re.fullmatch(r"((?:400|800)\d{7})(?:\1)*", digits)
    return " " * len(digits) if whole else digits


def _without_lines(digits: str, run: Run, segments: Sequence[Segment]) -> str:
    """Blank the company lines that a turn says whole, though another number came before."""
    for line in re.finditer(r"(?=((?:400|800)\d{7}|95\d{3}))", digits):
        start, end = line.span(1)
        hit = _Hit(run, start, end, Private.PHONE)
        before = _talk_before(segments, run.places[start])
        if _at_edges(hit) and (end - start == 10 or _PUBLIC_WORDS.search(before)):
            digits = digits[:start] + " " * (end - start) + digits[end:]
    return digits


def _proven(run: Run) -> Iterator[_Hit]:
    """What its own form proves: identity cards, bank cards, mobile numbers, in this order."""
    taken = run.digits
    for kind, start, end in (*_id_cards(taken), *_cards(taken)):
        hit = _Hit(run, start, end, kind)
        # One number in ten passes a check by chance: a part of a longer run must be one by its
        # pauses too.
        if " " not in taken[start:end] and _at_edges(hit):
            yield hit
            taken = taken[:start] + " " * (end - start) + taken[end:]
    for mobile in re.finditer(r"(?:86)?1[3-9]\d{9}", taken):
        hit = _Hit(run, mobile.start(), mobile.end(), Private.PHONE)
        if _at_edges(hit):
            yield hit


def _at_edges(hit: _Hit) -> bool:
    """Whether a part of a run begins and ends where somebody began and ended to dictate."""
    places = hit.run.places

    def apart(left: int, right: int) -> bool:
        if left < 0 or right >= len(places):
            return True
        return places[left][0] != places[right][0] or places[left][2] < places[right][1]

    return apart(hit.start - 1, hit.start) and apart(hit.end - 1, hit.end)


def _id_cards(digits: str) -> Iterator[tuple[Private, int, int]]:
    for start in range(len(digits) - 17):
        if id_card_ok(digits[start : start + 18]):
            yield Private.ID_CARD, start, start + 18


def _cards(digits: str) -> Iterator[tuple[Private, int, int]]:
    """Card numbers that fill a run, or stand in a longer one and begin with 62 (UnionPay)."""
    if 13 <= len(digits) <= 19 and digits[0] in "3456" and luhn_ok(digits):
        yield Private.BANK_CARD, 0, len(digits)
        return
    for match in re.finditer("(?=62)", digits):
        for size in (19, 16, 18, 17):
            part = digits[match.start() : match.start() + size]
            if len(part) == size and luhn_ok(part):
                yield Private.BANK_CARD, match.start(), match.start() + size


def _kind_of(digits: str, before: str, *, whole: bool) -> Private | None:
    """The kind of a number without proof, by its length and the talk before it."""
    if _TAIL.search(before) and len(digits) <= 6 and not digits.startswith("106"):
        return _named(before) or Private.BANK_CARD
    # Nationwide company lines, and the senders of a company's short messages.
    if re.fullmatch(r"(?:400|800)\d{7}|106\d+", digits):
        return None
    words = [m.end() for m in _PUBLIC_WORDS.finditer(before)]
    # 公司电话, 客服号码 are one noun: what names a private number must stand further on.
    named = _named(before, after=max(words) + 2 if words else 0)
    if words and named is None:
        return None
    if len(digits) >= 11:
        return named or (Private.BANK_CARD if len(digits) >= 13 else Private.PHONE)
    if len(digits) == 10 and re.match("1[3-9]|0[1-9]", digits) and whole:
        return Private.PHONE
    return named if len(digits) >= 7 else None


def _named(before: str, after: int = 0) -> Private | None:
    """The kind that is spoken of last before a number."""
    last = {
        kind: max((m.end() for m in words.finditer(before, after)), default=-1)
        for kind, words in _OWN_WORDS
    }
    kind = max(last, key=lambda k: last[k])
    return kind if last[kind] >= 0 else None


def _talk_before(segments: Sequence[Segment], place: tuple[int, int, int]) -> str:
    index, start, _ = place
    text = segments[index].text[max(0, start - _CONTEXT) : start]
    while index > 0 and len(text) < _CONTEXT:
        index -= 1
        text = segments[index].text + text
    return text[-_CONTEXT:]


def _echoes(
    own: Sequence[Run], numbers: Sequence[_Hit], segments: Sequence[Segment], public: Sequence[str]
) -> Iterator[_Hit]:
    """Parts of a private number that are said again nearby, as when it is read back."""
    for run in own:
        for start, end in _turns(run):
            part = run.digits[start:end]
            if len(part) < 3 or part in public:
                continue
            at = segments[run.places[start][0]].start
            for number in numbers:
                away = abs(segments[number.run.places[0][0]].start - at)
                if run is not number.run and away < _NEAR and part in number.digits:
                    yield _Hit(run, start, end, number.kind)
                    break


def _turns(run: Run) -> Iterator[tuple[int, int]]:
    """The parts of a run, one for each segment it goes through."""
    start = 0
    for at in range(1, len(run.places) + 1):
        if at == len(run.places) or run.places[at][0] != run.places[start][0]:
            yield start, at
            start = at
