"""Sixty-four descriptors and two hundred connects: no spinning, and all is well when they are gone."""

import tempfile
import time
import unittest
from pathlib import Path

from harness import TINY, Daemon, Refused, connected, copied, eventually, told


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
        self.check(TINY)

    def test_so_it_does_where_models_hold_most_of_them(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            models = [copied(TINY, Path(place)).rename(Path(place) / f"m{number}") for number in range(8)]
            self.check(*models)

    def check(self, *models: Path) -> None:
        with Daemon(*models, prefix=["prlimit", "--nofile=64:64"], settings={"connectionsPerUser": 400}) as daemon:
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
            eventually("descriptors are given back", lambda: daemon.descriptors() < 40 + 3 * (len(models) - 1))
            after = daemon.descriptors()
        told(
            7,
            f"64 descriptors, {len(models)} models, 200 connects: {held} in use, {100 * share:.1f} % of a core, {after} in use after, served",
        )
