"""Asking the sound: which of two values was said, where the transcript alone cannot be trusted.

A recogniser that writes 406337788 for 4006337788 has heard the right number and lost
a digit. The expected value and the one that was read are put into the sentence in turn,
and the sound is asked which of the two sentences it rather is.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.judge import values
from auditor.judge.match.base import Scan
from auditor.judge.values import Agreement
from auditor.model import Ear
from auditor.read.numbers import Value

MARGIN = 2.0  # natural-log probability by which one sentence must win; see bench/accuracy
BEFORE = 12  # units of the sentence kept in front of the value
AFTER = 6  # and behind it
LEAD = 0.15  # seconds of sound kept around those words


def preference(
    ear: Ear, scan: Scan, value: Value, expected: Sequence[str], read: Sequence[str]
) -> float:
    """By how much the sound prefers the expected value to the one that was read.

    Natural-log probability of the best sentence with an expected form, less that of
    the best with a form that was read. Positive: the record's value was said.
    """
    stream = scan.stream
    place = stream.place(value.start)
    low, high = stream.bounds(place)
    start, end = max(low, value.start - BEFORE), min(high, value.end + AFTER)
    utterance = stream.utterances[place]
    head = stream.text[start : value.start]
    tail = stream.text[value.end : end]
    sentences = [head + form + tail for form in (*expected, *read)]
    scores = ear.score(
        utterance.channel,
        max(0.0, utterance.times[start - low][0] - LEAD),
        utterance.times[max(start, end - 1) - low][1] + LEAD,
        sentences,
    )
    return max(scores[: len(expected)]) - max(scores[len(expected) :])


def settle(ear: Ear, scan: Scan, value: Value, kind: str, record: object) -> tuple[Agreement, float]:
    """The sound's verdict on a value that was read otherwise than it is on record."""
    expected = values.plain_forms(kind, record)
    if not expected:
        return Agreement.UNCLEAR, 0.0
    read = [scan.stream.text[value.start : value.end]]
    margin = preference(ear, scan, value, expected, read)
    if margin >= MARGIN:
        return Agreement.AGREES, margin
    if margin <= -MARGIN:
        return Agreement.CONTRADICTS, margin
    return Agreement.UNCLEAR, margin
