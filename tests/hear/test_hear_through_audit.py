"""The real model through the whole audit: what is no speech, and what is heard only once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hear_sounds import dialling, music, noise, ringback, silence, syllables, write_wav

from auditor.hear.whisper import Whisper
from auditor.run import batch
from auditor.run.engines.inline import Inline
from auditor.run.task import Settings

pytestmark = [pytest.mark.slow, pytest.mark.model]

SOUNDS = {
    "silence": silence(8),
    "ringback": ringback(10),
    "dtmf": dialling("95522#" * 4),
    "music": music(10),
    "noise": noise(8, 0.2),
}


def job(folder: Path, **settings: str) -> batch.Job:
    chosen = Settings(checklists=("cn-life-telesales",), threads=1, **settings)  # type: ignore[arg-type]
    return batch.Job(
        manifest=folder / "manifest.csv", out=folder / "out", settings=chosen, transcripts=None
    )


def reports(folder: Path) -> list[dict]:  # type: ignore[type-arg]
    files = sorted((folder / "out" / "reports").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def audited(asked: batch.Job) -> None:
    batch.run(asked, Inline(asked.settings))


def test_no_word_and_no_verdict_comes_from_what_is_no_speech(tmp_path: Path) -> None:
    lines = ["call_id,recording,purpose,agent_channel,product_name,insurer"]
    for name, sound in SOUNDS.items():
        write_wav(tmp_path / f"{name}.wav", sound, np.roll(sound, 4000) * np.float32(0.5))
        lines.append(f"{name},{name}.wav,sale,0,福满一生终身寿险,明远人寿保险股份有限公司")
    (tmp_path / "manifest.csv").write_text("\n".join(lines), encoding="utf-8")
    audited(job(tmp_path))
    found = reports(tmp_path)
    unaudited = (tmp_path / "out" / "unaudited.csv").read_text(encoding="utf-8-sig")
    assert len(found) + len(unaudited.splitlines()) - 1 == len(SOUNDS)
    assert "silence.wav" in unaudited  # nothing at all was recorded: said, not judged
    for report in found:
        assert report["transcript"]["segments"] == []
        decided = {f["status"] for f in report["findings"] if f["kind"] != "conduct"}
        assert decided <= {"review", "not_applicable"}


def test_nothing_is_heard_twice_but_by_another_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    inner = Whisper.transcribe

    def counted(self: Whisper, *rest: object) -> object:
        heard.append(self.engine)
        return inner(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Whisper, "transcribe", counted)
    write_wav(tmp_path / "a.wav", syllables(3, 140))
    (tmp_path / "manifest.csv").write_text("call_id,recording\na,a.wav\n", encoding="utf-8")
    for settings, times in (
        ({}, 1),
        ({}, 1),
        ({"verify": "off"}, 1),  # judged anew, not heard anew
        ({"compute_type": "int8", "device": "cpu"}, 1),  # what auto is, where there is no GPU
        ({"compute_type": "float32"}, 2),
        ({"language": "en"}, 3),
        ({}, 3),
    ):
        audited(job(tmp_path, **settings))
        assert len(heard) == times, settings
    assert len(set(heard)) == 3
