"""Muon for the matrices within the layers, AdamW for everything else.

Muon (Keller Jordan, 2024) replaces the momentum of a weight matrix by the nearest orthogonal one, so that a step moves
all of the matrix's directions equally far and not only the few that the gradient already favours. The size of a step
is given by its root mean square, as a share of the rate, so that one rate suits both optimisers.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model import MaskedLanguageModel

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # Jordan's: brings singular values near 1 in few rounds, not quite to 1
ROUNDS = 5
STEP_SIZE = 0.4  # AdamW's steps come to 0.2 or so


class Muon(torch.optim.Optimizer):
    """Orthogonalised momentum. A `projections` weight holds three matrices (query, key, value): each is its own."""

    def __init__(self, matrices: list[nn.Parameter], rate: float, momentum: float = 0.95, decay: float = 0.1) -> None:
        super().__init__(matrices, {"lr": rate, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            alike: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = {}
            for weight in group["params"]:
                state = self.state[weight]
                momentum = state.setdefault("momentum", torch.zeros_like(weight))
                momentum.lerp_(weight.grad, 1 - group["momentum"])
                direction = weight.grad.lerp(momentum, group["momentum"])  # Nesterov's look ahead
                weight.mul_(1 - group["lr"] * group["decay"])
                for square, part in zip(_matrices(weight), _matrices(direction), strict=True):
                    if part.shape[0] > part.shape[1]:
                        square, part = square.T, part.T
                    alike.setdefault(tuple(part.shape), []).append((square, part))
            for (_, longer), pairs in alike.items():
                moves = orthogonal(torch.stack([part for _, part in pairs]))
                moves.mul_(-group["lr"] * STEP_SIZE * longer**0.5)
                for (square, _), move in zip(pairs, moves, strict=True):
                    square.add_(move)


def _matrices(weight: Tensor) -> list[Tensor]:
    """A weight as the maps that it holds."""
    rows, columns = weight.shape
    return list(weight.split(columns)) if rows == 3 * columns else [weight]


def orthogonal(matrices: Tensor) -> Tensor:
    """Nearly the nearest orthogonal matrices to a stack of wide ones, by Newton-Schulz iteration."""
    a, b, c = NEWTON_SCHULZ
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(ROUNDS):
        product = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(product, product, product, beta=b, alpha=c), x, beta=a)
    return x


def optimisers(model: MaskedLanguageModel, rate: float, muon: bool) -> list[torch.optim.Optimizer]:
    """The optimisers that together cover the model. Norms, biases and embeddings are not decayed."""
    inner = [weight for weight in model.layers.parameters() if weight.ndim == 2]
    ours = {id(weight) for weight in inner}
    outer = [weight for weight in model.parameters() if id(weight) not in ours]
    head = [weight for weight in outer if weight is model.head.weight]
    plain = [weight for weight in outer if weight is not model.head.weight]
    groups = [{"params": head + ([] if muon else inner), "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}]
    adam = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
    return [adam, Muon(inner, rate)] if muon else [adam]
