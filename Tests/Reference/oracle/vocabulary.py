"""Every vocabulary entry against an encoding: similarity, rank, ties, neighbours; float64."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from .reference import Reference

SPACES = ("word", "word+position", "embedding")
METRICS = ("cosine", "euclidean")
WINDOW = 2e-6
"""Entries this near to the token's own similarity may fall on either side of it."""


@dataclass(frozen=True)
class LayerAnswer:
    """What one layer made of one token."""

    layer: int
    similarity: float
    rank: int
    """1 + the number of entries with a strictly greater similarity."""
    rank_low: int
    """The rank if every entry within the window fell below the token's own."""
    rank_high: int
    """The rank if every entry within the window stood above the token's own."""
    ties: int
    """The number of other entries with the same similarity."""
    neighbors: list[tuple[int, float]]
    """The nearest entries by similarity, then by id."""


class Vocabulary:
    """The word rows of a model, in the three spaces."""

    def __init__(self, reference: Reference) -> None:
        self.embeddings = reference.embeddings
        self.words = self.embeddings.word_embeddings.weight.detach()
        rows = np.ascontiguousarray(self.words.numpy())
        keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        self.first_equal = first[inverse]
        """For each entry the first one that has the same row: equal rows are given equal similarities."""
        self.rows = lru_cache(maxsize=len(SPACES))(self._rows)

    @torch.no_grad()
    def _rows(self, space: str, position: int) -> torch.Tensor:
        """Every entry as `space` has it at a row of the position embeddings: [vocabulary, hidden]."""
        if space == "word":
            return self.words
        placed = self.words + self.embeddings.position_embeddings.weight[position]
        if space == "word+position":
            return placed
        return self.embeddings.LayerNorm(placed + self.embeddings.token_type_embeddings.weight[0])

    @torch.no_grad()
    def similarities(self, rows: torch.Tensor, queries: torch.Tensor, metric: str) -> np.ndarray:
        """Each query against each row: [queries, vocabulary]. The cosine with a row of zeros is 0."""
        if metric == "cosine":
            products = queries @ rows.T
            lengths = torch.linalg.vector_norm(queries, dim=1)[:, None] * torch.linalg.vector_norm(
                rows, dim=1
            )
            values = torch.where(
                lengths > 0, products / lengths.clamp_min(torch.finfo(torch.float64).tiny), 0.0
            )
        else:
            values = torch.stack([-torch.linalg.vector_norm(rows - query, dim=1) for query in queries])
        return values.numpy()[:, self.first_equal]


def answer(layer: int, similarities: np.ndarray, own: int, top: int) -> LayerAnswer:
    """Reads similarity, rank, ties and neighbours of entry `own` off the similarities of all entries."""
    value = similarities[own]
    window = WINDOW * max(1.0, abs(value))
    order = np.lexsort((np.arange(len(similarities)), -similarities))[:top]
    return LayerAnswer(
        layer=layer,
        similarity=float(value),
        rank=1 + int(np.count_nonzero(similarities > value)),
        rank_low=1 + int(np.count_nonzero(similarities > value + window)),
        # The token itself is counted, so no 1 is added.
        rank_high=int(np.count_nonzero(similarities > value - window)),
        ties=int(np.count_nonzero(similarities == value)) - 1,
        neighbors=[(int(entry), float(similarities[entry])) for entry in order],
    )
