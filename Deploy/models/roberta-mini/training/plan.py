"""What a run does when: rate, sequence length and depth as functions of the share of the run that is over."""

from __future__ import annotations

import random
from dataclasses import dataclass

from model import LONGEST


@dataclass(frozen=True)
class Plan:
    """The settings of a run. `tokens` or, if that is zero, `hours` say how long it is."""

    tokens: int
    hours: float
    batch: int
    rate: float
    warm_up: int
    mask: float
    dropout: float
    layers: int
    shallow_until: float
    short_until: float
    long_every: int
    cool_down: float
    muon: bool
    seed: int

    def share(self, tokens: int, seconds: float) -> float:
        """How much of the run is over, 0 to 1."""
        return min(1.0, tokens / self.tokens if self.tokens else seconds / (3600 * self.hours))

    def rate_at(self, step: int, share: float) -> float:
        """Up in a line over the warm-up, level, and down in a line to nothing over the last `cool_down` of the run.

        The level part does not depend on the run's length: a run can be made longer, or be brought to a good end
        early, without having been wrong until then (Hägele et al., 2024).
        """
        return self.rate * min((step + 1) / self.warm_up, 1.0, (1 - share) / self.cool_down)

    def length_at(self, step: int, share: float) -> int:
        """Short rows first: next to neighbours is where attention finds its first use.

        One batch in `long_every` has the longest rows, for the late positions to be more than their start. Every batch
        draws its length anew, between an eighth and the whole: a network that sees rows of one length only leans on the
        place where they end, and is lost in a row that ends elsewhere.
        """
        longest = 64 if share < self.short_until else 128
        if step % self.long_every == self.long_every - 1:
            longest = LONGEST
        return round(longest * 8.0 ** -random.Random(f"{self.seed} {step}").random())

    def mask_at(self, share: float) -> float:
        """Down from `mask` to 15 % in steps of 5: many questions a row first, more to go by later (Ankner et al., 2023)."""
        return max(0.15, self.mask - 0.05 * int(share * (1 + (self.mask - 0.15) / 0.05)))

    def layers_at(self, share: float) -> int:
        """Half of the layers first, at little more than half of the cost; each is doubled later."""
        return self.layers // 2 if share < self.shallow_until else self.layers
