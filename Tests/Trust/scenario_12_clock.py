"""The machine's clock is set back and forward by a year: no deadline passes that should not."""

import time
import unittest
from pathlib import Path

from harness import BUNDLED, Daemon, connected, message, request, told

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@unittest.skipUnless(LIBRARY, "needs libfaketime")
class Clock(unittest.TestCase):
    def test_no_connection_and_no_question_ends_early(self) -> None:
        steps = ["+0", "-365d", "+0", "+365d", "+0"]
        settings = {"idleSeconds": 20, "frameSeconds": 20, "writeSeconds": 20, "answerCacheBytes": 0}
        daemon = Daemon(BUNDLED, settings=settings)
        clock = daemon.folder / "clock"
        clock.write_text(steps[0])
        daemon.environment |= {
            "LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1",
        }
        answers = 0
        with daemon, connected(daemon.socket) as idle, connected(daemon.socket) as half, connected(daemon.socket) as busy:
            question = request("half", "models")
            half.sendall(question[:10])
            for number, step in enumerate(steps):
                clock.write_text(step)
                busy.sendall(request(number, "trace", text=f"{number} " + "word " * 300))
                time.sleep(0.3)
                self.assertEqual(message(busy)["id"], number)
                with daemon.client() as client:
                    uptime = client.status()["uptimeSeconds"]
                    self.assertTrue(0 <= uptime < 300, uptime)
                answers += 2
            half.sendall(question[10:])
            self.assertEqual(message(half)["id"], "half")
            idle.sendall(request("idle", "models"))
            self.assertEqual(message(idle)["id"], "idle")
            stepped = daemon.log.read_text()
        years = {line[:4] for line in stepped.splitlines() if line[:2] == "20"}
        told(12, f"clock stepped by a year {len(steps) - 1} times: {answers + 2} of {answers + 2} answered, no deadline passed early (years in the log: {', '.join(sorted(years)) or 'none'})")


