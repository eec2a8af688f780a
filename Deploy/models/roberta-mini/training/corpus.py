"""The text: read, split into what is learnt from and what is held out, and tokenised once."""

from __future__ import annotations

import hashlib
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
from tokenizers import Tokenizer

from vocabulary import END

HELD_OUT_SHARE = 100  # one paragraph in a hundred
ABBREVIATIONS = {"Mr", "Mrs", "Ms", "Dr", "St", "Mme", "M", "Esq"}


@dataclass(frozen=True)
class Stream:
    """Paragraphs as one run of ids, `</s>` after each, and where in it sentences begin (ascending)."""

    ids: numpy.ndarray  # uint16
    starts: numpy.ndarray  # int64


def paragraphs(corpus: Path) -> Iterator[str]:
    """The lines of `corpus`, which may be compressed by xz, without the blank ones."""
    opened = lzma.open(corpus, "rt", encoding="utf-8") if corpus.suffix == ".xz" else corpus.open(encoding="utf-8")
    with opened as lines:
        yield from (line.strip() for line in lines if line.strip())


def is_held_out(paragraph: str) -> bool:
    """Whether training must not see `paragraph`: its hash alone decides, so every machine splits alike."""
    digest = hashlib.blake2b(paragraph.encode("utf-8"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % HELD_OUT_SHARE == 0


def learnt(corpus: Path) -> Iterator[str]:
    return (paragraph for paragraph in paragraphs(corpus) if not is_held_out(paragraph))


def load_streams(corpus: Path, tokenizer: Tokenizer, cache: Path) -> tuple[Stream, Stream]:
    """What to learn from and what is held out; tokenised into `cache` the first time, read from it afterwards."""
    key = hashlib.blake2b(f"{corpus.stat().st_size} {tokenizer.to_str()}".encode(), digest_size=8).hexdigest()
    streams = []
    for name in ("learnt", "held-out"):
        file = cache / f"{name}-{key}.npy"
        if not file.exists():
            chosen = (text for text in paragraphs(corpus) if is_held_out(text) == (name == "held-out"))
            partial = cache / f"{name}-{key}.partial.npy"
            numpy.save(partial, _tokenise(chosen, tokenizer))
            partial.rename(file)
        ids = numpy.load(file)
        streams.append(Stream(ids, sentence_starts(ids, tokenizer)))
    return streams[0], streams[1]


def _tokenise(texts: Iterable[str], tokenizer: Tokenizer) -> numpy.ndarray:
    pieces: list[numpy.ndarray] = []
    batch: list[str] = []

    def flush() -> None:
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            pieces.append(numpy.array([*encoding.ids, END], dtype=numpy.uint16))
        batch.clear()

    for text in texts:
        batch.append(text)
        if len(batch) == 2000:
            flush()
    flush()
    return numpy.concatenate(pieces)


def sentence_starts(ids: numpy.ndarray, tokenizer: Tokenizer) -> numpy.ndarray:
    """Where sentences begin: after a paragraph's end, and at capitals that follow a full stop or its like."""
    entries = sorted(tokenizer.get_vocab().items(), key=lambda pair: pair[1])
    ends = numpy.array([bool(re.fullmatch(r"[.!?]+[\"')]*", text)) for text, _ in entries])
    begins = numpy.array([bool(re.match(r"Ġ[\"'(]*[A-Z]", text)) or text == 'Ġ"' for text, _ in entries])
    shortened = numpy.array([text.lstrip("Ġ") in ABBREVIATIONS for text, _ in entries])
    before, two_before = numpy.roll(ids, 1), numpy.roll(ids, 2)
    starts = (before == END) | (begins[ids] & ends[before] & ~shortened[two_before])
    starts[0] = True
    return numpy.flatnonzero(starts)
