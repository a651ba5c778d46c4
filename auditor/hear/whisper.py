"""Recognition with faster-whisper's models.

Each channel's speech is packed into full windows, all windows of a call are encoded
and decoded in batches, and the words find their way back to their channel and time.
No prompt is given: a prompt has been seen to lose a third of a channel in silence
and to write its own words into the transcript.
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
from collections.abc import Sequence

import ctranslate2
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from auditor.errors import ModelError
from auditor.hear import coverage, segments
from auditor.hear.audio import Sound
from auditor.hear.decode import Decoding, encode, recognise
from auditor.hear.pack import WINDOW, Window, cut, joined, pack
from auditor.hear.speech import Stretch, find_speech, levelled, vad_version
from auditor.hear.weights import Weights, find_model
from auditor.model import Recording, Segment, Transcript

VERSION = 1
"""Version of this module's own decisions; part of the engine string.

1: windows packed per channel, beam 5, no prompt.
"""
BATCH = 8
"""Windows encoded at once: enough for full use of the cores, little enough for memory."""
_KEPT_PAUSE = 1.0
"""Seconds of silence within one side's talk that are kept: they help with punctuation."""


class Whisper:
    """A loaded model. ``transcribe`` may be called for any number of recordings."""

    def __init__(
        self,
        model: str | None = None,
        *,
        compute_type: str = "auto",
        device: str = "auto",
        threads: int = 0,
        language: str = "zh",
        beam: int = 5,
    ) -> None:
        """Load the model of that name (see ``weights.find_model``).

        ``compute_type`` "auto" is int8 on a CPU and float16 on a GPU; ``threads`` 0 is all
        cores. Raises ``ModelError`` when the model is not there or cannot be loaded.
        """
        self.weights: Weights = find_model(model)
        self.language = language
        self._how = Decoding(beam=beam)
        on_gpu = device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0)
        precision = compute_type
        if compute_type == "auto":
            precision = "float16" if on_gpu else "int8"
        try:
            self._model = WhisperModel(
                self.weights.path,
                device="cuda" if on_gpu else "cpu",
                compute_type=precision,
                cpu_threads=threads or _cores(),
            )
            self._tokenizer = Tokenizer(
                self._model.hf_tokenizer,
                self._model.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        except (RuntimeError, ValueError, OSError) as error:
            line = " ".join(str(error).split())
            name = self.weights.name
            raise ModelError(f"the speech model {name} does not load: {line}") from error

    @functools.cached_property
    def engine(self) -> str:
        """Everything that decides the words, as one string."""
        return (
            f"{self.weights.name} {self.weights.sha256[:12]}"
            f" faster-whisper {importlib.metadata.version('faster-whisper')}"
            f" ctranslate2 {ctranslate2.__version__} {self._model.model.compute_type}"
            f" {self.language} beam={self._how.beam} {vad_version()} hear={VERSION}"
        )

    def transcribe(self, recording: Recording, channels: Sequence[Sound]) -> Transcript:
        """Hear each channel apart; segments merged by time, speakers still unknown.

        ``channels`` are those of ``open_recording``: 16 kHz, one array each. ``covered``
        names channels ("channel 0"); ``speakers.attribute`` turns them into people.
        """
        level = [levelled(sound) for sound in channels]
        speech = [find_speech(sound) for sound in level]
        found = self._hear(self._windows(speech), level, speech)
        found.sort(key=lambda s: (s.start, s.channel or 0))
        sides = [(i, own, _of(found, i)) for i, own in enumerate(speech)]
        return Transcript(
            language=self.language,
            engine=self.engine,
            segments=tuple(found),
            duration=recording.duration,
            heard=True,
            covered=tuple(
                (f"channel {i}", round(coverage.covered_share(own, words), 4))
                for i, own, words in sides
            ),
            gaps=tuple(hole for i, own, words in sides for hole in coverage.holes(i, own, words)),
        )

    def _windows(self, speech: Sequence[Sequence[Stretch]]) -> list[Window]:
        windows: list[Window] = []
        for channel, own in enumerate(speech):
            pieces = [(channel, stretch) for stretch in joined(own, _KEPT_PAUSE)]
            windows.extend(pack(pieces, longest=WINDOW))
        return windows

    def _hear(
        self,
        windows: list[Window],
        channels: Sequence[Sound],
        speech: Sequence[Sequence[Stretch]],
    ) -> list[Segment]:
        found: list[Segment] = []
        for first in range(0, len(windows), BATCH):
            batch = windows[first : first + BATCH]
            encoded = encode(self._model, [cut(window, channels) for window in batch])
            lengths = [window.length for window in batch]
            heard = recognise(self._model, self._tokenizer, encoded, lengths, self._how)
            for window, result in zip(batch, heard, strict=True):
                found.extend(segments.segments_of(window, result.words, speech))
        return found


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _of(found: Sequence[Segment], channel: int) -> list[Segment]:
    return [segment for segment in found if segment.channel == channel]
