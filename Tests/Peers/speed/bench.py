#!/usr/bin/env python3
"""Measures encodingsd beside its peers, taking turns in one run, and writes down what came of it.

Called by Deploy/bench, which says how.
"""

from __future__ import annotations

import argparse
import datetime
import math
import platform
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "Trust"), str(HERE)]

import growth  # noqa: E402
from asking import ask, ask_together, beside, fitting, settled, throughput  # noqa: E402
from harness import Daemon, connected, json  # noqa: E402
from peers import TOP, Demo, Onnx, Traced, WellDone, ranking  # noqa: E402

TOKENS = 14
SHORT = 6
WORD = 3
MANY = 10_240  # questions that memory must not grow over
QUARTERS = 4
LONG = "word " * 600
LONGS = 4  # turns of a long question, alone and with others beside it
CROWDS = 8  # turns of one client and of sixteen
REST = 0.05  # seconds after a peer's turn, whose threads may still be spinning


class Times(dict[str, list[float]]):
    """Milliseconds by what was measured."""

    def take(self, name: str, body: Callable[[], object], rest: float = REST) -> None:
        time.sleep(rest)
        begin = time.perf_counter()
        body()
        self.setdefault(name, []).append(1000 * (time.perf_counter() - begin))

    def take_warm(self, name: str, body: Callable[[], object]) -> None:
        """The second of two: it finds its threads awake and its weights as near as it left them."""
        time.sleep(REST)
        body()
        self.take(name, body, rest=0)

    def median(self, name: str) -> float:
        return statistics.median(self[name])

    def spread(self, name: str) -> str:
        """Half of the distance of the quartiles, as a share of the median; one turn has none."""
        if len(self[name]) < 2:
            return "one turn"
        low, _, high = statistics.quantiles(self[name], n=4)
        return f"{100 * (high - low) / 2 / self.median(name):.0f} %"


