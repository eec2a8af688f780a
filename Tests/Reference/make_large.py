"""Writes a RoBERTa checkpoint of full size with random weights, for correctness at size and for benchmarks.

    python make_large.py [--shape base] [--tokenizer FILE] FOLDER

NumPy is all it needs. The weights are hashes of a counter, the same to the bit everywhere. A folder that is
already what was asked for is left alone. Without --tokenizer the folder gets a byte-level tokenizer of our
own making with the shape's number of entries.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

import safetensors_file
from counter_random import uniform_chunks

SEED = 11
VERSION = 1
"""Raised whenever the same arguments give other files than before."""


@dataclass(frozen=True)
class Shape:
    """The sizes of a RoBERTa."""

    layers: int
    hidden: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int = 514


SHAPES = {
    "mini": Shape(6, 256, 4, 1024, 16_000),
    "base": Shape(12, 768, 12, 3072, 50_265),
    "large": Shape(24, 1024, 16, 4096, 50_265),
}


@dataclass(frozen=True)
class TensorRecipe:
    """A tensor's shape and the distribution of its numbers."""

    name: str
    shape: tuple[int, ...]
    deviation: float
    mean: float = 0.0


def tensor_recipes(shape: Shape) -> Iterator[TensorRecipe]:
    """Every tensor of the checkpoint, in file order."""
    hidden = shape.hidden

    def linear(name: str, outputs: int, inputs: int, gain: float = 1.0) -> Iterator[TensorRecipe]:
        yield TensorRecipe(f"{name}.weight", (outputs, inputs), gain / math.sqrt(inputs))
        yield TensorRecipe(f"{name}.bias", (outputs,), 0.2)

    def norm(name: str) -> Iterator[TensorRecipe]:
        yield TensorRecipe(f"{name}.LayerNorm.weight", (hidden,), 0.1, mean=1.0)
        yield TensorRecipe(f"{name}.LayerNorm.bias", (hidden,), 0.1)

    yield TensorRecipe("roberta.embeddings.word_embeddings.weight", (shape.vocabulary, hidden), 0.6)
    yield TensorRecipe("roberta.embeddings.position_embeddings.weight", (shape.positions, hidden), 0.3)
    yield TensorRecipe("roberta.embeddings.token_type_embeddings.weight", (1, hidden), 0.3)
    yield from norm("roberta.embeddings")
    for layer in range(shape.layers):
        name = f"roberta.encoder.layer.{layer}"
        yield from linear(f"{name}.attention.self.query", hidden, hidden, gain=1.5)
        yield from linear(f"{name}.attention.self.key", hidden, hidden, gain=1.5)
        yield from linear(f"{name}.attention.self.value", hidden, hidden)
        yield from linear(f"{name}.attention.output.dense", hidden, hidden)
        yield from norm(f"{name}.attention.output")
        yield from linear(f"{name}.intermediate.dense", shape.intermediate, hidden)
        yield from linear(f"{name}.output.dense", hidden, shape.intermediate)
        yield from norm(f"{name}.output")


def write_weights(path: Path, shape: Shape) -> None:
    """Writes the safetensors file piece by piece."""
    recipes = list(tensor_recipes(shape))
    with path.open("wb") as file:
        file.write(safetensors_file.header({recipe.name: ("F32", recipe.shape) for recipe in recipes}))
        for recipe in recipes:
            scale, mean = np.float32(recipe.deviation * math.sqrt(3.0)), np.float32(recipe.mean)
            for chunk in uniform_chunks(SEED, recipe.name, int(np.prod(recipe.shape))):
                chunk *= scale
                chunk += mean
                file.write(chunk.astype("<f4", copy=False).data)


def config(shape: Shape) -> dict[str, object]:
    """The folder's config.json."""
    return {
        "architectures": ["RobertaModel"],
        "bos_token_id": 0,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.intermediate,
        "layer_norm_eps": 1e-5,
        "max_position_embeddings": shape.positions,
        "model_type": "roberta",
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "pad_token_id": 1,
        "type_vocab_size": 1,
        "vocab_size": shape.vocabulary,
    }


def byte_symbols() -> list[str]:
    """The character that stands for each byte in a byte-level vocabulary."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(256, 512))
    return [chr(byte if byte in printable else next(others)) for byte in range(256)]


def own_tokenizer(vocabulary: int) -> dict[str, object]:
    """A tokenizer.json of `vocabulary` entries: bytes, pairs of letters, and pairs of those as many as fit.

    It cuts English into pieces of two to four letters from all over the vocabulary.
    """
    letters = "abcdefghijklmnopqrstuvwxyz"
    pairs = [(first, second) for first in "Ġ" + letters for second in letters]
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    symbols = byte_symbols()
    wanted = vocabulary - len(specials) - len(symbols) - len(pairs) - 1
    seconds = ["".join(pair) for pair in pairs if pair[0] != "Ġ"]
    total = len(pairs) * len(seconds)
    fours = []
    for index in range(wanted):
        first, second = divmod(index * total // wanted, len(seconds))
        fours.append(("".join(pairs[first]), seconds[second]))
    merges = [*pairs, *fours]
    entries = [*specials, *symbols, *("".join(merge) for merge in merges), "<mask>"]
    added = [
        {
            "id": entries.index(name),
            "content": name,
            "single_word": False,
            "lstrip": name == "<mask>",
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for name in [*specials, "<mask>"]
    ]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": {
            "type": "RobertaProcessing",
            "sep": ["</s>", 2],
            "cls": ["<s>", 0],
            "trim_offsets": True,
            "add_prefix_space": False,
        },
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {entry: index for index, entry in enumerate(entries)},
            "merges": [" ".join(merge) for merge in merges],
        },
    }


def replace(path: Path, data: bytes) -> None:
    """Writes a file by way of a temporary name."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.rename(path)


def make(folder: Path, shape: Shape, tokenizer: bytes) -> bool:
    """Makes the folder unless its stamp says that it is there; returns whether it had to."""
    stamp = json.dumps(
        {
            "version": VERSION,
            "seed": SEED,
            **asdict(shape),
            "tokenizer": hashlib.sha256(tokenizer).hexdigest(),
        }
    )
    weights, stamp_file = folder / "model.safetensors", folder / "stamp.json"
    if stamp_file.exists() and weights.exists() and stamp_file.read_text() == stamp:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    stamp_file.unlink(missing_ok=True)
    partial = folder / f"model.safetensors.{os.getpid()}.partial"
    try:
        write_weights(partial, shape)
        partial.rename(weights)
    finally:
        partial.unlink(missing_ok=True)
    replace(folder / "config.json", (json.dumps(config(shape), indent=2) + "\n").encode())
    replace(folder / "tokenizer.json", tokenizer)
    replace(stamp_file, stamp.encode())
    return True


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Writes a RoBERTa checkpoint of full size with random weights."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shape", choices=SHAPES, default="base")
    parser.add_argument("--tokenizer", type=Path, help="a tokenizer.json to copy")
    options = parser.parse_args()
    shape = SHAPES[options.shape]
    if options.tokenizer:
        tokenizer = options.tokenizer.read_bytes()
    else:
        tokenizer = json.dumps(
            own_tokenizer(shape.vocabulary), ensure_ascii=False, separators=(",", ":")
        ).encode()
    made = make(options.folder, shape, tokenizer)
    print(f"{options.folder}: {'made' if made else 'was there'}")


if __name__ == "__main__":
    main()
