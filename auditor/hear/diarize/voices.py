"""The packaged diarizer: d-vectors of short windows, parted in two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from auditor.hear.audio import Sound
from auditor.hear.diarize.base import Division, Turn
from auditor.hear.diarize.cluster import Parted, part
from auditor.hear.diarize.dvector import VoiceEncoder, mel_frames
from auditor.hear.speech import SpeechSettings, Stretch, find_speech, levelled

_WINDOW = 0.8
_STEP = 0.4
_FINE = SpeechSettings(least_silence=0.1, padding=0.05)
"""Speech cut at every little pause, since speakers change there."""
_SURE = 1.0
"""Mean log odds of a turn below which its speaker is not believed."""


class VoiceDiarizer:
    """Two voices by Resemblyzer's embeddings (``dvector``)."""

    name = "dvector-resemblyzer-0.1"

    def __init__(self, encoder: VoiceEncoder) -> None:
        self._encoder = encoder

    def divide(self, sound: Sound) -> Division:
        """Cut one channel between two speakers; ``distinct`` is False when it may be one."""
        level = levelled(sound)
        speech = find_speech(level, _FINE)
        windows, stretch = _windows(speech)
        parted = part(self._encoder.embed(mel_frames(level), windows), stretch)
        # The fewer windows, the further two halves of one voice lie apart by chance.
        needed = 3.4 + 40 / max(1, len(windows))
        return Division(
            turns=tuple(_turns(speech, windows, stretch, parted)),
            separation=round(parted.separation, 2),
            distinct=parted.separation >= needed,
        )


def _windows(speech: Sequence[Stretch]) -> tuple[list[Stretch], list[int]]:
    """Equally long windows around evenly spread centres; which stretch each belongs to."""
    windows: list[Stretch] = []
    places: list[int] = []
    for i, (start, end) in enumerate(speech):
        count = max(1, round((end - start) / _STEP))
        for k in range(count):
            centre = start + (k + 0.5) * (end - start) / count
            windows.append((centre - _WINDOW / 2, centre + _WINDOW / 2))
            places.append(i)
    return windows, places


def _turns(
    speech: Sequence[Stretch],
    windows: Sequence[Stretch],
    places: Sequence[int],
    parted: Parted,
) -> list[Turn]:
    """Runs of one side within a stretch; a change within it lies between two centres."""
    turns: list[Turn] = []
    runs = groupby(range(len(windows)), key=lambda i: (places[i], int(parted.labels[i])))
    for (place, side), members in runs:
        own = list(members)
        start, end = speech[place]
        if own[0] > 0 and places[own[0] - 1] == place:
            start = (_centre(windows[own[0] - 1]) + _centre(windows[own[0]])) / 2
        if own[-1] + 1 < len(places) and places[own[-1] + 1] == place:
            end = (_centre(windows[own[-1]]) + _centre(windows[own[-1] + 1])) / 2
        odds = float(np.mean(parted.odds[own])) * (1 if side else -1)
        turns.append(Turn(start=start, end=end, side=side if odds > _SURE else None))
    return turns


def _centre(window: Stretch) -> float:
    return (window[0] + window[1]) / 2
