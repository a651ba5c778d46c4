"""Recognition with faster-whisper's models.

Each channel's speech is packed into full windows, all windows of a call are encoded
and decoded in batches, and the words find their way back to their channel and time.
What no speech supports is taken out; speech that got no words is heard a second time,
alone in its window and searched differently; what is then still bare is a gap.
No prompt is given: a prompt has been seen to lose a third of a channel in silence
and to write its own words into the transcript.
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import ctranslate2
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from auditor.errors import ModelError, one_line
from auditor.hear import coverage, segments, sift
from auditor.hear.audio import Sound
from auditor.hear.compact import Narrow, compact
from auditor.hear.decode import Decoding, Heard, encode, recognise
from auditor.hear.pack import WINDOW, Piece, Window, cut, joined, pack
from auditor.hear.sides import Side, clear, transcript_of, with_found
from auditor.hear.speech import find_speech, vad_version
from auditor.hear.verify import Aligned, Scorer, SoundEar
from auditor.hear.weights import Weights, find_model
from auditor.model import Recording, Segment, Span, Transcript

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

VERSION = 9
"""Version of this package's own decisions; part of the engine string.

1: windows packed per channel, beam 5, no prompt.
2: crosstalk turned down, loops and boilerplate taken out, bare speech heard again.
3: windows of 20 s instead of 30 s; crosstalk is told from noise.
4: crosstalk is found on a loud channel from a far quieter one.
5: windows of 29 s again, the last of a channel encoded only as far as it is filled.
6: confidences are those of ``hear.confidence``.
7: the speech detector's threshold follows the channel's own voices.
8: beam 3; on a CPU the packaged model is that of ``hear.compact``; sentences are scored on their own
   sound alone.
