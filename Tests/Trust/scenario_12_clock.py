"""The machine's clock is set back and forward by a year: no deadline passes that should not."""

import subprocess
import time
import unittest
from pathlib import Path

from harness import BUNDLED, Daemon, connected, message, request, told

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@unittest.skipUnless(LIBRARY, "needs libfaketime")
class Clock(unittest.TestCase):
    def test_no_connection_and_no_question_ends_early(self) -> None:
        steps = ["+0", "-365d", "+0", "+365d", "+0"]
        daemon = Daemon(BUNDLED)
        clock = daemon.folder / "clock"
        clock.write_text(steps[0])
        # All by the environment: the library moves it, and then Swift's runtime does not find the arguments.
        daemon.environment |= {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            "ENCODINGS_SOCKET": daemon.socket,
            "ENCODINGS_MODELS": str(BUNDLED),
            "ENCODINGS_IDLE_SECONDS": "20",
            "ENCODINGS_FRAME_SECONDS": "20",
            "ENCODINGS_WRITE_SECONDS": "20",
            "ENCODINGS_ANSWER_CACHE_BYTES": "0",
        }
        answers, seen = 0, []
        with daemon:
            idle, half, busy = (connected(daemon.socket) for _ in range(3))
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
                command = ["date", "+%Y"]
                seen.append(
                    subprocess.run(command, env=daemon.environment, capture_output=True, text=True).stdout.strip()
                )
            half.sendall(question[10:])
            self.assertEqual(message(half)["id"], "half")
            idle.sendall(request("idle", "models"))
            self.assertEqual(message(idle)["id"], "idle")
            for connection in (idle, half, busy):
                connection.close()
        told(
            12,
            f"clock stepped by a year {len(steps) - 1} times: {answers + 2} of {answers + 2} answered, no deadline of 20 s "
            f"passed early (the clock that the daemon saw: {', '.join(seen)})",
        )
