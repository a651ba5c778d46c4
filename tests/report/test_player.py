"""The player, in a real browser: it loads, plays, seeks, follows and obeys the keyboard."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import av
import numpy as np
import pytest
from browser import CHROMIUM, look
from examples import faulty, hostile
from page import Read

from auditor.report.html import render_report, source_hash
from auditor.report.sound import embedded_sound, outline_of, sound_beside, to_mp3

RATE = 16000
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


def tones(seconds: float = 72.4) -> list[np.ndarray]:
    at = np.arange(int(seconds * RATE)) / RATE
    left = (0.5 * np.sin(2 * np.pi * 300 * at) * (at % 4 < 2)).astype(np.float32)
    right = (0.3 * np.sin(2 * np.pi * 500 * at) * (at % 4 >= 2)).astype(np.float32)
    return [left, right]


def test_mp3_keeps_time_and_channels() -> None:
    data = to_mp3(tones(10), RATE)
    with av.open(io.BytesIO(data)) as container:
        frames = [f.to_ndarray() for f in container.decode(audio=0)]
    sound = np.concatenate(frames, axis=1)
    assert sound.shape[0] == 2
    assert sound.shape[1] / RATE == pytest.approx(10, abs=0.15)
    quiet = sound[1, int(0.5 * RATE) : int(1.5 * RATE)]
    assert np.abs(quiet).max() < 0.05
    assert len(data) < 10 * 32_000 / 8 * 1.1


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 44100, 48000])
def test_any_rate_and_one_channel(rate: int) -> None:
    samples = np.zeros(rate, dtype=np.float32)
    with av.open(io.BytesIO(to_mp3([samples], rate))) as container:
        assert sum(f.samples / f.sample_rate for f in container.decode(audio=0)) == pytest.approx(
            1, abs=0.15
        )


def test_outline() -> None:
    sound = np.array([0, 0.1, -0.4, 0.2, 0, 0, 0.1, 0], dtype=np.float32)
    assert outline_of(sound, bins=4) == (0.25, 1.0, 0.0, 0.25)
    assert outline_of(np.zeros(3, dtype=np.float32), bins=2) == (0.0, 0.0)
    assert outline_of(np.zeros(0, dtype=np.float32), bins=2) == (0.0, 0.0)


def test_the_policy_names_the_script_and_forbids_others() -> None:
    sound = embedded_sound(tones(5), RATE)
    page = Read(render_report(hostile(), sound=sound))
    rules = dict(r.strip().split(" ", 1) for r in page.meta["Content-Security-Policy"].split(";"))
    (script,) = page.inside["script"]
    assert rules["script-src"] == f"'{source_hash(script)}'"
    assert rules["default-src"] == "'none'"
    assert rules["media-src"] == "'self' data: file:"
    assert page.sources == [sound.source]
    assert not page.handlers
    base64.b64decode(sound.source.partition(",")[2])


@needs_browser
@pytest.mark.parametrize("beside", [False, True])
def test_play_seek_and_follow(tmp_path: Path, beside: bool) -> None:
    sound = (
        sound_beside(tones(), RATE, tmp_path / "录音 B01#1.mp3")
        if beside
        else embedded_sound(tones(), RATE)
    )
    (tmp_path / "page.html").write_text(render_report(faulty(), sound=sound), encoding="utf-8")
    seen = look(
        tmp_path,
        "page.html",
        """
        const audio = doc.querySelector("audio"), out = {};
        const key = (k) => doc.body.dispatchEvent(new win.KeyboardEvent("keydown", {key: k, bubbles: true, cancelable: true}));
        out.loaded = await until(() => audio.readyState >= 1);
        out.duration = audio.duration;
        doc.querySelector("#f7 .hear").click();
        out.heard = await until(() => audio.currentTime > 18.3 && audio.currentTime < 31);
        out.line = await until(() => doc.querySelector(".line.now"));
        out.text = doc.querySelector(".line.now").textContent;
        out.cursor = +doc.querySelector(".cursor").getAttribute("x1");
        audio.pause();
        key("ArrowRight"); await sleep(300);
        const before = audio.currentTime;
        key("ArrowLeft"); await sleep(300);
        out.back = before - audio.currentTime;
        key(" "); out.playing = await until(() => !audio.paused);
        key(" "); out.paused = await until(() => audio.paused);
        key("j"); await sleep(200);
        out.here = doc.querySelector("tr.here").id;
        key("]"); out.rate = audio.playbackRate;
        audio.pause();
        const wave = doc.querySelector(".wave"), box = wave.getBoundingClientRect();
        wave.dispatchEvent(new win.MouseEvent("click", {clientX: box.left + box.width / 2, clientY: box.top + 2, bubbles: true}));
        await sleep(300);
        out.middle = audio.currentTime / audio.duration;
        doc.querySelector(".line time").click(); await sleep(200);
        out.first = audio.currentTime < 3;
        return out;
        """,
    )
    assert "error" not in seen, seen
    assert seen.pop("duration") == pytest.approx(72.4, abs=0.2)
    assert "每个月三百五十二块" in seen.pop("text")
    assert 18 / 72.4 * 1000 < seen.pop("cursor") < 31 / 72.4 * 1000
    assert seen.pop("back") == pytest.approx(5, abs=0.2)
    assert seen.pop("middle") == pytest.approx(0.5, abs=0.02)
    assert seen.pop("rate") == 1.25
    assert seen.pop("here") == "f7"
    assert all(v is True for v in seen.values()), seen


@needs_browser
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(tmp_path: Path, width: int) -> None:
    for name, report in (("faulty", faulty()), ("hostile", hostile())):
        text = render_report(report, sound=embedded_sound(tones(8), RATE))
        (tmp_path / f"{name}.html").write_bytes(text.encode())
        wide = look(
            tmp_path,
            f"{name}.html",
            "return [doc.documentElement.scrollWidth, doc.documentElement.clientWidth]",
            width=width,
        )
        assert wide[0] <= wide[1], name


@needs_browser
def test_a_hostile_call_runs_nothing_and_asks_for_nothing(tmp_path: Path) -> None:
    text = render_report(hostile(), sound=embedded_sound(tones(3), RATE))
    (tmp_path / "page.html").write_bytes(text.encode())
    seen = look(
        tmp_path,
        "page.html",
        """
        let violated = 0;
        doc.addEventListener("securitypolicyviolation", () => violated++);
        const evil = doc.createElement("img");
        evil.src = "http://example.invalid/x.png";
        doc.body.append(evil);
        const bad = doc.createElement("script");
        bad.textContent = "window.ran = true";
        doc.body.append(bad);
        await sleep(500);
        const loaded = win.performance.getEntriesByType("resource").map((e) => e.name).filter((n) => !n.startsWith("data:"));
        return {violated, ran: !!win.ran, images: doc.images.length, loaded};
        """,
    )
    assert seen["violated"] >= 2
    assert seen["ran"] is False
    assert seen["images"] == 1
    assert seen["loaded"] in ([], ["http://example.invalid/x.png"])
