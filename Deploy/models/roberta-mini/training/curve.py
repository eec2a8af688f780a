"""The log of a run, thinned out to a small table and drawn as a picture, with nothing but Python."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

POINTS = 150  # rows of the table that ships
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 360, 56, 56, 40, 44
BLUE, RED, GREY = "#2b6cb0", "#c05621", "#718096"  # readable on white and on dark alike


@dataclass(frozen=True)
class Axis:
    """A linear map from values to points of the picture."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)


def draw(log: Path, folder: Path) -> None:
    """Writes training/loss.csv, the log with each row the mean of a few, and loss.svg."""
    with log.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    losses, trials = thinned(rows), [row for row in rows if row["held_out_accuracy"]]
    with (folder / "training" / "loss.csv").open("w", encoding="utf-8", newline="") as out:
        out.write("tokens,loss,held_out_loss,held_out_accuracy\n")
        merged = [(tokens, f"{loss:.4f}", "", "") for tokens, loss in losses]
        merged += [(int(row["tokens"]), "", row["held_out_loss"], row["held_out_accuracy"]) for row in trials]
        out.writelines(",".join(map(str, row)) + "\n" for row in sorted(merged))
    accuracies = [(int(row["tokens"]), 100 * float(row["held_out_accuracy"])) for row in trials]
    (folder / "loss.svg").write_text(picture(losses, accuracies), encoding="utf-8")


def thinned(rows: list[dict[str, str]]) -> list[tuple[int, float]]:
    """At most `POINTS` pairs of tokens seen and mean loss."""
    size = -(-len(rows) // POINTS)
    chunks = [rows[i : i + size] for i in range(0, len(rows), size)]
    return [(int(chunk[-1]["tokens"]), sum(float(row["loss"]) for row in chunk) / len(chunk)) for chunk in chunks]


def picture(losses: list[tuple[int, float]], accuracies: list[tuple[int, float]]) -> str:
    """Loss by tokens (left scale), and accuracy on held-out text (right scale)."""
    tokens = Axis(0, max(losses[-1][0], 1), LEFT, WIDTH - RIGHT)
    loss = Axis(1, 7, HEIGHT - BOTTOM, TOP)
    accuracy = Axis(0, 60, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for value in range(1, 8):
        y = loss.at(value)
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{GREY}" stroke-opacity=".25"/>')
        parts.append(_text(LEFT - 8, y + 4, str(value), "end", BLUE))
        parts.append(_text(WIDTH - RIGHT + 8, y + 4, f"{10 * (value - 1)} %", "start", RED))
    for fifth in range(6):
        value = losses[-1][0] * fifth / 5
        parts.append(_text(tokens.at(value), HEIGHT - BOTTOM + 18, f"{value / 1e6:.1f} M", "middle", GREY))
    parts.append(_text(LEFT, TOP - 16, "training loss, 30 to 15 % masked", "start", BLUE))
    parts.append(_text(WIDTH - RIGHT, TOP - 16, "accuracy on held-out text, 15 % masked", "end", RED))
    parts.append(_text(WIDTH / 2, HEIGHT - 8, "tokens", "middle", GREY))
    parts.append(_line([(tokens.at(x), loss.at(min(7.0, y))) for x, y in losses], BLUE))
    parts.append(_line([(tokens.at(x), accuracy.at(y)) for x, y in accuracies], RED))
    return "\n".join([*parts, "</svg>\n"])


def _text(x: float, y: float, text: str, anchor: str, colour: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{text}</text>'


def _line(points: list[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
