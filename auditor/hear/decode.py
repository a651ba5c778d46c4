"""Windows of sound to words: one batch through CTranslate2's Whisper.

Below ``whisper``, which decides what goes into a window and what becomes of its words.
Times here are seconds from the start of a window.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from ctranslate2 import DataType
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage, get_suppressed_tokens

from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.model import Word

MAX_TOKENS = 440
"""Most tokens for a window: all the decoder has room for. Fast Mandarin needs some 9 a second,
and Whisper's usual 224 lose the end of a full window."""

FULL = 3000
"""Frames of the 30 s that Whisper was trained on."""
ENCODED_RATE = 50
"""Frames a second that the encoder gives out."""
TELLING = 16
"""Frames of the silence behind a stretch that stay (``trimmed``)."""
LEAST_FRAMES = 1000
"""Frames below which the encoder hears less well."""
_PLAIN = ("int8", "int8_float32", "float32")
"""Kinds of weights whose encoder output numpy can hold."""
_MARKS = "。？！，、；：…?!,.;: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The words of one window, and how sure the model was of them.

    ``logprob`` is the mean natural log probability of a token; ``compression`` how much
    shorter the text becomes when zipped (above 2.4 it repeats itself).
    """

    words: tuple[Word, ...]
    logprob: float
    no_speech: float
    compression: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How to search.

    ``hotwords`` are words that the window may hold, given as if they had been said before.
    None are given by default: they were measured to lose and to invent text
    (``bench.hearing.hotwords``).
    """

    beam: int = 5
    temperature: float = 0.0
    repetition_penalty: float = 1.0
    no_repeat: int = 0
    hotwords: str | None = None


def features(model: WhisperModel, sounds: Sequence[Sound], least: int) -> npt.NDArray[np.float32]:
    """Log-mel features, shape (windows, mels, frames of 10 ms, at least ``least``).

    All padded to a second more than the longest, not to Whisper's 30 s: the encoder's cost
    grows faster than its input, and the words are nearly the same.
    """
    longest = max(len(sound) for sound in sounds) / SAMPLE_RATE
    frames = min(FULL, max(least, 2 * round((longest + 1.0) * 50)))
    return np.stack(
        [pad_or_trim(model.feature_extractor(sound)[..., :-1], frames) for sound in sounds]
    )


def encode(model: WhisperModel, sounds: Sequence[Sound]) -> Any:
    """Encoder output of several windows, as CTranslate2 keeps it.

    A CPU encodes them one after the other: the attention of one window fits its caches, that
    of eight does not, and the numbers are the same to the last bit.
    """
    padded = features(model, sounds, LEAST_FRAMES)
    if len(padded) == 1 or model.model.compute_type not in _PLAIN or model.model.device != "cpu":
        return model.encode(padded)
    apart = [np.asarray(model.encode(window[None])) for window in padded]
    return get_ctranslate2_storage(np.concatenate(apart))


def trimmed(encoded: Any, seconds: float) -> Any:
    """Encoder output without most of the silence behind those seconds of sound, the longest of the batch.

    The decoder attends to every frame of it, at each token. The frames of the silence that differ
    most from its mean stay: the encoder keeps there what it knows of the whole, and without them
    some sentences score far lower than with all silence. On a GPU nothing is cut.
    """
    if encoded.device != "cpu" or encoded.dtype != DataType.float32:
        return encoded
    frames = np.asarray(encoded)
    end = max(1, round(seconds * ENCODED_RATE))
    silence = frames[:, end:]
    if silence.shape[1] <= TELLING:
        return encoded
    mean = silence.mean(axis=1, keepdims=True)
    alike = (silence * mean).sum(axis=2) / np.linalg.norm(silence, axis=2)
    telling = np.sort(np.argsort(alike, axis=1, kind="stable")[:, :TELLING], axis=1)
    kept = [frames[:, :end], np.take_along_axis(silence, telling[..., None], axis=1)]
    return get_ctranslate2_storage(np.concatenate(kept, axis=1))


def recognise(
    model: WhisperModel,
    tokenizer: Tokenizer,
    encoded: Any,
    lengths: Sequence[float],
    how: Decoding,
) -> list[Heard]:
    """Decode encoded windows of those lengths (seconds) into words with times."""
    prompt = model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=how.hotwords)
    results = model.model.generate(
        encoded,
        [prompt] * len(lengths),
        beam_size=how.beam,
        max_length=min(model.max_length, len(prompt) + MAX_TOKENS),
        suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        return_scores=True,
        return_no_speech_prob=True,
        sampling_temperature=how.temperature,
        sampling_topk=1 if how.temperature == 0 else 0,
        repetition_penalty=how.repetition_penalty,
        no_repeat_ngram_size=how.no_repeat,
    )
    texts = [[t for t in r.sequences_ids[0] if t < tokenizer.eot] for r in results]
    timed = align(model, tokenizer, encoded, texts, lengths)
    return [
        Heard(
            words=words,
            logprob=_mean_logprob(result.scores[0], len(result.sequences_ids[0])),
            no_speech=float(result.no_speech_prob),
            compression=_compression(tokenizer.decode(text)),
        )
        for result, text, words in zip(results, texts, timed, strict=True)
    ]


def align(
    model: WhisperModel,
    tokenizer: Tokenizer,
    encoded: Any,
    texts: list[list[int]],
    lengths: Sequence[float],
) -> list[tuple[Word, ...]]:
    """Words with times and probabilities from the decoder's cross-attention (DTW)."""
    frames = [max(2, min(3000, round(length * 100))) for length in lengths]
    found = model.find_alignment(tokenizer, texts, encoded, frames)
    return [
        tuple(
            _without_pause(
                Word(
                    start=float(word["start"]),
                    end=float(word["end"]),
                    text=str(word["word"]),
                    probability=round(float(word["probability"]), 4),
                )
            )
            for word in words
            if word["word"] and not word["word"].startswith("<|")
        )
        for words in found
    ]


def _without_pause(word: Word) -> Word:
    """The word's times without the pause that the attention gives to it.

    The path has no silence: a pause goes to the word after it, or to the punctuation
    before it, which is part of the word it follows.
    """
    spoken = word.text.strip().rstrip(_MARKS)
    longest = 0.25 + sum(0.08 if c.isascii() else 0.2 for c in spoken)
    if word.end - word.start <= longest:
        return word
    if word.text.rstrip()[-1:] in _MARKS:
        return replace(word, end=word.start + longest)
    return replace(word, start=word.end - longest)


def _mean_logprob(score: float, length: int) -> float:
    # CTranslate2 divides by the length without the end token, Whisper's threshold counts it.
    return float(score) * length / (length + 1)


def _compression(text: str) -> float:
    raw = text.encode("utf-8")
    return len(raw) / len(zlib.compress(raw)) if raw else 1.0
