"""The daemon is killed in the middle of a request: the client sees the end and takes no part of an answer for all."""

import signal
import subprocess
import unittest

from harness import ENCCTL, LARGE, Daemon, eventually, length, told


class Killed(unittest.TestCase):
    def test_the_client_says_that_the_connection_was_lost(self) -> None:
        times = length(5, 20)
        with Daemon(LARGE) as daemon:
            for _ in range(times):
                command = [ENCCTL, "trace", "word " * 500, "--truncate", "--json", "--socket", daemon.socket]
                asking = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                eventually("it computes", lambda: daemon.queue()["running"] == 1)
                daemon.signal(signal.SIGKILL)
                output, complaint = asking.communicate(timeout=60)
                self.assertEqual((asking.returncode, output), (5, ""), complaint)
                self.assertEqual(daemon.ended(), -signal.SIGKILL)
                daemon.start()
            with daemon.client() as client:
                self.assertTrue(client.trace("word", 1).journeys)
        told(
            1, f"killed {times} times in mid-request: {times} clients told by status 5, none took a part for the whole"
        )
