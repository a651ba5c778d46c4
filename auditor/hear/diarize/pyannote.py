"""pyannote.audio, for users who have it and a hub (or its pipeline in a folder)."""

from __future__ import annotations

import importlib
import os
from itertools import pairwise
from typing import Any

import numpy as np

from auditor.errors import ModelError
from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.diarize.base import Division, Turn

PIPELINE = "pyannote/speaker-diarization-3.1"


class PyannoteDiarizer:
    """A loaded pyannote pipeline, held to two speakers."""

    def __init__(self, pipeline: str = PIPELINE) -> None:
        """Load the pipeline of that hub name or folder; raises ``ModelError`` if it cannot be."""
        try:
            library: Any = importlib.import_module("pyannote.audio")
            self._torch: Any = importlib.import_module("torch")
        except ImportError as error:
            raise ModelError("pyannote is not installed: pip install pyannote.audio") from error
        try:
            loaded = library.Pipeline.from_pretrained(
                pipeline, use_auth_token=os.environ.get("HF_TOKEN")
            )
        except Exception as error:  # the hub client's own errors, different in each version
            raise ModelError(
                f"pyannote's {pipeline} cannot be had ({type(error).__name__}): accept its terms"
                " on the hub and set HF_TOKEN, or give a folder"
            ) from error
        if loaded is None:
            raise ModelError(f"pyannote's {pipeline} needs its terms accepted and HF_TOKEN set")
        self._pipeline = loaded
        self.name = f"pyannote-{library.__version__} {pipeline}"

    def divide(self, sound: Sound) -> Division:
        """Cut one channel between two speakers."""
        waveform = self._torch.from_numpy(np.ascontiguousarray(sound))[None, :]
        annotation = self._pipeline(
            {"waveform": waveform, "sample_rate": SAMPLE_RATE}, num_speakers=2
        )
        return division_of(
            [(turn.start, turn.end, label) for turn, _, label in annotation.itertracks(True)]
        )


def division_of(tracks: list[tuple[float, float, str]]) -> Division:
    """(start, end, label) tracks as a division; where two overlap nobody is named."""
    sides = {label: i for i, label in enumerate(sorted({label for _, _, label in tracks}))}
    edges = sorted({time for start, end, _ in tracks for time in (start, end)})
    turns: list[Turn] = []
    for start, end in pairwise(edges):
        talking = {sides[label] for a, b, label in tracks if a < end and b > start}
        if not talking:
            continue
        side = talking.pop() if len(talking) == 1 else None
        if turns and turns[-1].side == side and turns[-1].end == start:
            turns[-1] = Turn(start=turns[-1].start, end=end, side=side)
        else:
            turns.append(Turn(start=start, end=end, side=side))
    return Division(turns=tuple(turns), separation=float("inf"), distinct=len(sides) == 2)
