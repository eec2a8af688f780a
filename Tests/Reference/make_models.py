"""Makes the tiny checkpoints under models/: every kind of folder that the loader must read, in a few
kilobytes each.

    python make_models.py [FOLDER]

Weights come from `counter_random`, so the files are the same to the bit wherever they are made.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import AddedToken, Tokenizer

import safetensors_file
import tiny_tokenizers
from counter_random import uniform

HERE = Path(__file__).resolve().parent
DUPLICATED = " flies like"
"""The row of this text's first token is given twins, so that ties occur where they are looked for."""


@dataclass(frozen=True)
class Recipe:
    """One tiny model."""

    name: str
    family: str
    vocabulary: int
    hidden: int
    heads: int
    layers: int
    intermediate: int
    positions: int
    types: int
    activation: str
    epsilon: float
    dtype: str
    prefix: str = ""
    head: bool = False
    """A masked-language-model head rides along."""
    position_ids: bool = False
    """An I64 tensor rides along, as older versions of the reference implementation saved."""
    shards: int = 1
    norm_dtype: str | None = None
    """Layer norms kept in another dtype than the matrices."""
    old_norm_names: bool = False
    """`gamma` and `beta` for `weight` and `bias`, as in the checkpoints converted from TensorFlow."""
    zero_padding_row: bool = False
    """The padding token's word row is zero, as training leaves it."""


RECIPES = [
    Recipe(
        "tiny-roberta-f32",
        "roberta",
        401,
        24,
        3,
        3,
        64,
        66,
        1,
        "gelu",
        1e-5,
        "F32",
        prefix="roberta.",
        head=True,
    ),
    Recipe(
        "tiny-roberta-f16", "roberta", 389, 32, 4, 2, 96, 66, 1, "relu", 1e-5, "F16", zero_padding_row=True
    ),
    Recipe(
        "tiny-roberta-bf16-sharded",
        "roberta",
        420,
        40,
        4,
        2,
        75,
        74,
        2,
        "gelu_new",
        1e-6,
        "BF16",
        prefix="roberta.",
        position_ids=True,
        shards=2,
    ),
    Recipe("tiny-bert-f32", "bert", 333, 36, 3, 2, 80, 64, 2, "gelu", 1e-12, "F32", position_ids=True),
    Recipe(
        "tiny-bert-f16-cased",
        "bert",
        347,
        16,
        1,
        3,
        40,
        48,
        2,
        "silu",
        1e-12,
        "F16",
        prefix="bert.",
        head=True,
        old_norm_names=True,
    ),
    Recipe(
        "tiny-bert-bf16-mixed",
        "bert",
        320,
        28,
        7,
        2,
        61,
        40,
        1,
        "gelu_pytorch_tanh",
        1e-3,
        "BF16",
        norm_dtype="F32",
        zero_padding_row=True,
    ),
]


def write_tokenizer(recipe: Recipe, folder: Path) -> Tokenizer:
    """Writes the recipe's tokenizer in the form its folder is to have, and returns it."""
    match recipe.name:
        case "tiny-roberta-f16":
            tokenizer = tiny_tokenizers.byte_level_tokenizer(recipe.vocabulary)
            tiny_tokenizers.write_vocabulary_and_merges(tokenizer, folder)
        case "tiny-roberta-bf16-sharded":
            tag = AddedToken("<tag>", rstrip=True, single_word=True, normalized=False, special=False)
            tokenizer = tiny_tokenizers.byte_level_tokenizer(recipe.vocabulary, prefix_space=True, extra=tag)
            tiny_tokenizers.write_tokenizer_json(tokenizer, folder)
        case "tiny-roberta-f32":
            tokenizer = tiny_tokenizers.byte_level_tokenizer(recipe.vocabulary)
            tiny_tokenizers.write_tokenizer_json(tokenizer, folder)
        case "tiny-bert-f16-cased":
            tokenizer = tiny_tokenizers.word_piece_tokenizer(recipe.vocabulary, lowercase=False)
            tiny_tokenizers.write_vocabulary_text(tokenizer, folder, lowercase=False)
        case "tiny-bert-bf16-mixed":
            tokenizer = tiny_tokenizers.word_piece_tokenizer(
                recipe.vocabulary, strip_accents=False, chinese=False
            )
            tokenizer.enable_truncation(16)
            tokenizer.enable_padding(length=16)
            tiny_tokenizers.write_tokenizer_json(tokenizer, folder)
        case _:
            tokenizer = tiny_tokenizers.word_piece_tokenizer(recipe.vocabulary)
            tiny_tokenizers.write_tokenizer_json(tokenizer, folder)
    return tokenizer


def config(recipe: Recipe) -> dict[str, object]:
    """The folder's config.json."""
    roberta = recipe.family == "roberta"
    architecture = {"roberta": "Roberta", "bert": "Bert"}[recipe.family] + (
        "ForMaskedLM" if recipe.head else "Model"
    )
    return {
        "architectures": [architecture],
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": recipe.activation,
        "hidden_dropout_prob": 0.1,
        "hidden_size": recipe.hidden,
        "intermediate_size": recipe.intermediate,
        "layer_norm_eps": recipe.epsilon,
        "max_position_embeddings": recipe.positions,
        "model_type": recipe.family,
        "num_attention_heads": recipe.heads,
        "num_hidden_layers": recipe.layers,
        "pad_token_id": 1 if roberta else 0,
        **({"bos_token_id": 0, "eos_token_id": 2} if roberta else {}),
        "type_vocab_size": recipe.types,
        "vocab_size": recipe.vocabulary,
    }


