"""A speech model made smaller for a CPU and one language: the same weights, less to multiply.

Whisper's decoder weighs 51,865 tokens at every step, of which Mandarin needs a sixth. The others
(words of other languages, letters of other scripts, marks of time) are left out of the matrix that is
multiplied; what is left has the numbers it had. Its matrices are in the eight bits of
``model_file.eight_bits``, in which every processor comes to the same sums.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper.tokenizer import Tokenizer

from auditor.errors import ModelError, one_line
from auditor.hear.forcing import Forcing, Keys
from auditor.hear.model_file import ModelFile, in_eight_bits, read_model, write_model
from auditor.hear.weights import Weights, cache_folder, make_in_cache, stamped_sha256

VERSION = 1
"""Version of what is left out and how it is rounded; part of the folder's name. What changes it changes
the words too: ``whisper.VERSION`` goes up with it."""
FREQUENT = 6000
"""Tokens of the Latin alphabet that are kept: the first of the vocabulary, which are its most frequent."""
_EMBEDDINGS = "decoder/embeddings/weight"
_TEXT_ENDS = "<|endoftext|>"
_TIMES = "<|0.00|>"
_KEPT = "kept.json"
_USUAL = -1
"""Stands for the tokens that a model's own settings suppress."""
_WIDE = ((0x2000, 0x2100), (0x2103, 0x2104), (0x3000, 0x3040), (0x3400, 0xA000), (0xFF00, 0xFFF0))
"""Punctuation, ℃, marks and characters of Chinese, full-width forms (Unicode blocks)."""


def compact(weights: Weights, language: str) -> Weights:
    """The smaller model for that language, made in the cache folder when it is first asked for.

    Languages other than Mandarin and Cantonese keep all tokens. Raises ``ModelError`` where the
    cache cannot be written.
    """
    tongue = language if language in ("zh", "yue") else "all"
    name = f"{weights.name}-{weights.sha256[:12]}-{tongue}-{VERSION}"
    folder = cache_folder() / name
    if stamped_sha256(folder) != weights.sha256:
        try:
            make_in_cache(folder, weights.sha256, partial(_write, Path(weights.path), tongue))
        except ValueError as error:
            line = one_line(error)
            raise ModelError(
                f"the speech model {weights.name} cannot be made smaller: {line}"
            ) from error
    return replace(weights, path=str(folder))


def kept_tokens(vocabulary: Sequence[str], language: str) -> list[int]:
    """The ids of the tokens that a language needs, in their order."""
    if language == "all":
        return list(range(len(vocabulary)))
    end, last = vocabulary.index(_TEXT_ENDS), vocabulary.index(_TIMES)
    text = [i for i, token in enumerate(vocabulary[:end]) if _needed(raw_bytes(token), i)]
    return [*text, *range(end, last)]


def raw_bytes(token: str) -> bytes:
    """The bytes that a token of a byte-level vocabulary stands for."""
    return bytes(_BYTES[c] for c in token)


class Narrow:
    """A compact model that is spoken to in the token ids of the whole one.

    Has what is used of ``ctranslate2.models.Whisper``: ``encode``, ``generate``, ``align`` and the
    model's properties; ``scorer`` does in its place what ``align`` would do at greater cost.
    """

    def __init__(self, model: Any, folder: str) -> None:
        """``folder`` is that of ``compact``, from which ``model`` was loaded."""
        self._model = model
        self._folder = Path(folder)
        self._whole: list[int] = json.loads((self._folder / _KEPT).read_text(encoding="utf-8"))
        self._own = {whole: own for own, whole in enumerate(self._whole)}
        tokenizer = json.loads((self._folder / "tokenizer.json").read_text(encoding="utf-8"))
        self._tokens: dict[str, int] = tokenizer["model"]["vocab"]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(
        self,
        encoded: Any,
        prompts: Sequence[list[int]],
        suppress_tokens: Sequence[int] = (_USUAL,),
        **how: Any,
    ) -> list[Written]:
        """Like the model's own, without its lists of tokens as text."""
        found = self._model.generate(
            encoded,
            [self._spelt(prompt) for prompt in prompts],
            suppress_tokens=[
                self._own.get(t, t) for t in suppress_tokens if t in self._own or t < 0
            ],
            **how,
        )
        return [
            Written(
                sequences_ids=[[self._whole[t] for t in ids] for ids in result.sequences_ids],
                scores=result.scores,
                no_speech_prob=result.no_speech_prob,
            )
            for result in found
        ]

    def align(
        self,
        encoded: Any,
        start: Sequence[int],
        texts: Sequence[list[int]],
        frames: Any,
        **how: Any,
    ) -> list[Any]:
        """Like the model's own. A token that was left out is read as its bytes, which are all there."""
        own = [self._spelt(text) for text in texts]
        return list(self._model.align(encoded, self._spelt(start), own, frames, **how))

    def scorer(self, tokenizer: Tokenizer) -> Spelt:
        """What scores sentences by the weights of this model, which are read for it once more."""
        start = self._spelt([*tokenizer.sot_sequence, tokenizer.no_timestamps])
        arrays = read_model(self._folder / "model.bin").arrays
        return Spelt(Forcing(arrays, start, texts=self._own[tokenizer.eot]), self._spelt)

    def _spelt(self, ids: Sequence[int]) -> list[int]:
        own: list[int] = []
        for i in ids:
            own += [self._own[i]] if i in self._own else self._bytes_of[i]
        return own

    @cached_property
    def _bytes_of(self) -> dict[int, list[int]]:
        return {
            i: [self._own[self._tokens[c]] for c in token]
            for token, i in self._tokens.items()
            if i not in self._own and not token.startswith("<|")
        }


