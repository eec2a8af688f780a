"""Tokenizers that have every part which is read, in combinations that no model at hand has.

Each is small, made here from the tiny models' vocabularies or learnt from their sentences, and is compared like a
model's own: its tokenizer.json is written beside the expectations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from tiny_tokenizers import SENTENCES

MODELS = Path(__file__).resolve().parent / "models"

# Accents and capitals for the normalisers to change, one content within another, one that ends in a space.
ADDED = [
    AddedToken("<plain>", normalized=False),
    AddedToken("<left>", lstrip=True, normalized=False),
    AddedToken("<right>", rstrip=True, normalized=False),
    AddedToken("<both>", lstrip=True, rstrip=True, normalized=False),
    AddedToken("word", single_word=True, normalized=False),
    AddedToken("Éclair", normalized=True),
    AddedToken("The", single_word=True, normalized=True),
    AddedToken("ab", normalized=False),
    AddedToken("abc", lstrip=True, single_word=True, normalized=False),
    AddedToken(" 中", rstrip=True, normalized=True),
    AddedToken("e.", normalized=False),
    AddedToken("\u3000", lstrip=True, rstrip=True, normalized=False),
]


def byte_level_model(**options: object) -> models.BPE:
    """The model of tiny-roberta-f32."""
    saved = json.loads((MODELS / "tiny-roberta-f32" / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    return models.BPE(saved["vocab"], [tuple(merge) for merge in saved["merges"]], **options)


def word_piece_model(**options: object) -> models.WordPiece:
    """The model of tiny-bert-f32."""
    saved = json.loads((MODELS / "tiny-bert-f32" / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    return models.WordPiece(saved["vocab"], unk_token="[UNK]", **options)


def scalar_model(unknown: str | None, fuse: bool = False) -> models.BPE:
    """A byte-pair model over scalars instead of bytes; what no sentence has is `unknown`, or nothing."""
    learner = Tokenizer(models.BPE(unk_token=unknown))
    learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    specials = [unknown] if unknown else []
    learner.train_from_iterator(
        SENTENCES, trainers.BpeTrainer(vocab_size=300, special_tokens=specials, show_progress=False)
    )
    saved = json.loads(learner.to_str())["model"]
    return models.BPE(
        saved["vocab"], [tuple(merge) for merge in saved["merges"]], unk_token=unknown, fuse_unk=fuse
    )


def tokenizer(
    model: object,
    normalizer: object = None,
    pre_tokenizer: object = None,
    post_processor: object = None,
    added: list[AddedToken] | None = None,
) -> Tokenizer:
    result = Tokenizer(model)
    if normalizer:
        result.normalizer = normalizer
    if pre_tokenizer:
        result.pre_tokenizer = pre_tokenizer
    if post_processor:
        result.post_processor = post_processor
    result.add_tokens(added or [])
    return result


def variants() -> Iterator[tuple[str, Tokenizer]]:
    """Names and tokenizers; the names are those of the expectations' files."""
    byte_level = pre_tokenizers.ByteLevel
    untrimmed = processors.ByteLevel(trim_offsets=False)
    bert_template = processors.TemplateProcessing(
        single="[CLS] $A [SEP] [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    lower_case = normalizers.BertNormalizer(lowercase=True)

    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        yield (
            f"form-{form.lower()}",
            tokenizer(
                byte_level_model(),
                getattr(normalizers, form)(),
                byte_level(add_prefix_space=False),
                untrimmed,
                ADDED,
            ),
        )

    for behavior in ("removed", "isolated", "contiguous", "merged_with_previous", "merged_with_next"):
        cuts = [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation(behavior),
            pre_tokenizers.Digits(individual_digits=behavior == "isolated"),
        ]
        yield (
            f"cut-{behavior}",
            tokenizer(
                word_piece_model(),
                normalizers.Sequence(
                    [normalizers.NFD(), normalizers.Sequence([normalizers.StripAccents()]), normalizers.Lowercase()]
                ),
                pre_tokenizers.Sequence(cuts),
                bert_template,
            ),
        )

    yield (
        "added-word-piece",
        tokenizer(word_piece_model(), lower_case, pre_tokenizers.BertPreTokenizer(), bert_template, ADDED),
    )
    yield (
        "added-byte-level",
        tokenizer(
            byte_level_model(),
            normalizers.Lowercase(),
            byte_level(add_prefix_space=True),
            processors.Sequence(
                [
                    processors.ByteLevel(trim_offsets=True, add_prefix_space=True),
                    processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]),
                ]
            ),
            ADDED,
        ),
    )
    yield (
        "byte-level-digits",
        tokenizer(
            byte_level_model(ignore_merges=True),
            None,
            pre_tokenizers.Sequence(
                [pre_tokenizers.Digits(individual_digits=True), byte_level(add_prefix_space=True)]
            ),
            processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False, add_prefix_space=True),
        ),
    )
    yield (
        "byte-level-whole",
        tokenizer(
            byte_level_model(),
            normalizers.Prepend("»"),
            byte_level(add_prefix_space=False, use_regex=False),
            processors.ByteLevel(trim_offsets=True, add_prefix_space=False),
        ),
    )
    # Two tokens that start with a space at the text's first scalar.
    yield (
        "byte-level-prepended",
        tokenizer(
            byte_level_model(),
            normalizers.Prepend("x "),
            byte_level(add_prefix_space=True),
            processors.ByteLevel(trim_offsets=True, add_prefix_space=True),
        ),
    )
    yield (
        "scalars-unknown",
        tokenizer(scalar_model("<unk>"), normalizers.Strip(), pre_tokenizers.Whitespace(), None, ADDED),
    )
    yield (
        "scalars-fused",
        tokenizer(
            scalar_model("<unk>", fuse=True),
            normalizers.Sequence([normalizers.Strip(left=False), normalizers.Prepend("▁ "), normalizers.NFKC()]),
        ),
    )
    yield (
        "scalars-left-out",
        tokenizer(
            scalar_model(None), normalizers.Strip(right=False), pre_tokenizers.Punctuation("merged_with_next")
        ),
    )
    yield (
        "word-piece-prefix",
        tokenizer(
            models.WordPiece(
                {"[UNK]": 0, "a": 1, "e": 2, "+e": 3, "+a": 4, "ae": 5, "+中": 6, "中": 7, "+1": 8, "1": 9},
                unk_token="[UNK]",
                continuing_subword_prefix="+",
                max_input_chars_per_word=7,
            ),
            None,
            pre_tokenizers.Whitespace(),
            processors.BertProcessing(("e", 2), ("a", 1)),
        ),
    )


def save(folder: Path) -> Iterator[tuple[str, Path, Tokenizer]]:
    """Writes each variant's tokenizer.json into a folder of its own; its name, that file, and it as read back."""
    for name, variant in variants():
        file = folder / name / "tokenizer.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        variant.save(str(file), pretty=False)
        yield name, file, Tokenizer.from_file(str(file))
