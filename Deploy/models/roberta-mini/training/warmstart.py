"""Word embeddings to start from: entries with like neighbours in the text get like vectors.

Counting is far cheaper than training. The factors of the table of pointwise mutual information (Levy and Goldberg,
2014) hold much of what the embeddings would otherwise have to learn, step by step, from the head's gradients.
"""

from __future__ import annotations

import numpy
import torch
from torch import Tensor

from model import MaskedLanguageModel
from vocabulary import SPECIAL

REACH = 4  # tokens to either side
BORROWED = 50.0  # a capitalised form counts as if it had been seen so often in the place of its lower-case twin


def start_from_counts(model: MaskedLanguageModel, ids: numpy.ndarray, twins: dict[int, int]) -> None:
    """Sets the word embeddings, and the head's bias to the entries' log frequencies."""
    size = model.shape.vocabulary
    frequency = torch.from_numpy(numpy.bincount(ids, minlength=size)).float()
    vectors = _factors(_information(ids, size), model.shape.hidden)
    for capital, lower in twins.items():
        own = frequency[capital] / (frequency[capital] + BORROWED)
        vectors[capital] = own * vectors[capital] + (1 - own) * vectors[lower]
    vectors[: len(SPECIAL)] = torch.randn(len(SPECIAL), model.shape.hidden)
    scale = 0.02 / vectors.pow(2).mean(dim=1, keepdim=True).sqrt().clamp_min(1e-3)
    with torch.no_grad():
        model.words.weight.copy_(vectors * scale + 0.004 * torch.randn_like(vectors))
        model.bias.copy_(((frequency + 1) / (frequency.sum() + size)).log())
        model.bias[: len(SPECIAL)] = model.bias.min()


def _information(ids: numpy.ndarray, size: int) -> Tensor:
    """Positive pointwise mutual information of entries near each other, nearer pairs counting for more."""
    table = torch.zeros(size * size)
    flat = ids.astype(numpy.int64)
    for distance in range(1, REACH + 1):
        pairs = numpy.bincount(flat[:-distance] * size + flat[distance:], minlength=size * size)
        table += torch.from_numpy(pairs.astype(numpy.float32)) / distance
        del pairs
    table = table.view(size, size)
    table = table + table.T
    table[: len(SPECIAL)] = 0
    table[:, : len(SPECIAL)] = 0
    total = table.sum(dim=1)
    context = total.pow(0.75)  # makes rare neighbours tell less than they claim
    expected = (total + 1e-9)[:, None] * (context / context.sum() + 1e-12)[None, :]
    return table.div_(expected).log_().clamp_min_(0.0)


def _factors(table: Tensor, width: int) -> Tensor:
    """The table's `width` strongest directions, each weighted by the square root of its strength."""
    torch.manual_seed(0)
    left, strength, _ = torch.svd_lowrank(table, q=width, niter=2)
    return left * strength.sqrt()
