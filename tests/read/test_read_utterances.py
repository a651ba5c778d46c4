"""Utterances and streams: who said what when, and the way back from a unit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Segment, Speaker, Transcript, Word
from auditor.read.utterances import Stream, stream, utterances

relaxed = settings(deadline=None)  # a busy machine is no failure

AGENT, CUSTOMER, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN


def segment(start: float, end: float, text: str, speaker: Speaker = AGENT) -> Segment:
    return Segment(start=start, end=end, text=text, speaker=speaker)


def transcript(*segments: Segment) -> Transcript:
    return Transcript(language="zh", engine="written", segments=segments)


def test_a_speaker_who_goes_on_is_one_utterance() -> None:
    talk = utterances(transcript(segment(0, 2, "您好"), segment(2.5, 4, "我姓陈")))
    assert [u.units for u in talk] == ["您好我姓陈"]
    assert talk[0].breaks == {2}


def test_a_long_silence_ends_an_utterance() -> None:
    talk = utterances(transcript(segment(0, 2, "您好"), segment(6, 8, "我姓陈")))
    assert [u.units for u in talk] == ["您好", "我姓陈"]


def test_another_speaker_ends_an_utterance() -> None:
    talk = utterances(
        transcript(segment(0, 2, "您好"), segment(2, 3, "嗯", CUSTOMER), segment(3, 5, "我姓陈"))
    )
    assert [(u.speaker, u.units) for u in talk] == [
        (AGENT, "您好"), (CUSTOMER, "嗯"), (AGENT, "我姓陈"),
    ]  # fmt: skip
    assert [u.index for u in talk] == [0, 1, 2]


def test_unknown_speakers_are_never_joined() -> None:
    talk = utterances(transcript(segment(0, 2, "您好", UNKNOWN), segment(2, 3, "你好", UNKNOWN)))
    assert len(talk) == 2


def test_a_pause_between_words_ends_an_utterance() -> None:
    words = (Word(start=0, end=1, text="您好"), Word(start=5, end=6, text="再见"))
    one = Segment(start=0, end=6, text="您好再见", speaker=AGENT, words=words)
    assert [(u.start, u.units) for u in utterances(transcript(one))] == [(0, "您好"), (5, "再见")]


def test_segments_out_of_order_are_put_in_order() -> None:
    talk = utterances(transcript(segment(9, 10, "再见"), segment(0, 2, "您好")))
    assert [u.units for u in talk] == ["您好", "再见"]


def test_a_segment_without_text_says_nothing() -> None:
    assert utterances(transcript(segment(0, 2, ""), segment(3, 4, "  "))) == ()
    assert stream(()).text == ""


def test_traditional_script_is_read_as_simplified() -> None:
    (one,) = utterances(transcript(segment(0, 2, "終身壽險")))
    assert one.units == "终身寿险"


def two_sides() -> Stream:
    talk = utterances(
        transcript(
            segment(0, 3, "您好，我姓陈。"),
            segment(3, 4, "嗯", CUSTOMER),
            segment(4, 8, "每月325元。"),
            segment(9, 10, "好的", CUSTOMER),
        )
    )
    return stream(talk, AGENT)


def test_a_stream_holds_one_side() -> None:
    side = two_sides()
    assert side.text == "您好我姓陈每月三百二十五元"
    assert side.starts == (0, 5)
    assert side.flowing == (False, True)
    assert len(side.sound) == len(side.text)


def test_a_unit_leads_back_to_time_utterance_and_clause() -> None:
    side = two_sides()
    at = side.text.index("每")
    assert side.place(at) == 1
    assert side.time(at) == 4.0
    assert side.clause(2, 3) == (2, 5)
    assert side.bounds(1) == (5, len(side.text))


def test_evidence_quotes_what_was_written() -> None:
    side = two_sides()
    at = side.text.index("三")
    evidence = side.evidence(at, at + 6, matched="line", score=0.98765)
    assert evidence.quote == "325元"
    assert evidence.speaker is AGENT
    assert evidence.score == 0.988
    assert 4 <= evidence.start < evidence.end <= 8


def test_evidence_over_two_utterances_has_both() -> None:
    side = two_sides()
    assert side.evidence(3, 7).quote == "姓陈 … 每月"


TIMES = st.floats(0, 100, allow_nan=False)


@relaxed
@given(
    st.lists(
        st.tuples(
            TIMES, TIMES, st.text("您好，三百25元 a1", max_size=12), st.sampled_from(Speaker)
        ),
        max_size=12,
    )
)
def test_every_unit_of_any_transcript_leads_back(
    rows: list[tuple[float, float, str, Speaker]],
) -> None:
    talk = utterances(transcript(*(segment(min(a, b), max(a, b), t, s) for a, b, t, s in rows)))
    assert [u.start for u in talk] == sorted(u.start for u in talk)
    whole = stream(talk)
    assert len(whole.sound) == len(whole.text)
    for unit in range(len(whole.text)):
        utterance = whole.utterance(unit)
        assert utterance.units[unit - whole.starts[whole.place(unit)]] == whole.text[unit]
        assert utterance.start <= whole.time(unit) <= utterance.end
