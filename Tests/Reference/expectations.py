"""Writes what the `tokenizers` library makes of many texts, for the tokenizer tests to compare with.

    python expectations.py FOLDER [--lines 20000] [--minilm DIR] [--shared DIR]

For every tokenizer NAME three files appear in FOLDER: NAME.corpus, NAME.awkward and NAME.scalars, each a row
of records, all integers little-endian:

    u32 byte length of the text, the text in UTF-8,
    u32 number of tokens, and for each token: i32 id, u32 start, u32 end, u8 special

`start` and `end` count Unicode scalars of the text. `special` is 1 for what the tokenizer put around the
text. MANIFEST.tsv lists: name, the tokenizer's file or folder, then the number of records in each of the
three files. Truncation and padding are off; special tokens are added.

Beside the models' tokenizers there are those of tokenizer_variants.py, in FOLDER/variants.
"""

from __future__ import annotations

import argparse
import lzma
import struct
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Encoding, Tokenizer

from awkward_texts import awkward_texts, scalar_texts
from tokenizer_folders import from_folder, from_wordpiece_folder
from tokenizer_variants import save as save_variants

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"


def record(text: str, encoding: Encoding) -> bytes:
    """One record of the format above."""
    data = text.encode("utf-8")
    parts = [struct.pack("<I", len(data)), data, struct.pack("<I", len(encoding.ids))]
    for token, (start, end), special in zip(
        encoding.ids, encoding.offsets, encoding.special_tokens_mask, strict=True
    ):
        parts.append(struct.pack("<iIIB", token, start, end, special))
    return b"".join(parts)


def write(path: Path, tokenizer: Tokenizer, texts: Iterable[str]) -> int:
    """Encodes `texts` into `path`, by way of a temporary name; returns how many there were."""
    count = 0
    partial = path.with_suffix(path.suffix + ".partial")
    with partial.open("wb") as file:
        for text in texts:
            file.write(record(text, tokenizer.encode(text)))
            count += 1
    partial.rename(path)
    return count


def corpus_lines(count: int, archive: Path) -> list[str]:
    """`count` lines spread evenly over the corpus; none where it is absent."""
    if not archive.exists():
        return []
    with lzma.open(archive, "rt", encoding="utf-8", newline="\n") as file:
        lines = [line.rstrip("\n") for line in file]
    count = min(count, len(lines))
    return [lines[index * len(lines) // count] for index in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the tokenizer tests' expectations.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--lines", type=int, default=20_000, help="lines of the corpus for the real tokenizers"
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--minilm", type=Path, help="folder of all-MiniLM-L6-v2")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)

    tokenizers: dict[str, tuple[Path, Tokenizer]] = {}
    for name, path in (
        ("roberta-base", "tokenizers/roberta-base"),
        ("roberta-first", "models/roberta-first"),
    ):
        folder = options.shared / path
        if folder.exists():
            tokenizers[name] = (folder / "tokenizer.json", from_folder(folder))
    if options.minilm:
        options.minilm = options.minilm.resolve()
        tokenizers["minilm"] = (options.minilm / "tokenizer.json", from_folder(options.minilm))
        tokenizers["minilm-vocab"] = (options.minilm / "vocab.txt", from_wordpiece_folder(options.minilm))
    real = set(tokenizers)
    for folder in sorted((HERE / "models").glob("*/")):
        tokenizers[folder.name] = (folder, from_folder(folder))
    for name, source, tokenizer in save_variants(options.folder.resolve() / "variants"):
        tokenizers[name] = (source, tokenizer)

    lines = corpus_lines(options.lines, options.shared / "corpus" / "prose.txt.xz")
    scalars = scalar_texts()
    manifest = []
    for name, (source, tokenizer) in tokenizers.items():
        specials = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
        chosen = lines if name in real else lines[::20]
        counts = [
            write(options.folder / f"{name}.corpus", tokenizer, chosen),
            write(options.folder / f"{name}.awkward", tokenizer, awkward_texts(specials)),
            write(options.folder / f"{name}.scalars", tokenizer, scalars),
        ]
        manifest.append("\t".join([name, str(source), *map(str, counts)]))
        print(name, *counts, flush=True)
    (options.folder / "MANIFEST.tsv").write_text("\n".join(manifest) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