9: windows are decoded two at a time.
"""
_ON_GPU = 8
"""Windows of a batch there."""
_ON_CPU = 2
"""The same on a CPU: more at once are no faster, and the few windows of one call are to keep
all cores busy."""
_MOST_HANDS = 4
"""Pieces of work done at the same time, each on its own share of the cores: the threads of one
batch would wait for each other at every token."""
_ALIKE = 7.0
"""Seconds by which windows of one batch may differ."""
_LONGEST = 29.0
"""Seconds of a window: shorter ones are cheaper (see ``decode``), but hear the agent worse."""
_KEPT_PAUSE = 1.0
"""Seconds of silence within one side's talk that are kept: they help with punctuation."""
_AGAIN = Decoding(beam=5, no_repeat=4, repetition_penalty=1.1)
_LEAST_LOGPROB = -1.1
_BARE = 0.3
"""Seconds of speech without words that are worth a second hearing."""
_MOST_AGAIN = 16
"""Second hearings for one call and channel: longest first."""


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
        beam: int = 3,
    ) -> None:
        """Load the model of that name (see ``weights.find_model``).

        ``compute_type`` "auto" is int8 on a CPU and float16 on a GPU; ``threads`` 0 is all
        cores. Raises ``ModelError`` when the model is not there or cannot be loaded.
        """
        self.weights: Weights = find_model(model)
        self.language = language
        self.how = Decoding(beam=beam)
        """How the first hearing searches; may be replaced between recordings."""
        on_gpu = device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0)
        precision = compute_type
        if compute_type == "auto":
            precision = "float16" if on_gpu else "int8"
        smaller = precision == "int8" and not on_gpu and self.weights.source == "packaged"
        path = (compact(self.weights, language) if smaller else self.weights).path
        count = threads or _cores()
        self._hands = 1 if on_gpu else min(count, _MOST_HANDS)
        self._at_once = _ON_GPU if on_gpu else _ON_CPU
        self._pool = ThreadPoolExecutor(self._hands)
        try:
            self._model = WhisperModel(
                path,
                device="cuda" if on_gpu else "cpu",
                compute_type=precision,
                cpu_threads=count // self._hands,
                num_workers=self._hands,
            )
            self._tokenizer = Tokenizer(
                self._model.hf_tokenizer,
                self._model.model.is_multilingual,
                task="transcribe",
                language=language,
            )
            if smaller:
                self._model.model = Narrow(self._model.model, path)
        except (RuntimeError, ValueError, OSError) as error:
            line = one_line(error)
            name = self.weights.name
            raise ModelError(f"the speech model {name} does not load: {line}") from error

    @functools.cached_property
    def engine(self) -> str:
        """Everything that decides the words, as one string."""
        return (
            f"{self.weights.name} {self.weights.sha256[:12]}"
            f" faster-whisper {importlib.metadata.version('faster-whisper')}"
            f" ctranslate2 {ctranslate2.__version__} {self._model.model.compute_type}"
            f" {self.language} beam={self.how.beam} {vad_version()} hear={VERSION}"
        )

    def transcribe(self, recording: Recording, channels: Sequence[Sound]) -> Transcript:
        """Hear each channel apart; segments merged by time, speakers still unknown.

        ``channels`` are those of ``open_recording``: 16 kHz, one array each. ``covered``
        names channels ("channel 0"); ``speakers.attribute`` turns them into people.
        """
        cleared = clear(channels)
        speech = self._each(find_speech, cleared)
        sides = [Side(channel=i, speech=tuple(s)) for i, s in enumerate(speech)]
        sides = self._hear(sides, _packed(sides), cleared, self.how)
        sides = self._again(sides, cleared)
        return transcript_of(sides, recording, channels, language=self.language, engine=self.engine)

    def ear(self, channels: Sequence[Sound]) -> SoundEar:
        """Something to score sentences with against this sound (an ``Ear``)."""
        channels = clear(channels)
        return SoundEar(self._model, self._tokenizer, self._scorer, channels, each=self._each)

    @functools.cached_property
    def _scorer(self) -> Scorer:
        model = self._model.model
        if isinstance(model, Narrow):
            return model.scorer(self._tokenizer)
        return Aligned(self._model, self._tokenizer)

    def _each(self, work: Callable[[_Item], _Made], items: Sequence[_Item]) -> Iterable[_Made]:
        """That work for each item, in order, as many at once as the model has hands."""
        several = self._hands > 1 and len(items) > 1
        return (self._pool.map if several else map)(work, items)

    def _again(self, sides: Sequence[Side], channels: Sequence[Sound]) -> list[Side]:
        """A second hearing, searched otherwise, of the speech that got no words."""
        return self._hear(sides, _bare(sides), channels, _AGAIN)

    def _hear(
        self,
        sides: Sequence[Side],
        windows: Sequence[Window],
        channels: Sequence[Sound],
        how: Decoding,
    ) -> list[Side]:
        """The sides with what is heard in those windows added."""
        speech = [side.speech for side in sides]
        found: list[Segment] = []
        dropped: list[Span] = []
        for window, heard in self._decode(windows, channels, how):
            words, looped = sift.without_loops(heard.words)
            piece = window.pieces[-1]
            if looped:
                start = _in_recording(window, words[-1].end)
                dropped.append(sift.loop(start, max(start, piece.end), piece.channel, looped))
            if heard.logprob >= _LEAST_LOGPROB:
                found.extend(segments.segments_of(window, words, speech))
        return [with_found(side, found, dropped) for side in sides]

    def _decode(
        self, windows: Sequence[Window], channels: Sequence[Sound], how: Decoding
    ) -> Iterable[tuple[Window, Heard]]:
        """Batch by batch.

        What is in a batch does not depend on the number of hands, since the words depend on it
        a little: a recording has the same words whatever the number of cores.
        """

        def batch_heard(batch: list[Window]) -> list[tuple[Window, Heard]]:
            encoded = encode(self._model, [cut(window, channels) for window in batch])
            lengths = [window.length for window in batch]
            heard = recognise(self._model, self._tokenizer, encoded, lengths, how)
            return list(zip(batch, heard, strict=True))

        for found in self._each(batch_heard, _batches(windows, self._at_once)):
            yield from found


def _packed(sides: Sequence[Side]) -> list[Window]:
    """All speech in full windows, each channel by itself."""
    return [
        window
        for side in sides
        for window in pack(
            [(side.channel, s) for s in joined(side.speech, _KEPT_PAUSE, _LONGEST)],
            longest=_LONGEST,
        )
    ]


def _batches(windows: Sequence[Window], most: int) -> list[list[Window]]:
    """Windows of about one length together: all of a batch are encoded as far as its longest."""
    batches: list[list[Window]] = []
    for window in sorted(windows, key=lambda w: -w.length):
        fits = batches and batches[-1][0].length - window.length <= _ALIKE
        if fits and len(batches[-1]) < most:
            batches[-1].append(window)
        else:
            batches.append([window])
    return batches


def _bare(sides: Sequence[Side]) -> list[Window]:
    """The speech that got no words, each stretch alone in its window."""
    windows = []
    for side in sides:
        bare = coverage.without_words(side.speech, side.segments)
        bare = [(start, end) for start, end in bare if end - start >= _BARE]
        bare.sort(key=lambda stretch: stretch[0] - stretch[1])
        windows += [
            window
            for stretch in sorted(bare[:_MOST_AGAIN])
            for window in pack([(side.channel, stretch)], longest=WINDOW)
        ]
    return windows


def _in_recording(window: Window, time: float) -> float:
    piece: Piece = window.piece_of(time, time)
    return round(min(max(time - piece.at + piece.start, piece.start), piece.end), 2)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
