"""How the time of a question grows with its tokens, with the model, and with the number of clients: three plots."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from asking import ask, fitting, settled, throughput  # noqa: E402
from harness import Daemon, connected, json  # noqa: E402
from matplotlib import pyplot  # noqa: E402
from peers import TOP  # noqa: E402

UNCACHED = {"answerCacheBytes": 0}
# Text stays text, and one run's files differ from another's in what was measured only.
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "encodings"})


def milliseconds(path: str, text: str, turns: int = 9, **params: object) -> float:
    """The median of some turns, after one that is not counted."""
    times = []
    with connected(path, 120) as connection:
        for _ in range(turns + 1):
            begin = time.perf_counter()
            ask(connection, text=text, top=TOP, **params)
            times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times[1:])


def shape_of(model: Path) -> dict[str, int]:
    return json.loads((model / "config.json").read_text("utf-8"))


def by_tokens(model: Path) -> dict[str, list[tuple[float, float]]]:
    lines: dict[str, list[tuple[float, float]]] = {"one position": [], "all positions": []}
    with Daemon(model, settings=UNCACHED) as daemon, connected(daemon.socket, 120) as connection:
        settled(daemon)
        for tokens in (14, 32, 64, 128, 256, 512):
            text = fitting(connection, tokens, 1)[0]
            lines["one position"].append((tokens, milliseconds(daemon.socket, text, position=2)))
            lines["all positions"].append((tokens, milliseconds(daemon.socket, text, turns=3)))
    return lines


def by_model(models: list[Path]) -> dict[str, list[tuple[float, float]]]:
    points = []
    for model in models:
        with Daemon(model, settings=UNCACHED) as daemon, connected(daemon.socket, 120) as connection:
            settled(daemon)
            text = fitting(connection, 14, 1)[0]
            size = sum(file.stat().st_size for file in model.glob("*.safetensors")) / 1e6
            points.append((size, milliseconds(daemon.socket, text, position=2)))
    return {"one position, 14 tokens": sorted(points)}


def by_clients(model: Path) -> dict[str, list[tuple[float, float]]]:
    lines: dict[str, list[tuple[float, float]]] = {}
    with Daemon(model, settings=UNCACHED) as daemon:
        settled(daemon)
        for tokens in (3, 6, 14):
            # Closed before they ask: 64 connections are all that one user gets.
            with connected(daemon.socket, 120) as connection:
                texts = fitting(connection, tokens, 64)
            lines[f"{tokens} tokens"] = [
                (clients, throughput(daemon.socket, texts, clients, 4)) for clients in (1, 2, 4, 8, 16, 32, 64)
            ]
    return lines


def draw(file: Path, title: str, across: str, up: str, lines: dict[str, list[tuple[float, float]]]) -> None:
    """A plot with two logarithmic axes, each point with its value."""
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for name, points in lines.items():
        axes.plot(*zip(*points, strict=True), marker="o", label=name)
        for x, y in points:
            axes.annotate(f"{y:.0f}", (x, y), textcoords="offset points", xytext=(0, 7), ha="center", fontsize=8)
    axes.set(title=title, xlabel=across, ylabel=up, xscale="log", yscale="log", ylim=(None, axes.get_ylim()[1] * 1.3))
    ticks = sorted({x for points in lines.values() for x, _ in points})
    axes.set_xticks(ticks, [f"{x:.0f}" for x in ticks])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def measure(model: Path, others: list[Path], output: Path) -> Iterator[tuple[str, str]]:
    """Draws the plots beside `output`; yields their names and titles."""
    shapes = sorted((shape["num_hidden_layers"], shape["hidden_size"]) for shape in map(shape_of, (model, *others)))
    layers = ", ".join(f"{layers} × {hidden}" for layers, hidden in shapes)
    plots = (
        ("tokens", f"A question of {model.name}", "tokens", "milliseconds", lambda: by_tokens(model)),
        ("models", f"By layers × width: {layers}", "weights, MB", "milliseconds", lambda: by_model([model, *others])),
        ("clients", f"Clients of {model.name}", "clients", "questions a second", lambda: by_clients(model)),
    )
    for name, title, across, up, lines in plots:
        print(f"drawing how it grows: {name}", flush=True)
        file = output.with_name(f"{output.stem}-{name}.svg")
        draw(file, title, across, up, lines())
        yield file.name, title
