"""Packing, placing words, coverage, sifting, crosstalk and roles: no model needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hear_sounds import dialling, music, noise, ringback, silence, syllables

from auditor.hear import coverage, segments, sift
from auditor.hear.audio import SAMPLE_RATE, Sound, open_recording
from auditor.hear.crosstalk import without_echoes, without_leak
from auditor.hear.pack import cut, joined, pack
from auditor.hear.script import simplify, simplify_words
from auditor.hear.speakers import attribute, decide
from auditor.hear.speech import find_speech
from auditor.model import Segment, Speaker, Transcript, Word


def _said(text: str, start: float = 0.0, channel: int = 0, each: float = 0.25) -> Segment:
    words = tuple(
        Word(start=start + i * each, end=start + (i + 1) * each, text=c, probability=0.9)
        for i, c in enumerate(text)
    )
    return Segment(
        start=start, end=words[-1].end, text=text, channel=channel, words=words, confidence=0.9
    )


def test_windows_are_full_and_lead_back() -> None:
    windows = pack([(0, (0.0, 10.0)), (0, (20.0, 35.0)), (0, (40.0, 50.0))], longest=30, pause=0.5)
    assert [len(w.pieces) for w in windows] == [2, 1]
    assert windows[0].length == pytest.approx(25.5)
    piece = windows[0].piece_of(12.0, 12.4)
    assert piece.start == 20.0
    assert windows[0].piece_of(10.2, 10.9) == piece


def test_a_stretch_longer_than_a_window_is_cut() -> None:
    windows = pack([(0, (0.0, 70.0))], longest=30)
    assert len(windows) == 3
    assert all(w.length <= 30 for w in windows)


def test_cut_takes_the_sound_of_the_pieces() -> None:
    sound = np.arange(16_000 * 4, dtype=np.float32)
    (window,) = pack([(0, (0.0, 1.0)), (0, (3.0, 4.0))], pause=0.5)
    taken = cut(window, [sound])
    assert len(taken) == 16_000 * 2.5
    assert taken[0] == 0 and taken[24_000] == 48_000 and taken[20_000] == 0


def test_short_pauses_are_kept() -> None:
    assert joined([(0, 1), (1.5, 2), (4, 5)], 1.0) == [(0, 2), (4, 5)]


def test_words_go_to_their_stretch_of_talk() -> None:
    speech = [(0.0, 1.0), (5.0, 6.0)]
    (window,) = pack([(0, s) for s in speech], pause=0.3)
    words = [
        Word(start=0.2, end=0.6, text="你好"),
        Word(start=1.2, end=1.6, text="再"),
        Word(start=1.6, end=2.0, text="見"),
    ]
    first, second = segments.segments_of(window, words, [speech])
    assert (first.text, second.text, second.original) == ("你好", "再见", "再見")
    assert 5.0 <= second.start < second.end <= 6.0


def test_covered_share_and_holes() -> None:
    speech = [(0.0, 2.0), (10.0, 14.0)]
    said = [_said("您好您好您好您好")]
    assert coverage.covered_share(speech, said) == pytest.approx(1 / 3, abs=0.1)
    (hole,) = coverage.holes(1, speech, said)
    assert (hole.start, hole.end, hole.channel) == (10.0, 14.0, 1)
    assert coverage.covered_share([], []) == 1.0


def test_a_word_stretched_over_a_hole_does_not_fill_it() -> None:
    word = Word(start=0.0, end=8.0, text="好")
    said = [Segment(start=0.0, end=8.0, text="好", words=(word,))]
    assert len(coverage.holes(0, [(0.0, 8.0)], said)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "字幕由 Amara.org 社区提供",
        "谢谢观看",
        "(音乐)",
    ],
)
def test_boilerplate_is_dropped_and_recorded(text: str) -> None:
    sifted = sift.sift([_said(text)], [(0.0, 20.0)])
    assert sifted.kept == ()
    assert text in sifted.dropped[0].note


def test_text_without_speech_or_room_is_dropped() -> None:
    assert sift.sift([_said("没有人说话")], [(30.0, 31.0)]).kept == ()
    assert sift.sift([_said("说得比谁都快得多得多", each=0.03)], [(0.0, 9.0)]).kept == ()


def test_what_is_said_stays() -> None:
    said = [_said("好的好的，谢谢您"), _said("嗯", start=4)]
    assert sift.sift(said, [(0.0, 9.0)]).kept == tuple(said)


def test_loops_end_where_they_begin() -> None:
    words = _said("推荐的是" + "驾享" * 12).words
    kept, looped = sift.without_loops(words)
    assert "".join(w.text for w in kept) == "推荐的是驾享"
    assert looped.startswith("驾享驾享")


@pytest.mark.parametrize("text", ["对对对对对，好好好", "4008888888", "一百一十一块一毛一"])
def test_honest_repetition_is_no_loop(text: str) -> None:
    words = _said(text).words
    assert sift.without_loops(words) == (words, "")


def test_leak_is_turned_down_and_own_talk_is_not() -> None:
    agent = np.concatenate([syllables(4, 120), silence(4)])
    customer = np.concatenate([silence(4), syllables(4, 200)])
    floor = noise(8, 0.0005)
    channels = [agent + floor, (customer + 0.05 * agent + floor).astype(np.float32)]
    first, second = without_leak(channels)
    np.testing.assert_array_equal(first[: 3 * 16_000], channels[0][: 3 * 16_000])
    before, after = channels[1], second
    assert np.std(after[:56_000]) < 0.1 * np.std(before[:56_000])
    assert np.std(after[80_000:]) > 0.95 * np.std(before[80_000:])


def test_echoed_words_are_dropped_from_the_quiet_side() -> None:
    agent = syllables(4, 120)
    channels = [agent, (0.05 * agent).astype(np.float32)]
    said = [_said("我们公司保证收益", 0.0, 0), _said("我们公司保证", 0.1, 1)]
    kept, dropped = without_echoes(said, channels)
    assert [s.channel for s in kept] == [0]
    assert "crosstalk" in dropped[0].note


def test_own_words_on_the_quiet_side_stay() -> None:
    agent = syllables(4, 120)
    channels = [agent, (0.05 * agent).astype(np.float32)]
    said = [_said("我们公司保证收益", 0.0, 0), _said("你再说一遍", 0.1, 1)]
    assert len(without_echoes(said, channels)[0]) == 2


def test_script() -> None:
    assert simplify("終身壽險條款") == simplify(simplify("終身壽險條款")) == "终身寿险条款"
    assert simplify_words(["頭", "髮"]) == ["头", "发"]


AGENT = "您好，我是瑞丰人寿的罗敏，工号三三一二，给您介绍一款年金保险，犹豫期十五天"
CUSTOMER = "我刚在跟朋友聊，你啥事？多少钱？"


def _call(*sides: str) -> Transcript:
    said = tuple(_said(text, start=10.0 * i, channel=i) for i, text in enumerate(sides))
    return Transcript(
        language="zh",
        engine="test",
        segments=said,
        covered=(("channel 0", 1.0), ("channel 1", 0.5)),
    )


def test_roles_by_manifest_by_talk_and_not_at_all() -> None:
    told = attribute(_call(CUSTOMER, AGENT), 0)
    assert [s.speaker for s in told.segments] == [Speaker.AGENT, Speaker.CUSTOMER]
    heard = attribute(_call(CUSTOMER, AGENT), None)
    assert [s.speaker for s in heard.segments] == [Speaker.CUSTOMER, Speaker.AGENT]
    assert dict(heard.covered) == {"customer": 1.0, "agent": 0.5}
    unsure = attribute(_call("嗯嗯好", "好的嗯"), None)
    assert {s.speaker for s in unsure.segments} == {Speaker.UNKNOWN}


def test_amount_of_talk_decides_other_languages() -> None:
    assert decide([[_said("a" * 200)], [_said("b" * 20)]], "en").agent == 0


def test_no_speech_in_noise_and_tones() -> None:
    assert find_speech(noise(5)) == []
    assert find_speech(silence(0.01)) == []
    assert find_speech(np.concatenate([ringback(8), dialling("95519"), music(8)])) == []


def _left_out(sound: Sound) -> float:
    """Share of a channel's loud tenths of a second that no stretch of speech takes in."""
    size = SAMPLE_RATE // 10
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    level = np.sqrt(np.mean(frames * frames, axis=1))
    loud = np.flatnonzero(level > np.percentile(level, 95) / 8) / 10
    spoken = find_speech(sound)
    return float(np.mean([not any(a <= t + 0.05 <= b for a, b in spoken) for t in loud]))


@pytest.mark.parametrize("recording", ["clean.wav", "premium.opus"])
def test_a_voice_of_which_the_detector_is_unsure_is_heard_whole(recording: str) -> None:
    samples = Path(__file__).resolve().parents[2] / "samples" / "audio"
    _, channels = open_recording(samples / recording)
    for sound in channels:
        assert _left_out(sound) < 0.02
