"""Recognition with sherpa-onnx: Paraformer, SenseVoice, FireRedASR and Whisper exports.

A model is a folder as its makers publish it; which kind it is follows from the files in
it (see ``exports``).

It hears with the same detector, crosstalk guard, sifting and coverage as ``whisper``, but
gives no probabilities and scores no sentences: a doubt stays with a person.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from auditor.errors import ModelError, one_line
from auditor.hear import segments, sides
from auditor.hear.audio import SAMPLE_RATE, Sound
from auditor.hear.exports import find_export, look_into
from auditor.hear.speech import SpeechSettings, Stretch, find_speech, vad_version
from auditor.model import Recording, Segment, Transcript, Word

VERSION = 2
"""Version of this module's own decisions; part of the engine string."""
_SPEECH = SpeechSettings(longest=20.0)
_AT_ONCE = 8
_INSTALL = "pip install 'auditor[sherpa]'"


class Sherpa:
    """A loaded model; an ``Engine`` of ``listen``."""

    def __init__(self, folder: Path, *, threads: int = 1, language: str = "zh") -> None:
        """Load it. Raises ``ModelError`` when a file or the library is missing, or is another."""
        self.export = find_export(folder)
        self.language = language
        try:
            import sherpa_onnx
        except ImportError as error:
            raise ModelError(f"sherpa-onnx is not installed: {_INSTALL}") from error
        look_into(self.export)
        options: dict[str, Any] = {name: str(file) for name, file in self.export.files.items()}
        if self.export.kind in ("whisper", "sense_voice"):
            options["language"] = language
        make = getattr(sherpa_onnx.OfflineRecognizer, f"from_{self.export.kind}")
        try:
            self._recognizer = make(num_threads=max(1, threads), **options)
        except (RuntimeError, ValueError, LookupError, OSError) as error:
            line = one_line(error)
            raise ModelError(f"the speech model in {folder} does not load: {line}") from error

    @functools.cached_property
    def engine(self) -> str:
        """Everything that decides the words, as one string."""
        return (
            f"{self.export.folder.resolve().name}"
            f" {_sha256_of(tuple(self.export.files.values()))[:12]}"
            f" sherpa-onnx {importlib.metadata.version('sherpa-onnx')} {self.export.kind}"
            f" {self.language} {vad_version()} hear-sherpa={VERSION}"
        )

    def transcribe(self, recording: Recording, channels: Sequence[Sound]) -> Transcript:
        """Hear each channel apart; segments merged by time, speakers still unknown."""
        clear = sides.clear(channels)
        heard = []
        for channel, sound in enumerate(clear):
            speech = tuple(find_speech(sound, _SPEECH))
            side = sides.Side(channel=channel, speech=speech)
            heard.append(sides.with_found(side, self._segments(channel, sound, speech)))
        return sides.transcript_of(
            heard, recording, channels, language=self.language, engine=self.engine
        )

    def ear(self, channels: Sequence[Sound]) -> None:
        """Nothing: these models give no probability for a sentence."""

    def _segments(self, channel: int, sound: Sound, speech: Sequence[Stretch]) -> list[Segment]:
        found: list[Segment] = []
        for first in range(0, len(speech), _AT_ONCE):
            stretches = speech[first : first + _AT_ONCE]
            streams = []
            for start, end in stretches:
                stream = self._recognizer.create_stream()
                part = sound[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
                stream.accept_waveform(SAMPLE_RATE, part)
                streams.append(stream)
            self._recognizer.decode_streams(streams)
            for stretch, stream in zip(stretches, streams, strict=True):
                words = words_of(stream.result, stretch)
                found += segments.build(words, channel=channel, speech=[stretch])
        return found


def words_of(result: Any, stretch: Stretch) -> list[Word]:
    """The words of a result, at their place in the recording.

    Tokens have the beginning of each where the model tells it; else they share the
    stretch evenly, which is right to about a syllable.
    """
    start, end = stretch
    tokens = [_spelled(token) for token in result.tokens]
    if not "".join(tokens).strip():
        text = str(result.text).strip()
        return [Word(start=start, end=end, text=text)] if text else []
    times = [float(t) for t in result.timestamps]
    if len(times) != len(tokens):
        step = (end - start) / len(tokens)
        times = [step * place for place in range(len(tokens))]
    ends = [*times[1:], end - start]
    return [
        Word(
            start=round(min(start + begin, end), 2),
            end=round(min(max(start + until, start + begin), end), 2),
            text=token,
        )
        for token, begin, until in zip(tokens, times, ends, strict=True)
        if token and not token.startswith("<")
    ]


def _spelled(token: str) -> str:
    """A token as it is written: pieces of Latin words carry marks of where they join."""
    return str(token).replace("@@", "").replace("\u2581", " ")


@functools.lru_cache(maxsize=8)
def _sha256_of(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