def weights(recipe: Recipe, twin: int) -> dict[str, np.ndarray]:
    """The checkpoint's tensors by name; a few entries of the vocabulary are twins of entry `twin`."""
    seed = 7
    tensors: dict[str, np.ndarray] = {}

    def put(name: str, shape: tuple[int, ...], deviation: float, mean: float = 0.0) -> None:
        tensors[name] = uniform(seed, f"{recipe.name}/{name}", shape, deviation, mean)

    def linear(name: str, outputs: int, inputs: int, gain: float = 1.0) -> None:
        put(f"{name}.weight", (outputs, inputs), gain / math.sqrt(inputs))
        put(f"{name}.bias", (outputs,), 0.2)

    def norm(name: str) -> None:
        gain, shift = ("gamma", "beta") if recipe.old_norm_names else ("weight", "bias")
        put(f"{name}.LayerNorm.{gain}", (recipe.hidden,), 0.2, mean=1.0)
        put(f"{name}.LayerNorm.{shift}", (recipe.hidden,), 0.15)

    body, hidden = recipe.prefix, recipe.hidden
    if recipe.position_ids:
        tensors[f"{body}embeddings.position_ids"] = np.arange(recipe.positions, dtype=np.int64)[None, :]
    put(f"{body}embeddings.word_embeddings.weight", (recipe.vocabulary, hidden), 0.6)
    put(f"{body}embeddings.position_embeddings.weight", (recipe.positions, hidden), 0.3)
    put(f"{body}embeddings.token_type_embeddings.weight", (recipe.types, hidden), 0.3)
    norm(f"{body}embeddings")
    for layer in range(recipe.layers):
        name = f"{body}encoder.layer.{layer}"
        linear(f"{name}.attention.self.query", hidden, hidden, gain=1.5)
        linear(f"{name}.attention.self.key", hidden, hidden, gain=1.5)
        linear(f"{name}.attention.self.value", hidden, hidden)
        linear(f"{name}.attention.output.dense", hidden, hidden)
        norm(f"{name}.attention.output")
        linear(f"{name}.intermediate.dense", recipe.intermediate, hidden)
        linear(f"{name}.output.dense", hidden, recipe.intermediate)
        norm(f"{name}.output")
    if recipe.head and recipe.family == "roberta":
        put("lm_head.bias", (recipe.vocabulary,), 0.1)
        linear("lm_head.dense", hidden, hidden)
        put("lm_head.layer_norm.weight", (hidden,), 0.1, mean=1.0)
        put("lm_head.layer_norm.bias", (hidden,), 0.1)
    elif recipe.head:
        put("cls.predictions.bias", (recipe.vocabulary,), 0.1)
        linear("cls.predictions.transform.dense", hidden, hidden)
        norm("cls.predictions.transform")

    words = tensors[f"{body}embeddings.word_embeddings.weight"]
    for copy in (recipe.vocabulary - 3, recipe.vocabulary - 5, 7):
        words[copy] = words[twin]
    words[recipe.vocabulary - 4] = words[twin]
    words[recipe.vocabulary - 4, 0] = np.nextafter(words[twin, 0], np.float32(9))
    if recipe.zero_padding_row:
        words[1 if recipe.family == "roberta" else 0] = 0
    return tensors


def dtype_of(recipe: Recipe, name: str, values: np.ndarray) -> str:
    """The dtype a tensor is stored in."""
    if values.dtype == np.int64:
        return "I64"
    return recipe.norm_dtype if recipe.norm_dtype and "LayerNorm" in name else recipe.dtype


def write_weights(recipe: Recipe, tensors: dict[str, np.ndarray], folder: Path) -> None:
    """One file, or shards with their index; the tensors' bytes lie in no particular order."""
    order = sorted(tensors, key=lambda name: (len(name) * 7919) % 31)
    stored = {name: (dtype_of(recipe, name, tensors[name]), tensors[name]) for name in order}
    if recipe.shards == 1:
        safetensors_file.write(folder / "model.safetensors", stored)
        return
    total, places = 0, {}
    for shard in range(recipe.shards):
        file = f"model-{shard + 1:05}-of-{recipe.shards:05}.safetensors"
        part = {name: stored[name] for index, name in enumerate(order) if index % recipe.shards == shard}
        total += safetensors_file.write(folder / file, part)
        places.update(dict.fromkeys(part, file))
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(places.items()))}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")


def make(recipe: Recipe, parent: Path) -> None:
    """Makes one model folder anew."""
    folder = parent / recipe.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tokenizer = write_tokenizer(recipe, folder)
    twin = tokenizer.encode(DUPLICATED, add_special_tokens=False).ids[0]
    write_weights(recipe, weights(recipe, twin), folder)
    (folder / "config.json").write_text(json.dumps(config(recipe), indent=2) + "\n")


def main() -> None:
    parent = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "models"
    for recipe in RECIPES:
        make(recipe, parent)
        size = sum(file.stat().st_size for file in (parent / recipe.name).iterdir())
        print(f"{recipe.name}: {size:,} bytes")


if __name__ == "__main__":
    main()