class Engine:
    """SpeedBenchmark: the forward pass, the kernels and the floors, one measurement a line."""

    def __init__(self, program: str, model: Path) -> None:
        self.process = subprocess.Popen([program, str(model)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.fastest: dict[str, tuple[float, float, float]] = {}

    def ask(self, line: str) -> tuple[float, float, float]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        milliseconds, count, operations = map(float, self.process.stdout.readline().split())
        self.fastest[line] = min(self.fastest.get(line, (math.inf, 0, 0)), (milliseconds, count, operations))
        return milliseconds, count, operations

    def warm(self, line: str) -> float:
        """Milliseconds of the second of two, as of a question."""
        time.sleep(REST)
        self.ask(line)
        return self.ask(line)[0]

    def best(self, line: str, times: int = 9) -> tuple[float, float]:
        """Achieved GB/s and GFLOP/s of the fastest of some, and of those before."""
        for _ in range(times):
            self.ask(line)
        found = self.fastest[line]
        return found[1] / found[0] / 1e6, found[2] / found[0] / 1e6


def rankings(answer: bytes) -> list[ranking]:
    journeys = json.loads(answer)["result"]["journeys"]
    return [
        [(layer["rank"], [near["id"] for near in layer["neighbors"]]) for layer in journey["layers"]]
        for journey in journeys
    ]


def agreement(ours: list[ranking], theirs: list[ranking]) -> tuple[int, int]:
    """Readings, and those that differ in rank by more than one or in more than two of their neighbours."""
    pairs = [pair for a, b in zip(ours, theirs, strict=True) for pair in zip(a, b, strict=True)]
    apart = [abs(a[0] - b[0]) > 1 + 1e-3 * b[0] or len(set(a[1]) ^ set(b[1])) > 4 for a, b in pairs]
    return len(pairs), sum(apart)


def main() -> int:
    # Ended from outside it takes the daemon with it, once the questions under way are answered.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--encctl", required=True)
    parser.add_argument("--others", type=Path, nargs="*", default=[], help="models of other shapes, for the plots")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    threads = len(__import__("os").sched_getaffinity(0))
    torch.set_num_threads(threads)
    print("loading the peers (a minute)", flush=True)
    traced = Traced(options.model)
    demo, well, onnx = Demo(traced), WellDone(traced), Onnx(options.model, threads)
    engine = Engine(options.engine, options.model)
    lines: list[str] = []

    def say(line: str = "") -> None:
        print(line, flush=True)
        lines.append(line)

    with Daemon(options.model, settings={"answerCacheBytes": 0}) as daemon, connected(daemon.socket, 120) as connection:
        settled(daemon)
        texts = {tokens: fitting(connection, tokens, 64) for tokens in (TOKENS, SHORT, WORD)}
        text = texts[TOKENS][0]
        first = json.loads(ask(connection, text=text, position=2, top=TOP))["result"]
        ids = [token["id"] for token in first["tokens"]]
        everywhere = list(range(len(ids)))
        times = Times()
        readings, apart = agreement(rankings(ask(connection, text=text, top=TOP)), well.ask(ids, everywhere))
        one_readings, one_apart = agreement(
            rankings(ask(connection, text=text, position=2, top=TOP)), demo.ask(ids, [2])
        )
        for number in range(options.rounds):
            times.take_warm("one position: encodingsd", lambda: ask(connection, text=text, position=2, top=TOP))
            times.take_warm("one position: PyTorch done well", lambda: well.ask(ids, [2]))
            times.take_warm("all positions: encodingsd", lambda: ask(connection, text=text, top=TOP))
            times.take_warm("all positions: PyTorch done well", lambda: well.ask(ids, everywhere))
            times.setdefault("every weight read once", []).append(engine.warm("read"))
            # With every turn, because a host may withhold a core for as long as nine in a row take.
            engine.ask("peak")
            if number % 5 == 0:  # it takes long
                times.take("one position: the demo's algorithm", lambda: demo.ask(ids, [2]))
                times.take("all positions: the demo's algorithm", lambda: demo.ask(ids, everywhere))
            for tokens in (14, 64, 128, 512):
                if tokens < 512 or number % 3 == 0:
                    many = [5 + index * 7 % 1000 for index in range(tokens)]
                    times.setdefault(f"forward {tokens}: encodingsd", []).append(engine.warm(f"forward {tokens}"))
                    for spins, how in ((False, "sleeping"), (True, "spinning")):
                        times.take_warm(
                            f"forward {tokens}: ONNX Runtime, {how} threads",
                            lambda many=many, spins=spins: onnx.forward(many, spins),
                        )
        memory, (copies, large) = daemon.memory(), daemon.copies()
        rates = {(n, clients): [] for n in texts for clients in (1, 16)}
        for _ in range(CROWDS):
            for n, clients in rates:
                rates[n, clients].append(throughput(daemon.socket, texts[n], clients, 2))
        print(f"asking {MANY:,} questions (minutes)", flush=True)
        grown = [daemon.memory()]
        for _ in range(QUARTERS):
            ask_together(daemon.socket, texts[SHORT], 16, lambda asked: asked < MANY // QUARTERS // 16)
            grown.append(daemon.memory())
        waits: list[float] = []
        for _ in range(LONGS):
            times.take("a question of 512 tokens, every position", lambda: ask(connection, text=LONG, truncate=True, top=TOP))
            for other in texts[TOKENS][:20]:
                times.take("a question, now and then", lambda other=other: ask(connection, text=other, position=1, top=TOP))
            found, took = beside(daemon.socket, LONG, text)
            waits += found
            times.setdefault("a question of 512 tokens, others beside it", []).append(1000 * took)
        after = daemon.memory()
    with Daemon(options.model) as daemon, connected(daemon.socket) as connection:
        settled(daemon)
        ask(connection, text=text, position=2, top=TOP)
        for other in texts[TOKENS][1:]:
            ask(connection, text=other, position=2, top=TOP)
            times.take(
                "another position of a text: encodingsd",
                lambda other=other: ask(connection, text=other, position=3, top=TOP),
                rest=0,
            )
        inside = []
        for _ in range(200):
            times.take("cached: whole round trip", lambda: ask(connection, text=text, position=2, top=TOP))
            answer = json.loads(ask(connection, text=text, position=2, top=TOP))
            inside.append(answer["result"]["timing"]["queuedMs"] + answer["result"]["timing"]["computeMs"])
        command = [options.encctl, "tokenize", text, "--socket", daemon.socket]
        for _ in range(50):
            times.take("encctl tokenize", lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))

    peak = report(say, options, times, engine, threads)
    say()
    say(
        f"Agreement: {readings - apart} of {readings} readings of all positions with PyTorch, "
        f"{one_readings - one_apart} of {one_readings} of one position with the demo's algorithm."
    )
    for n in texts:
        alone, together = (statistics.median(rates[n, clients]) for clients in (1, 16))
        busy = together * operations_of(options.model, n) / peak / 1e9
        ratios = [many / one for one, many in zip(rates[n, 1], rates[n, 16], strict=True)]
        say(
            f"16 clients with texts of {n} tokens: {together:.1f} questions a second, one: {alone:.1f}; median ratio "
            f"of {CROWDS} turns {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f} "
            f"(wanted: 3 or more); the 16 keep the units busy for {100 * busy:.0f} % of the time"
        )
    say(
        f"Beside a question about every position of 512 tokens one of {TOKENS} takes "
        f"{1000 * statistics.median(waits or [math.nan]):.0f} ms (median of {len(waits)}; "
        f"{1000 * max(waits, default=math.nan):.0f} at most)"
    )
    say(
        f"A cached question: {statistics.median(inside):.3f} ms inside, {times.median('cached: whole round trip'):.2f} ms whole"
    )
    say(f"encctl tokenize: {times.median('encctl tokenize'):.1f} ms as a process (wanted: 15 or less)")
    say(
        f"Private memory: {memory:.1f} MiB (wanted: 64 or less); over {MANY:,} questions of 16 clients, at "
        f"the start and after each quarter: {', '.join(f'{each:.1f}' for each in grown)} MiB (wanted: no growth); after "
        f"{2 * LONGS} questions of 512 tokens, every position: {after:.1f} MiB"
    )
    say(f"Copies of the weights: {copies:.1f} MiB are mapped, {large:.1f} MiB of them by large pages")
    say()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    for name, title in growth.measure(options.model, options.others, options.output):
        say(f"![{title}]({name})")
        say()
    options.output.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def operations_of(model: Path, tokens: int) -> float:
    """What one position of a text takes as it is asked by default: the layers up to the last one's attention, and each
    layer's reading times the vocabulary, in 16-bit products, two of which take the time of one operation."""
    shape = growth.shape_of(model)
    layers, hidden, wide = (shape[key] for key in ("num_hidden_layers", "hidden_size", "intermediate_size"))
    attention = layers * (4 * hidden**2 + 2 * tokens * hidden)
    return 2 * tokens * (attention + (layers - 1) * 2 * hidden * wide) + layers * shape["vocab_size"] * hidden


def report(say: Callable[..., None], options: argparse.Namespace, times: Times, engine: Engine, threads: int) -> float:
    """Says the table; returns the peak in GFLOP/s."""
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    flags = Path("/proc/cpuinfo").read_text()
    bandwidth, _ = engine.best("read")
    _, peak = engine.best("peak")
    say(f"# encodingsd beside its peers, {datetime.date.today().isoformat()}")
    say()
    say(
        f"{processor.group(1) if processor else platform.processor()}, {threads} threads, "
        f"{'AMX' if 'amx_bf16' in flags else 'AVX-512' if 'avx512f' in flags else 'AVX2' if 'avx2' in flags else 'no AVX2'}; "
        f"reads {bandwidth:.1f} GB/s, fuses {peak:.0f} GFLOP/s. Model: {options.model.name}. "
        f"Medians of {options.rounds} turns; ± half the distance of the quartiles. Whatever is compared is the second of two, but for the demo's, which takes long. ONNX Runtime is held against in whichever way it was faster. "
        "`Deploy/bench` made this table."
    )
    say()
    say("| | ms | ± |")
    say("|---|---|---|")
    for name in sorted(times):
        say(f"| {name} | {times.median(name):.2f} | {times.spread(name)} |")
    say()
    say("| ratio | is | wanted |")
    say("|---|---|---|")

    def ratio(what: str, ours: str, theirs: str, wanted: float) -> None:
        say(f"| {what} | {times.median(ours) / times.median(theirs):.3f} | ≤ {wanted:.3g} |")

    for scope, demo, torch_ratio in (("one position", 1 / 50, 0.25), ("all positions", 1 / 25, 0.3)):
        ratio(f"{scope} / the demo's algorithm", f"{scope}: encodingsd", f"{scope}: the demo's algorithm", demo)
        ratio(f"{scope} / PyTorch done well", f"{scope}: encodingsd", f"{scope}: PyTorch done well", torch_ratio)
    ratio("one position / every weight read once", "one position: encodingsd", "every weight read once", 1.5)
    for tokens, wanted in ((14, 0.8), (64, 0.9), (128, 0.9), (512, 1.0)):
        ways = [name for name in times if name.startswith(f"forward {tokens}: ONNX")]
        ratio(f"forward {tokens} / ONNX Runtime", f"forward {tokens}: encodingsd", min(ways, key=times.median), wanted)
    shape = growth.shape_of(options.model)
    layers, hidden, wide = (shape[key] for key in ("num_hidden_layers", "hidden_size", "intermediate_size"))
    # A token's products with the weights, and with the keys and values of all tokens.
    operations = 2 * 512 * layers * (4 * hidden**2 + 2 * hidden * wide + 2 * 512 * hidden)
    achieved = operations / times.median("forward 512: encodingsd") / 1e6
    say(f"| forward 512: operations / the peak | {achieved / peak:.3f} | ≥ 0.75 |")
    say()
    say("| kernel | GB/s | of what can be read | GFLOP/s | of the peak |")
    say("|---|---|---|---|---|")
    for line in (
        "product 1 50265 768",
        "product 14 50265 768",
        "product 168 50265 768",
        "fixed 13 50265 768",
        "fixed 168 50265 768",
        "panelled 14 50265 768",
        "panelled 14 50265 768 16",
        "panelled 64 3072 768",
        "panelled 512 3072 768",
        "panelled 512 3072 768 16",
        "panelled 512 768 3072",
        "product 512 3072 768",
        "product 512 768 3072",
        "norm 512 768",
        "activate 1572864",
        "softmax 6144 512",
    ):
        read, fused = engine.best(line)
        say(f"| {line} | {read:.1f} | {100 * read / bandwidth:.0f} % | {fused:.0f} | {100 * fused / peak:.0f} % |")
    return peak


if __name__ == "__main__":
    sys.exit(main())
