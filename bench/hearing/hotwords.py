"""What giving the recogniser the names of the call does: with and without, on the same calls.

    python -m bench.hearing.hotwords LABELLED [--only A02,B10] [--model NAME_OR_FOLDER]

The names are those of the call's own row: insurer, product, agent. They are given as hotwords,
as if they had been said before each window. Printed for both: errors by side (wrong, left out,
added), turns unheard, characters where nobody talks, and how many of the names themselves were
written right at least once.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from auditor.hear.audio import open_recording
from auditor.hear.whisper import Whisper
from auditor.model import Call
from auditor.run.manifest import read_manifest
from bench.hearing.labelled import LabelledCall, labelled_calls
from bench.hearing.run import show
from bench.hearing.tally import Tally
from bench.hearing.text import plain
from bench.speed.ways import Piece, pieces_of


def names_of(call: Call) -> list[str]:
    """The names that the record of a call holds."""
    return [name for name in (call.insurer, call.product_name, call.agent_name) if name]


def named(call: LabelledCall, names: list[str], pieces: list[Piece]) -> tuple[int, int]:
    """Names that were said, and how many of those were written right."""
    truth = plain("，".join(turn.text for turn in call.turns))
    heard = plain("，".join(piece.text for piece in pieces))
    said = [name for name in map(plain, names) if name in truth]
    return len(said), sum(name in heard for name in said)


def main() -> None:
    """Hear every call in both ways."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--only", default="", help="call ids, separated by commas")
    parser.add_argument("--model")
    options = parser.parse_args()
    rows = {c.call_id: c for c in read_manifest(options.labelled / "manifest.csv")[0]}
    whisper = Whisper(options.model)
    plainly = whisper.how
    tallies = {"without": Tally(), "with hotwords": Tally()}
    counts = {name: [0, 0] for name in tallies}
    for call in labelled_calls(options.labelled, options.only):
        recording, channels = open_recording(call.recording)
        names = names_of(rows[call.call_id])
        for name, tally in tallies.items():
            words = "，".join(names) if name != "without" else None
            whisper.how = replace(plainly, hotwords=words)
            pieces = pieces_of(whisper.transcribe(recording, channels))
            tally.sound += recording.duration
            tally.add(call, pieces, len(channels))
            said, right = named(call, names, pieces)
            counts[name][0] += said
            counts[name][1] += right
        print(
            f"{call.call_id}: {', '.join(f'{n} {t.rate(side):.3f}' for n, t in tallies.items() for side in ('agent', 'mono') if side in t.errors)}",
            flush=True,
        )
    for name, tally in tallies.items():
        show(name, tally)
        print(f"  names said in full {counts[name][0]}, written right {counts[name][1]}")


if __name__ == "__main__":
    main()
