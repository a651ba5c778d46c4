"""Recordings at URLs: fetched once, by whoever hears them, and heard once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import numpy as np
import pytest

from auditor.hear import listen as hearing
from auditor.hear.listen import Listened
from auditor.hear.stored import read_transcript
from auditor.judge import meaning
from auditor.judge.encoder import PackEncoder, Places
from auditor.model import Recording
from auditor.read.states import Floats
from auditor.run import batch, places, work
from auditor.run.task import Settings
from tests.conftest import GOOD, write_talk
from tests.run.test_batch import Counting, rows


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was heard, as the content of the recordings, by a double of the recogniser."""
    heard: list[str] = []
    write_talk(tmp_path / "talk.json", GOOD)

    def listen(path: Path, *rest: object, **more: object) -> Listened:
        heard.append(path.read_text())
        recording = Recording(
            path=str(path), sha256="x", duration=7.0, channels=2, sample_rate=8000, codec="pcm"
        )
        silence = (np.zeros(16_000, np.float32),) * 2
        transcript = read_transcript(tmp_path / "talk.json")
        return Listened(recording=recording, transcript=transcript, channels=silence)

    monkeypatch.setattr(hearing, "listen", listen)
    monkeypatch.setattr(batch, "engine_of", lambda settings: "double")
    for name in ("make_engine", "make_diarizer"):
        monkeypatch.setattr(work, name, lambda settings: None)
    yield heard
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs that were opened."""
    opened: list[str] = []
    inner = places._opened

    def note(location: str) -> object:
        if "://" in location:
            opened.append(location.rpartition("/")[2])
        return inner(location)

    monkeypatch.setattr(places, "_opened", note)
    return opened


def put(name: str, content: str) -> None:
    fsspec.filesystem("memory").pipe(f"/calls/{name}.wav", content.encode())


@pytest.fixture
def asked(tmp_path: Path, checklist: Path) -> batch.Job:
    for name in "AB":
        put(name, f"sound of {name}")
    listed = "".join(f"{name},memory://calls/{name}.wav\n" for name in "ABC")
    (tmp_path / "manifest.csv").write_text(f"call_id,recording\n{listed}")
    settings = Settings(checklists=(str(checklist),), threads=1)
    return batch.Job(manifest=tmp_path / "manifest.csv", out=tmp_path / "out", settings=settings)


def run(asked: batch.Job) -> list[str]:
    engine = Counting(asked.settings)
    batch.run(asked, engine)
    return engine.calls


def test_fetched_once_and_heard_once(asked: batch.Job, heard: list[str], opened: list[str]) -> None:
    assert run(asked) == ["A", "B", "C"]
    assert heard == ["sound of A", "sound of B"]
    assert opened == ["A.wav", "B.wav", "C.wav"]
    assert [row["call_id"] for row in rows(asked.out, "unaudited.csv")] == ["C"]
    put("C", "sound of C")
    assert run(asked) == ["C"]
    assert heard[2:] == ["sound of C"]
    assert run(asked) == []
    assert len(opened) == 4


def test_a_recording_that_is_replaced_is_heard_again(asked: batch.Job, heard: list[str]) -> None:
    run(asked)
    put("B", "another sound")
    assert run(asked) == ["B", "C"]
    assert heard[2:] == ["another sound"]


def test_another_checklist_hears_nothing_again(
    asked: batch.Job, heard: list[str], checklist: Path
) -> None:
    run(asked)
    law = checklist.read_text(encoding="utf-8")
    other = checklist.with_name("other.yaml")
    other.write_text(law.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    settings = replace(asked.settings, checklists=(str(other),))
    assert run(replace(asked, settings=settings)) == ["A", "B", "C"]
    assert len(heard) == 2


def test_words_heard_at_a_url_are_read_once(
    asked: batch.Job, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    reads = PackEncoder.read

    def counted(self: PackEncoder, texts: list[str]) -> tuple[Floats, Places]:
        read.extend(texts)
        return reads(self, texts)

    monkeypatch.setattr(PackEncoder, "read", counted)
    whole = replace(asked, settings=replace(asked.settings, checklists=("cn-life-telesales",)))
    for again in (False, True):
        meaning.load.cache_clear()
        run(replace(whole, afresh=again))
        assert bool(read) is not again
        read.clear()
    assert len(heard) == 2
