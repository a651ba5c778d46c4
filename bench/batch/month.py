"""A synthetic month: a manifest over stored transcripts, varied from the sample calls' texts."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "samples"


SPOKEN = 4  # characters of a turn that an encoder reads


def make_month(
    folder: Path, calls: int, *, turns: int = 0, new: bool = False, seed: int = 7
) -> Path:
    """Write ``calls`` transcripts and their manifest into ``folder``; the manifest's path.

    Each call is one of the samples with turns left out at random and times moved, so that no two
    transcripts have the same content and verdicts differ. ``turns`` keeps that many on end, from
    a random one; 0 keeps them all. A month begins with the calls of a shorter one.

    The samples' sentences come again in many calls, as those of a script do. With ``new`` each
    turn also has a number of its own, so that none is worded like another.
    """
    chance = random.Random(seed)
    kind = f"{turns}new" if new else f"{turns}"
    stored = folder / f"transcripts-{kind}"
    stored.mkdir(parents=True, exist_ok=True)
    rows, talks = _samples()
    manifest = folder / f"month-{calls}-{kind}.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        for number in range(calls):
            row = dict(chance.choice(rows))
            talk = _varied(talks[row["call_id"]], turns, chance)
            row["call_id"] = f"M{number:06}"
            row["recording"] = f"{row['call_id']}.wav"
            writer.writerow(row)
            if new:
                talk = _numbered(talk, number)
            path = stored / f"{row['call_id']}.json"
            if not path.exists():
                path.write_text(json.dumps(talk, ensure_ascii=False), encoding="utf-8")
    return manifest


def transcripts_of(manifest: Path) -> Path:
    """The folder of a month's transcripts."""
    return manifest.with_name(f"transcripts-{manifest.stem.rpartition('-')[2]}")


def length_of(manifest: Path, *, first: int = 1000) -> dict[str, float]:
    """Mean turns and characters of a month's calls, from the first so many."""
    talks = [
        json.loads(path.read_text(encoding="utf-8"))["segments"]
        for path in sorted(transcripts_of(manifest).iterdir())[:first]
    ]
    return {
        "turns": round(sum(map(len, talks)) / len(talks), 1),
        "characters": round(sum(len(s["text"]) for talk in talks for s in talk) / len(talks)),
    }


def _samples() -> tuple[list[dict[str, str]], dict[str, Any]]:
    talks = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((SAMPLES / "transcripts").glob("*.json"))
    }
    with (SAMPLES / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["call_id"] in talks]
    return rows, talks


def _varied(talk: dict[str, Any], turns: int, chance: random.Random) -> dict[str, Any]:
    shift = chance.uniform(0.0, 2.0)
    kept = [segment for segment in talk["segments"] if chance.random() > 0.05]
    if turns and len(kept) > turns:
        first = chance.randrange(len(kept) - turns + 1)
        kept = kept[first : first + turns]
    moved = [
        {**s, "start": round(s["start"] + shift, 3), "end": round(s["end"] + shift, 3), "words": []}
        for s in kept
    ]
    return {**talk, "segments": moved}


def _numbered(talk: dict[str, Any], number: int) -> dict[str, Any]:
    segments = [
        {**s, "text": f"{s['text']}序号{number}之{place}。"} if len(s["text"]) > SPOKEN else s
        for place, s in enumerate(talk["segments"])
    ]
    return {**talk, "segments": segments}
