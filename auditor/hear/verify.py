"""How well a sentence fits the sound.

The recogniser writes down one reading of a stretch of sound and is often wrong by a
homophone; asked how probable a *given* sentence is (teacher forcing), it tells the right
one from its neighbours far more often. Only comparisons mean anything: between sentences
of about the same length, over the same stretch.
"""

from __future__ import annotations

import functools
import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage
from opencc import OpenCC

from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.decode import encode, trimmed
from auditor.hear.pack import WINDOW
from auditor.hear.script import simplify
from auditor.model import Excerpt

_MARGIN = 0.15
"""Seconds of sound added on either side: word times are good to about that."""
_KEPT = 12
"""Stretches that are remembered (some 6 MB each for Whisper base)."""
_TAIL = 0.2
"""Seconds behind a stretch that the decoder still attends to (see ``decode.trimmed``)."""
_BEAM = 3
"""Beams of a second hearing: those of the first (``whisper``)."""
_AT_ONCE = 4
"""Sentences scored, or stretches written down, in one batch."""
_MOST_TOKENS = 220
_FLOOR = 1e-10


class Scorer(Protocol):
    """How probable sentences are of an encoded stretch of sound."""

    def memory(self, encoded: Any, seconds: float) -> Any:
        """What is kept of a stretch of that length, as ``decode.encode`` gives it."""
        ...

    def scores(self, memory: Any, sentences: Sequence[Sequence[int]]) -> list[float]:
        """Natural-log probability of each sentence, whose text tokens are given."""
        ...


class Aligned:
    """A ``Scorer`` for any model on any device: what CTranslate2 tells beside the times of words."""

    def __init__(self, model: WhisperModel, tokenizer: Tokenizer) -> None:
        """``tokenizer`` is the model's, set to the language."""
        self._model = model
        self._start = tokenizer.sot_sequence

    def memory(self, encoded: Any, seconds: float) -> tuple[Any, int]:
        """The encoded stretch itself, and its frames of 10 ms."""
        return encoded, max(2, min(3000, round(seconds * 100)))

    def scores(self, memory: tuple[Any, int], sentences: Sequence[Sequence[int]]) -> list[float]:
        """All sentences in one batch."""
        encoded, frames = memory
        found = self._model.model.align(
            _repeated(encoded, len(sentences)), self._start, list(sentences), frames
        )
        return [float(np.sum(np.log(np.maximum(f.text_token_probs, _FLOOR)))) for f in found]


@dataclass(frozen=True, slots=True)
class _Window:
    """What a scorer keeps of a stretch, and what was scored against it."""

    memory: Any
    scores: dict[str, float] = field(default_factory=dict)


class SoundEar:
    """Scores sentences against one recording's channels; an ``Ear`` of ``auditor.model``."""

    def __init__(
        self,
        model: WhisperModel,
        tokenizer: Tokenizer,
        scorer: Scorer,
        channels: Sequence[Sound],
        each: Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]] = map,
    ) -> None:
        """``channels`` are 16 kHz arrays, those of ``open_recording``.

        ``each`` does a piece of work for each of several items, like ``map``, maybe several at once.
        """
        self._model = model
        self._tokenizer = tokenizer
        self._scorer = scorer
        self._channels = list(channels)
        self._each = each
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
        scripts = [_scripts(sentence) for sentence in sentences]
        # in order, so that those of a batch begin with the same words
        asked = sorted({f for forms in scripts for f in forms if f not in window.scores})
        batches = _some([self._tokens(form) for form in asked])
        found = self._each(functools.partial(self._scorer.scores, window.memory), batches)
        window.scores.update(zip(asked, itertools.chain.from_iterable(found), strict=True))
        return [max((window.scores[f] for f in forms), default=-np.inf) for forms in scripts]

    def again(self, stretches: Sequence[Excerpt]) -> list[str]:
        """What the model writes of each stretch alone, in simplified script."""
        # those of a batch are encoded as far as its longest; the longest take longest
        asked = sorted(set(stretches), key=lambda stretch: stretch[1] - stretch[2])
        written = itertools.chain.from_iterable(self._each(self._written, _some(asked)))
        found = dict(zip(asked, written, strict=True))
        return [found[stretch] for stretch in stretches]

    def _written(self, stretches: Sequence[Excerpt]) -> list[str]:
        sounds = []
        for channel, start, end in stretches:
            first, last = _samples(start, end)
            sounds.append(self._sound(channel)[first:last])
        prompt = self._model.get_prompt(self._tokenizer, [], without_timestamps=True)
        longest = max(len(sound) for sound in sounds) / SAMPLE_RATE
        encoded = trimmed(encode(self._model, sounds), longest + _TAIL)
        found = self._model.model.generate(encoded, [prompt] * len(sounds), beam_size=_BEAM)
        texts = [str(self._tokenizer.decode(result.sequences_ids[0])) for result in found]
        return [simplify(text.strip()) for text in texts]

    def _window(self, channel: int | None, start: float, end: float) -> _Window:
        first, last = _samples(start, end)
        key = (channel, first, last)
        if key not in self._windows:
            length = (last - first) / SAMPLE_RATE
            encoded = encode(self._model, [self._sound(channel)[first:last]])
            kept = self._scorer.memory(trimmed(encoded, length + _TAIL), length)
            self._windows[key] = _Window(kept)
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


def _some(items: Sequence[Any]) -> list[Sequence[Any]]:
    """The items in batches."""
    return [items[first : first + _AT_ONCE] for first in range(0, len(items), _AT_ONCE)]


def _repeated(encoded: Any, count: int) -> Any:
    """The encoder output of one window for a batch of sentences."""
    if count == 1:
        return encoded
    on_cpu = encoded if encoded.device == "cpu" else encoded.to_device(_cpu())
    return get_ctranslate2_storage(np.repeat(np.asarray(on_cpu), count, axis=0))


def _cpu() -> Any:
    import ctranslate2

    return ctranslate2.Device.cpu


def _samples(start: float, end: float) -> tuple[int, int]:
    """First and last sample of a stretch with its margins, no longer than a window."""
    first = max(0, round((start - _MARGIN) * SAMPLE_RATE))
    return first, min(round((end + _MARGIN) * SAMPLE_RATE), first + round(WINDOW * SAMPLE_RATE))


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
