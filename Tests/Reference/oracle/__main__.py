"""Writes models' golden files.

python -m oracle [--golden FOLDER] [NAME=]MODEL_FOLDER...
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .golden import write_cases, write_taps
from .questions import questions_for
from .reference import Reference

TAPS_TEXT = "Time flies"


def write(name: str, folder: Path, golden: Path) -> None:
    """One model's golden files; the tiny ones' taps too."""
    reference = Reference(folder)
    path = golden / f"{name}.json"
    count = write_cases(path, name, reference, questions_for(name, reference))
    print(f"{name}: {count} cases, {path.stat().st_size:,} bytes", flush=True)
    if name.startswith("tiny-"):
        write_taps(golden / f"{name}.taps.json", name, reference, TAPS_TEXT)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m oracle", description="Writes models' golden files.")
    parser.add_argument(
        "models", nargs="+", metavar="[NAME=]FOLDER", help="a model folder in Hugging Face layout"
    )
    parser.add_argument("--golden", type=Path, default=Path(__file__).resolve().parents[1] / "golden")
    options = parser.parse_args()
    options.golden.mkdir(parents=True, exist_ok=True)
    for model in options.models:
        name, _, folder = model.rpartition("=")
        write(name or Path(folder).resolve().name, Path(folder), options.golden)


if __name__ == "__main__":
    main()
