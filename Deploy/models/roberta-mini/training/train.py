#!/usr/bin/env python3
"""Trains roberta-mini, the small RoBERTa that comes with `encodings`, and everything that belongs to it.

    pip install -r requirements.txt
    ./train.py --corpus prose.txt.xz          train; started again after an interruption, it goes on
    ./train.py --export                       write the model as it stands into the folder above
    ./train.py --corpus prose.txt.xz --evaluate    masked-token accuracy on held-out text
    ./train.py --neighbours                   what the vocabulary holds near six words

The corpus is a text file with one paragraph a line, as it is or compressed by xz; README.md tells where ours is from.
One paragraph in a hundred, chosen by its hash, is held out. Checkpoints, the log and the tokenised text go into the
work folder. To train an exported model further, without the checkpoint that it came from, give it as --from.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from tokenizers import Tokenizer

import checkpoint
import curve
from batches import Text
from corpus import learnt, load_streams
from evaluation import SIX_WORDS, neighbours, score
from model import MaskedLanguageModel, Shape
from plan import Plan
from run import Run
from vocabulary import lower_case_twins, train_tokenizer
from warmstart import start_from_counts
from weights import export, from_folder

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent
REPOSITORY = FOLDER.parent.parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_argument_group("what to do, if not to train").add_mutually_exclusive_group()
    what.add_argument("--evaluate", action="store_true", help="print the accuracy on all of the held-out text")
    what.add_argument("--export", action="store_true", help="write the folder that ships, and check it")
    what.add_argument("--neighbours", action="store_true", help="print the 40 entries nearest to each of six words")
    where = parser.add_argument_group("where things are")
    where.add_argument("--corpus", type=Path, default=REPOSITORY.parent / "shared/corpus/prose.txt.xz", metavar="FILE")
    where.add_argument("--work", type=Path, default=Path("/var/tmp/roberta-mini"), metavar="FOLDER")
    where.add_argument("--folder", type=Path, default=FOLDER, help="the exported model", metavar="FOLDER")
    where.add_argument("--from", dest="origin", type=Path, help="begin with this exported model", metavar="FOLDER")
    long = parser.add_argument_group("how long to train")
    long.add_argument("--tokens", type=float, default=20e6, help="counted with repetitions (default 20e6)")
    long.add_argument("--hours", type=float, default=0.0, help="an end by the clock instead, pauses included")
    long.add_argument("--stop-after", type=int, help="stop at this step, for a trial", metavar="STEPS")
    how = parser.add_argument_group("how to train")
    how.add_argument("--vocabulary", type=int, default=16000, help="entries (default 16000)")
    how.add_argument("--layers", type=int, default=8, help="in the end (default 8)")
    how.add_argument("--shallow-until", type=float, default=0.45, help="share of the run with half of the layers")
    how.add_argument("--short-until", type=float, default=0.4, help="share of the run with 64-token rows, before 128")
    how.add_argument("--long-every", type=int, default=25, metavar="STEPS", help="steps to one with 512-token rows (default 25)")
    how.add_argument("--batch", type=int, default=6144, help="tokens of a step (default 6144)")
    how.add_argument("--rate", type=float, default=1.5e-3, help="the peak (default 1.5e-3)")
    how.add_argument("--cool-down", type=float, default=0.4, help="share of the run in which the rate falls (default 0.4)")
    how.add_argument("--warm-up", type=int, default=100, help="steps (default 100)")
    how.add_argument("--mask", type=float, default=0.3, help="share hidden at first, 0.15 at the end (default 0.3)")
    how.add_argument("--dropout", type=float, default=0.0, help="for a text read some dozen times (default 0)")
    how.add_argument("--optimiser", choices=["muon", "adamw"], default="muon", help="for the layers' matrices")
    how.add_argument("--seed", type=int, default=1)
    how.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    how.add_argument("--not-compiled", action="store_true", help="do without torch.compile, which needs a C++ compiler")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.evaluate:
        evaluate(options)
    elif options.export:
        model, _ = checkpoint.load(options.work / "checkpoint.pt", torch.device("cpu"))
        export(model, options.work / "tokenizer.json", options.folder)
        curve.draw(options.work / "log.csv", options.folder)
        print(f"{options.folder}: {sum(f.stat().st_size for f in options.folder.iterdir() if f.is_file()):,} bytes")
    elif options.neighbours:
        model, tokenizer = from_folder(options.folder), Tokenizer.from_file(str(options.folder / "tokenizer.json"))
        for word in SIX_WORDS:
            print(f"{word}: {' '.join(neighbours(model, tokenizer, word))}")
    else:
        train(options)


def train(options: argparse.Namespace) -> None:
    device = torch.device(options.device)
    plan = Plan(
        tokens=0 if options.hours else int(options.tokens),
        hours=options.hours,
        batch=options.batch,
        rate=options.rate,
        warm_up=options.warm_up,
        mask=options.mask,
        dropout=options.dropout,
        layers=options.layers,
        shallow_until=options.shallow_until,
        short_until=options.short_until,
        long_every=options.long_every,
        cool_down=options.cool_down,
        muon=options.optimiser == "muon",
        seed=options.seed,
    )
    tokenizer_file = options.work / "tokenizer.json"
    if options.origin and not tokenizer_file.exists():
        tokenizer_file.write_bytes((options.origin / "tokenizer.json").read_bytes())
    if not tokenizer_file.exists():
        print("learning the vocabulary (minutes)", flush=True)
        train_tokenizer(learnt(options.corpus), options.vocabulary, HERE / "everyday.txt").save(str(tokenizer_file))
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    print("reading the text (minutes, the first time)", flush=True)
    texts, held_out = load_streams(options.corpus, tokenizer, options.work)
    state = None
    if (options.work / "checkpoint.pt").exists():
        model, state = checkpoint.load(options.work / "checkpoint.pt", device)
    elif options.origin:
        model = from_folder(options.origin).to(device)
    else:
        torch.manual_seed(options.seed)
        model = MaskedLanguageModel(Shape(tokenizer.get_vocab_size(), plan.layers_at(0.0)))
        print("counting neighbours (a minute)", flush=True)
        start_from_counts(model, texts.ids, lower_case_twins(tokenizer))
        model.to(device)
    run = Run(plan, model, options.work, device, compiled=not options.not_compiled)
    if state:
        run.resume(state)
    print(f"{len(texts.ids):,} tokens to learn from, {len(held_out.ids):,} held out; from step {run.step}", flush=True)
    run.train(Text(texts, device), Text(held_out, device), options.stop_after)


def evaluate(options: argparse.Namespace) -> None:
    """Of the exported folder, as it ships: in the precision of its weights, computed in F32."""
    device = torch.device(options.device)
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    model = from_folder(options.folder).to(device).eval()
    _, held_out = load_streams(options.corpus, tokenizer, options.work)
    for length in (16, 32, 64, 128, 512):
        batches = Text(held_out, torch.device("cpu")).batches(model.shape.vocabulary, length, rows=8192 // length)
        loss, right, asked = score(model, (batch.to(device) for batch in batches))
        print(f"rows of {length:3} tokens: {100 * right:.2f} % of {asked:,} masked tokens, loss {loss:.3f}", flush=True)


if __name__ == "__main__":
    main()
