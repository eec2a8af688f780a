"""The byte-level BPE: how it is trained, and the tokenizer.json that comes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]  # their ids are their places: RoBERTa's, but for <mask>
BEGIN, PAD, END, UNKNOWN, MASK = range(5)
BYTES = len(pre_tokenizers.ByteLevel.alphabet())

SENTENCE_CASE_SHARE = 0.05  # any word may begin a sentence; it is counted as if one in twenty did
EVERYDAY_COUNT = 200  # a word counted so often becomes an entry of its own, at 16,000 entries


def train_tokenizer(paragraphs: Iterable[str], size: int, everyday: Path) -> Tokenizer:
    """Learns `size` entries, special ones and the 256 bytes included, from `paragraphs` and the everyday words.

    Every text gets a space before it, so that a sentence's first word is the entry that it is elsewhere.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        special_tokens=[AddedToken(text, lstrip=text == "<mask>", special=True) for text in SPECIAL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_with_rare_forms(paragraphs, everyday.read_text("utf-8").split()), trainer)
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", END), ("<s>", BEGIN), trim_offsets=True, add_prefix_space=True
    )
    return tokenizer


def _with_rare_forms(paragraphs: Iterable[str], everyday: list[str]) -> Iterator[str]:
    """The paragraphs, then what the counts lack: capitalised forms, and words that readers try first.

    Novels rarely begin a sentence with "Fruit" and rarely mention a banana. Without help both would be spelt in pieces.
    """
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        counts.update(re.findall(r"[A-Za-z]+", paragraph))
        yield paragraph
    wanted: Counter[str] = Counter()
    for word, count in counts.items():
        if word.islower() and len(word) > 1:
            wanted[word.capitalize()] = int(count * SENTENCE_CASE_SHARE)
    for word in everyday:
        wanted[word] = wanted[word.capitalize()] = EVERYDAY_COUNT
    for word, count in wanted.items():
        missing = count - counts[word]
        if missing > 0:
            yield " ".join([word] * missing)


def lower_case_twins(tokenizer: Tokenizer) -> dict[int, int]:
    """From each entry that is a capitalised word to the same word's entry in lower case, where there is one."""
    ids = tokenizer.get_vocab()
    twins = {}
    for text, entry in ids.items():
        if re.fullmatch(r"Ġ[A-Z][a-z]+", text) and text.lower() in ids:
            twins[entry] = ids[text.lower()]
    return twins
