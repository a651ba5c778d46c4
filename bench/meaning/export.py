"""A taught reader as files of a pack: the encoder for CTranslate2 in eight bits, the heads, the tokenizer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.converters import utils
from ctranslate2.specs import common_spec, transformer_spec
from tokenizers import Tokenizer

from auditor.hear.model_file import in_eight_bits, read_model, write_model
from bench.meaning.base import BEGIN, END, Reader


def export(reader: Reader, tokenizer: Tokenizer, ids: list[str], folder: Path) -> None:
    """Write ``reader`` into ``folder`` as ``auditor.judge.encoder`` reads it."""
    state = {k: v.detach().float().numpy() for k, v in reader.state_dict().items()}
    vocabulary = [tokenizer.id_to_token(i) for i in range(state["word.weight"].shape[0])]
    write_encoder(state, vocabulary, reader.layers[0].heads, reader.ln.eps, folder)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    np.savez_compressed(
        folder / "head.npz",
        query=state["query.weight"],
        weight=state["weight.weight"],
        bias=state["weight.bias"],
        ids=np.array(ids),
    )


def write_encoder(
    state: dict[str, np.ndarray], vocabulary: list[str], heads: int, epsilon: float, folder: Path
) -> None:
    """Write embeddings and layers for CTranslate2, with the vocabulary and the ids of its ends."""
    folder.mkdir(parents=True, exist_ok=True)
    layers = sum(name.endswith(".fo.bias") for name in state)
    spec = _spec(state, layers, heads)
    spec.register_vocabulary(vocabulary)
    spec.config.layer_norm_epsilon = epsilon
    spec.config.unk_token = "<unk>"
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    write_model(in_eight_bits(read_model(folder / "model.bin")), folder / "model.bin")
    _names_of_ends(folder / "config.json")
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False), "utf-8")


def _names_of_ends(path: Path) -> None:
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(
        json.dumps({**config, "begin_id": BEGIN, "end_id": END}, indent=1) + "\n", "utf-8"
    )


def _spec(state: dict[str, np.ndarray], layers: int, heads: int) -> Any:
    encoder = transformer_spec.TransformerEncoderSpec(
        layers,
        heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = state["word.weight"]
    encoder.position_encodings.encodings = state["pos.weight"]
    _norm(encoder.layernorm_embedding, state, "ln")
    for n, layer in enumerate(encoder.layer):
        name = f"layers.{n}."
        split = [common_spec.LinearSpec() for _ in range(3)]
        for part, spec in zip(("q", "k", "v"), split, strict=True):
            _linear(spec, state, name + part)
        utils.fuse_linear(layer.self_attention.linear[0], split)
        _linear(layer.self_attention.linear[1], state, name + "ao")
        _norm(layer.self_attention.layer_norm, state, name + "aln")
        _linear(layer.ffn.linear_0, state, name + "fi")
        _linear(layer.ffn.linear_1, state, name + "fo")
        _norm(layer.ffn.layer_norm, state, name + "oln")
    return transformer_spec.TransformerEncoderModelSpec(encoder)


def _linear(spec: Any, state: dict[str, np.ndarray], name: str) -> None:
    spec.weight, spec.bias = state[f"{name}.weight"], state[f"{name}.bias"]


def _norm(spec: Any, state: dict[str, np.ndarray], name: str) -> None:
    spec.gamma, spec.beta = state[f"{name}.weight"], state[f"{name}.bias"]
