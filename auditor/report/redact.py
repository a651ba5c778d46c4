"""Takes private data out of a report: cards, telephones, addresses, names, health.

What is taken out becomes ``█``, one for each character, so that times, marks and lengths stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from auditor.model import Call, Evidence, Finding, Report, Segment, Span, Transcript, Word
from auditor.report.dictation import dictated
from auditor.report.marks import locate
from auditor.report.private_health import private_health
from auditor.report.private_ills import ILLS
from auditor.report.private_kinds import Found, Private
from auditor.report.private_names import private_names
from auditor.report.private_numbers import private_numbers
from auditor.report.private_papers import private_papers
from auditor.report.private_places import private_places
from auditor.report.private_tagged import believed, private_digits, private_tags
from auditor.report.private_topics import answers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HIDDEN = "█"

ALL = frozenset(Private)

LEVELS: Mapping[str, frozenset[Private]] = {
    # The company's own compliance staff, who handle the case.
    "internal": frozenset(),
    # Reviewers and trainers: nothing that tells who the customer is or how he fares.
    "qa": ALL,
    # The regulator has to know whose sale it was, and needs none of the rest.
    "regulator": ALL - {Private.NAME, Private.PHONE},
}

_MARGIN = 0.12
"""Seconds added on either side of a bleep: word times are not exact."""

_TONE = 1000.0
"""Hertz of the bleep."""


def find_private(
    segments: Sequence[Segment],
    call: Call | None = None,
    kinds: frozenset[Private] = ALL,
    *,
    tagged: bool = True,
) -> tuple[Found, ...]:
    """Return the private stretches of a talk, in order. `call` adds what the record knows.

    Rules and a taught reader look for them; without `tagged` the rules alone.
    """
    numbers = private_numbers(segments, call)
    answered = answers(segments)
    read = list(private_tags(segments, call)) if tagged else []
    digits = list(private_digits(segments, call)) if tagged else []
    ruled = [
        *private_names(segments, call, answered, read),
        *private_places(segments, answered),
        *private_health(segments, answered),
    ]
    found = [
        *numbers,
        *digits,
        *private_papers(segments),
        *dictated(segments, numbers),
        *(believed(segments, ruled) if tagged else ruled),
        *read,
    ]
    wanted = [f for f in found if f.kind in kinds]
    return tuple(sorted(wanted, key=lambda f: (f.segment, f.start, f.end, f.kind)))


def redact_report(report: Report, level: str) -> Report:
    """Return `report` as it may be shown at `level`: ``internal``, ``qa`` or ``regulator``.

    Raises ValueError for another level.
    """
    if level not in LEVELS:
        raise ValueError(f"redaction level {level!r} is none of {', '.join(LEVELS)}")
    kinds = LEVELS[level]
    if not kinds:
        return report
    return _Redaction(report, kinds).report()


def redact_text(text: str, kinds: frozenset[Private] = ALL, call: Call | None = None) -> str:
    """Return one text without its private data, as far as it shows without the talk around it."""
    segment = Segment(start=0.0, end=0.0, text=text)
    return _masked(text, find_private((segment,), call, kinds, tagged=False))


def bleeps(segments: Sequence[Segment], found: Sequence[Found]) -> tuple[Span, ...]:
    """Return when the private stretches are spoken, by channel: where to put bleeps in the sound.

    Times come from the words where there are any, otherwise from an even pace through the segment.
    """
    spans = []
    for stretch in found:
        segment = segments[stretch.segment]
        start, end = _times(segment, stretch)
        spans.append(
            Span(
                start=max(0.0, start - _MARGIN),
                end=end + _MARGIN,
                channel=segment.channel,
                speaker=segment.speaker,
                note=stretch.kind.value,
            )
        )
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def bleep(
    sound: NDArray[np.float32], rate: int, spans: Sequence[Span], offset: float = 0.0
) -> NDArray[np.float32]:
    """Return `sound` (channels × samples, -1 to 1) with a tone instead of every span.

    `offset` is the time of the first sample in seconds. A span without a channel covers all.
    """
    import numpy as np

    covered = sound.copy()
    count = sound.shape[1]
    for span in spans:
        first = min(count, max(0, int((span.start - offset) * rate)))
        last = min(count, max(0, int((span.end - offset) * rate) + 1))
        tone = 0.2 * np.sin(2 * np.pi * _TONE * np.arange(first, last) / rate)
        if span.channel is None or span.channel >= sound.shape[0]:
            covered[:, first:last] = tone
        else:
            covered[span.channel, first:last] = tone
    return covered


class _Redaction:
    """One report under redaction: the hidden stretches and the texts they came from."""

    def __init__(self, report: Report, kinds: frozenset[Private]) -> None:
        self._report = report
        self._kinds = kinds
        self._call = report.call
        self._segments = report.transcript.segments
        self._found = find_private(self._segments, report.call, kinds)
        self._hidden: dict[int, list[Found]] = {}
        for stretch in self._found:
            self._hidden.setdefault(stretch.segment, []).append(stretch)
        self._known = self._known_texts()

    def report(self) -> Report:
        """The redacted report."""
        recording = self._report.recording
        return replace(
            self._report,
            call=self._redacted_call(),
            recording=replace(recording, path=self._text(recording.path)) if recording else None,
            transcript=self._transcript(),
            findings=tuple(self._finding(f) for f in self._report.findings),
        )

    def _known_texts(self) -> list[str]:
        """Private texts that are to be hidden wherever they stand, the longest first."""
        texts = {
            self._segments[f.segment].text[f.start : f.end] for f in self._found if self._telling(f)
        }
        if Private.NAME in self._kinds and self._call.customer_name:
            texts.add(self._call.customer_name)
        if Private.PHONE in self._kinds and self._call.customer_number:
            texts.add(self._call.customer_number)
        return sorted((t for t in texts if len(t) > 1), key=lambda t: (-len(t), t))

    def _telling(self, found: Found) -> bool:
        """Whether a hidden stretch tells something by itself, wherever it stands: 没有 does not."""
        said = self._segments[found.segment].text[found.start : found.end]
        short = found.kind in (Private.HEALTH, Private.ADDRESS) and len(_letters(said)) < 3
        return not short or bool(ILLS.search(said))

    def _text(self, text: str) -> str:
        """A text from outside the talk: hides what is known and what shows by itself."""
        for private in self._known:
            text = text.replace(private, HIDDEN * len(private))
        kinds = self._kinds - {Private.HEALTH}
        name = self._call.customer_name or ""
        if _shows_nothing(text, kinds) and not (len(name) > 2 and name[1:] in text):
            return text
        return redact_text(text, kinds, self._call)

    def _optional(self, text: str | None) -> str | None:
        return None if text is None else self._text(text)

    def _redacted_call(self) -> Call:
        call = self._call
        changes: dict[str, Any] = {
            "recording": self._text(call.recording),
            "carried": tuple((name, self._text(value)) for name, value in call.carried),
            "problems": tuple(self._text(p) for p in call.problems),
            "delivery": self._optional(call.delivery),
        }
        if Private.NAME in self._kinds and call.customer_name:
            changes["customer_name"] = HIDDEN * len(call.customer_name)
        if Private.PHONE in self._kinds and call.customer_number:
            changes["customer_number"] = HIDDEN * len(call.customer_number)
        return replace(call, **changes)

    def _transcript(self) -> Transcript:
        transcript = self._report.transcript
        return replace(
            transcript,
            segments=tuple(self._segment(i, s) for i, s in enumerate(self._segments)),
            gaps=tuple(replace(g, note=self._text(g.note)) for g in transcript.gaps),
            dropped=tuple(replace(d, note=self._text(d.note)) for d in transcript.dropped),
        )

    def _segment(self, index: int, segment: Segment) -> Segment:
        hidden = self._hidden.get(index)
        if not hidden:
            return segment
        text = _masked(segment.text, hidden)
        return replace(segment, text=text, original=None, words=_masked_words(segment, text))

    def _finding(self, finding: Finding) -> Finding:
        return replace(
            finding,
            reason=self._text(finding.reason),
            value_said=self._optional(finding.value_said),
            value_expected=self._optional(finding.value_expected),
            evidence=tuple(self._evidence(e) for e in finding.evidence),
            nearest=self._evidence(finding.nearest) if finding.nearest else None,
        )

    def _evidence(self, evidence: Evidence) -> Evidence:
        return replace(evidence, quote=self._quote(evidence), matched=self._text(evidence.matched))

    def _quote(self, evidence: Evidence) -> str:
        """The quote with the same characters hidden as in the transcript."""
        stretches = locate(evidence, self._segments)
        said = "".join(self._segments[s.segment].text[s.start : s.end] for s in stretches)
        if _letters(said) != _letters(evidence.quote):
            return self._text(evidence.quote)
        shown = iter(
            c
            for s in stretches
            for c, original in zip(
                self._segment(s.segment, self._segments[s.segment]).text[s.start : s.end],
                self._segments[s.segment].text[s.start : s.end],
                strict=True,
            )
            if original.isalnum()
        )
        return "".join(next(shown) if c.isalnum() else c for c in evidence.quote)


@lru_cache(1 << 14)  # reasons and articles are the same in call after call
def _shows_nothing(text: str, kinds: frozenset[Private]) -> bool:
    """Whether a text shows nothing private by itself, whatever the call."""
    return not find_private((Segment(start=0.0, end=0.0, text=text),), None, kinds, tagged=False)


def _letters(text: str) -> str:
    return "".join(c.lower()[0] for c in text if c.isalnum())


def _masked(text: str, found: Sequence[Found]) -> str:
    letters = list(text)
    for stretch in found:
        for at in range(stretch.start, stretch.end):
            # Punctuation tells nothing and keeps the line readable.
            if text[at].isalnum():
                letters[at] = HIDDEN
    return "".join(letters)


def _masked_words(segment: Segment, masked: str) -> tuple[Word, ...]:
    """The words with the same characters hidden; none at all where they do not fit the text."""
    places = _word_places(segment)
    if places is None:
        return ()
    return tuple(
        replace(word, text="".join(masked[at] for at in at_places))
        for word, at_places in zip(segment.words, places, strict=True)
    )


def _word_places(segment: Segment) -> list[list[int]] | None:
    """For each word the places of its letters in the text; ``None`` if they do not match."""
    at, places = 0, []
    for word in segment.words:
        own = []
        for letter in word.text:
            if not letter.isalnum() and letter != HIDDEN:
                continue
            at = segment.text.find(letter, at)
            if at < 0:
                return None
            own.append(at)
            at += 1
        places.append(own)
    return places


def _times(segment: Segment, stretch: Found) -> tuple[float, float]:
    places = _word_places(segment)
    if segment.words and places is not None:
        spoken = [
            word
            for word, own in zip(segment.words, places, strict=True)
            if any(stretch.start <= at < stretch.end for at in own)
        ]
        if spoken:
            return spoken[0].start, spoken[-1].end
    length = max(1, len(re.sub(r"\s", "", segment.text)))
    pace = (segment.end - segment.start) / length
    return segment.start + stretch.start * pace, segment.start + stretch.end * pace
