"""Runs a model folder in the reference implementation in float64 and reads the taps out of its modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel
from transformers.utils import logging

from tokenizer_folders import from_folder

logging.set_verbosity_error()
logging.disable_progress_bar()

TAPS = (
    "resid_pre",
    "attn_out",
    "resid_mid",
    "normalized_resid_mid",
    "mlp_out",
    "resid_post",
    "normalized_resid_post",
)


@dataclass
class Reading:
    """What one forward pass over `ids` showed."""

    ids: list[int]
    positions: list[int] = field(default_factory=list)
    """For each token the row of the position embeddings that the model read."""
    taps: list[dict[str, Tensor]] = field(default_factory=list)
    """For each layer and tap: [tokens, hidden]."""
    probabilities: list[Tensor] = field(default_factory=list)
    """For each layer the attention probabilities: [heads, tokens, tokens]."""


class Reference:
    """A model folder, loaded in float64 with eager attention."""

    def __init__(self, folder: Path) -> None:
        torch.set_num_threads(1)
        self.folder = folder
        self.tokenizer: Tokenizer = from_folder(folder)
        model, information = AutoModel.from_pretrained(
            folder,
            dtype=torch.float64,
            attn_implementation="eager",
            add_pooling_layer=False,
            output_loading_info=True,
        )
        missing = information["missing_keys"]
        if missing:
            raise ValueError(f"{folder}: no weights for {sorted(missing)}")
        self.model = model.eval()

    @property
    def embeddings(self) -> nn.Module:
        """The module that adds words, positions and types and normalises the sum."""
        return self.model.embeddings

    @property
    def layers(self) -> nn.ModuleList:
        """The encoder's layers."""
        return self.model.encoder.layer

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, special tokens around it."""
        return self.tokenizer.encode(text).ids

    @torch.no_grad()
    def read(self, ids: list[int]) -> Reading:
        """One forward pass with hooks on every tap's module."""
        reading = Reading(ids)
        handles = []

        def keep_input(taps: dict[str, Tensor], name: str) -> Callable[..., None]:
            return lambda module, inputs: taps.update({name: inputs[0][0]})

        def keep_output(taps: dict[str, Tensor], name: str) -> Callable[..., None]:
            return lambda module, inputs, output: taps.update({name: output[0]})

        def keep_positions(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            reading.positions = inputs[0][0].tolist()

        handles.append(self.embeddings.position_embeddings.register_forward_pre_hook(keep_positions))
        for layer in self.layers:
            taps: dict[str, Tensor] = {}
            reading.taps.append(taps)
            after_attention, after_mlp = layer.attention.output, layer.output
            handles += [
                layer.register_forward_pre_hook(keep_input(taps, "resid_pre")),
                after_attention.dense.register_forward_hook(keep_output(taps, "attn_out")),
                after_attention.LayerNorm.register_forward_pre_hook(keep_input(taps, "resid_mid")),
                after_attention.LayerNorm.register_forward_hook(keep_output(taps, "normalized_resid_mid")),
                after_mlp.dense.register_forward_hook(keep_output(taps, "mlp_out")),
                after_mlp.LayerNorm.register_forward_pre_hook(keep_input(taps, "resid_post")),
                after_mlp.LayerNorm.register_forward_hook(keep_output(taps, "normalized_resid_post")),
                layer.attention.self.register_forward_hook(
                    lambda module, inputs, output: reading.probabilities.append(output[1][0])
                ),
            ]
        try:
            self.model(input_ids=torch.tensor([ids]))
        finally:
            for handle in handles:
                handle.remove()
        return reading
