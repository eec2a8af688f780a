"""Questions as a client asks them, and how many are answered."""

from __future__ import annotations

import socket
import string
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "Trust")]

from harness import Daemon, connected, eventually, exactly, message, request, struct, takes_layers  # noqa: E402
from peers import TOP  # noqa: E402

WORDS = "Time flies like an arrow. Fruit flies like a banana. "


def settled(daemon: Daemon) -> None:
    """Waits until the copies that the daemon makes of its model's weights are in use."""
    cache = daemon.folder / "cache"
    suffixes = (".fixed16", ".bytes16", ".columns16")  # The first two are the vocabulary's, each on its CPUs.
    for folder in ("vocabularies", "layers") if takes_layers() else ("vocabularies",):
        eventually(
            f"a copy of {folder} is made",
            lambda files=cache / folder: any(path.suffix in suffixes for path in files.glob("*")),
            seconds=300,
        )
    time.sleep(1)


def ask(connection: socket.socket, **params: object) -> bytes:
    """A question's answer as it came: what a client makes of it is the client's affair."""
    connection.sendall(request(1, "trace", **params))
    return exactly(connection, struct.unpack(">I", exactly(connection, 4))[0])


def single_words(connection: socket.socket, count: int) -> list[str]:
    """So many different texts of one token between the special ones: the shortest that anybody asks about."""
    found: list[str] = []
    for text in [*string.ascii_letters, *(a + b for a in string.ascii_letters for b in string.ascii_lowercase)]:
        connection.sendall(request(1, "tokenize", text=text))
        if len(message(connection)["result"]["tokens"]) == 3:
            found.append(text)
        if len(found) == count:
            return found
    raise SystemExit(f"only {len(found)} texts of one token were found")


def fitting(connection: socket.socket, tokens: int, count: int) -> list[str]:
    """So many different texts that have so many tokens for this model's tokenizer."""
    if tokens == 3:
        return single_words(connection, count)
    found: list[str] = []
    words = WORDS * (1 + tokens // 4)
    for number in range(2 * count + 8):
        text = str(number)
        length = 0
        for end in range(1, len(words)):
            connection.sendall(request(1, "tokenize", text=text + words[:end]))
            length = len(message(connection)["result"]["tokens"])
            if length >= tokens:
                break
        if length == tokens:
            found.append(text + words[:end])
        if len(found) == count:
            return found
    raise SystemExit(f"only {len(found)} texts of {tokens} tokens were found")


def ask_together(path: str, texts: list[str], clients: int, goes_on: Callable[[int], bool]) -> int:
    """Questions that so many clients get answered, each with texts of its own, while `goes_on` with what it has asked."""

    def run(index: int) -> int:
        own, asked = texts[index::clients], 0
        with connected(path, 120) as connection:
            while goes_on(asked):
                ask(connection, text=own[asked % len(own)], position=1, top=TOP)
                asked += 1
        return asked

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(run, range(clients)))


def throughput(path: str, texts: list[str], clients: int, seconds: float) -> float:
    """Questions answered a second: asked for so many seconds, counted and timed up to the last answer."""
    begin = time.monotonic()
    asked = ask_together(path, texts, clients, lambda _: time.monotonic() < begin + seconds)
    return asked / (time.monotonic() - begin)


def beside(path: str, long: str, short: str) -> tuple[list[float], float]:
    """Seconds of each short question that was answered beside one about every position of a long text, and its own."""
    took: list[float] = []
    with ThreadPoolExecutor(1) as pool, connected(path, 120) as first, connected(path, 120) as second:

        def ask_long() -> float:
            begin = time.monotonic()
            ask(first, text=long, truncate=True, top=TOP)
            return time.monotonic() - begin

        asked = pool.submit(ask_long)
        # Now and then, as a person asks.
        while time.sleep(0.05) is None and not asked.done():
            begin = time.monotonic()
            ask(second, text=short, position=1, top=TOP)
            took.append(time.monotonic() - begin)
        # The last one may have been answered after it.
        return took[:-1], asked.result()
