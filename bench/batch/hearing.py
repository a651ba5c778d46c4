"""Hearing by one worker with all cores, and by several workers that share them.

    python -m bench.batch.hearing [--variants 2] [--rounds 1] [--folder DIR]

The recordings are the samples, each also with its beginning cut off in several ways, since the
same sound is never heard twice. Writes ``result-hearing.json`` beside this file.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
import wave
from pathlib import Path
from typing import Any

import numpy as np

from auditor.hear.audio import open_recording
from bench.batch.audits import ROOT
from bench.batch.memory import run_watched
from bench.batch.month import SAMPLES

HERE = Path(__file__).parent
RATE = 16_000


def make_recordings(folder: Path, variants: int) -> tuple[Path, float]:
    """Recordings and their manifest: (its path, seconds of audio)."""
    with (SAMPLES / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["call_id"] != "broken"]
    seconds = 0.0
    made = []
    for row in rows:
        channels = open_recording(SAMPLES / row["recording"])[1]
        for variant in range(variants):
            cut = [channel[variant * RATE // 2 :] for channel in channels]
            name = f"{row['call_id']}-{variant}"
            _write(folder / f"{name}.wav", np.stack(cut, axis=1))
            seconds += len(cut[0]) / RATE
            made.append({**row, "call_id": name, "recording": f"{name}.wav"})
    manifest = folder / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(made[0]))
        writer.writeheader()
        writer.writerows(made)
    return manifest, seconds


def _write(path: Path, sound: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def main() -> None:
    """Measure and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--variants", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    ways = {"one worker, all cores": 1, f"{cores} workers, one core each": cores}
    best: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="auditor-hearing-") as scratch:
        folder = Path(scratch)
        manifest, audio = make_recordings(folder, options.variants)
        for round_ in range(options.rounds):
            for way, jobs in ways.items():
                command = [
                    sys.executable, str(ROOT / "cli.py"), "audit", str(manifest), "--checklist",
                    "cn-life-telesales", "--out", str(folder / f"{jobs}-{round_}"), "--jobs",
                    str(jobs), "--quiet",
                ]  # fmt: skip
                cost = run_watched(command)
                if cost.code not in {0, 1}:
                    raise SystemExit(f"{way}: ended with {cost.code}")
                found = {
                    "seconds": round(cost.seconds, 1),
                    "cpu_seconds": round(cost.cpu, 1),
                    "cpu_seconds_an_audio_minute": round(cost.cpu / audio * 60, 2),
                    "peak_mb": round(cost.peak_mb),
                }
                if way not in best or found["seconds"] < best[way]["seconds"]:
                    best[way] = found
                print(way, found, flush=True)
    result = {"cores": cores, "audio_seconds": round(audio), "ways": best}
    (HERE / "result-hearing.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
