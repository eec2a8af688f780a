"""One user connects ten thousand times: refused with a code beyond the cap, while the others are served."""

import contextlib
import os
import select
import signal
import socket
import struct
import unittest
from pathlib import Path

from harness import (
    A,
    B,
    ROOT_ONLY,
    Daemon,
    as_user,
    connected,
    exactly,
    json,
    latencies,
    length,
    multiprocessing,
    percentile,
    request,
    resource_limit,
    told,
)

TIMES = length(2000, 10000)


def connect_all(path: str, times: int, report: object) -> None:
    resource_limit(1000)
    kept, codes, surplus = [], [], []
    for _ in range(times):
        connection = connected(path)
        connection.settimeout(30)
        if len(kept) < 64:
            # That nothing comes does not tell that it is kept: its event loop may have had no time yet.
            with contextlib.suppress(BrokenPipeError):
                connection.sendall(request(1, "models"))
        try:
            header = exactly(connection, 4)
            body = json.loads(exactly(connection, struct.unpack(">I", header)[0])) if header else {"error": {"code": 0}}
        except TimeoutError:
            # Which was it, and has the daemon left an earlier one meanwhile?
            ended = [number for number, other in enumerate(kept) if select.select([other], [], [], 0)[0]]
            surplus.append(f"one after {len(codes)} refusals, when of those kept these had ended: {ended}")
            body = {}
        if "error" in body:
            codes.append(body["error"]["code"])
            connection.close()
        else:
            kept.append(connection)
    report.put((len(kept), codes, surplus))  # type: ignore[attr-defined]
    report.get()  # type: ignore[attr-defined]


def watch(path: str, report: object) -> None:
    report.put(latencies(path, 300, lambda client, number: client.status()))  # type: ignore[attr-defined]


@unittest.skipUnless(int(Path("/proc/sys/net/core/somaxconn").read_text()) >= 500, "the system lets fewer wait")
class Waiting(unittest.TestCase):
    def test_hundreds_wait_to_be_accepted(self) -> None:
        with Daemon() as daemon:
            daemon.signal(signal.SIGSTOP)
            try:
                waiting = [socket.socket(socket.AF_UNIX) for _ in range(500)]
                for connection in waiting:
                    connection.setblocking(False)  # with no place for it, it fails
                    connection.connect(daemon.socket)
            finally:
                daemon.signal(signal.SIGCONT)
                for connection in waiting:
                    connection.close()
        told(6, "500 connections waited for a daemon that stood still")


@unittest.skipUnless(os.geteuid() == 0, ROOT_ONLY)
class ManyConnects(unittest.TestCase):
    def test_the_cap_is_a_users_own(self) -> None:
        with Daemon() as daemon:
            report, others = multiprocessing.Queue(), multiprocessing.Queue()
            with as_user(A, connect_all, daemon.socket, TIMES, report):
                with as_user(B, watch, daemon.socket, others):
                    mine = latencies(daemon.socket, 300, lambda client, number: client.status())
                    theirs = others.get(timeout=60)
                kept, codes, surplus = report.get(timeout=120)
                with daemon.client() as client:
                    self.assertTrue(client.trace("a", 0).journeys)
                    self.assertEqual(kept, 64, f"{surplus}; {client.status()}; {daemon.log.read_text()[-2000:]}")
            self.assertEqual(len(codes), TIMES - 64)
            self.assertEqual(set(codes) - {0}, {-32007})
        told(
            6,
            f"{TIMES} connects of A: {kept} kept, {codes.count(-32007)} refused with a code, {codes.count(0)} closed unread; "
            f"meanwhile B's slowest of 300 took {max(theirs):.1f} ms, root's {max(mine):.1f} ms "
            f"(p99 {percentile(theirs, 0.99):.1f} and {percentile(mine, 0.99):.1f})",
        )
