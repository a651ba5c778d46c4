"""A field of the policy record as a stream: it is not talk, but it uses the same words."""

from __future__ import annotations

from auditor.judge.match.base import Scan
from auditor.model import Speaker
from auditor.read import sound
from auditor.read.utterances import Stream, Utterance


def text_scan(text: str, breaks: frozenset[int]) -> Scan:
    """A scan of a field of the record, which is not talk but uses the same words."""
    times = tuple((float(i), float(i + 1)) for i in range(len(text)))
    utterance = Utterance(
        index=0, speaker=Speaker.UNKNOWN, channel=None, start=0.0, end=float(len(text)), text=text,
        units=text, times=times, positions=tuple(range(len(text))), breaks=breaks,
    )  # fmt: skip
    return Scan(
        stream=Stream(
            utterances=(utterance,),
            text=text,
            sound=sound.sounds(text),
            starts=(0,),
            breaks=breaks,
            flowing=(False,),
        ),
        heard=False,
    )
