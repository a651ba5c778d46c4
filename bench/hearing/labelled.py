"""Labelled calls: recordings whose every turn is known with its side and its times."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.model import Report
from auditor.run import codec
from auditor.run.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one side said; times in seconds of the recording."""

    speaker: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledCall:
    """One call of a folder with manifest.csv, gold.json and recordings."""

    call_id: str
    recording: Path
    turns: tuple[Turn, ...]
    agent_channel: int | None = None
    layout: str = ""
    """Container, codec and channels, as the maker of the set wrote them."""
    noise: str = ""
    """Signal to noise in dB, as the maker of the set wrote it."""

    def side(self, channel: int, channels: int) -> str:
        """Whose channel that is: agent, customer, or mono."""
        if channels == 1:
            return "mono"
        return "agent" if channel == (self.agent_channel or 0) else "customer"

    def said_on(self, channel: int, channels: int) -> list[Turn]:
        """The turns that a channel holds."""
        side = self.side(channel, channels)
        return [turn for turn in self.turns if side in ("mono", turn.speaker)]


def labelled_calls(folder: Path, only: str = "") -> Iterator[LabelledCall]:
    """The calls of a folder, in the manifest's order; ``only`` is a list with commas."""
    gold = {c["call_id"]: c for c in json.loads((folder / "gold.json").read_text("utf-8"))}
    wanted = set(only.split(",")) if only else set(gold)
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["call_id"] in wanted:
                yield _call(folder, row, gold[row["call_id"]])


def reports(run: Path) -> Iterator[Report]:
    """What an audit in that folder heard and found."""
    with State.of(run) as state:
        for packed in state.outcomes(state.settings()["basis"]):
            if isinstance(packed, bytes):
                yield codec.unpack(codec.REPORT, packed)


def _call(folder: Path, row: dict[str, str], labels: dict) -> LabelledCall:
    times = labels["turn_times"]
    return LabelledCall(
        call_id=row["call_id"],
        recording=folder / row["recording"],
        turns=tuple(
            Turn(speaker=turn["speaker"], start=start, end=end, text=turn["text"])
            for turn, (start, end) in zip(labels["turns"], times, strict=True)
        ),
        agent_channel=int(row["agent_channel"]) if row.get("agent_channel") else None,
        layout=labels.get("layout", ""),
        noise=str(labels.get("snr_db", "")),
    )
