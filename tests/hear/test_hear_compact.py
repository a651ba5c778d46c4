"""The smaller speech model: what it keeps, and that it is spoken to as the whole one is."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import ModelError
from auditor.hear.compact import Narrow, Written, compact, kept_tokens, raw_bytes
from auditor.hear.model_file import ModelFile, read_model, write_model
from auditor.hear.weights import Weights

SPECIAL = ["<|endoftext|>", "<|startoftranscript|>", "<|zh|>", "<|notimestamps|>", "<|0.00|>", "<|0.02|>"]  # fmt: skip
_PLAIN = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
_OTHERS = [b for b in range(0x100) if b not in _PLAIN]


def token(raw: bytes) -> str:
    """Bytes as byte-level vocabularies write them."""
    return "".join(chr(b) if b in _PLAIN else chr(0x100 + _OTHERS.index(b)) for b in raw)


def vocabulary(*texts: str) -> list[str]:
    """All single bytes, then those texts, then the special tokens."""
    single = [token(bytes([b])) for b in (*_PLAIN, *_OTHERS)]
    return [*single, *(token(t.encode()) for t in texts), *SPECIAL]


@given(st.binary(min_size=1, max_size=8))
def test_bytes_come_back(raw: bytes) -> None:
    assert raw_bytes(token(raw)) == raw


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("保险", True), ("，", True), ("。」", True), ("95", True), (" 100", True), ("VIP", True),
        ("привет", False), ("ที่", False), ("안녕", False), ("é", False), ("です", False),
    ],
)  # fmt: skip
def test_what_mandarin_needs(text: str, stays: bool) -> None:
    words = vocabulary(text)
    kept = kept_tokens(words, "zh")
    assert (words.index(token(text.encode())) in kept) is stays
    # every byte stays, so that anything can be spelt; marks of time go
    assert kept[:256] == list(range(256))
    assert [words[i] for i in kept if i >= len(words) - len(SPECIAL)] == SPECIAL[:4]


def test_rare_words_of_other_languages_go_and_frequent_ones_stay() -> None:
    words = vocabulary(*(f"the{'x' * (n % 7)}" for n in range(7000)))
    kept = kept_tokens(words, "zh")
    assert 5999 in kept
    assert 6001 not in kept
    assert kept_tokens(words, "all") == list(range(len(words)))


class Spoken:
    """Stands for the model: remembers what it was asked, answers with the ids it was given."""

    compute_type = "int8_float32"

    def generate(self, encoded, prompts, suppress_tokens, **how):  # type: ignore[no-untyped-def]
        self.asked = (prompts, suppress_tokens, how)
        return [SimpleNamespace(sequences_ids=[p], scores=[-1.0], no_speech_prob=0.1) for p in prompts]  # fmt: skip

    def align(self, encoded, start, texts, frames, **how):  # type: ignore[no-untyped-def]
        self.asked = (start, texts, how)
        return texts


def made(tmp_path: Path, *texts: str) -> tuple[Weights, list[str]]:
    """A folder that looks like a speech model with those tokens."""
    folder = tmp_path / "whole"
    folder.mkdir()
    words = vocabulary(*texts)
    write_model(
        ModelFile(
            spec="WhisperSpec",
            revision=3,
            arrays={
                "decoder/embeddings/weight": np.random.default_rng(1)
                .normal(size=(len(words), 4))
                .astype(np.float16)
            },  # fmt: skip
            aliases=(("decoder/projection/weight", "decoder/embeddings/weight"),),
        ),
        folder / "model.bin",
    )
    (folder / "vocabulary.json").write_text(json.dumps(words), "utf-8")
    vocab = {w: i for i, w in enumerate(words)}
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocab}}), "utf-8")
    config = {"lang_ids": [vocab["<|zh|>"]], "suppress_ids": [0, 256], "suppress_ids_begin": []}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return Weights(name="made", path=str(folder), source="packaged", sha256="f" * 64), words


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "缓存 cache"))


def test_it_is_made_once_and_again_when_it_was_damaged(tmp_path: Path) -> None:
    whole, words = made(tmp_path, "привет", "保险")
    folder = Path(compact(whole, "zh").path)
    small = read_model(folder / "model.bin")
    kept = kept_tokens(words, "zh")
    assert small.arrays["decoder/embeddings/weight"].shape == (len(kept), 4)
    assert json.loads((folder / "vocabulary.json").read_text("utf-8")) == [words[i] for i in kept]
    before = (folder / "model.bin").stat().st_mtime_ns
    assert Path(compact(whole, "zh").path) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == before
    (folder / "model.bin").write_bytes(b"half")
    compact(whole, "zh")
    assert read_model(folder / "model.bin").spec == "WhisperSpec"
    # other languages have a folder of their own, with all tokens
    other = read_model(Path(compact(whole, "en").path) / "model.bin")
    assert other.arrays["decoder/embeddings/weight"].shape == (len(words), 4)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    whole, _ = made(tmp_path)
    (Path(whole.path) / "model.bin").write_bytes(b"\x05\0\0\0")
    with pytest.raises(ModelError, match="made cannot be made smaller: binary version 5"):
        compact(whole, "zh")


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be closed so there")
def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = made(tmp_path)
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("AUDITOR_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="cannot prepare the speech model"):
        compact(whole, "zh")


def test_it_is_spoken_to_in_the_ids_of_the_whole(tmp_path: Path) -> None:
    whole, words = made(tmp_path, "привет", "保险")
    spoken = Spoken()
    narrow = Narrow(spoken, compact(whole, "zh").path)
    assert narrow.compute_type == "int8_float32"
    left_out, stays = 256, 257
    begin = words.index("<|startoftranscript|>")
    found = narrow.generate(
        "sound", [[begin, stays]], suppress_tokens=[-1, 3, left_out], beam_size=2
    )
    assert found == [Written(sequences_ids=[[begin, stays]], scores=[-1.0], no_speech_prob=0.1)]
    prompts, suppressed, how = spoken.asked
    assert prompts != [[begin, stays]]
    assert (suppressed, how) == ([-1, 3], {"beam_size": 2})
    # a word that it has no token for is read letter by letter, not left out
    narrow.align("sound", [begin], [[stays, left_out]], 100)
    _, texts, _ = spoken.asked
    assert len(texts[0]) == 1 + len("привет".encode())
