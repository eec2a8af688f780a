"""A run's state on disk, written whole or not at all."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import torch

from model import MaskedLanguageModel, Shape


def save(file: Path, model: MaskedLanguageModel, optimisers: list[torch.optim.Optimizer], progress: dict) -> None:
    """Writes to a temporary name first: an interrupted write must not cost the run."""
    partial = file.with_suffix(".partial")
    state = {
        "shape": asdict(model.shape),
        "model": model.state_dict(),
        "optimisers": [optimiser.state_dict() for optimiser in optimisers],
        "progress": progress,
    }
    with partial.open("wb") as out:
        torch.save(state, out)
        out.flush()
        os.fsync(out.fileno())
    partial.rename(file)


def load(file: Path, device: torch.device) -> tuple[MaskedLanguageModel, dict]:
    """The model of a checkpoint, and its whole state for whoever wants the rest."""
    state = torch.load(file, map_location=device, weights_only=True)
    model = MaskedLanguageModel(Shape(**state["shape"])).to(device)
    model.load_state_dict(state["model"])
    return model, state
