"""Required disclosures: was it said, by whom, when, and does its value agree with the record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from auditor.checklist.schema import Requirement
from auditor.judge.compare import KINDS, Comparison
from auditor.judge.deadline import in_time
from auditor.judge.finding import Outcome, doubtful, failed, not_due
from auditor.judge.hearing import by_ear
from auditor.judge.match.base import Match
from auditor.judge.meaning import MEANING, likelihood
from auditor.judge.moments import Moments
from auditor.judge.sentences import clock, sentence
from auditor.judge.spoken import Spoken, passed_by
from auditor.judge.talk import EMPTY, Talk
from auditor.judge.values import of_kinds
from auditor.model import Evidence, Reason, Speaker
from auditor.read.context import corrects

SURE = 1.0  # how much above ``found`` a meaning is that no ``unless`` line takes back
NEAR = -2.0  # log odds below which the nearest words are nowhere near
GRACE = 3.0  # seconds after the pitch began in which an opening duty still counts as opening


class Required:
    """Judges one required item of one call."""

    def __init__(self, talk: Talk, moments: Moments, requirement: Requirement) -> None:
        self.talk = talk
        self.moments = moments
        self.requirement = requirement
        self.scan = talk.side(requirement.speaker)
        self.say = partial(sentence, talk.checklist.language)
        self.denied: list[Match] = []
        """What a line found and the meaning of the turn speaks against: for a person to decide."""

    def outcome(self) -> Outcome:
        """The verdict, without regard to when it was due."""
        spoken, missing = self._spoken()
        if self.requirement.value is not None:
            comparison = Comparison(self.talk, self.requirement, self.requirement.value, self.scan)
            decided = comparison.outcome(spoken)
            if decided is not None:
                return decided if decided.code is not Reason.SAID else self._in_time(decided)
            if self.requirement.value.kind not in ("choice", "name"):
                # What was said with a value that belongs to something else was not said.
                kinds = KINDS[self.requirement.value.kind]
                spoken = [s for s in spoken if not of_kinds(s.match, kinds)]
        if spoken and not missing:
            outcome = self._in_time(self._passed(spoken))
            return in_time(self.talk, self.requirement, spoken, outcome)
        heard = by_ear(self.talk, self.requirement, self.scan)
        if heard is not None:
            return self._in_time(heard)
        return in_time(self.talk, self.requirement, (), self._absent(missing))

    # -- what was said

    def _spoken(self) -> tuple[list[Spoken], list[str]]:
        """Words that meet the duty, and the names of the parts not said."""
        requirement = self.requirement
        if requirement.says:
            found = self._found(requirement.says)
            if found or not requirement.parts:
                return found, []
        said: list[Spoken] = []
        missing: list[str] = []
        count = 0
        for name, content in requirement.parts.items():
            found = self._found(content.says)
            if found:
                said.append(found[0])
                count += 1
            elif not content.optional:
                missing.append(name)
        if requirement.need is not None and count >= requirement.need:
            missing = []
        return said, missing

    def _found(self, lines: Sequence[str]) -> list[Spoken]:
        fitting = self.talk.counted(self.requirement, lines, self.scan)
        self.denied = [m for m in fitting if self.talk.denied(self.requirement, m, self.scan)]
        found = [Spoken(match=m, scan=self.scan) for m in fitting if m not in self.denied]
        if self.requirement.speaker == "agent":
            found += self._confirmed(lines)
        if lines is self.requirement.says:
            found += self._meant()
        return sorted(found, key=lambda s: self.talk.time(s.match, s.scan))

    def _meant(self) -> list[Spoken]:
        """Turns that mean the duty though no line fits; a value to be checked must stand there."""
        learned, check = self.requirement.learned, self.requirement.value
        if learned is None or learned.found is None:
            return []
        best_first = self.talk.likely(self.requirement, self.scan)
        if not best_first or best_first[0].score < learned.found:
            return []
        kinds = KINDS.get(check.kind, ()) if check is not None else ()
        unless = self.talk.find(self.requirement.unless, self.scan)
        empty = self.talk.find(self.talk.checklist.never_counts, self.scan)
        place = self.scan.stream.place
        content = {place(m.start) for m in self.talk.find(learned.beside, self.scan)}
        out = []
        for likely in best_first:
            if likely.score < learned.found:
                break
            low, high = self.scan.stream.bounds(self.scan.stream.place(likely.start))
            values = tuple(
                v
                for v in self.scan.values
                if v.kind in kinds and not v.withdrawn and low <= v.start < high
            )
            doubted = likely.score < learned.found + SURE
            taken_back = doubted and any(
                u.start < likely.end and likely.start < u.end for u in unless
            )
            taken_back = taken_back or any(
                e.start < likely.end + EMPTY and likely.start < e.end + EMPTY for e in empty
            )
            lacking = learned.beside and place(likely.start) not in content
            if taken_back or lacking or (kinds and not values):
                continue
            nearest = tuple(v for v in values if likely.start <= v.start < likely.end)
            values = nearest or values  # 十天里全退，银行的才是十五天: those that the clause holds
            match = Match(
                start=likely.start, end=likely.end, score=likelihood(likely.score),
                core=(likely.start, likely.start), values=values, line=MEANING,
            )  # fmt: skip
            out.append(Spoken(match=match, scan=self.scan))
        return out

    def _confirmed(self, lines: Sequence[str]) -> list[Spoken]:
        """What the customer said or asked and the agent at once said yes to."""
        talk = self.talk
        matches = talk.counted(self.requirement, lines, talk.customer)
        if not matches:
            return []
        confirming = talk.find(talk.checklist.moments.confirming, talk.agent)
        out = []
        for match in matches:
            utterance = talk.utterance(match, talk.customer)
            if utterance.speaker is not Speaker.CUSTOMER:
                continue
            answer = next(talk.after(utterance, Speaker.AGENT), None)
            if answer is None or answer.index > utterance.index + 1:
                continue
            here = talk.in_utterance(confirming, talk.agent, answer.index)
            if here and not corrects(answer.units):
                out.append(
                    Spoken(
                        match=match,
                        scan=talk.customer,
                        confirmed=talk.evidence(here[0], talk.agent),
                    )
                )
        return out

    def _passed(self, spoken: Sequence[Spoken]) -> Outcome:
        return passed_by(self.talk, spoken)

    # -- what was not said

    def _absent(self, missing: Sequence[str]) -> Outcome:
        talk, requirement = self.talk, self.requirement
        near = talk.find(requirement.hints, self.scan)
        nearest = talk.evidence(near[0], self.scan) if near else None
        if self.denied:
            touched = talk.evidence(self.denied[0], self.scan)
            said = self.say("touched", quote=touched.quote)
            return doubtful(Reason.UNCERTAIN, said, [touched], nearest=touched)
        likely = self._likely()
        if likely is not None:
            nearest = likely
            if self._doubted():
                quote = likely.quote
                return doubtful(
                    Reason.UNCERTAIN, self.say("touched", quote=quote), [likely], nearest=likely
                )
        if requirement.value is not None:
            comparison = Comparison(talk, requirement, requirement.value, self.scan)
            if (figure := comparison.unbound()) is not None:
                said = self.say("unbound", quote=figure.quote)
                return doubtful(Reason.UNCERTAIN, said, [figure], nearest=figure)
        other = talk.customer if requirement.speaker == "agent" else talk.agent
        by_other = talk.counted(requirement, requirement.says, other)
        by_other = [m for m in by_other if talk.utterance(m, other).speaker is not Speaker.UNKNOWN]
        if by_other and not near:
            evidence = talk.evidence(by_other[0], other)
            one_line = evidence.channel in {u.channel for u in talk.agent.stream.utterances}
            if talk.transcript.heard and one_line:
                # Voices of one channel are told apart by likeness: no ground to accuse on.
                return doubtful(Reason.UNCERTAIN, self.say("who", quote=evidence.quote), [evidence])
            return failed(
                Reason.WRONG_SPEAKER,
                self.say("wrong_speaker", quote=evidence.quote),
                [evidence],
                nearest=evidence,
            )
        if missing and len(missing) < len(requirement.parts):
            reason = self.say("missing_part", parts="、".join(missing))
            return failed(Reason.NOT_SAID, reason, nearest=nearest)
        if nearest is not None:
            return failed(
                Reason.NOT_SAID, self.say("not_said_near", quote=nearest.quote), nearest=nearest
            )
        return failed(Reason.NOT_SAID, self.say("not_said"))

    def _likely(self) -> Evidence | None:
        """The stretch worded most like the requirement's examples: the nearest miss."""
        found = self.talk.likely(self.requirement, self.scan)
        if not found or found[0].score < NEAR:
            return None
        best = found[0]
        stream = self.scan.stream
        return stream.evidence(best.start, best.end, matched=MEANING, score=likelihood(best.score))

    def _doubted(self) -> bool:
        learned = self.requirement.learned
        if learned is None or learned.doubt is None:
            return False
        return self.talk.likely(self.requirement, self.scan)[0].score >= learned.doubt

    # -- when

    def _in_time(self, outcome: Outcome) -> Outcome:
        if self.requirement.before != "pitch" or outcome.at is None:
            return outcome
        pitch = self.moments.pitch
        if pitch is None:
            return outcome
        began = self.talk.time(pitch, self.talk.agent)
        turn = self.talk.utterance(pitch, self.talk.agent)
        # a recogniser's times are rough, and it parts a turn at every 嗯 of the other side
        grace = GRACE if self.talk.transcript.heard else 0.0
        if outcome.at <= max(began + GRACE, turn.end + grace):
            return outcome
        return failed(
            Reason.LATE,
            self.say("late", time=clock(outcome.at), moment=clock(began)),
            outcome.evidence,
            at=outcome.at,
            score=outcome.score,
        )


def judge_required(talk: Talk, moments: Moments, requirement: Requirement) -> Outcome:
    """The verdict on one required item, with its due date and its conditions."""
    say = partial(sentence, talk.checklist.language)
    if requirement.after_customer and not talk.find(requirement.after_customer, talk.customer):
        return not_due(say("not_due_unasked"))
    outcome = Required(talk, moments, requirement).outcome()
    if outcome.status.value == "fail" and not outcome.evidence and _record_empty(talk, requirement):
        return not_due(say("not_due_record"))
    return outcome


def _record_empty(talk: Talk, requirement: Requirement) -> bool:
    """The policy is on record, has no such thing, and the talk shows none either."""
    check = requirement.value
    if check is None or getattr(talk.call, check.record, None) not in (None, ""):
        return False
    return bool(talk.call.product_name and talk.call.premium is not None)
