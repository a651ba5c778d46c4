"""How well a sentence fits the sound.

The recogniser writes down one reading of a stretch of sound and is often wrong by a
homophone; asked how probable a *given* sentence is (teacher forcing), it tells the right
one from its neighbours far more often. Only comparisons mean anything: between sentences
of about the same length, over the same stretch.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage
from opencc import OpenCC

from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.decode import encode, trimmed
from auditor.hear.pack import WINDOW
from auditor.hear.script import simplify

_MARGIN = 0.15
"""Seconds of sound added on either side: word times are good to about that."""
_KEPT = 12
"""Encoded windows that are remembered (some 3 MB each for Whisper base)."""
_LEAST_FRAMES = 1600
"""Frames encoded: half of Whisper's 30 s give the same margins at half the cost."""
_TAIL = 0.2
"""Seconds behind a stretch that the decoder still attends to (see ``decode.trimmed``)."""
_BEAM = 3
"""Beams of a second hearing: those of the first (``whisper``)."""
_AT_ONCE = 8
_MOST_TOKENS = 220
_FLOOR = 1e-10


@dataclass(frozen=True, slots=True)
class _Window:
    """An encoded stretch and its length in seconds."""

    encoded: Any
    length: float


class SoundEar:
    """Scores sentences against one recording's channels; an ``Ear`` of ``auditor.model``."""

    def __init__(
        self, model: WhisperModel, tokenizer: Tokenizer, channels: Sequence[Sound]
    ) -> None:
        """``channels`` are 16 kHz arrays, those of ``open_recording``."""
        self._model = model
        self._tokenizer = tokenizer
        self._channels = list(channels)
        self._windows: OrderedDict[tuple[int | None, int, int], _Window] = OrderedDict()

    def score(
        self, channel: int | None, start: float, end: float, sentences: Sequence[str]
    ) -> list[float]:
        """Natural-log probability of each sentence's text, given that stretch of sound.

        ``channel`` ``None`` listens to all channels mixed. The stretch (seconds) is widened
        a little, and cut to 30 s. The model writes one stretch in simplified script and
        another in traditional, so a sentence counts in the better of the two. An empty
        sentence scores minus infinity.
        """
        window = self._window(channel, start, end)
        forms = [_scripts(sentence) for sentence in sentences]
        scores = iter(self._score(window, [self._tokens(f) for pair in forms for f in pair]))
        return [max((next(scores) for _ in pair), default=-np.inf) for pair in forms]

    def again(self, channel: int | None, start: float, end: float) -> str:
        """What the model writes of that stretch alone, in simplified script."""
        first, last = _samples(start, end)
        encoded = encode(self._model, [self._sound(channel)[first:last]])
        prompt = self._model.get_prompt(self._tokenizer, [], without_timestamps=True)
        found = self._model.model.generate(encoded, [prompt], beam_size=_BEAM)[0]
        return simplify(str(self._tokenizer.decode(found.sequences_ids[0])).strip())

    def _window(self, channel: int | None, start: float, end: float) -> _Window:
        first, last = _samples(start, end)
        key = (channel, first, last)
        if key not in self._windows:
            length = (last - first) / SAMPLE_RATE
            encoded = encode(self._model, [self._sound(channel)[first:last]], _LEAST_FRAMES)
            self._windows[key] = _Window(encoded=trimmed(encoded, length + _TAIL), length=length)
            if len(self._windows) > _KEPT:
                self._windows.popitem(last=False)
        self._windows.move_to_end(key)
        return self._windows[key]

    def _sound(self, channel: int | None) -> Sound:
        if channel is not None and 0 <= channel < len(self._channels):
            return self._channels[channel]
        if len(self._channels) == 1:
            return self._channels[0]
        return np.asarray(sum(self._channels), dtype=np.float32)

    def _tokens(self, text: str) -> list[int]:
        return [int(t) for t in self._tokenizer.encode(text.strip())][:_MOST_TOKENS]

    def _score(self, window: _Window, texts: Sequence[list[int]]) -> list[float]:
        scores: list[float] = []
        for first in range(0, len(texts), _AT_ONCE):
            scores += self._batch(window, texts[first : first + _AT_ONCE])
        return scores

    def _batch(self, window: _Window, texts: Sequence[list[int]]) -> list[float]:
        asked = [tokens or [self._tokenizer.eot] for tokens in texts]
        results = self._model.model.align(
            _repeated(window.encoded, len(asked)),
            self._tokenizer.sot_sequence,
            asked,
            max(2, min(3000, round(window.length * 100))),
        )
        return [
            float(np.sum(np.log(np.maximum(result.text_token_probs, _FLOOR))))
            if tokens
            else -np.inf
            for tokens, result in zip(texts, results, strict=True)
        ]


def _samples(start: float, end: float) -> tuple[int, int]:
    """First and last sample of a stretch with its margins, no longer than a window."""
    first = max(0, round((start - _MARGIN) * SAMPLE_RATE))
    return first, min(round((end + _MARGIN) * SAMPLE_RATE), first + round(WINDOW * SAMPLE_RATE))


def _repeated(encoded: Any, count: int) -> Any:
    """The encoder output of one window for a batch of sentences."""
    if count == 1:
        return encoded
    on_cpu = encoded if encoded.device == "cpu" else encoded.to_device(_cpu())
    return get_ctranslate2_storage(np.repeat(np.asarray(on_cpu), count, axis=0))


def _cpu() -> Any:
    import ctranslate2

    return ctranslate2.Device.cpu


@functools.cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


@functools.lru_cache(maxsize=4096)
def _scripts(sentence: str) -> tuple[str, ...]:
    """The sentence in simplified and, where it differs, traditional script."""
    text = sentence.strip()
    if not text:
        return ()
    other = str(_traditional().convert(text))
    return (text,) if other == text else (text, other)
