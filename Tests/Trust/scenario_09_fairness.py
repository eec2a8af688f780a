"""Neither a thousand long questions nor one very long one keep another's waiting; a cancelled one is answered once."""

import os
import select
import socket
import threading
import time
import unittest

from harness import (
    A,
    B,
    BUNDLED,
    ROOT_ONLY,
    Client,
    Daemon,
    as_user,
    connected,
    eventually,
    framed,
    length,
    message,
    multiprocessing,
    request,
    told,
)

COUNT = 1000


def flood(path: str, report: object) -> None:
    """Has the questions waiting, on as many connections as it takes, and reads the answers."""
    connections = [connected(path, 600) for _ in range(20)]
    for index, connection in enumerate(connections):
        for number in range(COUNT // 20):
            connection.sendall(request(number, "trace", text=f"{index} {number} " + "word " * 100, position=1, top=1))

    def read(connection: object) -> None:
        while message(connection) is not None:  # type: ignore[arg-type]
            pass

    for connection in connections:
        threading.Thread(target=read, args=[connection], daemon=True).start()
    report.put("asked")  # type: ignore[attr-defined]
    time.sleep(600)


def ask(path: str, report: object) -> None:
    with Client(path, 600) as client:
        began = time.monotonic()
        timing = client.trace("one short question", 1).timing
        report.put((1000 * (time.monotonic() - began), timing.queuedMs, timing.computeMs))  # type: ignore[attr-defined]


@unittest.skipUnless(os.geteuid() == 0, ROOT_ONLY)
class Fairness(unittest.TestCase):
    def test_the_other_waits_for_two_batches_at_most(self) -> None:
        limit = 250  # ms, the daemon's own for a batch
        with Daemon(BUNDLED, settings={"answerCacheBytes": 0, "batchMilliseconds": limit}) as daemon:
            floods, answers = multiprocessing.Queue(), multiprocessing.Queue()
            with as_user(A, flood, daemon.socket, floods):
                floods.get(timeout=60)
                eventually("hundreds wait", lambda: daemon.queue()["waiting"] > 300)
                waits = []
                for _ in range(length(3, 10)):
                    before = daemon.queue()["waiting"]
                    with as_user(B, ask, daemon.socket, answers):
                        waits.append(answers.get(timeout=60))
                    if before < 300:
                        break
                left = daemon.queue()["waiting"]
        self.assertGreater(left, 0, "the flood was over before the question was asked")
        told(
            9,
            f"{COUNT} long questions of A: B's one waited {max(wait[1] for wait in waits):.0f} ms at most before its batch "
            f"(a batch is planned for {limit} ms); {left} of A's were still waiting",
        )

    def test_the_short_one_does_not_wait_for_the_end_of_a_long_one(self) -> None:
        settings = {"answerCacheBytes": 0, "batchMilliseconds": 20}
        with Daemon(BUNDLED, settings=settings) as daemon, connected(daemon.socket, 120) as long:
            with daemon.client() as client:
                alone = [client.trace(f"short {number}", 1).journeys for number in range(5)]
                # Everything that can be asked about a text as long as the model reads.
                everything = {"text": "long " * 2000, "truncate": True, "space": "embedding", "top": 100}
                for attempt in range(20):  # a fast machine may be through before anybody asks
                    began = time.monotonic()
                    long.sendall(request(attempt, "trace", **everything))
                    between, worst = 0, 0.0
                    while not readable(long):
                        asked = time.monotonic()
                        answer = client.trace(f"short {between % 5}", 1)
                        if readable(long):
                            break
                        worst = max(worst, time.monotonic() - asked)
                        self.assertEqual(answer.journeys, alone[between % 5])
                        between += 1
                    timing = message(long)["result"]["timing"]
                    took = time.monotonic() - began
                    self.assertLessEqual(timing["queuedMs"] + timing["computeMs"], 1000 * took)
                    if between > 1:
                        break
        self.assertGreater(between, 1, "short questions were answered only after the long one")
        told(
            9,
            f"{between} short questions were answered beside one of {took:.1f} s, after {1000 * worst:.0f} ms at most",
        )

    def test_a_cancelled_question_is_answered_once(self) -> None:
        times = length(50, 500)
        with Daemon(BUNDLED, settings={"answerCacheBytes": 0}) as daemon, connected(daemon.socket) as connection:
            cancelled = 0
            for number in range(times):
                connection.sendall(request(number, "trace", text=f"{number} " + "word " * 50))
                for _ in range(3):
                    connection.sendall(cancel(number))
                connection.sendall(request("end", "models"))
                ids = []
                while not ids or ids[-1] != "end":
                    answer = message(connection)
                    ids.append(answer["id"])
                    if "error" in answer:
                        self.assertEqual(answer["error"]["code"], -32800)
                        cancelled += 1
                if number not in ids:
                    self.assertEqual(message(connection)["id"], number)
                    ids.append(number)
                self.assertEqual(sorted(map(str, ids)), sorted([str(number), "end"]))
            connection.sendall(request("last", "models"))
            self.assertEqual(message(connection)["id"], "last")
        told(9, f"{times} questions cancelled three times each: {cancelled} times -32800, each answered exactly once")


def readable(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def cancel(id: int) -> bytes:
    return framed({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}})
