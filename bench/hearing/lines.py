"""What telephone lines do to a recording: noise, lost packets, clipping, level, speed.

Everything is seeded, so that the same recording always becomes the same copy. The noises
come from the calls themselves (babble: several calls' speech at once) or are made (line:
hum with its harmonics, hiss, crackle), so nothing has to be fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import av
import numpy as np

from auditor.hear.audio import SAMPLE_RATE, Sound

PACKET = SAMPLE_RATE // 50
"""Samples of the 20 ms that a packet of telephony over IP holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One way of making a call harder to hear; ``change`` takes channels, others' talk, a seed."""

    name: str
    change: Callable[[Sequence[Sound], Sound, np.random.Generator], list[Sound]]


def through_telephone(sound: Sound) -> Sound:
    """The sound after 8 kHz and G.711 µ-law."""
    codec = av.CodecContext.create("pcm_mulaw", "w")
    codec.sample_rate, codec.layout, codec.format = 8000, "mono", "s16"
    codec.open()
    down = av.AudioResampler(format="s16", layout="mono", rate=8000)
    up = av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE)
    back = av.CodecContext.create("pcm_mulaw", "r")
    back.sample_rate, back.layout = 8000, "mono"
    frame = av.AudioFrame.from_ndarray(sound[None, :], format="fltp", layout="mono")
    frame.sample_rate = SAMPLE_RATE
    blocks = []
    for small in (*down.resample(frame), *down.resample(None)):
        for packet in codec.encode(small):
            for decoded in back.decode(packet):
                decoded.sample_rate, decoded.pts = 8000, None
                blocks += [f.to_ndarray()[0] for f in up.resample(decoded)]
    blocks += [f.to_ndarray()[0] for f in up.resample(None)]
    out = np.concatenate(blocks).astype(np.float32) if blocks else sound
    return _length(out, len(sound))


def line_noise(samples: int, random: np.random.Generator) -> Sound:
    """Mains hum with harmonics, hiss, and a crackle now and then; RMS 1."""
    time = np.arange(samples) / SAMPLE_RATE
    hum = sum(np.sin(2 * np.pi * 50 * k * time + random.uniform(0, 6)) / k for k in (1, 2, 3, 5))
    hiss = random.normal(0, 1, samples)
    crackle = (random.random(samples) < 4 / SAMPLE_RATE) * random.normal(0, 30, samples)
    crackle = np.convolve(crackle, np.exp(-np.arange(80) / 16), mode="same")
    noise = 0.5 * hum + hiss + crackle
    return (noise / np.sqrt(np.mean(noise**2))).astype(np.float32)


def babble(voices: Sequence[Sound], samples: int, random: np.random.Generator) -> Sound:
    """Several people at once behind the speaker, from other calls; RMS 1."""
    mixed = np.zeros(samples, dtype=np.float32)
    for voice in voices:
        level = float(np.sqrt(np.mean(voice**2))) or 1.0
        start = int(random.integers(0, len(voice)))
        mixed += np.resize(np.roll(voice, -start), samples) / np.float32(level)
    return (mixed / (np.sqrt(np.mean(mixed**2)) or 1.0)).astype(np.float32)


def with_noise(sound: Sound, noise: Sound, snr: float) -> Sound:
    """Noise that far (dB) below the channel's own speech, which is all within 20 dB of its peaks."""
    frames = sound[: len(sound) // PACKET * PACKET].reshape(-1, PACKET)
    power = np.mean(frames**2, axis=1)
    speech = power[power > np.percentile(power, 98) / 100]
    level = float(np.sqrt(np.mean(speech))) * 10 ** (-snr / 20)
    return _clipped(sound + np.float32(level) * noise)


def with_losses(sound: Sound, share: float, random: np.random.Generator) -> Sound:
    """Packets lost in bursts of two on average, concealed by fading repeats of the last one.

    A Gilbert model: in the bad state every packet is lost, and it lasts two packets on average.
    """
    lost, bad = np.zeros(len(sound) // PACKET + 1, dtype=bool), False
    into = 0.5 * share / (1 - share)
    for place in range(len(lost)):
        bad = random.random() < (0.5 if bad else into)
        lost[place] = bad
    out, last, gone = sound.copy(), np.zeros(PACKET, dtype=np.float32), 0
    for place, missing in enumerate(lost):
        part = out[place * PACKET : (place + 1) * PACKET]
        gone = gone + 1 if missing else 0
        if missing:
            part[:] = last[: len(part)] * np.float32(0.5**gone)
        elif len(part) == PACKET:
            last = part.copy()
    return out


def clipped(sound: Sound, times: float) -> Sound:
    """Recorded that many times too loudly."""
    peak = float(np.percentile(np.abs(sound), 99.9)) or 1.0
    return np.clip(sound, -peak / times, peak / times) * np.float32(times * 0.9)


def faster(sound: Sound, times: float) -> Sound:
    """Spoken that much faster, pitch kept (FFmpeg's atempo)."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=SAMPLE_RATE, layout="mono")
    tempo, sink = graph.add("atempo", f"{times}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound[None, :], format="fltp", layout="mono")
    frame.sample_rate, frame.pts = SAMPLE_RATE, 0
    graph.push(frame)
    graph.push(None)
    blocks = []
    while True:
        try:
            blocks.append(graph.pull().to_ndarray()[0])
        except (av.error.EOFError, av.error.BlockingIOError):
            return np.concatenate(blocks).astype(np.float32)


def _length(sound: Sound, samples: int) -> Sound:
    if len(sound) >= samples:
        return sound[:samples]
    return np.pad(sound, (0, samples - len(sound)))


def _clipped(sound: Sound) -> Sound:
    return np.clip(sound, -1.0, 1.0).astype(np.float32)


def _noisy(kind: str, snr: float) -> Damage:
    def change(
        channels: Sequence[Sound], voices: Sound, random: np.random.Generator
    ) -> list[Sound]:
        return [
            with_noise(
                sound,
                line_noise(len(sound), random)
                if kind == "line"
                else _length(np.roll(voices, int(random.integers(len(voices)))), len(sound)),
                snr,
            )
            for sound in channels
        ]

    return Damage(name=f"{kind}-{snr:g}dB", change=change)


def _each(name: str, change: Callable[[Sound, np.random.Generator], Sound]) -> Damage:
    def all_of(channels: Sequence[Sound], _: Sound, random: np.random.Generator) -> list[Sound]:
        changed = [change(sound, random) for sound in channels]
        longest = max(len(sound) for sound in changed)
        return [_length(sound, longest) for sound in changed]

    return Damage(name=name, change=all_of)


def _quiet(channels: Sequence[Sound], _: Sound, random: np.random.Generator) -> list[Sound]:
    """One side, chosen by the seed, recorded 30 dB lower; a mono recording as a whole."""
    which = int(random.integers(len(channels)))
    return [s * np.float32(10 ** (-30 / 20)) if i == which else s for i, s in enumerate(channels)]


DAMAGES: tuple[Damage, ...] = (
    Damage(name="as-recorded", change=lambda channels, _, __: list(channels)),
    *(_noisy("babble", snr) for snr in (15, 10, 5, 0)),
    *(_noisy("line", snr) for snr in (15, 10, 5, 0)),
    _each("loss-5%", lambda sound, random: with_losses(sound, 0.05, random)),
    _each("loss-15%", lambda sound, random: with_losses(sound, 0.15, random)),
    _each("clipped", lambda sound, _: clipped(sound, 8.0)),
    Damage(name="one-side-30dB", change=_quiet),
    _each("faster-1.3", lambda sound, _: faster(sound, 1.3)),
)
