"""One call being judged: its dialogue, the streams of the two sides, the record and the checklist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditor.checklist.schema import Checklist, Requirement
from auditor.judge import meaning, wording
from auditor.judge.match.base import Match, Scan
from auditor.judge.match.pattern import Patterns, stands_before
from auditor.judge.match.sound import SOUND_SCORE
from auditor.judge.names import on_record
from auditor.judge.registers import NOTHING, Context
from auditor.judge.wording import Likely
from auditor.model import Call, Ear, Evidence, Speaker, Transcript
from auditor.read.utterances import Utterance, stream, utterances

PROHIBITED = 4  # units by sound on which an accusation may rest
LONG = 6  # units from which a syllable may be wrong all the same
UNSURE = 2.0  # by how much less an utterance must mean it to be denied where that may mislead
EMPTY = 6  # units to words that take a disclosure back (回头再讲, 您上次买的那份)
MEANT = 2.0  # log odds from which a turn means the duty, whatever two of its syllables sound like
ACT = 3  # units by sound on which a consent or a refusal may rest

_compiled: dict[int, tuple[Checklist, Patterns]] = {}


def wide(language: str) -> int:
    """Units of a language that say about what one Chinese character says."""
    return 1 if language.startswith(("zh", "yue")) else 4


def patterns_of(checklist: Checklist) -> Patterns:
    """The compiled lines of a checklist, compiled once.

    Kept by identity, with the checklist so that the identity stays taken: hashing a
    checklist's content for every call would cost more than judging it.
    """
    kept = _compiled.get(id(checklist))
    if kept is None:
        kept = _compiled[id(checklist)] = (
            checklist,
            Patterns(checklist.concepts, wide=wide(checklist.language)),
        )
    return kept[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Everything the judge knows about a call."""

    call: Call
    transcript: Transcript
    checklist: Checklist
    patterns: Patterns
    dialogue: tuple[Utterance, ...]
    agent: Scan
    customer: Scan
    ear: Ear | None = None
    context: Context = NOTHING
    _likely: dict[int, dict[str, list[Likely]]] = field(default_factory=dict)
    _found: dict[tuple[int, int, int], tuple[Sequence[str], list[Match]]] = field(
        default_factory=dict
    )

    def likely(self, requirement: Requirement, scan: Scan) -> list[Likely]:
        """Stretches that mean, or are worded like, the requirement's examples, best first."""
        if requirement.learned is None:
            return []
        if id(scan) not in self._likely:
            found: dict[str, list[Likely]] = {}
            for folder in map(Path, reversed(self.checklist.folders)):  # the nearer pack's counts
                learned = meaning.load(folder) or wording.load(folder)
                if learned is not None:
                    found |= learned.likely(scan.stream)
            self._likely[id(scan)] = found
        return self._likely[id(scan)].get(requirement.id, [])

    def denied(self, requirement: Requirement, match: Match, scan: Scan) -> bool:
        """Whether what a line found stands in an utterance that is put like none of the examples."""
        learned = requirement.learned
        if learned is None or learned.veto is None:
            return False
        # what a recogniser wrote, and what is short, looks like nothing more easily
        unsure = scan.heard or scan.brief(match.start)
        floor = learned.veto - (UNSURE if unsure else 0.0)
        here = scan.stream.place(match.start)
        likely = self.likely(requirement, scan)
        return any(w.score < floor and scan.stream.place(w.start) == here for w in likely)

    def side(self, speaker: str) -> Scan:
        """The stream of the agent or of the customer."""
        return self.customer if speaker == "customer" else self.agent

    def find(self, lines: Sequence[str], scan: Scan, *, least: int = 0) -> list[Match]:
        """Places where any of the lines is said, by position.

        ``least`` units must have fitted where a match rests on sound: in a poor
        transcript two syllables sound like anything.
        """
        key = (id(lines), id(scan), least)
        if key not in self._found:
            # Kept with the lines, so that their identity stays taken: many ask for the same ones.
            self._found[key] = (lines, self._find(lines, scan, least))
        return list(self._found[key][1])

    def _find(self, lines: Sequence[str], scan: Scan, least: int) -> list[Match]:
        found = self.patterns.find(lines, scan)
        if least:
            found = [
                m
                for m in found
                if m.score == 1.0
                or (m.weight >= least and m.score >= SOUND_SCORE)
                or m.weight >= LONG
            ]
        return sorted(found, key=lambda m: (m.start, m.end))

    def counted(self, requirement: Requirement, lines: Sequence[str], scan: Scan) -> list[Match]:
        """``find`` without what is taken back: negated, excepted, promised for later."""
        found = self.find(lines, scan, least=PROHIBITED if requirement.kind == "prohibited" else 0)
        if not found:
            return []
        unless = self._excepted(requirement, scan)
        empty = (
            self.find(self.checklist.never_counts, scan) if requirement.kind == "required" else []
        )
        negations = self.find(self.checklist.negations, scan) if requirement.negation else []
        return [
            m
            for m in found
            if not _near(m, unless, requirement.reach * wide(self.checklist.language), scan)
            and not _near(m, empty, EMPTY, scan)
            and not stands_before(m, negations, scan)
            and self._called_for(m, requirement, scan)
        ]

    def _excepted(self, requirement: Requirement, scan: Scan) -> list[Match]:
        """Where an ``unless`` line speaks against what was found.

        Two syllables by sound alone do not, in a turn that means the duty: what a recogniser
        wrote of 零点就生效 sounds like 就剩.
        """
        found = self.find(requirement.unless, scan)
        if not scan.heard or requirement.kind != "required":
            return found
        place = scan.stream.place
        meant = {place(w.start) for w in self.likely(requirement, scan) if w.score >= MEANT}
        return [m for m in found if m.score == 1.0 or m.weight > 2 or place(m.start) not in meant]

    def _called_for(self, match: Match, requirement: Requirement, scan: Scan) -> bool:
        """Whether the customer had said what a match must follow, if anything."""
        if not requirement.after_customer:
            return True
        called = self.find(requirement.after_customer, self.customer)
        now = self.utterance(match, scan).index
        return any(self.utterance(c, self.customer).index < now for c in called)

    def utterance(self, match: Match, scan: Scan) -> Utterance:
        """The utterance in which a match begins."""
        return scan.stream.utterance(min(match.start, len(scan.stream.text) - 1))

    def time(self, match: Match, scan: Scan) -> float:
        """When a match begins, in seconds."""
        return scan.stream.time(min(match.start, len(scan.stream.text) - 1))

    def evidence(self, match: Match, scan: Scan) -> Evidence:
        """Where a match stands and the words around it."""
        return scan.stream.evidence(
            match.start, match.end, matched=match.line, score=match.score, pad=4
        )

    def before(self, utterance: Utterance, speaker: Speaker) -> Iterator[Utterance]:
        """Utterances of a speaker before one, nearest first."""
        for k in range(utterance.index - 1, -1, -1):
            if self.dialogue[k].speaker == speaker:
                yield self.dialogue[k]

    def after(self, utterance: Utterance, speaker: Speaker) -> Iterator[Utterance]:
        """Utterances of a speaker after one, nearest first."""
        for k in range(utterance.index + 1, len(self.dialogue)):
            if self.dialogue[k].speaker == speaker:
                yield self.dialogue[k]

    def in_utterance(self, matches: Sequence[Match], scan: Scan, index: int) -> list[Match]:
        """Those matches that begin in the utterance with that place in the dialogue."""
        return [m for m in matches if self.utterance(m, scan).index == index]


def _near(match: Match, others: Sequence[Match], reach: int, scan: Scan) -> bool:
    """Whether one of ``others`` overlaps the match or stands within ``reach`` of it."""
    if not others:
        return False
    place = scan.stream.place
    first, last = place(match.start), place(max(match.start, match.end - 1))
    return any(
        o.start < match.end + reach
        and o.end > match.start - reach
        and first <= place(o.start) <= last
        for o in others
    )


def hear_out(
    call: Call,
    transcript: Transcript,
    checklist: Checklist,
    ear: Ear | None,
    context: Context = NOTHING,
) -> Talk:
    """Prepare a call for judging. Talk of unknown speakers stands in both streams."""
    dialogue = utterances(transcript)
    names = on_record(call)
    sides = {
        side: Scan(
            stream=stream(dialogue, side, Speaker.UNKNOWN), heard=transcript.heard, names=names
        )
        for side in (Speaker.AGENT, Speaker.CUSTOMER)
    }
    return Talk(
        call=call,
        transcript=transcript,
        checklist=checklist,
        patterns=patterns_of(checklist),
        dialogue=dialogue,
        agent=sides[Speaker.AGENT],
        customer=sides[Speaker.CUSTOMER],
        ear=ear,
        context=context,
    )
