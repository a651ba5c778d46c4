"""How fast calls are heard, beside faster-whisper's own two ways, on the same files in the same run.

    python -m bench.speed.run LABELLED [--only A02,B04] [--checklist ID] [--threads N] [--words]
        [--profile]

LABELLED is a folder with manifest.csv, gold.json and recordings. All ways run with the same
weights (the packaged Whisper base, int8) and the same number of threads, call by call in turn,
so that a busy machine slows all of them alike; the clock runs from when all models are loaded.
Printed for each: seconds of clock and of processor for a second of sound, both as a ratio to
auditor's, and the character error rate of each side; with --profile, also where the time of each
way goes, by part, on one thread. On a machine that does other things at the same time, the
processor's seconds are the figure to trust.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from faster_whisper import WhisperModel

from auditor.checklist.load import load_checklist
from auditor.hear.audio import SAMPLE_RATE, Sound, open_recording
from auditor.hear.listen import name_speakers
from auditor.hear.whisper import Whisper
from auditor.judge.audit import audit
from auditor.model import Call, Recording
from auditor.run.manifest import read_manifest
from bench.hearing.labelled import labelled_calls
from bench.hearing.tally import Tally
from bench.speed.profile import profiled
from bench.speed.ways import SETTINGS, THEIRS, Piece, ours, pieces_of, theirs

FEW = "A02,A07,B10,C03,C06,D02"
FIRST = 20.0
"""Seconds of the first call that all ways hear before the clock runs."""
TARGETS = {
    ("auditor", "sequential"): 2.5,
    ("auditor", "batched"): 1.2,
    ("with verification", "sequential"): 2.0,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One call as all ways get it."""

    call: Call
    recording: Recording
    channels: list[Sound]


def verified(whisper: Whisper, checklist: str) -> Callable[[Told], list[Piece]]:
    """Hearing, then judging with the sound asked wherever the words leave a doubt."""
    rules = load_checklist(checklist)

    def way(told: Told) -> list[Piece]:
        heard = whisper.transcribe(told.recording, told.channels)
        named = name_speakers(heard, told.channels, told.call.agent_channel)
        audit(told.call, named, rules, ear=whisper.ear(told.channels))
        return pieces_of(named)

    return way


def all_ways(options: argparse.Namespace) -> dict[str, Callable[[Told], list[Piece]]]:
    """auditor's ways and faster-whisper's, each with a model of its own."""
    whisper = Whisper(options.model, threads=options.threads)
    model = WhisperModel(
        whisper.weights.path, device="cpu", compute_type="int8", cpu_threads=options.threads
    )
    print(f"{whisper.engine}; {options.threads} threads")
    hear = ours(whisper)
    found: dict[str, Callable[[Told], list[Piece]]] = {
        "auditor": lambda told: hear(told.recording, told.channels),
        "with verification": verified(whisper, options.checklist),
    }
    for name in THEIRS:
        way = theirs(name, model, "zh", words=options.words)
        found[name] = lambda told, way=way: way(told.recording, told.channels)  # type: ignore[misc]
        print(f"{name}: {SETTINGS[name]}{', times of words' if options.words else ''}")
    return found


def warm_up(ways: dict[str, Callable[[Told], list[Piece]]], told: Told) -> None:
    """Every way once over the beginning of a call: what is loaded late is not counted."""
    beginning = [sound[: round(FIRST * SAMPLE_RATE)] for sound in told.channels]
    recording = replace(told.recording, duration=min(FIRST, told.recording.duration))
    for way in ways.values():
        way(Told(told.call, recording, beginning))


def profile(options: argparse.Namespace, told: list[Told]) -> None:
    """Where the time of each way goes, on one thread, so that all of it is seen."""
    alone = argparse.Namespace(**vars(options) | {"threads": 1})
    seconds = sum(one.recording.duration for one in told)

    def with_file(way: Callable[[Told], object]) -> Callable[[Told], object]:
        def both(one: Told) -> None:
            open_recording(one.recording.path)
            way(one)

        return both

    ways = {name: with_file(way) for name, way in all_ways(alone).items()}
    for line in profiled(ways, told, seconds):
        print(line)


def show(tallies: dict[str, Tally]) -> None:
    """The table, and each target beside what was reached."""
    base = tallies["auditor"]
    sides = [s for s in ("agent", "customer", "mono") if s in base.errors]
    head = "".join(f"{'CER ' + side:>14}" for side in sides)
    print(f"{'way':18}{'clock':>8}{'ratio':>7}{'processor':>11}{'ratio':>7}{head}")
    for name, tally in tallies.items():
        rates = "".join(f"{tally.rate(side):14.4f}" for side in sides)
        print(
            f"{name:18}{tally.clock / tally.sound:8.4f}{tally.clock / base.clock:7.2f}"
            f"{tally.processor / tally.sound:11.4f}{tally.processor / base.processor:7.2f}{rates}"
        )
    for (mine, other), least in TARGETS.items():
        clock = tallies[other].clock / tallies[mine].clock
        processor = tallies[other].processor / tallies[mine].processor
        reached = "reached" if min(clock, processor) >= least else "missed"
        print(
            f"{mine} against {other}: {clock:.2f} by the clock, {processor:.2f} by the"
            f" processor; target {least} {reached}"
        )


def main() -> None:
    """Hear every call in every way, in turn."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--only", default=FEW, help="call ids, separated by commas")
    parser.add_argument("--checklist", default="cn-life-telesales")
    parser.add_argument("--model")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--words", action="store_true", help="times of words from all ways")
    parser.add_argument("--profile", action="store_true", help="where the time goes, by part")
    options = parser.parse_args()
    rows = {c.call_id: c for c in read_manifest(options.labelled / "manifest.csv")[0]}
    ways = all_ways(options)
    tallies = {name: Tally() for name in ways}
    kept: list[Told] = []
    for labelled in labelled_calls(options.labelled, options.only):
        recording, channels = open_recording(labelled.recording)
        told = Told(rows[labelled.call_id], recording, channels)
        if not kept:
            warm_up(ways, told)
        kept.append(told)
        for name, way in ways.items():
            tally, clock, processor = tallies[name], time.perf_counter(), time.process_time()
            pieces = way(told)
            tally.clock += time.perf_counter() - clock
            tally.processor += time.process_time() - processor
            tally.sound += recording.duration
            tally.add(labelled, pieces, len(channels))
        spent = ", ".join(f"{n} {t.processor / t.sound:.3f}" for n, t in tallies.items())
        print(f"up to {labelled.call_id}: {spent}", flush=True)
    show(tallies)
    if options.profile:
        profile(options, kept[:2])


if __name__ == "__main__":
    main()
