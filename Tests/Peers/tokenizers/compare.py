"""Measures the `Tokenizers` target beside the `tokenizers` library, on one core and the same lines of a corpus.

    python compare.py BENCHMARK MODEL CORPUS [--rounds N] [--megabytes N] [--target RATIO]

BENCHMARK is the built TokenizerBenchmark, MODEL a folder with a tokenizer.json, CORPUS an .xz file of lines. Each
round takes lines that no earlier round had, spread over the whole corpus, and has them encoded by the library line by
line (`encode`), in one call (`encode_batch`) and in one call without offsets (`encode_batch_fast`), and by
TokenizerBenchmark line by line; who comes first changes from round to round. The first round, in which caches fill, is
run and left out. Time is the calling thread's processor time, so that what else runs on the machine counts less.
Wrong tokens end the comparison: counts, sums of ids and sums of offsets must agree.
"""

from __future__ import annotations

import argparse
import gc
import lzma
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Before the library is loaded, which reads them once.
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

from tokenizers import Tokenizer  # noqa: E402

OURS = "this project, line by line"


def slices(archive: Path, rounds: int, megabytes: float) -> list[list[str]]:
    """`rounds` lists of lines, spread over the corpus, of about `megabytes` each, no line in two of them."""
    with lzma.open(archive, "rt", encoding="utf-8", newline="\n") as file:
        lines = [line.rstrip("\n") for line in file]
    lines = [line for line in lines if line]
    size = sum(len(line.encode()) for line in lines)
    step = max(rounds, round(size / (megabytes * 1e6)))
    return [lines[start::step] for start in range(rounds)]


class Library:
    """One way of calling the `tokenizers` library."""

    def __init__(self, tokenizer: Tokenizer, method: str) -> None:
        self.method = getattr(tokenizer, method)
        self.is_batch = method != "encode"
        self.has_offsets = method != "encode_batch_fast"

    def run(self, lines: list[str]) -> tuple[float, tuple[int, ...]]:
        start = time.thread_time()
        encodings = self.method(lines) if self.is_batch else [self.method(line) for line in lines]
        seconds = time.thread_time() - start
        tokens = ids = offsets = 0
        for encoding in encodings:
            tokens += len(encoding.ids)
            ids += sum(encoding.ids)
            if self.has_offsets:
                offsets += sum(map(sum, encoding.offsets))
        return seconds, (tokens, ids, offsets)[: 3 if self.has_offsets else 2]


class Ours:
    """A running TokenizerBenchmark."""

    def __init__(self, program: Path, model: Path, folder: Path) -> None:
        self.file = folder / "lines"
        self.process = subprocess.Popen(
            [program, model], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def run(self, lines: list[str]) -> tuple[float, tuple[int, ...]]:
        self.file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
        self.process.stdin.write(f"{self.file}\n")
        answer = self.process.stdout.readline().split()
        if len(answer) != 4:
            sys.exit(f"TokenizerBenchmark ended: {' '.join(answer)}")
        return float(answer[0]), tuple(map(int, answer[1:]))

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def spread(values: list[float], unit: str) -> str:
    """Median and range."""
    return f"{statistics.median(values):6.2f} {unit} ({min(values):.2f} to {max(values):.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures Tokenizers beside the tokenizers library.")
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=float, default=6, help="text a round")
    parser.add_argument("--target", type=float, help="exit 1 if the ratio to encode_batch is less")
    options = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    methods = ("encode", "encode_batch", "encode_batch_fast")
    speeds: dict[str, list[float]] = {name: [] for name in (*methods, OURS)}
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(options.benchmark, options.model, Path(folder))
        sides = [*((name, Library(tokenizer, name)) for name in methods), (OURS, ours)]
        for number, lines in enumerate(slices(options.corpus, options.rounds + 1, options.megabytes)):
            size = sum(len(line.encode()) for line in lines) / 1e6
            turn = number % len(sides)
            found: dict[str, tuple[int, ...]] = {}
            for name, side in sides[turn:] + sides[:turn]:
                gc.collect()
                seconds, found[name] = side.run(lines)
                if number > 0:
                    speeds[name].append(size / seconds)
            for name in methods:
                if found[name] != found[OURS][: len(found[name])]:
                    sys.exit(f"round {number}: tokens, ids, offsets: {name} {found[name]}, ours {found[OURS]}")
            print(f"round {number}: {len(lines)} lines, {size:.2f} MB, {found[OURS][0]} tokens agree", flush=True)
        ours.close()

    for name, values in speeds.items():
        print(f"{name:28}{spread(values, 'MB/s')}")
    ratios = {
        name: [mine / theirs for mine, theirs in zip(speeds[OURS], speeds[name], strict=True)]
        for name in methods
    }
    for name, values in ratios.items():
        print(f"{'times ' + name:28}{spread(values, '    ')}")
    return 1 if options.target and statistics.median(ratios["encode_batch"]) < options.target else 0


if __name__ == "__main__":
    sys.exit(main())
