"""The customer's consent to buy, as an act in the dialogue: asked or offered, put off, taken back.

A yes counts where it answers the closing question or is a consent in the customer's own words.
What the customer takes back stands no longer; what another says in the customer's place, or what
may be no more than politeness, is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from auditor.judge.match.base import Match, Scan
from auditor.judge.talk import ACT, Talk
from auditor.model import Evidence, Speaker
from auditor.read.utterances import Utterance

ANSWER_WITHIN = 12.0  # seconds after a question in which words are its answer
FILLER = 3  # units of the customer that do not yet answer a question
REVEALED = 2  # of the customer's utterances after a yes in which it comes out who has said it


class Yes(StrEnum):
    """How clearly the customer agreed to buy."""

    CLEAR = "clear"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The customer's answer to the offer, with the question that it answers."""

    yes: Yes
    time: float | None = None
    last: float | None = None
    """When the customer agreed for the last time: of several the first may be misheard."""
    evidence: tuple[Evidence, ...] = ()
    postponed: Evidence | None = None
    withdrawn: Evidence | None = None
    """With what words the customer took a consent back."""
    wavered: Evidence | None = None
    """Where the customer wanted to think after a clear yes: for a person to decide."""
    by_another: Evidence | None = None
    """Where somebody else took the telephone, who agreed in the customer's place."""


def consent(talk: Talk) -> Consent:
    """What the customer's utterances, one after the other, make of the offer."""
    acts = _Acts(talk)
    best = Consent(yes=Yes.NONE)
    for utterance in talk.customer.stream.utterances:
        best = acts.after(utterance, best)
    return best


