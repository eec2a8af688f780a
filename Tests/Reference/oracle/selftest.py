"""Checks the oracle against itself, against the weight files and against naive arithmetic.

python -m oracle.selftest [MODEL_FOLDER...]          (the tiny models by default)
"""

from __future__ import annotations

import copy
import math
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from tokenizers import AddedToken
from transformers import AutoTokenizer

from awkward_texts import awkward_texts

from .published import published_resid_mid
from .questions import BANANA, MULTIBYTE, special_text
from .reference import Reading, Reference
from .vocabulary import METRICS, SPACES, Vocabulary, answer

HERE = Path(__file__).resolve().parents[1]


def same(what: str, left: torch.Tensor, right: torch.Tensor, tolerance: float = 1e-12) -> None:
    """Fails unless the two agree."""
    error = (left - right).abs().max().item()
    assert error <= tolerance, f"{what}: off by {error}"


def check_weights(reference: Reference) -> None:
    """Every parameter of the loaded model is the stored tensor, converted exactly."""
    stored: dict[str, torch.Tensor] = {}
    for file in reference.folder.glob("*.safetensors"):
        with safe_open(file, framework="pt") as tensors:
            for name in tensors.keys():  # noqa: SIM118
                plain = name.removeprefix("roberta.").removeprefix("bert.")
                plain = plain.replace("LayerNorm.gamma", "LayerNorm.weight").replace(
                    "LayerNorm.beta", "LayerNorm.bias"
                )
                stored[plain] = tensors.get_tensor(name)
    for name, values in reference.model.named_parameters():
        same(name, values.detach(), stored[name].double(), tolerance=0)


def naive_norm(values: torch.Tensor, norm: torch.nn.LayerNorm) -> torch.Tensor:
    """Layer normalisation by the book."""
    centred = values - values.mean(dim=-1, keepdim=True)
    variance = (centred * centred).mean(dim=-1, keepdim=True)
    return centred / torch.sqrt(variance + norm.eps) * norm.weight + norm.bias


def check_taps(reference: Reference, reading: Reading) -> None:
    """The taps obey the equations that define them."""
    for index, (layer, taps) in enumerate(zip(reference.layers, reading.taps, strict=True)):
        same("resid_mid", taps["resid_mid"], taps["resid_pre"] + taps["attn_out"])
        same("resid_post", taps["resid_post"], taps["normalized_resid_mid"] + taps["mlp_out"])
        same(
            "norm 1",
            taps["normalized_resid_mid"],
            naive_norm(taps["resid_mid"], layer.attention.output.LayerNorm),
        )
        same("norm 2", taps["normalized_resid_post"], naive_norm(taps["resid_post"], layer.output.LayerNorm))
        if index + 1 < len(reading.taps):
            same(
                "next layer", taps["normalized_resid_post"], reading.taps[index + 1]["resid_pre"], tolerance=0
            )
        attention = layer.attention.self
        width = attention.attention_head_size
        heads = []
        for head, probabilities in enumerate(reading.probabilities[index]):
            part = slice(head * width, (head + 1) * width)
            query, key, value = (
                taps["resid_pre"] @ linear.weight[part].T + linear.bias[part]
                for linear in (attention.query, attention.key, attention.value)
            )
            same("attention", probabilities, torch.softmax(query @ key.T / math.sqrt(width), dim=-1))
            heads.append(probabilities @ value)
        output = layer.attention.output.dense
        same("attn_out", taps["attn_out"], torch.cat(heads, dim=-1) @ output.weight.T + output.bias)
    hidden = reference.model(input_ids=torch.tensor([reading.ids]), output_hidden_states=True)
    for state, taps in zip(hidden.hidden_states, reading.taps, strict=False):
        same("hidden state", state[0], taps["resid_pre"], tolerance=0)
    same(
        "last hidden state",
        hidden.last_hidden_state[0],
        reading.taps[-1]["normalized_resid_post"],
        tolerance=0,
    )


