"""The public demo's arithmetic: value and output weights untransposed, no biases, all else true."""

from __future__ import annotations

import torch
from torch import Tensor

from .reference import Reading, Reference


@torch.no_grad()
def published_resid_mid(reference: Reference, reading: Reading, layer: int) -> Tensor:
    """x + concat_h(A_h (x Wv)_h) Wo for every token, with Wv and Wo as stored: [tokens, hidden]."""
    attention = reference.layers[layer].attention
    x = reading.taps[layer]["resid_pre"]
    values = x @ attention.self.value.weight
    heads = attention.self.num_attention_heads
    split = values.reshape(len(reading.ids), heads, -1).transpose(0, 1)
    mixed = reading.probabilities[layer] @ split
    joined = mixed.transpose(0, 1).reshape(len(reading.ids), -1)
    return joined @ attention.output.dense.weight + x
