"""Reads a model folder's tokenizer with the `tokenizers` library, from whichever files the folder has."""

from __future__ import annotations

import json
import os
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors  # noqa: E402  # noqa: E402


def from_wordpiece_folder(folder: Path) -> Tokenizer:
    """vocab.txt and tokenizer_config.json, read as BertTokenizer does."""
    settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    words = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    if words[-1] == "":
        words.pop()
    vocabulary = {word: index for index, word in enumerate(words)}
    names = [
        settings.get(key, default)
        for key, default in (
            ("pad_token", "[PAD]"),
            ("unk_token", "[UNK]"),
            ("cls_token", "[CLS]"),
            ("sep_token", "[SEP]"),
            ("mask_token", "[MASK]"),
        )
    ]
    _, unknown, first, last, _ = names
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=unknown))
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True,
        handle_chinese_chars=settings.get("tokenize_chinese_chars", True),
        strip_accents=settings.get("strip_accents"),
        lowercase=settings.get("do_lower_case", True),
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing((last, vocabulary[last]), (first, vocabulary[first]))
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in names])
    return tokenizer


def from_byte_level_folder(folder: Path) -> Tokenizer:
    """vocab.json and merges.txt, read as RobertaTokenizer does."""
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    lines = (folder / "merges.txt").read_text(encoding="utf-8").split("\n")
    merges = [tuple(line.split(" ")) for line in lines if line and not line.startswith("#version")]
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", vocabulary["</s>"]), ("<s>", vocabulary["<s>"]), trim_offsets=True, add_prefix_space=False
    )
    tokenizer.decoder = decoders.ByteLevel()
    plain = [AddedToken(name, special=True) for name in ("<s>", "<pad>", "</s>", "<unk>")]
    tokenizer.add_special_tokens([*plain, AddedToken("<mask>", lstrip=True, special=True)])
    return tokenizer


def from_folder(folder: Path) -> Tokenizer:
    """The folder's tokenizer; its truncation and padding, where it sets them, are switched off."""
    if (folder / "tokenizer.json").exists():
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    elif (folder / "merges.txt").exists():
        tokenizer = from_byte_level_folder(folder)
    else:
        tokenizer = from_wordpiece_folder(folder)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
