"""What each step learns from: which windows of the text, and which of their tokens are masked.

Everything follows from the seed and the tokens seen so far, so that a resumed run reads what it would have read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import torch
from torch import Tensor

from corpus import Stream
from vocabulary import BEGIN, END, MASK, SPECIAL

GOLDEN = 0.6180339887498949  # steps of this share of a circle visit it as evenly as can be


@dataclass(frozen=True)
class Batch:
    """`ids` (rows × length) with tokens hidden, `places` (rows × asked) of the hidden ones, and what they were."""

    ids: Tensor
    places: Tensor
    targets: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(self.ids.to(device), self.places.to(device), self.targets.to(device))


def training_batch(stream: Stream, vocabulary: int, tokens: int, seen: int, length: int, share: float, seed: int) -> Batch:
    """`tokens` tokens, as rows of `length`, for a run that has `seen` so many; `share` of each row is masked.

    Windows begin at sentences, spread over the whole text, and cross paragraphs; masks are drawn anew every time.
    """
    random = numpy.random.default_rng([seed, seen])
    rows = tokens // length
    turns = (seen / length + numpy.arange(rows)) * GOLDEN + seed * GOLDEN
    aims = (turns % 1.0 * (len(stream.ids) - 2 * length)).astype(numpy.int64)
    starts = stream.starts[numpy.searchsorted(stream.starts, aims)]
    starts = numpy.minimum(starts, len(stream.ids) - length)
    return masked(windows(stream, starts, length), vocabulary, share, random)


def held_out_batches(stream: Stream, vocabulary: int, length: int, rows: int, share: float = 0.15) -> list[Batch]:
    """All of `stream` once, as windows one after the other, always masked alike."""
    random = numpy.random.default_rng(2019)
    starts = numpy.arange(0, len(stream.ids) - length, length - 2)
    chunks = numpy.array_split(starts, max(1, len(starts) // rows))
    return [masked(windows(stream, chunk, length), vocabulary, share, random) for chunk in chunks]


def windows(stream: Stream, starts: numpy.ndarray, length: int) -> numpy.ndarray:
    """`<s>`, then `length - 2` ids from each start, then `</s>`."""
    ids = numpy.empty((len(starts), length), dtype=numpy.int64)
    ids[:, 0], ids[:, -1] = BEGIN, END
    ids[:, 1:-1] = stream.ids[starts[:, None] + numpy.arange(length - 2)]
    return ids


def masked(ids: numpy.ndarray, vocabulary: int, share: float, random: numpy.random.Generator) -> Batch:
    """Hides `share` of each row, special tokens excepted: 80 % as `<mask>`, 10 % as any entry, 10 % as themselves.

    Every row hides equally many, for a batch that is a rectangle.
    """
    rows, length = ids.shape
    asked = round(share * (length - 2))
    lots = random.random(ids.shape) + 2.0 * (ids < len(SPECIAL))
    places = numpy.sort(numpy.argpartition(lots, asked, axis=1)[:, :asked], axis=1)
    targets = numpy.take_along_axis(ids, places, axis=1)
    anything = random.integers(len(SPECIAL), vocabulary, size=places.shape)
    fate = random.random(places.shape)
    shown = numpy.where(fate < 0.8, MASK, numpy.where(fate < 0.9, anything, targets))
    hidden = ids.copy()
    numpy.put_along_axis(hidden, places, shown, axis=1)
    return Batch(torch.from_numpy(hidden), torch.from_numpy(places), torch.from_numpy(targets))
