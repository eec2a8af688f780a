"""What a run does when: rate, sequence length and depth as functions of the share of the run that is over."""

from __future__ import annotations

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
    layers: int
    shallow_until: float
    short_until: float
    muon: bool
    seed: int

    def share(self, tokens: int, seconds: float) -> float:
        """How much of the run is over, 0 to 1."""
        return min(1.0, tokens / self.tokens if self.tokens else seconds / (3600 * self.hours))

    def rate_at(self, step: int, share: float) -> float:
        """Up in a line over the warm-up, and down in a line to nothing at the end: most is learnt on the way down."""
        return self.rate * min((step + 1) / self.warm_up, 1 - share)

    def length_at(self, step: int, share: float) -> int:
        """Short rows first: next to neighbours is where attention finds its first use.

        One batch in 25 has the longest rows, for the late positions to be more than their start.
        """
        if step % 25 == 24:
            return LONGEST
        return 64 if share < self.short_until else 128

    def layers_at(self, share: float) -> int:
        """Half of the layers first, at little more than half of the cost; each is doubled later."""
        return self.layers // 2 if share < self.shallow_until else self.layers
