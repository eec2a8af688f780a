"""What this project is measured beside, each asked the same questions of the same weights."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy
import onnxruntime
import torch
from torch import Tensor
from torch.nn import functional
from transformers import RobertaModel

TOP = 15
ranking = list[tuple[int, list[int]]]


class Traced(torch.nn.Module):
    """The reference implementation, with `resid_mid` of every layer read by hooks."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.model = RobertaModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
        self.words = self.model.embeddings.word_embeddings.weight.detach()
        self.positions = self.model.embeddings.position_embeddings.weight.detach()
        self.taps: list[Tensor] = []
        for layer in self.model.encoder.layer:
            layer.attention.output.register_forward_hook(self._read)

    def _read(self, module: Any, arguments: Any, result: Tensor) -> None:
        hidden, residual = arguments
        self.taps.append((module.dense(hidden) + residual)[0])

    def residuals(self, ids: list[int]) -> list[Tensor]:
        """A matrix of positions × width for each layer."""
        self.taps = []
        self.model(torch.tensor([ids]))
        return self.taps


class Demo:
    """The public demo's algorithm: for every position and layer a product with the whole vocabulary, and a full sort.

    Its arithmetic is the model's own here, so that its answers can be compared.
    """

    def __init__(self, traced: Traced) -> None:
        self.traced = traced

    @torch.inference_mode()
    def ask(self, ids: list[int], positions: list[int]) -> list[ranking]:
        taps = self.traced.residuals(ids)
        answers = []
        for position in positions:
            entries = self.traced.words + self.traced.positions[position + 2]
            readings = []
            for tap in taps:
                similarities = functional.cosine_similarity(entries, tap[position][None], dim=1)
                order = similarities.argsort(descending=True)
                readings.append((int((order == ids[position]).nonzero()) + 1, order[:TOP].tolist()))
            answers.append(readings)
        return answers


class WellDone:
    """PyTorch done well: one forward pass, one product of all rows with the vocabulary, a count and a top-k."""

    def __init__(self, traced: Traced) -> None:
        self.traced = traced
        self.squares = traced.words.square().sum(dim=1)

    @torch.inference_mode()
    def ask(self, ids: list[int], positions: list[int]) -> list[ranking]:
        taps = torch.stack(self.traced.residuals(ids))[:, positions]
        layers, count, width = taps.shape
        added = self.traced.positions[[position + 2 for position in positions]]
        products = torch.cat([taps.reshape(-1, width), added]) @ self.traced.words.T
        norms = (self.squares + 2 * products[layers * count :] + added.square().sum(dim=1, keepdim=True)).sqrt()
        scores = products[: layers * count].view(layers, count, -1) + (taps * added).sum(dim=2, keepdim=True)
        scores = scores / norms
        own = scores.gather(2, torch.tensor([ids[position] for position in positions]).expand(layers, -1)[..., None])
        ranks = (scores > own).sum(dim=2) + 1
        nearest = scores.topk(TOP, dim=2).indices
        return [
            [(int(ranks[layer, index]), nearest[layer, index].tolist()) for layer in range(layers)]
            for index in range(count)
        ]


class Onnx:
    """The forward pass alone, by ONNX Runtime in float32."""

    def __init__(self, folder: Path, threads: int) -> None:
        model = RobertaModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
        with tempfile.TemporaryDirectory() as place:
            file = place + "/model.onnx"
            names = {"input_names": ["ids"], "output_names": ["hidden"]}
            axes = {"ids": {1: "length"}, "hidden": {1: "length"}}
            ids = torch.ones(1, 14, dtype=torch.int64) * 5
            torch.onnx.export(Forward(model), (ids,), file, dynamic_axes=axes, dynamo=False, **names)
            self.sessions = {spins: session(file, threads, spins) for spins in (False, True)}

    def forward(self, ids: list[int], spins: bool) -> numpy.ndarray:
        return self.sessions[spins].run(None, {"ids": numpy.array([ids], dtype=numpy.int64)})[0]


def session(file: str, threads: int, spins: bool) -> onnxruntime.InferenceSession:
    """A session whose threads wait for their next piece of work by spinning, as is the default, or by sleeping."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spins else "0")
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


class Forward(torch.nn.Module):
    def __init__(self, model: RobertaModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> Tensor:
        return self.model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
