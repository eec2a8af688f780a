"""Sixty-four descriptors and two hundred connects: no spinning, and all is well when they are gone."""

import time
import unittest

from harness import Daemon, connected, eventually, told


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
            with daemon.client() as client:
                self.assertTrue(client.trace("a", 0).journeys)
            eventually("descriptors are given back", lambda: daemon.descriptors() < 40)
            after = daemon.descriptors()
        told(
            7,
            f"64 descriptors, 200 connects: {held} in use, {100 * share:.1f} % of a core, {after} in use after, served",
        )
