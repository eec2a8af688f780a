"""Hundreds of connections that send half a frame at a byte a second: closed in time, and nobody else notices."""

import os
import selectors
import time
import unittest

from harness import (
    A,
    B,
    ROOT_ONLY,
    Daemon,
    as_user,
    connected,
    eventually,
    latencies,
    length,
    multiprocessing,
    percentile,
    request,
    resource_limit,
    told,
)

COUNT = 500
SECONDS = length(4, 10)


def dribble(path: str, count: int, report: object) -> None:
    """Opens the connections, sends each a byte a second, and counts how they end."""
    resource_limit(4 * count)
    half = request(1, "trace", text="x" * 200)[:100]
    selector = selectors.DefaultSelector()
    open_ones = [connected(path) for _ in range(count)]
    began = time.monotonic()
    for connection in open_ones:
        selector.register(connection, selectors.EVENT_READ, bytearray())
    closed_after, told_why, offset = [], 0, 0
    while selector.get_map() and time.monotonic() < began + 60:
        if offset < len(half) and time.monotonic() > began + offset:
            for key in list(selector.get_map().values()):
                try:
                    key.fileobj.send(half[offset : offset + 1])  # type: ignore[union-attr]
                except OSError:
                    pass
            offset += 1
        for key, _ in selector.select(0.05):
            try:
                data = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
            except OSError:
                data = b""
            key.data.extend(data)
            if not data:
                told_why += b"-32600" in key.data
                closed_after.append(time.monotonic() - began)
                selector.unregister(key.fileobj)
    report.put((len(closed_after), told_why, min(closed_after), max(closed_after)))  # type: ignore[attr-defined]


def watch(path: str, count: int, report: object) -> None:
    report.put(latencies(path, count, lambda client, number: client.trace(f"Time {number}", 1)))  # type: ignore[attr-defined]


@unittest.skipUnless(os.geteuid() == 0, ROOT_ONLY)
class SlowFrames(unittest.TestCase):
    def test_all_are_closed_at_the_deadline(self) -> None:
        settings = {"connections": 700, "connectionsPerUser": 600, "frameSeconds": SECONDS}
        with Daemon(settings=settings) as daemon:
            quiet, slow, busy = (multiprocessing.Queue() for _ in range(3))
            with as_user(B, watch, daemon.socket, 300, quiet):
                before = quiet.get(timeout=60)
            with as_user(A, dribble, daemon.socket, COUNT, slow):

                def all_there() -> bool:
                    with daemon.client() as client:
                        return int(client.status()["connections"]["open"]) >= COUNT

                eventually("all are connected", all_there)
                with as_user(B, watch, daemon.socket, 300, busy):
                    during = busy.get(timeout=60)
                closed, told_why, first, last = slow.get(timeout=60)
            self.assertEqual((closed, told_why), (COUNT, COUNT))
            eventually("their descriptors are given back", lambda: daemon.descriptors() < 40)
        told(
            4,
            f"{COUNT} half frames: {closed} closed with a code {first:.1f} to {last:.1f} s after connecting (deadline "
            f"{SECONDS} s); B's p99 {percentile(during, 0.99):.2f} ms, quiet {percentile(before, 0.99):.2f} ms",
        )
