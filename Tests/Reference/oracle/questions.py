"""Which questions the golden files answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle

from tiny_tokenizers import SENTENCES

from .reference import TAPS, Reference
from .vocabulary import METRICS, SPACES

BANANA = "Time flies like an arrow. Fruit flies like a banana."
MULTIBYTE = "Zoë’s naïve clock — 時間 flies 👍🏽, O\u0308ffnung!"


@dataclass(frozen=True)
class Question:
    """What is asked of one token of one text."""

    position: int
    tap: str = "resid_mid"
    space: str = "word+position"
    metric: str = "cosine"
    arithmetic: str = "exact"
    top: int = 5
    layers: tuple[int, ...] | None = None


@dataclass
class Text:
    """A text and what is asked about it."""

    text: str
    questions: list[Question] = field(default_factory=list)


def resid_mid(position: int, **rest: object) -> list[Question]:
    """The default tap at one position: every space, metric and arithmetic."""
    return [
        Question(position, "resid_mid", space, metric, arithmetic, **rest)
        for arithmetic in ("exact", "published")
        for space in SPACES
        for metric in METRICS
    ]


def everything(position: int, **rest: object) -> list[Question]:
    """Every tap, space, metric and arithmetic at one position."""
    others = [
        Question(position, tap, space, metric, **rest)
        for tap in TAPS
        if tap != "resid_mid"
        for space in SPACES
        for metric in METRICS
    ]
    return resid_mid(position, **rest) + others


def limit(reference: Reference) -> int:
    """The longest text the model reads, in tokens, special ones counted."""
    config = reference.model.config
    unused = config.pad_token_id + 1 if config.model_type == "roberta" else 0
    return config.max_position_embeddings - unused


def text_of_length(reference: Reference, tokens: int) -> str:
    """A text of exactly so many tokens."""
    text = ""
    for word in cycle(" ".join(SENTENCES).split(" ")):
        longer = f"{text} {word}" if text else word
        if len(reference.encode(longer)) > tokens:
            break
        text = longer
    while len(reference.encode(text)) < tokens:
        text = next(
            text + more for more in ("!", ".", "!.", " !") if len(reference.encode(text + more)) <= tokens
        )
    assert len(reference.encode(text)) == tokens
    return text


def special_text(reference: Reference) -> str:
    """Mask and padding tokens inside a text."""
    mask, padding = (
        ("<mask>", "<pad>") if reference.model.config.model_type == "roberta" else ("[MASK]", "[PAD]")
    )
    return f"Time {mask} like {padding} an arrow."


def spread(questions: Iterable[Question]) -> list[Question]:
    """The questions in a steady order, none twice."""
    return list(dict.fromkeys(questions))


def tiny(reference: Reference) -> list[Text]:
    """For the tiny models: everything, everywhere it matters."""
    multibyte = len(reference.encode(MULTIBYTE))
    special = reference.encode(special_text(reference))
    full = limit(reference)
    mask, padding = (
        special.index(reference.tokenizer.encode(word, add_special_tokens=False).ids[0])
        for word in special_text(reference).split(" ")[1:4:2]
    )
    return [
        Text(BANANA, spread([Question(2, top=15), *everything(3), *everything(0)])),
        Text(MULTIBYTE, spread([*everything(multibyte // 2), *resid_mid(multibyte - 1)])),
        Text("", spread([*everything(1), *resid_mid(0)])),
        Text(
            special_text(reference),
            spread([*resid_mid(mask), *resid_mid(padding), *resid_mid(len(special) - 2)]),
        ),
        Text(
            text_of_length(reference, full),
            spread([*everything(full // 2), *resid_mid(0), *resid_mid(full - 1)]),
        ),
    ]


def real(reference: Reference) -> list[Text]:
    """For trained models: everything at one token, the default tap at others."""
    multibyte = len(reference.encode(MULTIBYTE))
    full = limit(reference)
    every_default = [Question(position) for position in range(len(reference.encode(BANANA)))]
    return [
        Text(BANANA, spread([Question(2, top=15), *everything(2), *every_default])),
        Text(MULTIBYTE, spread([*resid_mid(multibyte // 2), Question(multibyte - 1)])),
        Text("", spread([*resid_mid(0), Question(1)])),
        Text(
            text_of_length(reference, full), spread([Question(0), *resid_mid(full // 2), Question(full - 1)])
        ),
    ]


def large(reference: Reference) -> list[Text]:
    """For the roberta-base-shaped random model: 14 tokens, every position; 512 tokens, two of them."""
    layers = (0, 5, 11)
    short, long = (text_of_length(reference, tokens) for tokens in (14, limit(reference)))
    if len(reference.encode(BANANA)) == 14:
        short = BANANA
    return [
        Text(
            short,
            spread(
                [*(Question(position, layers=layers) for position in range(14)), *resid_mid(2, layers=layers)]
            ),
        ),
        Text(long, spread([Question(position, layers=layers) for position in (0, 255, 511)])),
    ]


def questions_for(name: str, reference: Reference) -> list[Text]:
    """The questions that suit a model of this name."""
    if name.startswith("tiny-"):
        return tiny(reference)
    if name.startswith("roberta-base-random"):
        return large(reference)
    return real(reference)
