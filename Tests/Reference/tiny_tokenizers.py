"""Tokenizers of a few hundred entries for the tiny models, learnt from the sentences below."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

SENTENCES = """
Time flies like an arrow. Fruit flies like a banana.
A clock keeps time, and the hours of the day go by like birds over the water.
The arrow that the archer let fly is nearer to the tree than to the hand that held it.
Every word of this sentence begins as a row of numbers and is written anew in every layer.
Some words stay near to where they started; others wander far away and never come back.
What a word means depends on the company it keeps, so the same word may mean two things.
Don't they say that it's the little words we'd miss most, if they were gone?
In 1905 the train left at 7:45 and came in at 12:30, which was 5 minutes late.
She painted a still life with fruit: two bananas, seven apples, and 24 grapes.
How far does each token travel, through which layers, and what does it pass on the way?
Layers rewrite tokens; tokens remember where they were; nothing is lost, only moved.
The naïve café owner served crème brûlée to Zoë and to Señor Núñez over in Zürich.
Größe, Straße, Æther, façade, coöperate, déjà vu: letters with something on their heads.
Wind and water, sun and stone, night and day, winter and summer, here and there again.
Nobody knows how the old house by the river got its name, nor who lived in it before.
If the numbers agree to the fifth place, the answer is right; if not, look for the reason.
A measure without an error is only a rumour, and a rumour is not worth a second reading.
The sign over the door said 時間 in ink, and under it 出口, the way out.
The quick answer was wrong, the slow answer was right, and the best answer was a question.
""".strip().split("\n")


def byte_level_tokenizer(
    vocabulary: int, prefix_space: bool = False, extra: AddedToken | None = None
) -> Tokenizer:
    """A RoBERTa-like tokenizer of `vocabulary` entries; `<mask>` is last, `extra` before it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix_space)
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - (2 if extra else 1),
        special_tokens=specials,
        min_frequency=1,
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    if extra:
        tokenizer.add_tokens([extra])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=prefix_space
    )
    tokenizer.decoder = decoders.ByteLevel()
    assert tokenizer.get_vocab_size() == vocabulary
    return tokenizer


def word_pieces(count: int, words: list[str], specials: list[str]) -> list[str]:
    """`count` entries: the specials, every letter alone and as a continuation, then the pieces that save
    most.

    The library's own trainer numbers the letters in a different order at every run.
    """
    letters = sorted({letter for word in words for letter in word})
    continued = sorted({letter for word in words for letter in word[1:]})
    savings: Counter[str] = Counter()
    for word in words:
        for start in range(len(word)):
            for end in range(start + 2, len(word) + 1):
                savings[("##" if start else "") + word[start:end]] += end - start - 1
    best = sorted(savings, key=lambda piece: (-savings[piece], piece))
    entries = [*specials, *letters, *(f"##{letter}" for letter in continued), *best]
    return entries[:count]


def word_piece_tokenizer(
    vocabulary: int, lowercase: bool = True, strip_accents: bool | None = None, chinese: bool = True
) -> Tokenizer:
    """A BERT-like tokenizer of `vocabulary` entries."""
    normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=chinese, strip_accents=strip_accents, lowercase=lowercase
    )
    splitter = pre_tokenizers.BertPreTokenizer()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    text = normalizer.normalize_str(" ".join(SENTENCES))
    entries = word_pieces(vocabulary, [word for word, _ in splitter.pre_tokenize_str(text)], specials)
    tokenizer = Tokenizer(
        models.WordPiece({entry: index for index, entry in enumerate(entries)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = splitter
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in specials])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer.decoder = decoders.WordPiece()
    assert tokenizer.get_vocab_size() == vocabulary
    return tokenizer


def write_tokenizer_json(tokenizer: Tokenizer, folder: Path) -> None:
    """One file that says everything."""
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def write_vocabulary_and_merges(tokenizer: Tokenizer, folder: Path) -> None:
    """vocab.json and merges.txt, as RoBERTa's own repository holds them."""
    vocabulary = dict(sorted(tokenizer.get_vocab(with_added_tokens=True).items(), key=lambda item: item[1]))
    (folder / "vocab.json").write_text(json.dumps(vocabulary, separators=(",", ":")) + "\n", encoding="utf-8")
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    lines = ["#version: 0.2", *(" ".join(merge) for merge in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_vocabulary_text(tokenizer: Tokenizer, folder: Path, lowercase: bool) -> None:
    """vocab.txt and tokenizer_config.json, as BERT's own repository holds them."""
    vocabulary = sorted(tokenizer.get_vocab(with_added_tokens=True).items(), key=lambda item: item[1])
    (folder / "vocab.txt").write_text("".join(f"{word}\n" for word, _ in vocabulary), encoding="utf-8")
    settings = {"do_lower_case": lowercase, "model_max_length": 512, "tokenizer_class": "BertTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
