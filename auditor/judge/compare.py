"""Words that meet a duty, compared with the policy record: agrees, contradicts, cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from auditor.checklist.schema import Requirement, ValueCheck
from auditor.judge import hearing, values
from auditor.judge.choice import Choice, one_year
from auditor.judge.echo import confirmed_wrong
from auditor.judge.effect import by_day
from auditor.judge.finding import Outcome, doubtful, failed, passed
from auditor.judge.match.base import Match, Scan
from auditor.judge.meaning import MEANING
from auditor.judge.sentences import sentence
from auditor.judge.spoken import Spoken, passed_by
from auditor.judge.talk import Talk
from auditor.judge.values import Agreement, Bond, Said, of_kinds, period_of, within
from auditor.model import Evidence, Reason, Speaker
from auditor.read.utterances import Utterance
from auditor.read.value import Value

KINDS = {
    "money": ("money",),
    "premium": ("money",),
    "term": ("years", "age", "life", "months"),
    "payment": ("years",),
    "days": ("days",),
    "date": ("date", "day"),
    "telephone": ("digits",),
}
ANSWER_HEAD = 14  # units at the head of an answer in which a bare value is the answer


class Comparison:
    """Compares what was said for one requirement with the record of the call."""

    def __init__(self, talk: Talk, requirement: Requirement, check: ValueCheck, scan: Scan) -> None:
        self.talk = talk
        self.requirement = requirement
        self.check = check
        self.scan = scan
        self.say = partial(sentence, talk.checklist.language)

    def outcome(self, spoken: Sequence[Spoken]) -> Outcome | None:
        """The verdict of the comparison; ``None`` when nothing said can be compared."""
        decided = self._compared(self.check, spoken)
        for other in self.requirement.also:
            more = self._compared(other, ())
            if more is not None and more.code is Reason.CONTRADICTED:
                return more
        return decided

    def _compared(self, check: ValueCheck, spoken: Sequence[Spoken]) -> Outcome | None:
        record = getattr(self.talk.call, check.record, None)
        if check.kind == "choice":
            answers = {a.index for _, a in self._asked(check)} if check is self.check else None
            found = Choice(self.talk, self.requirement, check, self.scan, answers)
            return self._dated(check, spoken, record) or found.outcome(spoken, record)
        if check.kind == "name":
            return self._named(check, spoken, record)
        spoken = [*spoken, *self._answers(check)]
        known = record is not None and record != ""
        heard = hearing.by_sound(self.scan, check, record) if known and self.scan.heard else []
        whole = [
            s
            for s in heard
            if spoken or hearing.accompanied(self.talk, check, self.scan, s.match.start)
        ]
        if whole:
            said = self._said(check, spoken, record)
            wrong = [s for s in said if s.agreement is Agreement.CONTRADICTS]
            if (other := hearing.put_after(self.scan, whole, wrong)) is not None:
                return self._two_figures(whole[-1], other)
            return self._decided(whole, self._expected(check, record))
        if record is None or record == "":
            return self._uncompared(spoken)
        said = self._said(check, spoken, record)
        if check is self.check and not self.scan.heard:
            # a recogniser mishears too: there the sound decides
            echo = confirmed_wrong(
                self.talk, self.scan, KINDS[check.kind], self._comparison(check, record)
            )
            said = [echo] if echo is not None else said
        if said or not heard:
            return self._decided(said, self._expected(check, record)) if said else None
        touched = self.talk.evidence(heard[0].match, self.scan)
        reason = self.say("touched", quote=touched.quote)
        return doubtful(Reason.UNCERTAIN, reason, [touched], nearest=touched)

    def _asked(self, check: ValueCheck) -> Iterator[tuple[Match, Utterance]]:
        """The customer's questions for the value, each with the agent's answer."""
        talk = self.talk
        for question in talk.find(check.asked, talk.customer) if check.asked else ():
            asked = talk.utterance(question, talk.customer)
            answer = next(talk.after(asked, Speaker.AGENT), None)
            if asked.speaker is not Speaker.CUSTOMER or answer is None:
                continue
            if answer.index <= asked.index + 1:
                yield question, answer

    def _answers(self, check: ValueCheck) -> list[Spoken]:
        """Bare values with which the agent answers the customer's question for them."""
        scan = self.scan
        found = []
        for question, answer in self._asked(check):
            low = scan.stream.first_unit(answer.index)
            for value in scan.values:
                if (
                    low <= value.start < low + ANSWER_HEAD
                    and value.kind in KINDS[check.kind]
                    and not value.withdrawn
                    and value.per != "daily"
                ):
                    match = Match(
                        start=value.start, end=value.end, score=1.0,
                        core=(value.start, value.end), values=(value,), line=question.line,
                    )  # fmt: skip
                    found.append(Spoken(match=match, scan=scan))
                    break
        return found

    def _anywhere(self, check: ValueCheck, compare: Callable[[Value], Agreement]) -> list[Said]:
        return self._agreeing(check, compare) if check.anywhere else []

    def unbound(self) -> Evidence | None:
        """The value on record, said by the right speaker in words that no line knows.

        It may belong to something else that has the same figure, so it clears nothing; but
        who said the very figure cannot be accused of having left it out unheard.
        """
        record = getattr(self.talk.call, self.check.record, None)
        if self.check.kind not in KINDS or record in (None, ""):
            return None
        aside = self.talk.find(self.check.aside, self.scan)
        said = self._agreeing(self.check, self._comparison(self.check, record), never=False)
        free = [s for s in said if not within(s.value, aside, True)]
        return self.talk.evidence(free[0].match, self.scan) if free else None

    def _agreeing(
        self, check: ValueCheck, compare: Callable[[Value], Agreement], *, never: bool = True
    ) -> list[Said]:
        other = self.talk.find(check.never, self.scan) if never else []
        return [
            Said(
                match=Match(
                    start=v.start, end=v.end, score=1.0, core=(v.start, v.end), values=(v,)
                ),
                value=v,
                agreement=Agreement.AGREES,
                bond=Bond.NONE,
            )
            for v in self.scan.values
            if v.kind in KINDS[check.kind]
            and not v.withdrawn
            and compare(v) is Agreement.AGREES
            and not within(v, other, True)
        ]

    def _expected(self, check: ValueCheck, record: object) -> str:
        if not self.talk.checklist.language.startswith("zh"):
            period = self.talk.call.premium_period if check.kind == "premium" else None
            number = f"{record:f}" if isinstance(record, Decimal) else str(record)
            return f"{number} {period}" if period else number
        if check.kind == "premium" and isinstance(record, Decimal):
            period = values.PERIOD_ZH.get(self.talk.call.premium_period or "", "")
            return f"{period}{record.normalize():f}元"
        if isinstance(record, Decimal):
            return f"{record.normalize():f}元"
        return f"{record}天" if check.kind == "days" else str(record)

    def _uncompared(self, spoken: Sequence[Spoken]) -> Outcome | None:
        """Without a value on record a disclosure is judged by what was said."""
        with_value = [s for s in spoken if s.match.values]
        if not with_value:
            return None
        shown = values.show(with_value[0].match.values[0])
        outcome = passed_by(self.talk, with_value)
        return Outcome(
            status=outcome.status, code=outcome.code, evidence=outcome.evidence,
            reason=self.say("said_uncompared", said=shown), said=shown, at=outcome.at,
            score=outcome.score,
        )  # fmt: skip

    def _said(self, check: ValueCheck, spoken: Sequence[Spoken], record: object) -> list[Said]:
        compare = self._comparison(check, record)
        aside = self.talk.find(check.aside, self.scan)
        never = self.talk.find(check.never, self.scan)
        out: dict[tuple[int, int], Said] = {}
        candidates = [(s.match, s.scan, False) for s in spoken]
        candidates += [(m, self.scan, False) for m in self.talk.find(check.revised, self.scan)]
        candidates += [(m, self.scan, True) for m in self.talk.find(check.wrong, self.scan)]
        for match, scan, strong in candidates:
            for value in of_kinds(match, KINDS[check.kind]):
                key = (value.start, id(scan))
                if within(value, never, scan is self.scan):
                    continue
                verdict = compare(value)
                if verdict is not Agreement.AGREES and (
                    within(value, aside, scan is self.scan)
                    or (not strong and period_of(value, scan.values))
                ):
                    continue
                said = key in out and out[key].bond > Bond.LOOSE
                agrees = verdict is Agreement.AGREES
                if strong and check.kind == "days" and agrees and not said:
                    continue  # the length alone is not the right to a refund
                aloof = match.line == MEANING or within(value, aside, scan is self.scan)
                bond = Bond.LOOSE if aloof else Bond.NAMED if strong else Bond.SAID
                if key not in out or bond >= out[key].bond or verdict is Agreement.AGREES:
                    bond = max(bond, out[key].bond) if key in out else bond
                    out[key] = Said(match=match, value=value, agreement=verdict, bond=bond)
        if not any(s.agreement is Agreement.AGREES for s in out.values()):
            return [*out.values(), *self._anywhere(check, compare)]
        return list(out.values())

    def _comparison(self, check: ValueCheck, record: object) -> Callable[[Value], Agreement]:
        call = self.talk.call
        text = str(record)
        match check.kind:
            case "money" if isinstance(record, Decimal):
                return lambda v: values.money(v, record)
            case "premium" if isinstance(record, Decimal):
                once = one_year(call) or values.paid_once(str(call.payment_term or ""))
                return lambda v: values.premium(v, record, call.premium_period, once=once)
            case "term":
                expected = [
                    v
                    for v in values.read_record(text)
                    if v.kind in ("years", "age", "life", "months", "days")
                ]
                return lambda v: values.term(v, expected)
            case "payment":
                return lambda v: values.payment(v, text, single=v.per == "single")
            case "days" if isinstance(record, int):
                return lambda v: values.days(v, record)
            case "date":
                return lambda v: values.date(v, text, call)
            case "telephone":
                return lambda v: values.telephone(v, text)
        return lambda _: Agreement.UNCLEAR

    def _decided(self, said: Sequence[Said], expected: str) -> Outcome | None:
        """Agreement wins over other figures: they may be riders, examples, earlier prices."""
        order = sorted(said, key=lambda s: s.match.start)
        by = {a: [s for s in order if s.agreement is a] for a in Agreement}
        talk, scan = self.talk, self.scan
        if self._outweighed(by[Agreement.AGREES], by[Agreement.CONTRADICTS]):
            by[Agreement.AGREES] = []
        elif (unsure := self._unsure(by[Agreement.AGREES], by[Agreement.CONTRADICTS])) is not None:
            return unsure
        if chosen := sorted(by[Agreement.AGREES] or by[Agreement.CONVERTED], key=self._mended):
            converted = not by[Agreement.AGREES]
            value = chosen[0].value
            shown = expected if value.kind == "sound" else values.show(value)
            key = "said_converted" if converted else "said_value"
            return passed(
                self.say(key, said=shown, expected=expected),
                [self._proof(s) for s in chosen[:3]],
                at=talk.time(chosen[0].match, scan),
                said=shown,
                expected=expected,
                score=max(s.match.score for s in chosen),
            )
        wrong = by[Agreement.CONTRADICTS]
        record = getattr(talk.call, self.check.record, None)
        if talk.transcript.heard and record is not None:
            doubts = hearing.Doubts(talk, self.check, record, expected)
            if (heard := doubts.outcome(wrong, by[Agreement.UNCLEAR], self._scan_of)) is not None:
                return heard
            wrong, by[Agreement.UNCLEAR] = doubts.standing, doubts.unclear
        if wrong:
            shown = values.show(wrong[-1].value)
            return failed(
                Reason.CONTRADICTED,
                self.say("contradicted", said=shown, expected=expected),
                [talk.evidence(s.match, self._scan_of(s)) for s in wrong[:3]],
                at=talk.time(wrong[0].match, scan),
                said=shown,
                expected=expected,
                score=max(s.match.score for s in wrong),
            )
        if unclear := by[Agreement.UNCLEAR]:
            shown = values.show(unclear[-1].value)
            return doubtful(
                Reason.UNCERTAIN,
                self.say("said_unclear", said=shown, expected=expected),
                [talk.evidence(s.match, self._scan_of(s)) for s in unclear[:3]],
                said=shown,
                expected=expected,
                score=0.5,
            )
        return None

    def _outweighed(self, agreeing: Sequence[Said], wrong: Sequence[Said]) -> bool:
        """Whether the amount on record stands only beside other things, and another one where
        the matter is named: 我自己买了三十万，给您做的保额是二十万."""
        if self.check.kind not in ("money", "premium", "days", "payment") or not agreeing:
            return False
        best = max(s.bond for s in agreeing)
        against = max((s.bond for s in wrong if not s.value.approximate), default=Bond.NONE)
        if against is Bond.NAMED:
            return best <= Bond.LOOSE
        return self.check.kind == "money" and best is Bond.LOOSE and against is Bond.SAID

    def _unsure(self, agreeing: Sequence[Said], wrong: Sequence[Said]) -> Outcome | None:
        """For a person: the amount on record in words that no line knows, or beside another one
        with which the matter is named."""
        if not agreeing:
            return None
        if self.scan.heard:
            other = hearing.put_after(self.scan, agreeing, wrong)
            return None if other is None else self._two_figures(agreeing[-1], other)
        if (revised := self._revised(agreeing, wrong)) is not None:
            return self._two_figures(agreeing[0], revised)
        if self.check.kind != "money":
            return None
        best = max(s.bond for s in agreeing)
        named = [s for s in wrong if s.bond is Bond.NAMED and not s.value.approximate]
        if best is Bond.SAID and named:
            return self._two_figures(named[0], agreeing[0])
        if best is not Bond.NONE or self.check.anywhere != "heard":
            return None
        figure = self.talk.evidence(agreeing[0].match, self.scan)
        said = self.say("unbound", quote=figure.quote)
        return doubtful(Reason.UNCERTAIN, said, [figure], nearest=figure)

    def _revised(self, agreeing: Sequence[Said], wrong: Sequence[Said]) -> Said | None:
        """Another figure that was put in the place of the record's, and not taken back."""
        last = max(s.match.end for s in agreeing)
        lines = self.talk.find(self.check.revised, self.scan)
        later = [s for s in wrong if s.value.start >= last and s.bond > Bond.LOOSE]
        return next((s for s in later if within(s.value, lines, True)), None)

    def _two_figures(self, first: Said, second: Said) -> Outcome:
        evidence = [self.talk.evidence(s.match, self._scan_of(s)) for s in (first, second)]
        quote = f"{evidence[0].quote} / {evidence[1].quote}"
        return doubtful(Reason.UNCERTAIN, self.say("two_figures", quote=quote), evidence)

    def _scan_of(self, said: Said) -> Scan:
        value = said.value
        ours = self._written(value) or value.kind == "sound" or value in self.scan.values
        return self.scan if ours else self.talk.customer

    def _proof(self, said: Said) -> Evidence:
        match, value = said.match, said.value
        later = (v for v in self.scan.values if v.start > value.start and v.text == value.text)
        if self._mended(said) and (own := next(later, None)) is not None:
            match = replace(match, start=own.start, end=own.end)
        return self.talk.evidence(match, self._scan_of(said))

    def _mended(self, said: Said) -> bool:
        """A figure that stands in the place of the slip before it: its own words prove better."""
        return not self._written(said.value) and said.value in self.scan.values

    def _written(self, value: Value) -> bool:
        text = self.scan.stream.text[value.start : value.end]
        return text.endswith(value.text.replace(" ", "").lstrip("$"))

    def _dated(self, check: ValueCheck, spoken: Sequence[Spoken], record: object) -> Outcome | None:
        """A record that names a day is compared by the day, where a day was said."""
        said = by_day(self.talk, self.requirement, check, self.scan, [s.match for s in spoken])
        return self._decided(said, str(record)) if said else None

    def _named(self, check: ValueCheck, spoken: Sequence[Spoken], record: object) -> Outcome | None:
        """Another name than the one on record, where a name of that kind was given first."""
        if not record:
            return None
        own = [h for f in ("insurer", "agency") for h in self.scan.named(f)]
        wrong = [
            m
            for m in self.talk.counted(self.requirement, check.wrong, self.scan)
            if check.record == "product_name"
            or not any(h.start < m.end and m.start < h.end for h in own)
        ]
        first = min((s.match.start for s in spoken if s.scan is self.scan), default=None)
        if not wrong:
            return None
        if first is not None and (check.record == "product_name" or wrong[0].start > first):
            return None
        evidence = [self.talk.evidence(m, self.scan) for m in wrong[:2]]
        shown = self.scan.stream.text[wrong[0].start : wrong[0].end]
        make = doubtful if self.talk.transcript.heard else failed
        key = "contradicted_heard" if self.talk.transcript.heard else "contradicted"
        return make(
            Reason.UNCERTAIN if self.talk.transcript.heard else Reason.CONTRADICTED,
            self.say(key, said=shown, expected=record),
            evidence,
            said=shown,
            expected=str(record),
        )
