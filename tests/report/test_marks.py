"""Evidence is found again in the transcript."""

from __future__ import annotations

import pytest

from auditor.model import Evidence, Segment, Speaker, Word
from auditor.report.marks import locate, merged

A, C = Speaker.AGENT, Speaker.CUSTOMER


def seg(start: float, end: float, text: str, channel: int | None = 0, **more: object) -> Segment:
    return Segment(start=start, end=end, text=text, speaker=A, channel=channel, **more)  # type: ignore[arg-type]


SEGMENTS = (
    seg(0, 4, "您好，这里是明远人寿。"),
    Segment(start=2, end=3, text="明远人寿？", speaker=C, channel=1),
    seg(4, 8, "明远人寿，本次通话录音，"),
    seg(8, 12, "明远人寿保单。"),
)


def found(start: float, end: float, quote: str, channel: int | None = 0) -> list[str]:
    evidence = Evidence(start=start, end=end, speaker=A, channel=channel, quote=quote)
    return [
        f"{s.segment}:{SEGMENTS[s.segment].text[s.start : s.end]}"
        for s in locate(evidence, SEGMENTS)
    ]


@pytest.mark.parametrize(
    ("start", "end", "quote", "places"),
    [
        (0.5, 3.5, "这里是明远人寿", ["0:这里是明远人寿"]),
        (4.1, 7, "明远人寿 本次通话", ["2:明远人寿，本次通话"]),
        (5, 11, "录音，明远人寿", ["2:录音", "3:明远人寿"]),
        (8.2, 9, "明远人寿", ["3:明远人寿"]),
        (4.5, 7.5, "没有这句话", ["2:明远人寿，本次通话录音，"]),
        (4.5, 7.5, "", ["2:明远人寿，本次通话录音，"]),
        (30, 31, "明远人寿", []),
    ],
)
def test_locate(start: float, end: float, quote: str, places: list[str]) -> None:
    assert found(start, end, quote) == places


def test_without_channel_the_speaker_decides() -> None:
    assert found(2, 3, "明远人寿", channel=None) == ["0:明远人寿"]


def test_a_repeated_quote_is_taken_at_its_time() -> None:
    words = (
        Word(start=0, end=1, text="好的"),
        Word(start=9, end=10, text="好的"),
    )
    segments = (seg(0, 10, "好的好的", words=words),)
    evidence = Evidence(start=9, end=10, speaker=A, channel=0, quote="好的")
    (stretch,) = locate(evidence, segments)
    assert (stretch.start, stretch.end) == (2, 4)


def test_evidence_for_one_sentence_is_shown_once() -> None:
    def piece(start: float, end: float, quote: str, score: float) -> Evidence:
        return Evidence(start=start, end=end, speaker=A, channel=0, quote=quote, score=score)

    pieces = (
        piece(0.5, 2, "您好，这里是", 0.5),
        piece(1, 3, "这里是明远", 0.9),
        piece(2.5, 3.9, "明远人寿", 0.7),
        piece(4.1, 6, "本次通话录音", 1.0),
    )
    first, second = merged(pieces, SEGMENTS)
    assert (first.quote, first.start, first.end, first.score) == (
        "您好，这里是明远人寿",
        0.5,
        3.9,
        0.9,
    )
    assert second == pieces[3]
    assert merged((), SEGMENTS) == ()
