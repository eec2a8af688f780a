"""The network: `RobertaForMaskedLM` as transformers defines it, arranged for training on little hardware.

It computes the same function (weights.py proves it on every export) with three savings that change no result:
query, key and value are one product; the head, 16,000 scores wide, sees only the positions that are asked for; and so
does all of the last layer but its keys and values, since nothing reads its other outputs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

PADDING = 1
FIRST_POSITION = PADDING + 1  # RoBERTa counts positions from the padding id + 1
LONGEST = 512  # tokens of a sequence, `<s>` and `</s>` counted


@dataclass(frozen=True)
class Shape:
    """What config.json says about the architecture."""

    vocabulary: int
    layers: int
    hidden: int = 256
    heads: int = 4
    intermediate: int = 1024
    eps: float = 1e-5

    @property
    def positions(self) -> int:
        return FIRST_POSITION + LONGEST


class Layer(nn.Module):
    """Attention and feed-forward network, each added to its input and normalised after."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.dropout = 0.0  # share of the numbers that a sublayer adds in training; no part of the model itself
        self.projections = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.output = nn.Linear(shape.hidden, shape.hidden)
        self.attention_norm = nn.LayerNorm(shape.hidden, eps=shape.eps)
        self.widen = nn.Linear(shape.hidden, shape.intermediate)
        self.narrow = nn.Linear(shape.intermediate, shape.hidden)
        self.output_norm = nn.LayerNorm(shape.hidden, eps=shape.eps)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = self.projections(x).chunk(3, dim=-1)
        return self._finish(x, query, key, value)

    def only_at(self, places: Tensor, x: Tensor) -> Tensor:
        """The outputs at `places` (rows × asked) alone: everything attends, few tokens are worked out."""
        weight, bias = self.projections.weight, self.projections.bias
        width = x.shape[-1]
        asked = x.gather(1, places[..., None].expand(-1, -1, width))
        query = functional.linear(asked, weight[:width], bias[:width])
        key, value = functional.linear(x, weight[width:], bias[width:]).chunk(2, dim=-1)
        return self._finish(asked, query, key, value)

    def _finish(self, x: Tensor, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        mixed = functional.scaled_dot_product_attention(*(self._split(part) for part in (query, key, value)))
        x = self.attention_norm(x + self._thinned(self.output(mixed.transpose(1, 2).reshape(x.shape))))
        return self.output_norm(x + self._thinned(self.narrow(functional.gelu(self.widen(x)))))

    def _thinned(self, added: Tensor) -> Tensor:
        return functional.dropout(added, self.dropout, self.training) if self.dropout else added

    def _split(self, part: Tensor) -> Tensor:
        rows, length, width = part.shape
        return part.view(rows, length, self.heads, width // self.heads).transpose(1, 2)


class MaskedLanguageModel(nn.Module):
    """Embeddings, layers, and a head whose decoder is the word embedding itself."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.embedding_norm = nn.LayerNorm(shape.hidden, eps=shape.eps)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.hidden, shape.hidden)
        self.head_norm = nn.LayerNorm(shape.hidden, eps=shape.eps)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self._initialise()

    def _initialise(self) -> None:
        nn.init.normal_(self.words.weight, std=0.02)
        with torch.no_grad():
            self.positions.weight.copy_(waves(self.shape.positions, self.shape.hidden))
        for module in self.modules():
            if isinstance(module, nn.Linear):
                # Wider than BERT's 0.02, which is meant for 768 inputs: with 256 attention would start nearly blind.
                nn.init.normal_(module.weight, std=0.5 / math.sqrt(module.in_features))
                nn.init.zeros_(module.bias)

    def encode(self, ids: Tensor, places: Tensor) -> Tensor:
        """The last layer's encodings (rows × asked × hidden) at `places` of `ids` (rows × length)."""
        positions = self.positions.weight[FIRST_POSITION : FIRST_POSITION + ids.shape[1]]
        x = self.embedding_norm(self.words(ids) + positions)
        for layer in self.layers[:-1]:
            x = layer(x)
        return self.layers[-1].only_at(places, x)

    def forward(self, ids: Tensor, places: Tensor) -> Tensor:
        """The scores (rows × asked × vocabulary) at `places`."""
        x = self.head_norm(functional.gelu(self.head(self.encode(ids, places))))
        return functional.linear(x, self.words.weight, self.bias)


def waves(positions: int, width: int) -> Tensor:
    """Sines and cosines to start position embeddings from, as large as the word embeddings.

    Learnt positions that start as noise must be learnt one by one, and the late ones are rarely trained. Waves make
    neighbours alike from the first step on, so that what is learnt about early positions holds for late ones.
    """
    frequencies = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    angles = torch.arange(positions)[:, None] * frequencies
    table = 0.02 * math.sqrt(2) * torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)
    table[PADDING] = 0
    return table
