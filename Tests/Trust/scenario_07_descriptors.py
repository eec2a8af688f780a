"""Sixty-four descriptors and two hundred connects: no spinning, and all is well when they are gone."""

import time
import unittest

from harness import Daemon, Refused, connected, eventually, told


def answered(daemon: Daemon) -> bool:
    """Whether a question is answered; not yet where the connections just closed still count."""
    try:
        with daemon.client() as client:
            return bool(client.trace("a", 0).journeys)
    except Refused as refused:
        if not (refused.data or {}).get("retryAfterMs"):
            raise
        return False


class Descriptors(unittest.TestCase):
    def test_it_waits_without_spinning_and_recovers(self) -> None:
        with Daemon(prefix=["prlimit", "--nofile=64:64"], settings={"connectionsPerUser": 400}) as daemon:
            connections = [connected(daemon.socket) for _ in range(200)]
            time.sleep(0.5)
            used, began = daemon.seconds_of_cpu(), time.monotonic()
            time.sleep(3)
            share = (daemon.seconds_of_cpu() - used) / (time.monotonic() - began)
            held = daemon.descriptors()
            self.assertLessEqual(held, 64)
            self.assertLess(share, 0.2)  # a loop that spins takes a whole core
            for connection in connections:
                connection.close()
            eventually("an answer, after refusals that say to ask again", lambda: answered(daemon))
            eventually("descriptors are given back", lambda: daemon.descriptors() < 40)
            after = daemon.descriptors()
        told(
            7,
            f"64 descriptors, 200 connects: {held} in use, {100 * share:.1f} % of a core, {after} in use after, served",
        )
