"""A talk of a few turns, and the report on it: what the tests of redaction are about."""

from __future__ import annotations

from auditor.model import Call, Report, Segment, Speaker, Transcript

A, C = Speaker.AGENT, Speaker.CUSTOMER


def segments_of(*turns: tuple[Speaker, str]) -> tuple[Segment, ...]:
    """Turns of four seconds, the agent on channel 0 and the customer on channel 1."""
    return tuple(
        Segment(start=5.0 * i, end=5.0 * i + 4, text=t, speaker=who, channel=int(who is C))
        for i, (who, t) in enumerate(turns)
    )


def report_of(*turns: tuple[Speaker, str], call: Call | None = None) -> Report:
    """A report without findings."""
    return Report(
        call=call or Call(call_id="t", recording="t.wav"),
        recording=None,
        transcript=Transcript(language="zh", engine="e", segments=segments_of(*turns)),
        checklists=(("x", "1"),),
        findings=(),
    )
