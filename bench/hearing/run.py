"""How well calls are heard: errors by side, codec and noise, what was left out, what invented.

    python -m bench.hearing.run LABELLED [--only A02,B04] [--against sequential,batched]
        [--model NAME_OR_FOLDER] [--run FOLDER]
    python -m bench.hearing.run VOICES.tsv [--telephone]

LABELLED is a folder with manifest.csv, gold.json and recordings. VOICES.tsv lists single
recordings (columns file, language, reference); --telephone sends them through 8 kHz µ-law
first. --run takes what an audit in that folder heard, and hears nothing. Characters are compared without punctuation, numerals brought to digits on both sides.
Any engine and model of `auditor transcribe` may be measured.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from auditor.hear.audio import Sound, open_recording
from auditor.hear.coverage import HOLE, without_words
from auditor.hear.sides import clear
from auditor.hear.speech import find_speech
from auditor.hear.whisper import Whisper
from auditor.model import Recording, Transcript
from bench.hearing.labelled import LabelledCall, Turn, labelled_calls, reports
from bench.hearing.lines import through_telephone
from bench.hearing.tally import Tally
from bench.speed.ways import THEIRS, Piece, pieces_of, theirs


class Coverage:
    """How much of the speech has words, and whether any of it is lost without a mark."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.gaps = self.unmarked = self.dropped = 0

    def add(self, transcript: Transcript, channels: Sequence[Sound]) -> None:
        """Count one call."""
        self.shares += [share for _, share in transcript.covered]
        self.gaps += len(transcript.gaps)
        self.dropped += len(transcript.dropped)
        # The other side's leak is no speech of this channel.
        for channel, sound in enumerate(clear(channels)):
            own = [s for s in transcript.segments if s.channel == channel]
            marks = [g for g in (*transcript.gaps, *transcript.dropped) if g.channel == channel]
            for start, end in without_words(find_speech(sound), own):
                marked = sum(max(0.0, min(end, m.end) - max(start, m.start)) for m in marks)
                self.unmarked += end - start - marked > HOLE

    def show(self) -> None:
        """Print the sums."""
        mean = sum(self.shares) / max(1, len(self.shares))
        print(
            f"speech with words: {mean:.4f} on average, {min(self.shares, default=1.0):.4f} at"
            f" least; marked gaps {self.gaps}, texts taken out {self.dropped},"
            f" stretches over {HOLE} s with neither words nor mark {self.unmarked}"
        )


def voices(table: Path) -> Iterator[LabelledCall]:
    """Single recordings of a table; those without words to compare with are passed over."""
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            text = (row.get("reference") or "").strip()
            beside = (table.parent / row["file"]).with_suffix(".txt")
            if text.startswith("see the .txt") and beside.is_file():
                text = beside.read_text(encoding="utf-8-sig")
            if not text or not row["language"].startswith("zh") or not any(
                "\u4e00" <= letter <= "\u9fff" for letter in text
            ):  # fmt: skip
                continue
            turn = Turn(speaker="agent", start=0.0, end=float(row["seconds"]), text=text)
            yield LabelledCall(
                call_id=Path(row["file"]).stem[:24],
                recording=table.parent / row["file"],
                turns=(turn,),
            )


def show(name: str, tally: Tally) -> None:
    """Print one way's sums."""
    spent = ""
    if tally.clock:
        spent = (
            f"for a second of sound {tally.clock / tally.sound:.3f} s by the clock,"
            f" {tally.processor / tally.sound:.3f} s of processor; "
        )
    print(
        f"{name}: {spent}turns unheard {tally.unheard} of {tally.turns}, of more than 1.5 s"
        f" {tally.long_unheard}; characters where nobody talks {tally.invented}"
    )
    print(f"  {'':14}{'CER':>8}{'wrong':>8}{'left out':>10}{'added':>8}{'characters':>12}")
    for kind, errors in sorted(tally.errors.items()):
        print(
            f"  {kind:14}{errors.rate:8.4f}{errors.substituted:8}{errors.left_out:10}"
            f"{errors.added:8}{errors.right:12}"
        )


def measured(options: argparse.Namespace) -> None:
    """Hear everything in every way, and print."""
    whisper = Finished(options.run) if options.run else Whisper(options.model)
    against = [name for name in options.against.split(",") if name]
    if set(against) - set(THEIRS) or (against and options.run):
        raise SystemExit(f"--against knows {', '.join(THEIRS)}, and nothing beside --run")
    others = {}
    if against:
        from faster_whisper import WhisperModel

        assert isinstance(whisper, Whisper)
        model = WhisperModel(whisper.weights.path, device="cpu", compute_type="int8")
        others = {name: theirs(name, model, "zh") for name in against}
    coverage, tallies = Coverage(), {name: Tally() for name in ("auditor", *against)}
    table = options.labelled.is_file()
    calls = voices(options.labelled) if table else labelled_calls(options.labelled, options.only)
    for call in calls:
        recording, channels = open_recording(call.recording)
        if options.telephone:
            channels = [through_telephone(sound) for sound in channels]
        for name, tally in tallies.items():
            began = time.perf_counter(), time.process_time()
            pieces, heard = _heard(name, whisper, others, recording, channels)
            tally.clock += time.perf_counter() - began[0]
            tally.processor += time.process_time() - began[1]
            tally.sound += recording.duration
            tally.add(call, pieces, len(channels))
            if heard is not None:
                coverage.add(heard, channels)
            print(f"{call.call_id:26}{name:12} so far {_rates(tally)}", flush=True)
    print(whisper.engine)
    for name, tally in tallies.items():
        show(name, tally)
    coverage.show()


class Finished:
    """What an audit heard, in the place of a recogniser."""

    def __init__(self, run: Path) -> None:
        self._heard = {report.recording.sha256: report.transcript for report in reports(run)
                       if report.recording}  # fmt: skip
        self.engine = next(iter(self._heard.values())).engine if self._heard else "nothing heard"

    def transcribe(self, recording: Recording, channels: Sequence[Sound]) -> Transcript:
        """The transcript of that recording. Raises KeyError when the audit did not hear it."""
        return self._heard[recording.sha256]


def _heard(
    name: str,
    whisper: Whisper | Finished,
    others: Any,
    recording: Recording,
    channels: Sequence[Sound],
) -> tuple[list[Piece], Transcript | None]:
    if name != "auditor":
        return others[name](recording, channels), None
    transcript = whisper.transcribe(recording, channels)
    return pieces_of(transcript), transcript


def _rates(tally: Tally) -> str:
    sides = (side for side in ("agent", "customer", "mono") if side in tally.errors)
    return " ".join(f"{side} {tally.rate(side):.3f}" for side in sides)


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--only", default="", help="call ids, separated by commas")
    parser.add_argument("--against", default="", help="sequential, batched")
    parser.add_argument("--model")
    parser.add_argument("--run", type=Path, help="take what an audit in this folder heard")
    parser.add_argument("--telephone", action="store_true")
    measured(parser.parse_args())


if __name__ == "__main__":
    main()
