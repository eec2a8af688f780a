"""Frames that announce what no frame may have: a code, the end, and no memory of the announced size."""

import struct
import unittest

from harness import Daemon, connected, length, message, told

LIMIT = 1 << 20


class Lengths(unittest.TestCase):
    def test_nothing_is_allocated_for_an_announcement(self) -> None:
        times = length(100, 1000)
        with Daemon() as daemon:
            for announced, code in ((0, -32600), (LIMIT + 1, -32009), (0xFFFFFFFF, -32009)):
                with connected(daemon.socket) as connection:
                    connection.sendall(struct.pack(">I", announced))
                    self.assertEqual(message(connection)["error"]["code"], code)
                    self.assertIsNone(message(connection))
            before = daemon.memory()
            for _ in range(times):
                with connected(daemon.socket) as connection:
                    connection.sendall(struct.pack(">I", 0xFFFFFFFF))
                    self.assertEqual(message(connection)["error"]["code"], -32009)
            # The longest that is allowed, announced and not sent, on as many connections as a user may have.
            held = [connected(daemon.socket) for _ in range(60)]
            for connection in held:
                connection.sendall(struct.pack(">I", LIMIT) + b"{")
            with daemon.client() as client:
                client.models()
            grown = daemon.memory() - before
            for connection in held:
                connection.close()
            self.assertLess(grown, 30)
        told(5, f"0, limit + 1 and 0xFFFFFFFF: coded; {times} of 4 GiB and 60 of 1 MiB announced: {grown:.1f} MiB more")
