"""Between the network here and the folder that ships: names, half precision, and the proof that both are one model."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import PreTrainedTokenizerFast, RobertaForMaskedLM

from model import MaskedLanguageModel, Shape
from vocabulary import BEGIN, END, PAD

LAYER_NAMES = {
    "output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "output_norm": "output.LayerNorm",
}
OUTER_NAMES = {
    "words.weight": "roberta.embeddings.word_embeddings.weight",
    "positions.weight": "roberta.embeddings.position_embeddings.weight",
    "embedding_norm.weight": "roberta.embeddings.LayerNorm.weight",
    "embedding_norm.bias": "roberta.embeddings.LayerNorm.bias",
    "head.weight": "lm_head.dense.weight",
    "head.bias": "lm_head.dense.bias",
    "head_norm.weight": "lm_head.layer_norm.weight",
    "head_norm.bias": "lm_head.layer_norm.bias",
    "bias": "lm_head.bias",
}
TOKEN_TYPE = "roberta.embeddings.token_type_embeddings.weight"  # one row, which the position embeddings make needless


def to_transformers(model: MaskedLanguageModel) -> dict[str, Tensor]:
    """The tensors as transformers names them; the decoder, being the word embedding, is not among them."""
    tensors = {TOKEN_TYPE: torch.zeros(1, model.shape.hidden)}
    for name, tensor in model.state_dict().items():
        tensor = tensor.detach().cpu()
        if name in OUTER_NAMES:
            tensors[OUTER_NAMES[name]] = tensor
            continue
        _, number, module, kind = name.split(".")
        prefix = f"roberta.encoder.layer.{number}"
        if module == "projections":
            for part, third in zip(("query", "key", "value"), tensor.chunk(3), strict=True):
                tensors[f"{prefix}.attention.self.{part}.{kind}"] = third
        else:
            tensors[f"{prefix}.{LAYER_NAMES[module]}.{kind}"] = tensor
    return tensors


def from_folder(folder: Path) -> MaskedLanguageModel:
    """The model of an exported folder."""
    config = json.loads((folder / "config.json").read_text())
    tensors = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    model = MaskedLanguageModel(
        Shape(
            vocabulary=config["vocab_size"],
            layers=config["num_hidden_layers"],
            hidden=config["hidden_size"],
            heads=config["num_attention_heads"],
            intermediate=config["intermediate_size"],
            eps=config["layer_norm_eps"],
        )
    )
    state = {ours: tensors[theirs] for ours, theirs in OUTER_NAMES.items()}
    for number in range(model.shape.layers):
        prefix = f"roberta.encoder.layer.{number}"
        for kind in ("weight", "bias"):
            parts = [tensors[f"{prefix}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            state[f"layers.{number}.projections.{kind}"] = torch.cat(parts)
            for ours, theirs in LAYER_NAMES.items():
                state[f"layers.{number}.{ours}.{kind}"] = tensors[f"{prefix}.{theirs}.{kind}"]
    model.load_state_dict(state)
    return model


def export(model: MaskedLanguageModel, tokenizer_file: Path, folder: Path) -> None:
    """Writes config.json, tokenizer.json and tokenizer_config.json, and model.safetensors in F16, then checks them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(_config(model.shape), indent=2) + "\n")
    (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
    special = {"bos": "<s>", "eos": "</s>", "cls": "<s>", "sep": "</s>", "unk": "<unk>", "pad": "<pad>", "mask": "<mask>"}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": model.shape.positions - PAD - 1}
    settings |= {f"{name}_token": text for name, text in special.items()}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    halves = {name: tensor.to(torch.float16).contiguous() for name, tensor in to_transformers(model).items()}
    partial = folder / "model.safetensors.partial"
    save_file(halves, partial, metadata={"format": "pt"})
    partial.rename(folder / "model.safetensors")
    check(folder)


def _config(shape: Shape) -> dict:
    return {
        "architectures": ["RobertaForMaskedLM"],
        "attention_probs_dropout_prob": 0.0,
        "bos_token_id": BEGIN,
        "dtype": "float16",
        "eos_token_id": END,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0,
        "hidden_size": shape.hidden,
        "initializer_range": 0.02,
        "intermediate_size": shape.intermediate,
        "layer_norm_eps": shape.eps,
        "max_position_embeddings": shape.positions,
        "model_type": "roberta",
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "pad_token_id": PAD,
        "tie_word_embeddings": True,
        "type_vocab_size": 1,
        "vocab_size": shape.vocabulary,
    }


def check(folder: Path) -> None:
    """Fails unless transformers reads the folder and gives the scores that the network here gives."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    theirs, report = RobertaForMaskedLM.from_pretrained(folder, dtype=torch.float64, output_loading_info=True)
    strangers = {name for name in report["missing_keys"] if not name.startswith("lm_head.decoder")}
    if strangers or report["unexpected_keys"]:
        raise SystemExit(f"transformers misses {strangers} and does not know {report['unexpected_keys']}")
    ids = tokenizer("Time flies like an arrow.<mask> flies like a banana.", return_tensors="pt")["input_ids"]
    ours = from_folder(folder).double().eval()
    places = torch.arange(ids.shape[1])[None]
    with torch.no_grad():
        distance = (ours(ids, places) - theirs.eval()(input_ids=ids).logits).abs().max().item()
    if not distance < 1e-9:
        raise SystemExit(f"transformers' scores differ by {distance:.3g}")
