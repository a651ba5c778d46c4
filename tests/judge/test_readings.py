"""Readings: what was read once is not read again, and comes back as it was, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from auditor.checklist.encoder import FOLDER
from auditor.checklist.load import load_checklist
from auditor.hear.stored import read_transcript
from auditor.judge import meaning
from auditor.judge.audit import audit
from auditor.judge.encoder import PackEncoder
from auditor.judge.readings import Readings
from auditor.model import Call

STORED = sorted((Path(__file__).parents[2] / "samples" / "transcripts").glob("*.json"))


class Counted:
    """An encoder that says something else of every text, and tells which it has read."""

    ids = ("one", "two", "three")

    def __init__(self) -> None:
        self.seen: list[str] = []

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        self.seen += texts
        scores = np.array([[len(t) / 3, -hash(t) / 7, 1e-30] for t in texts], dtype=np.float32)
        return scores, np.array([[len(t), 0, 7] for t in texts], dtype=np.int64)


def test_a_text_is_read_once() -> None:
    encoder = Counted()
    readings = Readings(encoder)
    first = readings.read(["您好", "再见", "您好"])
    again = readings.read(["再见", "请问", "您好"])
    assert encoder.seen == ["您好", "再见", "请问"]
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one[[1, 0]], other[[0, 2]])


def test_what_was_not_asked_for_longest_gives_way() -> None:
    encoder = Counted()
    readings = Readings(encoder, room=3)
    for text in ("甲", "乙", "丙", "甲", "丁"):
        readings.read([text])
    readings.read(["甲", "丙", "丁"])
    assert encoder.seen == ["甲", "乙", "丙", "丁"]
    readings.read(["乙"])
    assert encoder.seen[-1] == "乙"


def test_more_texts_at_once_than_there_is_room_for() -> None:
    texts = [str(n) for n in range(9)]
    got = Readings(Counted(), room=2).read(texts)
    for one, other in zip(got, Counted().read(texts), strict=True):
        assert np.array_equal(one, other)


@given(st.lists(st.text(max_size=90), min_size=1, max_size=12))
def test_what_was_noted_comes_back_to_the_last_bit(texts: list[str]) -> None:
    first = Readings(Counted())
    first.recall(None)
    expected = first.read(texts)
    encoder = Counted()
    later = Readings(encoder)
    later.recall(first.noted())
    for one, other in zip(expected, later.read(texts), strict=True):
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()
    assert encoder.seen == []
    assert later.noted() is None


def test_only_what_is_new_makes_a_note_longer() -> None:
    readings = Readings(Counted())
    readings.recall(None)
    assert readings.noted() is None  # nothing was read
    readings.recall(None)
    readings.read(["甲"])
    short = readings.noted()
    readings.recall(short)
    readings.read(["乙"])
    encoder = Counted()
    both = Readings(encoder)
    both.recall(readings.noted())
    both.read(["甲", "乙"])
    assert encoder.seen == []


def test_a_call_is_noted_without_what_other_calls_said() -> None:
    readings = Readings(Counted())
    readings.read(["甲", "乙", "丙"])
    readings.recall(None)
    readings.read(["乙"])
    alone = Readings(Counted())
    alone.recall(None)
    alone.read(["乙"])
    assert readings.noted() == alone.noted()


@pytest.fixture(scope="module")
def pack() -> Path:
    return Path(load_checklist("cn-life-telesales").folders[0]) / FOLDER


def reader(pack: Path) -> Readings:
    found = meaning.load(pack.parent)
    assert found is not None
    return found.encoder


def test_findings_do_not_depend_on_what_is_remembered(pack: Path) -> None:
    life = load_checklist("cn-life-telesales")
    calls = [(Call(call_id=p.stem, recording="-"), read_transcript(p)) for p in STORED[:3]]
    meaning.load.cache_clear()
    readings = reader(pack)
    notes = []
    first = []
    for call, transcript in calls:
        readings.recall(None)
        first.append(audit(call, transcript, life))
        notes.append(readings.noted())
    assert [audit(*call, life) for call in reversed(calls)] == first[::-1]
    meaning.load.cache_clear()
    anew = reader(pack)
    for (call, transcript), note, findings in zip(calls, notes, first, strict=True):
        anew.recall(note)
        assert audit(call, transcript, life) == findings
        assert anew.noted() is None


def test_a_note_of_a_call_is_small(pack: Path) -> None:
    readings = Readings(PackEncoder(pack))
    for path in STORED[:3]:
        transcript = read_transcript(path)
        readings.recall(None)
        readings.read([s.text for s in transcript.segments])
        note = readings.noted()
        assert note is not None
        two_minutes = len(note) * 120 / max(s.end for s in transcript.segments)
        assert two_minutes < 4096
