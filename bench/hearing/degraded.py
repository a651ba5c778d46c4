"""How right the audit stays as the line gets worse.

    python -m bench.hearing.degraded LABELLED --out FOLDER [--only A05,B10] [--levels babble,line-0dB]
        [--copies] [--figures] [--minutes 9] [--model NAME]

Makes a damaged copy of each call for each level (seeded, offline, 8 kHz FLAC; see ``lines``),
audits them all in one run, and prints for each level how many violations were passed, how many
met duties were failed, and what was left to a person. The run may be stopped (it stops itself
after --minutes) and goes on where it was. --copies makes the copies alone, --figures prints the
figures of what is done.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np

from auditor.evaluate import Tally, evaluate
from auditor.hear.audio import SAMPLE_RATE, Sound, open_recording
from bench.hearing.labelled import LabelledCall, labelled_calls
from bench.hearing.lines import DAMAGES, Damage, babble

TARGETS = {"false_clear": 0.03, "false_alarm": 0.05}
RATE = 8000
_SPEAKERS = 5
"""Voices in the babble."""


def levels(wanted: str) -> list[Damage]:
    """The levels of that list; a name without its number means all of its kind."""
    names = [name for name in wanted.split(",") if name]
    chosen = [d for d in DAMAGES if not names or any(d.name.startswith(n) for n in names)]
    if not chosen:
        raise SystemExit(f"no such level; known: {', '.join(d.name for d in DAMAGES)}")
    return chosen


def named(call_id: str, damage: Damage) -> str:
    """The id of a copy."""
    return f"{call_id}@{damage.name}"


def make_copies(calls: Sequence[LabelledCall], chosen: Sequence[Damage], out: Path) -> None:
    """Write the copies that are not there yet."""
    audio = out / "audio"
    audio.mkdir(parents=True, exist_ok=True)
    missing = [
        (c, d) for c in calls for d in chosen if not (audio / f"{named(c.call_id, d)}.flac").is_file()
    ]  # fmt: skip
    if not missing:
        return
    sounds = {c.call_id: open_recording(c.recording)[1] for c in calls}
    for call, damage in missing:
        random = np.random.default_rng(zlib.crc32(named(call.call_id, damage).encode()))
        own = sounds[call.call_id]
        others = [s[0] for name, s in sounds.items() if name != call.call_id][:_SPEAKERS]
        voices = babble(others or own, len(own[0]), random)
        write_flac(
            audio / f"{named(call.call_id, damage)}.flac", damage.change(own, voices, random)
        )


def write_flac(path: Path, channels: Sequence[Sound]) -> None:
    """Channels at 16 kHz as a 16-bit FLAC at the telephone's 8 kHz, whole or not at all."""
    layout = "stereo" if len(channels) == 2 else "mono"
    part = path.with_name(f".{path.name}")
    with av.open(str(part), "w", format="flac") as file:
        stream = file.add_stream("flac", rate=RATE, layout=layout)
        stream.format = "s16"
        resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE, frame_size=4096)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(np.stack(channels)), "fltp", layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, 0
        for small in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(small))
        file.mux(stream.encode(None))
    part.replace(path)


def write_manifest(labelled: Path, calls: Sequence[LabelledCall], chosen: Sequence[Damage],
                   out: Path) -> Path:  # fmt: skip
    """The manifest of the copies: each call's own row, under the copy's id."""
    wanted = {call.call_id for call in calls}
    with (labelled / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["call_id"] in wanted]
    manifest = out / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        for damage in chosen:
            for row in rows:
                name = named(row["call_id"], damage)
                writer.writerow({**row, "call_id": name, "recording": f"audio/{name}.flac"})
    return manifest


def audited(manifest: Path, out: Path, minutes: float, model: str | None) -> bool:
    """Run the audit, or go on with it; whether it came to its end."""
    command = [
        sys.executable, "-m", "auditor", "audit", str(manifest), "--checklist", "cn-life-telesales",
        "--out", str(out), "-q", "--no-pages", "--sound", "none",
        *(("--model", model) if model else ()),
    ]  # fmt: skip
    running = subprocess.Popen(command)
    try:
        code = running.wait(minutes * 60 or None)
    except subprocess.TimeoutExpired:
        running.terminate()  # an interrupt is ignored by what a shell started in the background
        running.wait()
        return False
    if code not in (0, 1, 3):
        raise SystemExit(f"the audit ended with {code}")
    return True


def gold_of(labelled: Path, damage: Damage, done: set[str], out: Path) -> Path:
    """The labels of one level's copies that are audited."""
    calls: list[dict[str, Any]] = json.loads((labelled / "gold.json").read_text(encoding="utf-8"))
    copies = [{**call, "call_id": named(call["call_id"], damage)} for call in calls]
    path = out / f"gold-{damage.name}.json"
    path.write_text(
        json.dumps([c for c in copies if c["call_id"] in done], ensure_ascii=False),
        encoding="utf-8",
    )
    return path


def figures(labelled: Path, chosen: Sequence[Damage], out: Path) -> Iterator[str]:
    """One line a level, and one for all."""
    with (out / "run" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        done = {row["call_id"] for row in csv.DictReader(file)}
    whole = Tally()
    head = f"{'level':16}{'calls':>6}{'false clear':>14}{'false alarm':>14}{'review':>9}"
    yield head + f"{'prohibited found':>18}{'invented':>10}"
    for damage in chosen:
        found = evaluate(out / "run", gold_of(labelled, damage, done, out))
        if not found.calls:
            continue
        tally, prohibited = found.by_kind["required"], found.by_kind["prohibited"]
        for name in ("bad", "good", "found", "cleared", "accused", "reviewed"):
            setattr(whole, name, getattr(whole, name) + getattr(tally, name))
        yield (
            f"{damage.name:16}{found.calls:6}{_of(tally.cleared, tally.bad):>14}"
            f"{_of(tally.accused, tally.good):>14}{_of(tally.reviewed, tally.bad + tally.good, 1):>9}"
            f"{_of(prohibited.found, prohibited.bad):>18}{prohibited.accused:10}"
        )
    yield (
        f"{'all':16}{'':6}{_of(whole.cleared, whole.bad):>14}{_of(whole.accused, whole.good):>14}"
        f"{_of(whole.reviewed, whole.bad + whole.good, 1):>9}"
    )


def _of(part: int, whole: int, short: int = 0) -> str:
    share = f"{part / whole:.3f}" if whole else "-"
    return share if short else f"{share} ({part}/{whole})"


def main() -> None:
    """Copies, audit, figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="", help="call ids, separated by commas")
    parser.add_argument("--levels", default="", help="levels, separated by commas")
    parser.add_argument("--copies", action="store_true", help="make the copies alone")
    parser.add_argument("--figures", action="store_true", help="print what is done")
    parser.add_argument("--minutes", type=float, default=9.0, help="0: no limit")
    parser.add_argument("--model")
    options = parser.parse_args()
    chosen = levels(options.levels)
    calls = list(labelled_calls(options.labelled, options.only))
    if not options.figures:
        make_copies(calls, chosen, options.out)
        manifest = write_manifest(options.labelled, calls, chosen, options.out)
        if options.copies:
            return
        if not audited(manifest, options.out / "run", options.minutes, options.model):
            print("stopped; the same command goes on. What is done so far:")
    print(f"targets: {', '.join(f'{k} <= {v}' for k, v in TARGETS.items())}")
    for line in figures(options.labelled, chosen, options.out):
        print(line)


if __name__ == "__main__":
    main()
