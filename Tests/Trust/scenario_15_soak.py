"""Two users ask at random while clients die, configurations change, frames are hostile and the daemon is killed.

Every question that was asked is accounted for: answered with the bits that it has when it is asked alone, refused with a
code, or cut off by a kill. Nothing grows.
"""

import os
import random
import signal
import threading
import time
import unittest

from harness import (
    A,
    B,
    BUNDLED,
    ROOT_ONLY,
    TINY,
    Client,
    ConnectionLost,
    Daemon,
    NotReachable,
    Refused,
    as_user,
    connected,
    eventually,
    length,
    multiprocessing,
    request,
    told,
)

SECONDS = length(40, 600)
WORDS = "time flies like an arrow fruit banana king three red Monday walked he é 👍 </s>".split()
KEPT = ("tokens", "journeys", "truncated")


def questions(count: int) -> list[tuple[str, dict[str, object]]]:
    """The same for everybody, from a seed."""
    source = random.Random(15)
    result: list[tuple[str, dict[str, object]]] = []
    for number in range(count):
        text = " ".join(source.choice(WORDS) for _ in range(source.choice([0, 1, 5, 12, 40])))
        params: dict[str, object] = {"text": text, "truncate": True, "model": source.choice([BUNDLED.name, TINY.name])}
        if number % 3:
            params["position"] = source.choice([0, 1, 99])
        if number % 4 == 0:
            params["space"] = source.choice(["word", "embedding", "nonsense"])
        if number % 5 == 0:
            params["metric"] = "euclidean"
        if number % 7 == 0:
            params["arithmetic"] = "published"
        result.append((source.choice(["trace", "trace", "trace", "tokenize"]), params))
    return [(method, only_known(method, params)) for method, params in result]


def only_known(method: str, params: dict[str, object]) -> dict[str, object]:
    return params if method == "trace" else {key: params[key] for key in ("text", "truncate", "model")}


def outcome(client: Client, question: tuple[str, dict[str, object]]) -> object:
    try:
        result = client.ask(*question)
        return {key: result.get(key) for key in KEPT}
    except Refused as refused:
        return refused.code


PASSING = {-32000, -32004, -32006, -32007}  # overloaded, notReady, shuttingDown, quotaExceeded


def ask_on(path: str, seed: int, expected: list[object], over: object, report: object) -> None:
    """Asks until it is over; reports (asked, right, coded, cut off, wrong)."""
    pool, source = questions(len(expected)), random.Random(seed)
    asked = right = coded = cut = 0
    wrong: list[object] = []
    client = Client(path, 120)
    while not over.is_set():  # type: ignore[attr-defined]
        index = source.randrange(len(pool))
        asked += 1
        try:
            got = outcome(client, pool[index])
            if got == expected[index]:
                right, coded = right + (not isinstance(got, int)), coded + isinstance(got, int)
            elif got in PASSING:
                coded += 1
            else:
                wrong.append((pool[index], got, expected[index]))
        except ConnectionLost:
            cut += 1
        except NotReachable:
            asked -= 1  # nothing was asked: nobody was there
            time.sleep(0.02)
    client.close()
    report.put((asked, right, coded, cut, wrong[:3]))  # type: ignore[attr-defined]


def annoy(path: str, seed: int, over: object) -> None:
    """Hostile frames, half frames, and clients that leave in the middle."""
    source = random.Random(seed)
    while not over.is_set():  # type: ignore[attr-defined]
        try:
            with connected(path) as connection:
                piece = source.choice(
                    [
                        b"\0\0\0\0",
                        b"\xff\xff\xff\xff",
                        b"\0\0\0\x05[[[[[",
                        source.randbytes(source.randrange(200)),
                        request(1, "trace", text="word " * 100)[: source.randrange(1, 200)],
                        request(1, "trace", text=f"{source.random()} " + "word " * 200, truncate=True),
                    ]
                )
                connection.sendall(piece)
                time.sleep(source.random() / 20)
        except (OSError, ConnectionLost):
            pass
        time.sleep(0.02)


@unittest.skipUnless(os.geteuid() == 0, ROOT_ONLY)
class Soak(unittest.TestCase):
    turn = threading.Lock()  # a daemon that starts reads the configuration, and must find a good one

    def test_every_question_is_accounted_for_and_nothing_grows(self) -> None:
        settings = {"frameSeconds": 2, "answerCacheBytes": 1 << 18}
        daemon = Daemon(BUNDLED, TINY, settings=settings)
        configuration = daemon.folder / "encodingsd.json"
        configuration.write_text("{}")
        daemon.arguments += ["--config", str(configuration)]
        with daemon:
            with daemon.client() as client:
                expected = [outcome(client, question) for question in questions(200)]
            over, reports = multiprocessing.Event(), multiprocessing.Queue()
            kills, reloads = [0], [0]
            with as_user(A, annoy, daemon.socket, 1, over), as_user(B, annoy, daemon.socket, 2, over):
                askers = [
                    as_user(user, ask_on, daemon.socket, seed, expected, over, reports)
                    for seed, user in enumerate([A, A, A, B, B])
                ]
                for asker in askers:
                    asker.__enter__()
                stop = threading.Event()
                reloader = threading.Thread(target=self.reload, args=[daemon, configuration, stop, reloads])
                reloader.start()
                # With kills in the first half; in the second one daemon lives on and is measured.
                half = time.monotonic() + SECONDS / 2
                while time.monotonic() < half:
                    time.sleep(SECONDS / 10)
                    with self.turn:
                        configuration.write_text("{}")
                        daemon.signal(signal.SIGKILL)
                        daemon.ended()
                        daemon.start()
                        kills[0] += 1
                time.sleep(SECONDS / 8)
                memory = [daemon.memory()]
                descriptors = [daemon.descriptors()]
                end = time.monotonic() + SECONDS * 3 / 8
                while time.monotonic() < end:
                    time.sleep(1)
                    memory.append(daemon.memory())
                    descriptors.append(daemon.descriptors())
                stop.set()
                reloader.join()
                over.set()
                results = [reports.get(timeout=120) for _ in askers]
                for asker in askers:
                    asker.__exit__(None, None, None)
            eventually("all is given back", lambda: daemon.descriptors() <= min(descriptors))
            with daemon.client() as client:
                self.assertEqual([outcome(client, question) for question in questions(200)], expected)
        asked, right, coded, cut = (sum(result[part] for result in results) for part in range(4))
        wrong = [item for result in results for item in result[4]]
        quarter = max(1, len(memory) // 4)
        growth = min(memory[-quarter:]) - min(memory[:quarter])
        told(
            15,
            f"{SECONDS} s, 2 users, {kills[0]} kills, {reloads[0]} reloads: {asked} asked = {right} right to the bit + {coded} "
            f"coded + {cut} cut off by a kill, {asked - right - coded - cut} lost; memory {min(memory[:quarter]):.1f} → "
            f"{min(memory[-quarter:]):.1f} MiB, descriptors {max(descriptors)} at most",
        )
        self.assertEqual(wrong, [])
        self.assertEqual(asked, right + coded + cut)
        self.assertLess(growth, 8)

    def reload(self, daemon: Daemon, configuration: object, stop: threading.Event, count: list[int]) -> None:
        while not stop.wait(0.7):
            with self.turn:
                count[0] += 1
                configuration.write_text("{}" if count[0] % 2 else '{"requests": -1}')  # type: ignore[attr-defined]
                daemon.signal(signal.SIGHUP)
