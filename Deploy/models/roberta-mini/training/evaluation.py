"""How well a model guesses, and what its vocabulary holds near what."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from batches import Batch
from model import MaskedLanguageModel

SIX_WORDS = ("king", "Monday", "red", "walked", "he", "three")


def score(function: Callable[[Tensor, Tensor], Tensor], batches: Iterable[Batch]) -> tuple[float, float, int]:
    """Mean loss, the share guessed right at the first try, and how many were asked."""
    loss, right, asked = 0.0, 0, 0
    with torch.no_grad():
        for batch in batches:
            scores = function(batch.ids, batch.places).float().flatten(0, 1)
            targets = batch.targets.flatten()
            loss += functional.cross_entropy(scores, targets, reduction="sum").item()
            right += int((scores.argmax(dim=1) == targets).sum())
            asked += len(targets)
    return loss / asked, right / asked, asked


def neighbours(model: MaskedLanguageModel, tokenizer: Tokenizer, word: str, count: int = 40) -> list[str]:
    """The entries whose raw embedding rows are nearest to `word`'s by cosine, `word` itself left out."""
    entry = tokenizer.token_to_id("Ġ" + word)
    if entry is None:
        raise SystemExit(f"{word!r} is not one entry of the vocabulary")
    rows = functional.normalize(model.words.weight.detach().double(), dim=1)
    order = (rows @ rows[entry]).argsort(descending=True)
    return [str(tokenizer.id_to_token(int(other))) for other in order[: count + 1] if int(other) != entry]
