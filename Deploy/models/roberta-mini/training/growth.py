"""Doubling a model's depth in the middle of a run.

A stack of layers put on top of itself goes on learning from nearly where the shallow one was (Gong et al., 2019), and
until then a step has cost little more than half. The optimisers' memories go with the weights that they belong to.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import torch

from model import MaskedLanguageModel
from optimiser import optimisers


def grown(
    model: MaskedLanguageModel, memories: list[torch.optim.Optimizer], rate: float, muon: bool
) -> tuple[MaskedLanguageModel, list[torch.optim.Optimizer]]:
    """The model with every layer twice, in the order 0, 1, 2, 0, 1, 2, and optimisers for it."""
    shallow = model.shape.layers
    taller = MaskedLanguageModel(replace(model.shape, layers=2 * shallow)).to(model.bias.device)
    old = dict(model.named_parameters())
    states = {weight: state for memory in memories for weight, state in memory.state.items()}
    fresh = optimisers(taller, rate, muon)
    with torch.no_grad():
        for name, weight in taller.named_parameters():
            source = old[_source(name, shallow)]
            weight.copy_(source)
            if source in states:
                _owner(fresh, weight).state[weight] = deepcopy(states[source])
    return taller, fresh


def _source(name: str, shallow: int) -> str:
    parts = name.split(".")
    if parts[0] == "layers":
        parts[1] = str(int(parts[1]) % shallow)
    return ".".join(parts)


def _owner(candidates: list[torch.optim.Optimizer], weight: torch.Tensor) -> torch.optim.Optimizer:
    for candidate in candidates:
        if any(weight is own for group in candidate.param_groups for own in group["params"]):
            return candidate
    raise ValueError("a weight without an optimiser")