def check_positions(reference: Reference, reading: Reading) -> None:
    """RoBERTa counts from padding + 1 and leaves padding out; BERT counts from 0."""
    config = reference.model.config
    if config.model_type == "roberta":
        padding, expected, count = config.pad_token_id, [], 0
        for entry in reading.ids:
            count += entry != padding
            expected.append(padding + count if entry != padding else padding)
    else:
        expected = list(range(len(reading.ids)))
    assert reading.positions == expected, (reading.positions, expected)


def check_published(reference: Reference, reading: Reading) -> None:
    """The published reading is what the reference implementation gives once its weights are transposed."""
    wrong = copy.copy(reference)
    wrong.model = copy.deepcopy(reference.model)
    first = wrong.layers[0].attention
    for linear in (first.self.value, first.output.dense):
        linear.weight.copy_(linear.weight.T.clone())
        linear.bias.zero_()
    expected = wrong.read(reading.ids).taps[0]["resid_mid"]
    same("published", published_resid_mid(reference, reading, 0), expected)


def check_vocabulary(reference: Reference, reading: Reading) -> None:
    """Ranks, ties and neighbours agree with sorting a list of naively computed similarities."""
    vocabulary = Vocabulary(reference)
    embeddings = reference.embeddings
    for space in SPACES:
        for position in {0, len(reading.ids) // 2, len(reading.ids) - 1}:
            query = reading.taps[-1]["resid_mid"][position]
            rows = embeddings.word_embeddings.weight
            if space != "word":
                rows = rows + embeddings.position_embeddings.weight[reading.positions[position]]
            if space == "embedding":
                rows = naive_norm(rows + embeddings.token_type_embeddings.weight[0], embeddings.LayerNorm)
            for metric in METRICS:
                naive = []
                for row in rows.tolist():
                    if metric == "cosine":
                        size = math.hypot(*row) * math.hypot(*query.tolist())
                        product = math.fsum(a * b for a, b in zip(row, query.tolist(), strict=True))
                        naive.append(product / size if size else 0.0)
                    else:
                        naive.append(-math.dist(row, query.tolist()))
                found = vocabulary.similarities(
                    vocabulary.rows(space, reading.positions[position]), query[None], metric
                )[0]
                same(f"{space} {metric}", torch.tensor(naive, dtype=torch.float64), torch.tensor(found))
                own = reading.ids[position]
                result = answer(0, found, own, len(naive))
                values = found.tolist()
                order = sorted(range(len(values)), key=lambda entry: (-values[entry], entry))
                assert [entry for entry, _ in result.neighbors] == order
                first = next(index for index, entry in enumerate(order) if values[entry] == values[own])
                assert result.rank == first + 1
                assert result.ties == values.count(values[own]) - 1
                assert result.rank_low <= result.rank <= result.rank + result.ties <= result.rank_high


def check_tokenizer(reference: Reference) -> None:
    """Our reading of vocab.txt, or of vocab.json and merges.txt, gives the ids that `transformers` gives.

    Not asked of a tokenizer.json: for BERT `transformers` reads only its vocabulary and lets its own settings
    win.
    """
    if (reference.folder / "tokenizer.json").exists():
        return
    settings = {}
    if reference.model.config.model_type == "roberta":
        # As in roberta-base's own tokenizer.json and in transformers before version 5.
        settings["mask_token"] = AddedToken("<mask>", lstrip=True, special=True)
    theirs = AutoTokenizer.from_pretrained(reference.folder, **settings)
    for text in awkward_texts([])[::7]:
        expected = theirs(text, return_offsets_mapping=True, truncation=False, padding=False)
        ours = reference.tokenizer.encode(text)
        assert (ours.ids, ours.offsets) == (expected["input_ids"], expected["offset_mapping"]), text


@torch.no_grad()
def main() -> None:
    folders = [Path(name) for name in sys.argv[1:]] or sorted((HERE / "models").iterdir())
    for folder in folders:
        reference = Reference(folder)
        check_weights(reference)
        check_tokenizer(reference)
        for text in (BANANA, MULTIBYTE, "", special_text(reference)):
            reading = reference.read(reference.encode(text))
            check_taps(reference, reading)
            check_positions(reference, reading)
            check_published(reference, reading)
        check_vocabulary(reference, reading)
        print(f"{folder.name}: the oracle agrees with itself", flush=True)


if __name__ == "__main__":
    main()
