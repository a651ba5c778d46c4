"""What a recogniser got wrong, and what the sound says of it.

A poor transcript is asked in three ways: the value on record is looked for by its
syllables; a reading that contradicts the record just as recognisers go wrong is put to
the sound; and what the transcript lacks altogether is looked for where it would sound
like it. Only names, amounts and numbers pass in that way, since they can be put
against their like; a disclosure that may have been said is for a person to hear.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from auditor.checklist.schema import Requirement, ValueCheck
from auditor.judge import values
from auditor.judge.finding import Outcome, doubtful, failed, passed
from auditor.judge.listening import (
    MARGIN,
    Heard,
    as_nine,
    find_by_sound,
    other_names,
    other_values,
    settle,
    strongest,
)
from auditor.judge.match.base import Match, Scan
from auditor.judge.sentences import sentence
from auditor.judge.talk import Talk
from auditor.judge.telephone import alike, find_number
from auditor.judge.values import Agreement, Said
from auditor.model import Ear, Evidence, Reason
from auditor.read import numerals
from auditor.read.context import taken_back
from auditor.read.value import Value

MIN_SYLLABLES = 3  # of a value that is found by its syllables; two (十万) sound like anything
LONG_ENOUGH = 4  # syllables of a value that may be found by its sound alone
OPENING = 30.0  # seconds in which an opening duty's name is looked for in the sound
_LIKE_DAYS = "千间"  # how 天 comes out behind a number
_WITHIN = ("里", "内", "之内", "以内")  # behind which 15000 is days, not money
MOST_ASKED = 3  # readings of one value that are put to the sound
PLAUSIBLE = 5  # how many times the record an amount may be and still be a misquotation


def by_sound(scan: Scan, check: ValueCheck, record: object) -> list[Said]:
    """The value on record in one of the forms in which it is said, by its syllables.

    A recogniser writes 三百二十五 as 320物; the syllables are right where the
    characters are not.
    """
    out = []
    forms = values.spoken_forms(check.kind, record)
    for form in [*forms, *_misheard(check, forms)]:
        if len(form) < MIN_SYLLABLES:
            continue
        for hit in scan.index.find(form, name=True, near=False):
            if taken_back(scan.stream.text, hit.end):
                continue
            value = Value(kind="sound", start=hit.start, end=hit.end, text=form)
            match = Match(
                start=hit.start, end=hit.end, score=hit.score, core=(hit.start, hit.end),
                values=(value,), line=form,
            )  # fmt: skip
            out.append(Said(match=match, value=value, agreement=Agreement.AGREES))
    return out


def accompanied(talk: Talk, check: ValueCheck, scan: Scan, unit: int) -> bool:
    """Whether what must be said with the value stands in its turn or a neighbour of it."""
    here = scan.stream.place(unit)
    with_it = talk.find(check.beside, scan) if check.beside else []
    return not check.beside or any(abs(scan.stream.place(m.start) - here) <= 1 for m in with_it)


def _misheard(check: ValueCheck, forms: Sequence[str]) -> list[str]:
    """What recognisers write for an age or for days: 六十九岁, 十五千 (15000), figures that no policy has."""
    if check.kind == "days":
        said = [form[:-1] for form in forms if form.endswith("天")]
        likes = [n + c for n in said for c in _LIKE_DAYS]
        amounts = [numerals.spoken(f"{read}000") for n in said if (read := numerals.number(n))]
        return [*likes, *(amount + c for amount in amounts for c in _WITHIN)]
    return [as_nine(form) for form in forms if check.kind == "term" and form.endswith("周岁")]


def put_after(scan: Scan, agreeing: Sequence[Said], wrong: Sequence[Said]) -> Said | None:
    """Another figure in the same turn after the record's last one, put with the same word.

    What took the first one back is a few characters, easily lost (放三年，哎说岔了，放五年).
    """
    stream = scan.stream
    last = max(agreeing, key=lambda s: s.value.start).value
    by_form = last.kind == "sound"  # 交十年 is found as a whole
    word = last.text[:1] if by_form else stream.text[max(0, last.start - 1) : last.start]
    for said in wrong:
        at = said.value.start
        here = at >= last.end and stream.place(at) == stream.place(last.start)
        if here and word and stream.text[at - 1 : at] == word:
            return said
    return None


class Doubts:
    """Readings that contradict the record, sorted into those that stand and those that do not."""

    def __init__(self, talk: Talk, check: ValueCheck, record: object, expected: str) -> None:
        self.talk = talk
        self.check = check
        self.record = record
        self.expected = expected
        self.standing: list[Said] = []
        self.unclear: list[Said] = []

    def outcome(
        self, wrong: Sequence[Said], unclear: Sequence[Said], scan_of: Callable[[Said], Scan]
    ) -> Outcome | None:
        """A pass where the sound prefers the record; else ``standing`` and ``unclear`` are set."""
        self.unclear = list(unclear)
        ear = self.talk.ear
        if ear is None:
            for said in wrong:
                (self.unclear if self._suspect(said) else self.standing).append(said)
            return None
        number = self.check.kind == "telephone"
        if number and (found := self._numbered(ear, (*wrong, *unclear), scan_of)) is not None:
            return found
        for said in (*wrong, *unclear)[:MOST_ASKED]:
            verdict, margin = settle(ear, scan_of(said), said.value, self.check.kind, self.record)
            if verdict is Agreement.AGREES:
                return self._agreed(said, margin, scan_of(said))
            if said not in wrong:
                continue
            doubted = self._suspect(said) if number else self._odd(said)
            sure = verdict is Agreement.CONTRADICTS and not doubted
            (self.standing if sure else self.unclear).append(said)
        self.standing += [s for s in wrong[MOST_ASKED:] if not self._suspect(s)]
        return None

    def _numbered(
        self, ear: Ear, asked: Sequence[Said], scan_of: Callable[[Said], Scan]
    ) -> Outcome | None:
        """The number on record, by its digits and their sound, for one that was read otherwise."""
        for said in asked[:1]:
            scan = scan_of(said)
            found = find_number(ear, scan, str(self.record))
            whole = len(said.value.digits) == len(str(self.record)) and not self._suspect(said)
            if found is not None and found.margin >= (MARGIN if whole else 0.0):
                return heard_outcome(self.talk, scan, found, self.expected)
        return None

    def _suspect(self, said: Said) -> bool:
        """A reading that differs from the record just as recognisers go wrong."""
        if self.check.kind == "telephone":
            record = str(self.record)
            return values.lost_digits(said.value.digits, record) or alike(said.value.digits, record)
        return self._odd(said)

    def _odd(self, said: Said) -> bool:
        """Not what a person would say in place of the record: 七十一年 for 是一年."""
        if self.check.kind in ("money", "premium") and said.value.number:
            known = Decimal(str(self.record))
            return not known / PLAUSIBLE <= said.value.number <= known * PLAUSIBLE
        if self.check.kind == "telephone":
            return len(said.value.digits) < len(str(self.record)) - 1
        forms = values.plain_forms(self.check.kind, self.record)
        read = said.value.text
        if said.value.kind == "age" and any(as_nine(f).endswith(read) for f in forms):
            return True
        return any(read.endswith(form) for form in forms)

    def _agreed(self, said: Said, margin: float, scan: Scan) -> Outcome:
        say = partial(sentence, self.talk.checklist.language)
        found = self.talk.evidence(said.match, scan)
        found = replace(found, source="sound", matched=f"{self.expected} {margin:+.1f}")
        return passed(
            say("said_by_sound", expected=self.expected, read=values.show(said.value)),
            [found],
            at=self.talk.time(said.match, scan),
            said=self.expected,
            expected=self.expected,
            score=0.9,
        )


def by_ear(talk: Talk, requirement: Requirement, scan: Scan) -> Outcome | None:
    """What the transcript lacks, looked for in the sound; ``None`` if it is not there either."""
    ear, check = talk.ear, requirement.value
    if ear is None or not talk.transcript.heard:
        return None
    if check is None or check.kind == "choice":
        return _wording(talk, requirement, scan, ear)
    record = getattr(talk.call, check.record, None)
    until = OPENING if requirement.due == "opening" else None
    if check.kind == "name":
        return _name(talk, check, scan, ear, until)
    if record in (None, ""):
        return None
    if check.frames:
        return _framed(talk, check, scan, ear, record)
    if check.kind == "telephone" and (number := find_number(ear, scan, str(record))) is not None:
        return heard_outcome(talk, scan, number, str(record))
    if check.kind in ("money", "premium", "telephone"):
        forms = values.plain_forms(check.kind, record)
        forms = [f for f in forms if len(f) >= LONG_ENOUGH]
        found = find_by_sound(ear, scan, forms, partial(other_values, check.kind), until)
        return None if found is None else heard_outcome(talk, scan, found, str(record))
    return None


def _name(
    talk: Talk, check: ValueCheck, scan: Scan, ear: Ear, until: float | None
) -> Outcome | None:
    also = {"insurer": ("agency",), "agent_name": ("agent_id",)}
    fields = (check.record, *also.get(check.record, ()))
    for field in fields:
        forms = sorted(scan.names.get(field, ()), key=len)
        if check.record == "insurer":
            forms = [f for f in forms if len(f) > 2]
        found = find_by_sound(ear, scan, forms, partial(other_names, field), until)
        if found is not None:
            return heard_outcome(talk, scan, found, str(getattr(talk.call, field)))
    return None


def _framed(talk: Talk, check: ValueCheck, scan: Scan, ear: Ear, record: object) -> Outcome | None:
    """The value in the phrase in which it stands, the record's against every other usual one."""
    right = values.plain_forms(check.kind, record)[:2]
    rivals = other_values(check.kind, right[0]) if right else []
    rivals = [r for r in rivals if not any(f.endswith(r) for f in right)]  # 五天 in 十五天
    found = strongest(ear, scan, check.frames, right, rivals)
    if found is None:
        return None
    if found.margin > 0:
        alone = not accompanied(talk, check, scan, found.start)
        return heard_outcome(talk, scan, found, None if alone else str(record))
    say = partial(sentence, talk.checklist.language)
    evidence = heard_evidence(talk, scan, found)
    reason = say("contradicted_by_sound", said=found.form, expected=record)
    if check.kind == "term":
        # years are said of much else too (放二十年翻一翻), and the words around them were not read
        return doubtful(Reason.UNCERTAIN, reason, [evidence], score=0.5)
    return failed(
        Reason.CONTRADICTED,
        reason,
        [evidence],
        at=evidence.start,
        said=found.form,
        expected=str(record),
        score=0.8,
    )


