"""What each step learns from: which windows of the text, and which of their tokens are masked.

Everything follows from the seed and the tokens seen so far, so that a resumed run reads what it would have read.
"""

from __future__ import annotations

from dataclasses import dataclass

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


class Text:
    """A stream in the memory of the device that learns from it, where batches are cut from it."""

    def __init__(self, stream: Stream, device: torch.device) -> None:
        self.device = device
        self.ids = torch.from_numpy(stream.ids.astype("int32")).to(device)
        self.starts = torch.from_numpy(stream.starts).to(device)

    def batch(self, vocabulary: int, tokens: int, seen: int, length: int, share: float, seed: int) -> Batch:
        """`tokens` tokens, as rows of `length`, for a run that has `seen` so many; `share` of each row is masked.

        Windows begin at sentences, spread over the whole text, and cross paragraphs; masks are drawn anew every time.
        """
        random = torch.Generator(self.device).manual_seed((seed << 48) + seen)
        rows = torch.arange(tokens // length, device=self.device, dtype=torch.float64)
        turns = (seen / length + rows) * GOLDEN + seed * GOLDEN
        aims = (turns % 1.0 * (len(self.ids) - 2 * length)).long()
        nearest = torch.searchsorted(self.starts, aims).clamp_max(len(self.starts) - 1)
        starts = self.starts[nearest].clamp_max(len(self.ids) - length)
        return masked(self._windows(starts, length), vocabulary, share, random)

    def batches(self, vocabulary: int, length: int, rows: int, share: float = 0.15) -> list[Batch]:
        """All of the text once, as windows one after the other, always masked alike (on one kind of device)."""
        random = torch.Generator(self.device).manual_seed(2019)
        starts = torch.arange(0, len(self.ids) - length, length - 2, device=self.device)
        return [masked(self._windows(chunk, length), vocabulary, share, random) for chunk in starts.split(rows)]

    def _windows(self, starts: Tensor, length: int) -> Tensor:
        """`<s>`, then `length - 2` ids from each start, then `</s>`."""
        ids = torch.empty((len(starts), length), dtype=torch.int64, device=self.device)
        ids[:, 0], ids[:, -1] = BEGIN, END
        ids[:, 1:-1] = self.ids[starts[:, None] + torch.arange(length - 2, device=self.device)]
        return ids


def masked(ids: Tensor, vocabulary: int, share: float, random: torch.Generator) -> Batch:
    """Hides `share` of each row, special tokens excepted: 80 % as `<mask>`, 10 % as any entry, 10 % as themselves.

    Every row hides equally many, for a batch that is a rectangle.
    """
    asked = round(share * (ids.shape[1] - 2))
    lots = torch.rand(ids.shape, generator=random, device=ids.device) + 2.0 * (ids < len(SPECIAL))
    places = lots.topk(asked, dim=1, largest=False).indices.sort(dim=1).values
    targets = ids.gather(1, places)
    anything = torch.randint(len(SPECIAL), vocabulary, places.shape, generator=random, device=ids.device)
    fate = torch.rand(places.shape, generator=random, device=ids.device)
    shown = torch.where(fate < 0.8, MASK, torch.where(fate < 0.9, anything, targets))
    return Batch(ids.scatter(1, places, shown), places, targets)
