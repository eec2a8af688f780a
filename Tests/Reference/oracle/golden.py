"""Writes the answers to a model's questions as JSON, one case a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from .published import published_resid_mid
from .questions import Question, Text
from .reference import TAPS, Reading, Reference
from .vocabulary import LayerAnswer, Vocabulary, answer


def rounded(value: float) -> float:
    """Nine significant digits, and no negative zero."""
    return float(f"{value:.9g}") + 0.0


def compact(value: object) -> str:
    """JSON without spaces."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def encoding(reference: Reference, reading: Reading, question: Question, layer: int) -> torch.Tensor:
    """The vector a question is about."""
    if question.arithmetic == "published":
        return published_resid_mid(reference, reading, layer)[question.position]
    return reading.taps[layer][question.tap][question.position]


def answers(
    reference: Reference, vocabulary: Vocabulary, reading: Reading, question: Question
) -> Iterator[LayerAnswer]:
    """A question's answer at each of its layers."""
    published = question.arithmetic == "published"
    rows = vocabulary.rows(question.space, reading.positions[0 if published else question.position])
    layers = question.layers or range(len(reference.layers))
    queries = torch.stack([encoding(reference, reading, question, layer) for layer in layers])
    similarities = vocabulary.similarities(rows, queries, question.metric)
    for layer, row in zip(layers, similarities, strict=True):
        yield answer(layer, row, reading.ids[question.position], question.top)


def case(question: Question, layers: Iterator[LayerAnswer]) -> dict[str, object]:
    """A question and its answer, as the golden files hold them."""
    return {
        "position": question.position,
        "tap": question.tap,
        "space": question.space,
        "metric": question.metric,
        "arithmetic": question.arithmetic,
        "top": question.top,
        "layers": [
            {
                "layer": reading.layer,
                "similarity": rounded(reading.similarity),
                "rank": reading.rank,
                "rankLow": reading.rank_low,
                "rankHigh": reading.rank_high,
                "ties": reading.ties,
                "neighbors": [[entry, rounded(value)] for entry, value in reading.neighbors],
            }
            for reading in layers
        ],
    }


def write_cases(path: Path, name: str, reference: Reference, texts: list[Text]) -> int:
    """Answers every question and writes them to `path`; returns how many cases there are."""
    vocabulary = Vocabulary(reference)
    count = 0
    parts = []
    for text in texts:
        reading = reference.read(reference.encode(text.text))
        cases = [
            case(question, answers(reference, vocabulary, reading, question)) for question in text.questions
        ]
        count += len(cases)
        lines = ",\n".join(map(compact, cases))
        parts.append(f'{{"text":{compact(text.text)},"ids":{compact(reading.ids)},"cases":[\n{lines}]}}')
    path.write_text(f'{{"model":{compact(name)},"texts":[\n' + ",\n".join(parts) + "]}\n", encoding="utf-8")
    return count


def write_taps(path: Path, name: str, reference: Reference, text: str) -> None:
    """Writes every tap of every layer for one text: `taps[tap][layer][token][component]`."""
    reading = reference.read(reference.encode(text))
    layers = range(len(reference.layers))

    def numbers(values: torch.Tensor) -> list[list[float]]:
        return [[rounded(value) for value in row] for row in np.asarray(values).tolist()]

    taps = {tap: [numbers(reading.taps[layer][tap]) for layer in layers] for tap in TAPS}
    taps["published"] = [numbers(published_resid_mid(reference, reading, layer)) for layer in layers]
    lines = ",\n".join(f"{compact(tap)}:{compact(values)}" for tap, values in taps.items())
    path.write_text(
        f'{{"model":{compact(name)},"text":{compact(text)},"ids":{compact(reading.ids)},'
        f'"positionRows":{compact(reading.positions)},"taps":{{\n{lines}}}}}\n',
        encoding="utf-8",
    )
