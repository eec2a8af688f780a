"""Stopping under load completes what was accepted; with socket activation no connection is lost across restarts."""

import select
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

from harness import BINARIES, BUNDLED, TINY, Client, ConnectionLost, Daemon, Refused, length, told


class Stops(unittest.TestCase):
    def test_accepted_work_completes_and_later_work_is_told(self) -> None:
        right, coded = 0, 0
        times = length(2, 10)
        for _ in range(times):
            with Daemon(BUNDLED, settings={"answerCacheBytes": 0}) as daemon:
                outcomes: list[str] = []
                lost: list[BaseException] = []

                def load(number: int) -> None:
                    client, index = daemon.client(), 0
                    while True:
                        index += 1
                        try:
                            client.trace(f"{number} {index} " + "word " * 30, 1)
                            outcomes.append("right")
                        except Refused as refused:
                            outcomes.append(refused.name)
                            return client.close()
                        except ConnectionLost as loss:
                            return lost.append(loss)

                threads = [threading.Thread(target=load, args=[number]) for number in range(8)]
                for thread in threads:
                    thread.start()
                time.sleep(1)
                daemon.signal(signal.SIGTERM)
                status = daemon.ended()
                for thread in threads:
                    thread.join(60)
                self.assertEqual(status, 0)
                self.assertEqual(lost, [])
                self.assertLessEqual(set(outcomes), {"right", "shuttingDown"})
                right += outcomes.count("right")
                coded += outcomes.count("shuttingDown")
        told(14, f"{times} stops under load: {right} answers, {coded} times shuttingDown, 0 lost, exit status 0")

    def test_no_connection_is_lost_across_restarts_and_idle_exits(self) -> None:
        count = length(1000, 10000)
        daemon = Daemon(TINY, settings={"idleExitSeconds": 1})
        listener = socket.socket(socket.AF_UNIX)
        with listener:
            listener.bind(daemon.socket)
            listener.listen(128)
            over = threading.Event()
            starts = [0]
            processes: list[subprocess.Popen[bytes]] = []

            def supervise() -> None:
                """What systemd does with a socket unit: starts the daemon when somebody connects and none runs."""
                while not over.is_set():
                    if not select.select([listener], [], [], 0.1)[0]:
                        continue
                    processes.append(activated(daemon, listener))
                    starts[0] += 1
                    processes[-1].wait()

            supervisor = threading.Thread(target=supervise)
            supervisor.start()
            answered = 0
            lost: list[str] = []
            for number in range(count):
                try:
                    with Client(daemon.socket, 60) as client:
                        client.models()
                    answered += 1
                except ConnectionLost as loss:
                    lost.append(f"{number}: {loss}")
                if number % (count // 5) == count // 10 and processes:
                    processes[-1].send_signal(signal.SIGTERM)
                if number % (count // 2) == count // 4:
                    time.sleep(2.5)  # long enough for it to leave by itself
            over.set()
            processes[-1].send_signal(signal.SIGTERM)
            supervisor.join(60)
        self.assertEqual(lost, [], daemon.log.read_text()[-3000:])
        daemon.__exit__()
        self.assertEqual(answered, count)
        self.assertGreaterEqual(starts[0], 6)
        told(
            14,
            f"{count} connects over a passed-on socket, {starts[0]} starts (stops and idle exits between): {answered} answered",
        )


def activated(daemon: Daemon, listener: socket.socket) -> subprocess.Popen[bytes]:
    """Starts the daemon with the socket as descriptor 3, as sd_listen_fds(3) has it."""
    program = (
        "import os,sys\n"
        "fd=int(sys.argv[1])\n"
        "os.dup2(fd,3)\n"
        "os.environ.update(LISTEN_PID=str(os.getpid()),LISTEN_FDS='1')\n"
        "os.execv(sys.argv[2],sys.argv[2:])\n"
    )
    command = [sys.executable, "-c", program, str(listener.fileno()), str(BINARIES / "encodingsd"), *daemon.arguments]
    with daemon.log.open("ab") as log:
        return subprocess.Popen(
            command,
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={key: value for key, value in daemon.environment.items() if key != "ENCODINGS_SOCKET"},
        )