@dataclass(frozen=True, slots=True)
class Spelt:
    """A ``verify.Scorer`` that is spoken to in the token ids of the whole model."""

    forcing: Forcing
    spelt: Callable[[Sequence[int]], list[int]]

    def memory(self, encoded: Any, seconds: float) -> list[Keys]:
        """What is attended to of a stretch that ``decode.encode`` encoded."""
        return self.forcing.memory(np.asarray(encoded)[0])

    def scores(self, memory: Sequence[Keys], sentences: Sequence[Sequence[int]]) -> list[float]:
        """Natural-log probability of each sentence."""
        return self.forcing.scores(memory, [self.spelt(sentence) for sentence in sentences])


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What ``ctranslate2.models.WhisperGenerationResult`` tells of one window."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float


def _needed(token: bytes, place: int) -> bool:
    """Whether Chinese talk is written with it: its characters, parts of them, digits, Latin letters."""
    if len(token.strip()) <= 1:
        return True
    if all(b < 0x80 for b in token):
        return place < FREQUENT or not any(chr(b).isalpha() for b in token)
    try:
        text = token.decode("utf-8")
    except UnicodeDecodeError:
        # part of a character; those of two bytes (Latin, Greek, Arabic) begin below 0xE2
        return (
            all(b >= 0xE0 or b < 0xC0 for b in token if b >= 0x80) and not 0xC0 <= token[0] < 0xE2
        )
    wide = [ord(c) for c in text if ord(c) >= 0x80]
    return all(c == 0xB7 or any(low <= c < high for low, high in _WIDE) for c in wide)


def _write(source: Path, language: str, made: Path) -> None:
    vocabulary = _read_json(source / "vocabulary.json")
    kept = kept_tokens(vocabulary, language)
    model = read_model(source / "model.bin")
    embeddings = model.arrays[_EMBEDDINGS][np.array(kept)]
    fewer = ModelFile(
        spec=model.spec,
        revision=model.revision,
        arrays={**model.arrays, _EMBEDDINGS: embeddings},
        aliases=model.aliases,
    )
    write_model(in_eight_bits(fewer), made / "model.bin")
    config = _read_json(source / "config.json")
    own = {whole: place for place, whole in enumerate(kept)}
    for name in ("lang_ids", "suppress_ids", "suppress_ids_begin"):
        config[name] = [own[i] for i in config[name] if i in own]
    _write_json(config, made / "config.json")
    _write_json([vocabulary[i] for i in kept], made / "vocabulary.json")
    _write_json(kept, made / _KEPT)
    shutil.copyfile(source / "tokenizer.json", made / "tokenizer.json")


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write_json(content: Any, path: Path) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _byte_letters() -> dict[str, int]:
    """Letters by which byte-level vocabularies write bytes (GPT-2's): those that print are themselves."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(0x100) if b not in plain]
    return {chr(b): b for b in plain} | {chr(0x100 + n): b for n, b in enumerate(others)}


_BYTES = _byte_letters()
