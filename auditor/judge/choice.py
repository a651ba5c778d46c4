"""A choice: which of several kinds was said, against the kind that the record's words say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from auditor.checklist.schema import Requirement, ValueCheck
from auditor.judge import values
from auditor.judge.effect import too_early
from auditor.judge.field import text_scan
from auditor.judge.finding import Outcome, failed, passed
from auditor.judge.match.base import Match, Scan
from auditor.judge.sentences import sentence
from auditor.judge.spoken import Spoken
from auditor.judge.talk import Talk
from auditor.model import Call, Reason
from auditor.read.script import clean, units

BESIDE = 3  # units between a word for a kind and the words that say the duty


class Choice:
    """Compares the kind that was said with the record.

    ``answers`` are the agent's answers to the customer's questions for it, by their place in the
    dialogue; ``None`` where the words need not stand beside those of the duty.
    """

    def __init__(
        self, talk: Talk, requirement: Requirement, check: ValueCheck, scan: Scan,
        answers: Collection[int] | None,
    ) -> None:  # fmt: skip
        self.talk = talk
        self.requirement = requirement
        self.check = check
        self.scan = scan
        self.answers = answers
        self.say = partial(sentence, talk.checklist.language)

    def outcome(self, spoken: Sequence[Spoken], record: object) -> Outcome | None:
        """The verdict; ``None`` where no kind was said or the record has none."""
        if not record:
            return None
        said = self._said(spoken)
        expected = self._in_record(str(record))
        chosen = [m for n, found in said.items() if not expected or n in expected for m in found]
        if early := too_early(self.talk, self.check, self.scan, chosen):
            shown = self.talk.evidence(early[0], self.scan).quote
            said, expected = {shown: early}, {str(record)}
        if str(record) == "annual" and one_year(self.talk.call):
            expected = expected | {"single"}  # the year's premium, paid in one
        if self.check.strict:
            said = {n: found for n, found in said.items() if n not in expected}
        elif not expected:
            return None
        if not said:
            return None
        return self._compared(said, expected, str(record))

    def _said(self, spoken: Sequence[Spoken]) -> dict[str, list[Match]]:
        talk = self.talk
        said = {
            name: found
            for name, lines in self.check.choices.items()
            if (found := talk.counted(self.requirement, lines, self.scan))
        }
        answers = self.answers
        if answers is None:
            return said
        # A word for a kind counts where the thing itself is spoken of: 微信 for the
        # delivery of the policy, not for the payment.
        return {
            n: near
            for n, found in said.items()
            if (
                near := [
                    m
                    for m in found
                    if _beside(m, spoken, self.scan)
                    or talk.utterance(m, self.scan).index in answers
                ]
            )
        }

    def _compared(
        self, said: dict[str, list[Match]], expected: Collection[str], record: str
    ) -> Outcome:
        talk, scan = self.talk, self.scan
        right = sorted((m for name in expected for m in said.get(name, ())), key=lambda m: m.start)
        if right:
            return passed(
                self.say("said", quote=talk.evidence(right[0], scan).quote),
                [talk.evidence(m, scan) for m in right[:3]],
                at=talk.time(right[0], scan),
                said=" / ".join(n for n in said if n in expected),
                expected=record,
                score=max(m.score for m in right),
            )
        wrong = sorted((m for found in said.values() for m in found), key=lambda m: m.start)
        return failed(
            Reason.CONTRADICTED,
            self.say("contradicted", said=" / ".join(said), expected=record),
            [talk.evidence(m, scan) for m in wrong[:3]],
            at=talk.time(wrong[0], scan),
            said=" / ".join(said),
            expected=record,
            score=max(m.score for m in wrong),
        )

    def _in_record(self, record: str) -> set[str]:
        if record in self.check.choices:
            return {record}
        text, _, breaks = units(clean(record))
        if not text:
            return set()
        scan = text_scan(text, frozenset(breaks))
        return {n for n, lines in self.check.choices.items() if self.talk.find(lines, scan)}


def one_year(call: Call) -> bool:
    """Whether the policy on record lasts a year."""
    term = values.read_record(str(call.policy_term or ""))
    return any(v.kind == "years" and v.number == 1 for v in term)


def _beside(match: Match, spoken: Sequence[Spoken], scan: Scan) -> bool:
    return any(
        s.scan is scan and match.start < s.match.end + BESIDE and match.end > s.match.start - BESIDE
        for s in spoken
    )