@dataclass(slots=True)
class _Acts:
    """What the lines of a checklist find of the customer's acts in one call."""

    talk: Talk
    questions: list[Match] = field(init=False)
    own: list[Match] = field(init=False)
    yes: list[Match] = field(init=False)
    weak: list[Match] = field(init=False)
    postponed: list[Match] = field(init=False)
    withdrawn: list[Match] = field(init=False)
    others: list[tuple[Match, int | None]] = field(init=False)
    named: list[Match] = field(init=False)
    off: frozenset[int] = field(init=False)
    """Places in the dialogue where a question is put off or said no to."""
    unmarked: bool = field(init=False)
    """No question of the agent is written as one."""

    def __post_init__(self) -> None:
        talk, lines, scan = self.talk, self.talk.checklist.moments, self.talk.customer
        no_yes = talk.find(lines.no_yes, scan)
        self.unmarked = not any(_asks_in(u) for u in talk.agent.stream.utterances)
        self.questions = talk.find(lines.closing_question, talk.agent)
        self.own = without(talk.find(lines.own_yes, scan, least=ACT), no_yes)
        self.yes = [
            m
            for m in without(talk.find(lines.yes, scan), no_yes)
            if not in_question(m, scan) and _audible(m, scan)
        ]
        self.weak = talk.find(lines.weak_yes, scan)
        self.postponed = talk.find(lines.postponed, scan, least=ACT)
        withdrawn = talk.find(lines.withdrawn, scan, least=ACT)
        self.withdrawn = [m for m in withdrawn if not in_question(m, scan)]
        declined = talk.find(lines.declined, scan, least=ACT)
        no = [*self.postponed, *self.withdrawn, *declined]
        self.off = frozenset(talk.utterance(m, scan).index for m in no)
        self.named = talk.find(lines.another, scan, least=ACT)
        back = [m.start for m in talk.find(lines.handed_back, scan, least=ACT)]
        taken = [*talk.find(lines.handed_over, scan, least=ACT), *self.named]
        self.others = [(t, next((b for b in back if b > t.end), None)) for t in taken]

    def after(self, utterance: Utterance, best: Consent) -> Consent:
        """What is left of, or added to, the consent when the customer has said this."""
        talk, scan = self.talk, self.talk.customer
        own = talk.in_utterance(self.own, scan, utterance.index)
        later = talk.in_utterance(self.postponed, scan, utterance.index)
        no = talk.in_utterance(self.withdrawn, scan, utterance.index)
        said = own[-1].start if own else -1
        if no and no[-1].start > said:
            if best.yes is Yes.NONE and not own:
                return best
            return Consent(
                yes=Yes.NONE, withdrawn=talk.evidence(no[-1], scan), by_another=best.by_another
            )
        if later and later[-1].start > said:
            words = talk.evidence(later[0], scan)
            if best.yes is Yes.CLEAR:
                return best if in_question(later[-1], scan) else replace(best, wavered=words)
            return Consent(yes=Yes.NONE, postponed=words, by_another=best.by_another)
        return self._agreed(utterance, best, own)

    def _agreed(self, utterance: Utterance, best: Consent, own: Sequence[Match]) -> Consent:
        talk, scan = self.talk, self.talk.customer
        question, fresh = self._asked(utterance)
        level, match = Yes.NONE, None
        if own:
            level, match = Yes.CLEAR, own[0]
        elif question and (here := talk.in_utterance(self.yes, scan, utterance.index)):
            level, match = Yes.CLEAR, here[0]
            bare = talk.in_utterance(self.weak, scan, utterance.index)
            if bare and not (fresh and (self.unmarked or _asks(question, talk.agent))):
                level = Yes.WEAK  # 那我先给您提交了。——好: may be no more than politeness
        elif question and (here := talk.in_utterance(self.weak, scan, utterance.index)):
            level, match = Yes.WEAK, here[0]
        if match is not None and best.yes is level is Yes.CLEAR:
            best = replace(best, last=talk.time(match, scan))
        if match is None or (best.yes is Yes.CLEAR and not (best.wavered and own)):
            return best
        if best.yes is level and level is Yes.WEAK:
            return best
        if (taker := self._taker(match)) is not None:
            return replace(best, by_another=talk.evidence(taker, scan))
        evidence = [talk.evidence(match, scan)]
        if question:
            evidence.append(talk.evidence(question, talk.agent))
        now = talk.time(match, scan)
        time = now if best.yes is not Yes.CLEAR else best.time
        return Consent(yes=level, time=time, last=now, evidence=tuple(evidence))

    def _asked(self, answer: Utterance) -> tuple[Match | None, bool]:
        """The closing question that an utterance answers: in the agent's words just before it.

        A question that the customer has put off or said no to is answered. One to which the customer has
        said something else in between is no fresh one (False).
        """
        talk = self.talk
        for seen, earlier in enumerate(talk.before(answer, Speaker.AGENT), start=1):
            if answer.start - earlier.end > ANSWER_WITHIN:
                break
            if earlier.index + 1 in self.off and answer.index > earlier.index + 1:
                break
            here = [
                m
                for m in talk.in_utterance(self.questions, talk.agent, earlier.index)
                if talk.agent.stream.utterance(m.end - 1).index < answer.index
            ]
            if here:
                between = talk.dialogue[earlier.index + 1 : answer.index]
                asked_back = any(
                    u.speaker is Speaker.CUSTOMER and len(u.units) > FILLER for u in between
                )
                return here[-1], not asked_back
            if seen >= 2 or any(
                u.speaker == Speaker.CUSTOMER and len(u.units) > FILLER
                for u in talk.dialogue[earlier.index : answer.index]
            ):
                break
        return None, False

    def _taker(self, match: Match) -> Match | None:
        """The words that show that somebody else had the telephone when this was said."""
        for taken, back in self.others:
            if taken.end <= match.start and (back is None or match.start < back):
                return taken
        scan = self.talk.customer
        here = scan.stream.place(match.start)
        for name in self.named:
            if here <= scan.stream.place(name.start) <= here + REVEALED:
                return name
        return None


def without(found: Sequence[Match], others: Sequence[Match]) -> list[Match]:
    """Those matches that none of the others overlaps."""
    return [m for m in found if not any(o.start < m.end and m.start < o.end for o in others)]


def in_question(match: Match, scan: Scan) -> bool:
    """Whether the clause in which a match ends is a question, by its mark."""
    return scan.stream.mark_behind(max(match.start, match.end - 1)) in ("?", "？")


def _audible(match: Match, scan: Scan) -> bool:
    """Whether a yes is more than chance: two syllables by sound are, where they begin what is said.

    In the middle of a sentence that a recogniser wrote they are not (抽员一千 for 愿意).
    """
    low = scan.stream.bounds(scan.stream.place(match.start))[0]
    return match.score == 1.0 or match.weight >= ACT or match.start == low


def _asks(match: Match, scan: Scan) -> bool:
    """Whether the utterance in which a match ends asks something there or further on."""
    return _asks_in(scan.stream.utterance(max(match.start, match.end - 1)))


def _asks_in(utterance: Utterance) -> bool:
    return "?" in utterance.text or "？" in utterance.text