def _wording(talk: Talk, requirement: Requirement, scan: Scan, ear: Ear) -> Outcome | None:
    if not requirement.sound:
        return None
    others = [w for r in talk.checklist.requirements if r.id != requirement.id for w in r.sound]
    found = find_by_sound(ear, scan, requirement.sound, lambda _: others)
    return None if found is None else heard_outcome(talk, scan, found, None)


def heard_evidence(talk: Talk, scan: Scan, found: Heard) -> Evidence:
    """Evidence that comes from the sound, with its margin."""
    match = Match(
        start=found.start, end=found.end, score=0.85, core=(found.start, found.end), line=found.form
    )
    matched = f"{found.form} {abs(found.margin):+.1f}"
    return replace(talk.evidence(match, scan), source="sound", matched=matched)


def heard_outcome(talk: Talk, scan: Scan, found: Heard, expected: str | None) -> Outcome:
    """What the sound says. A name or a value on record passes; a usual wording of a
    disclosure only shows that it may have been said, which a person must hear."""
    read = scan.stream.text[found.start : found.end]
    reason = sentence(talk.checklist.language, "said_by_sound", expected=found.form, read=read)
    proof = heard_evidence(talk, scan, found)
    if expected is None:
        return doubtful(Reason.UNCERTAIN, reason, [proof], score=0.5)
    return passed(reason, [proof], at=proof.start, said=found.form, expected=expected, score=0.85)
