"""A hundred reloads under load, half of them with a configuration that is wrong: no question fails."""

import signal
import threading
import time
import unittest

from harness import TINY, Daemon, eventually, json, length, told

TIMES = length(30, 100)


class Reloads(unittest.TestCase):
    def test_no_question_fails_and_the_log_names_the_line(self) -> None:
        daemon = Daemon(TINY)
        configuration = daemon.folder / "encodingsd.json"
        good = json.dumps({"logLevel": "info", "requestsPerUser": 500}, indent=2)
        bad = good.replace("500", '"many"')
        configuration.write_text(good)
        daemon.arguments += ["--config", str(configuration)]
        with daemon:
            over, counts, failures = threading.Event(), [0], []

            def load() -> None:
                try:
                    with daemon.client() as client:
                        while not over.is_set():
                            client.trace(f"Time {counts[0]}", 1)
                            counts[0] += 1
                except Exception as failure:
                    failures.append(failure)

            threads = [threading.Thread(target=load) for _ in range(4)]
            for thread in threads:
                thread.start()
            for number in range(TIMES):
                configuration.write_text(bad if number % 2 else good)
                daemon.signal(signal.SIGHUP)
                time.sleep(0.05)
            self.assertEqual((TIMES - 1) % 2, 1)

            def complaints() -> list[str]:
                return [
                    line
                    for line in daemon.log.read_text().splitlines()
                    if str(configuration) in line and "requestsPerUser" in line
                ]

            eventually("the log names file, line and key", lambda: any(":3" in line for line in complaints()))
            over.set()
            for thread in threads:
                thread.join(60)
            self.assertEqual(failures, [])
            example = complaint_of(complaints())
        told(
            13,
            f"{TIMES} reloads under load, {TIMES // 2} of them wrong: {counts[0]} questions, 0 failed; the log says e.g.: {example}",
        )


def complaint_of(lines: list[str]) -> str:
    line = lines[-1]
    return line[line.find("requestsPerUser") - 40 :][:120] if lines else ""
