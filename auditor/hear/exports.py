"""Which sherpa-onnx model lies in a folder: its kind and its files, known by what is there.

The library ends the whole process when a file is missing or of another kind, so
everything is looked at here before it is asked.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import ModelError, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A model's folder: its kind, and the file for each thing the library asks for."""

    kind: str
    folder: Path
    files: dict[str, Path]


def is_export(folder: Path) -> bool:
    """Whether a folder holds ONNX files: a model for this engine."""
    return folder.is_dir() and any(folder.glob("*.onnx"))


def find_export(folder: Path) -> Export:
    """The model in that folder. Raises ``ModelError`` that names the file that is missing."""
    tokens = _one(folder, "tokens.txt") or _one(folder, "*-tokens.txt")
    if tokens is None:
        raise ModelError(f"{folder} is no sherpa-onnx model: tokens.txt is missing")
    encoder, decoder = _part(folder, "encoder"), _part(folder, "decoder")
    if encoder or decoder:
        for name, file in (("encoder", encoder), ("decoder", decoder)):
            if file is None:
                raise ModelError(f"{folder} is no sherpa-onnx model: {name}.onnx is missing")
        kind = "whisper" if _in_base64(tokens) else "fire_red_asr"
        return _export(kind, folder, encoder=encoder, decoder=decoder, tokens=tokens)
    model = _one(folder, "model.int8.onnx") or _one(folder, "model.onnx")
    if model is None:
        raise ModelError(f"{folder} is no sherpa-onnx model: model.onnx is missing")
    if "<|zh|>" in tokens.read_text(encoding="utf-8", errors="replace"):
        return _export("sense_voice", folder, model=model, tokens=tokens)
    return _export("paraformer", folder, paraformer=model, tokens=tokens)


def _export(kind: str, folder: Path, **files: Path | None) -> Export:
    return Export(
        kind=kind, folder=folder, files={name: file for name, file in files.items() if file}
    )


def _one(folder: Path, pattern: str) -> Path | None:
    return next(iter(sorted(folder.glob(pattern))), None)


def _part(folder: Path, name: str) -> Path | None:
    """The encoder or decoder; the smaller int8 one where both are there."""
    return _one(folder, f"*{name}*.int8.onnx") or _one(folder, f"*{name}*.onnx")


def _in_base64(tokens: Path) -> bool:
    """Whisper's exports write their tokens in base64."""
    lines = tokens.read_text(encoding="utf-8", errors="replace").splitlines()[:20]
    try:
        for line in lines:
            base64.b64decode(line.split()[0], validate=True)
    except (binascii.Error, IndexError, ValueError):
        return False
    return bool(lines)


_TELLING = {
    "paraformer": "vocab_size lfr_window_size lfr_window_shift neg_mean inv_stddev".split(),
    "sense_voice": (
        "vocab_size lfr_window_size lfr_window_shift normalize_samples with_itn without_itn"
        " lang_auto lang_zh lang_en lang_ja lang_ko lang_yue neg_mean inv_stddev"
    ).split(),
    "whisper": (
        "n_mels n_text_layer n_text_ctx n_text_state n_vocab sot eot blank_id translate transcribe"
        " is_multilingual no_timestamps no_speech sot_sequence all_language_tokens"
        " all_language_codes"
    ).split(),
    "fire_red_asr": (
        "num_decoder_layers num_head head_dim sos eos max_len cmvn_mean cmvn_inv_stddev"
    ).split(),
}
"""What the library (1.10 to 2.0) reads of each kind's first file, and ends the process without."""


def look_into(export: Export) -> None:
    """Refuse a file that the library would end the process for."""
    import onnxruntime

    wanted = _TELLING[export.kind]
    for name, file in export.files.items():
        if file.suffix != ".onnx":
            continue
        try:
            session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        except Exception as error:  # what the runtime raises has no common base
            line = one_line(error)[:200]
            raise ModelError(f"{file} is no ONNX model that can be read: {line}") from error
        told = session.get_modelmeta().custom_metadata_map
        lacking = [key for key in wanted if key not in told]
        if name != "decoder" and lacking:
            kind = export.kind.replace("_", " ")
            raise ModelError(
                f"{file} is no sherpa-onnx {kind} model: it does not tell {lacking[0]}"
            )
