"""What the benches of hearing count and how they damage a recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hear_sounds import silence, syllables, tone

from auditor.hear.audio import SAMPLE_RATE, open_recording
from auditor.run import batch
from auditor.run.engines.inline import Inline
from auditor.run.task import Settings
from bench.hearing.degraded import write_flac
from bench.hearing.labelled import LabelledCall, Turn, reports
from bench.hearing.lines import (
    DAMAGES,
    PACKET,
    faster,
    line_noise,
    through_telephone,
    with_losses,
    with_noise,
)
from bench.hearing.run import Finished
from bench.hearing.tally import Tally
from bench.hearing.text import plain
from bench.speed.profile import profiled
from bench.speed.ways import Piece
from tests.conftest import GOOD, MakeBatch


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("您好，九五五二二！", "你好95522"),
        ("三百二十八元", "328元"),
        ("保額20万", "保额200000"),
        ("一万二千", "12000"),
    ],
)
def test_texts_are_compared_without_what_does_not_count(text: str, compared: str) -> None:
    assert plain(text) == compared


def test_a_tally_tells_left_out_from_invented() -> None:
    call = LabelledCall(
        call_id="a",
        recording=Path("a.wav"),
        turns=(
            Turn(speaker="agent", start=0.0, end=2.0, text="您好"),
            Turn(speaker="agent", start=5.0, end=8.0, text="这里是客服"),
            Turn(speaker="customer", start=2.5, end=3.0, text="喂"),
        ),
        agent_channel=1,
        layout="wav",
    )
    tally = Tally()
    pieces = [
        Piece(start=0.1, end=1.9, channel=1, text="您号"),
        Piece(start=2.5, end=3.0, channel=0, text="喂"),
        Piece(start=20.0, end=21.0, channel=0, text="谢谢"),
    ]
    tally.add(call, pieces, 2)
    assert (tally.turns, tally.unheard, tally.long_unheard, tally.invented) == (3, 1, 1, 2)
    agent = tally.errors["agent"]
    assert (agent.right, agent.substituted, agent.left_out, agent.added) == (7, 1, 5, 0)
    assert tally.rate("wav") == pytest.approx(8 / 8)


def test_noise_lies_as_far_below_the_speech_as_it_says() -> None:
    voice = np.concatenate([silence(2), syllables(4, 150), silence(2)])
    noisy = with_noise(voice, line_noise(len(voice), np.random.default_rng(0)), 10.0)
    speech = voice[2 * SAMPLE_RATE : 6 * SAMPLE_RATE]
    alone = noisy[: SAMPLE_RATE // 2]
    snr = 10 * np.log10(np.mean(speech**2) / np.mean(alone**2))
    assert 8.0 < snr < 12.5


def test_that_share_of_the_packets_is_lost() -> None:
    sound = tone(60, 440)
    damaged = with_losses(sound, 0.15, np.random.default_rng(1))
    packets = (damaged != sound)[: len(sound) // PACKET * PACKET].reshape(-1, PACKET)
    assert 0.11 < float(np.mean(packets.any(axis=1))) < 0.19


def test_copies_are_the_same_each_time_and_channels_stay_together() -> None:
    channels = [tone(3, 440), tone(3, 600)]
    for damage in DAMAGES:
        first, second = (
            damage.change(channels, tone(3, 300), np.random.default_rng(5)) for _ in range(2)
        )
        assert len(first) == 2
        assert len(first[0]) == len(first[1])
        assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_telephone_and_speed_keep_what_they_should(tmp_path: Path) -> None:
    sound = tone(3, 440)
    assert len(through_telephone(sound)) == len(sound)
    assert len(faster(sound, 1.3)) == pytest.approx(len(sound) / 1.3, rel=0.02)
    write_flac(tmp_path / "copy.flac", [sound, tone(3, 600)])
    recording, channels = open_recording(tmp_path / "copy.flac")
    assert (recording.sample_rate, len(channels)) == (8000, 2)
    assert abs(len(channels[0]) - len(sound)) < 1600


def test_what_an_audit_heard_is_measured_without_hearing_again(
    make_batch: MakeBatch, checklist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = make_batch({"A": GOOD}, {})
    folder = manifest.parent
    settings = Settings(checklists=(str(checklist),), threads=1)
    asked = batch.Job(
        manifest=manifest, out=folder / "out", settings=settings, transcripts=folder / "transcripts"
    )
    batch.run(asked, Inline(settings))
    (report,) = reports(folder / "out")
    assert report.call.call_id == "A"
    assert Finished(folder / "out").engine == "nothing heard"  # the transcript was given


def test_a_profile_has_the_parts_of_every_way(tmp_path: Path) -> None:
    sound = tmp_path / "a.flac"
    write_flac(sound, [tone(30, 440)])

    def opens(path: Path) -> None:
        for _ in range(20):
            open_recording(path)

    def counts(path: Path) -> None:
        sum(i * i for i in range(300_000))

    head, ways, *rows = profiled({"opens": opens, "counts": counts}, [sound], 1.0)
    table = {row[:24].strip(): [float(cell) for cell in row[24:].split()] for row in rows}
    assert "one thread" in head
    assert ways.split() == ["opens", "counts"]
    assert table["decoding the file"][0] > 0.0 == table["decoding the file"][1]
    assert table["the rest"][1] == pytest.approx(table["all"][1])
    assert "search" not in table
