"""A client that vanishes in mid-computation or never reads: its work stops, buffers stay bounded, memory comes back."""

import time
import unittest

from harness import LARGE, TINY, Daemon, connected, eventually, length, request, told


class Vanished(unittest.TestCase):
    def test_work_for_a_client_that_is_gone_stops(self) -> None:
        with Daemon(LARGE, settings={"answerCacheBytes": 0}) as daemon:
            waits = []
            for number in range(length(3, 20)):
                connection = connected(daemon.socket)
                connection.sendall(request(1, "trace", text=f"{number} " + "word " * 600, truncate=True))
                eventually("it computes", lambda: daemon.queue()["running"] == 1)
                connection.close()
                began = time.monotonic()
                eventually("it stops", lambda: daemon.queue()["running"] == 0)
                waits.append(1000 * (time.monotonic() - began))
            with daemon.client() as client:
                metrics = client.metrics().splitlines()
            (abandoned,) = [
                int(line.split()[1]) for line in metrics if line.startswith("encodings_requests_abandoned_total ")
            ]
            self.assertEqual(abandoned, len(waits))
        told(
            8,
            f"{len(waits)} clients gone in mid-computation: work stopped within {max(waits):.0f} ms, counted as abandoned",
        )

    def test_what_is_not_read_is_bounded_and_comes_back(self) -> None:
        with Daemon(TINY, settings={"answerCacheBytes": 0}) as daemon:
            with daemon.client() as client:
                answer = len(str(client.ask("trace", {"text": "word " * 62, "top": 200, "truncate": True})))
            before = daemon.memory()
            connections = [connected(daemon.socket) for _ in range(3)]
            for connection in connections:
                for number in range(60):
                    connection.sendall(
                        request(number, "trace", text=f"{number} " + "word " * 60, truncate=True, top=200)
                    )
            asked = 3 * 60 * answer / (1 << 20)
            time.sleep(length(3, 10))
            peak = daemon.memory() - before
            for connection in connections:
                connection.close()
            eventually("nothing is queued", lambda: daemon.queue()["waiting"] == 0)
            time.sleep(1)
            left = daemon.memory() - before
            # A connection is not worked for beyond 4 MiB; what a batch made, and allocators keep, comes on top.
            self.assertLess(peak, 64)
            self.assertLess(left, 32)
        told(
            8,
            f"{asked:.0f} MiB of answers unread on 3 connections: {peak:.1f} MiB more held, {left:.1f} MiB after they left",
        )
