"""A daemon to mistreat, and people to do it: what the scenarios share.

ENCODINGS_BINARIES names the folder with both programs and must be set; ENCODINGS_TRUST_FULL=1 runs the scenarios at the
length that TRUST asks for instead of CI's.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import resource
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "Protocol/clients/python"))

from encodings_client import Client, ConnectionLost, NotReachable, Refused  # noqa: E402

BINARIES = Path(os.environ["ENCODINGS_BINARIES"])
ENCCTL = str(BINARIES / "encctl")
FULL = os.environ.get("ENCODINGS_TRUST_FULL") == "1"
A, B = 61001, 61002  # user ids that no account has
ROOT_ONLY = "needs root, to be two users"

TINY = REPOSITORY / "Tests/Reference/models/tiny-roberta-f32"
OTHER = REPOSITORY / "Tests/Reference/models/tiny-roberta-f16"
BUNDLED = REPOSITORY / "Deploy/models/roberta-mini"
LARGE = Path(os.environ.get("ENCODINGS_LARGE_MODEL", BUNDLED))


def told(scenario: int, figure: str) -> None:
    """The figure that a scenario found, for the table of all."""
    print(f"TRUST {scenario:2}: {figure}", flush=True)


def length(short: int, full: int) -> int:
    return full if FULL else short


class Daemon:
    """encodingsd on a socket that everybody may connect to, in a folder of its own."""

    def __init__(self, *models: Path, settings: dict[str, Any] | None = None, prefix: Sequence[str] = ()) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="enc-trust-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.socket = str(self.folder / "s")
        self.log = self.folder / "log"
        self.prefix = list(prefix)
        self.arguments = [argument for model in models or (TINY,) for argument in ("--model", str(model))]
        for key, value in (settings or {}).items():
            self.arguments += ["--set", f"{key}={value}"]
        self.environment = {**os.environ, "ENCODINGS_CACHE_FOLDER": str(self.folder / "cache")}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Daemon:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        command = [*self.prefix, str(BINARIES / "encodingsd"), *self.arguments, "--socket", self.socket]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment
            )
        eventually("it serves", self.serves, seconds=60)
        os.chmod(self.socket, 0o666)

    def serves(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise AssertionError(f"the daemon ended: {self.log.read_text()[-2000:]}")
        try:
            with self.client() as client:
                return all(model.state != "loading" for model in client.models())
        except (NotReachable, ConnectionLost):
            return False

    def client(self, timeout: float | None = 60) -> Client:
        return Client(self.socket, timeout)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def ended(self, seconds: float = 60) -> int:
        """Waits for its end; its exit status."""
        assert self.process is not None
        return self.process.wait(seconds)

    def memory(self) -> float:
        """Private memory in MiB: the weights, which are mapped, do not count."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no RssAnon")

    def copies(self) -> tuple[float, float]:
        """How many MiB of the copies in its cache folder are mapped, and how many of these by large pages."""
        inside, mapped, large = False, 0, 0
        for line in Path(f"/proc/{self.pid}/smaps").read_text("utf-8").splitlines():
            name, _, rest = line.partition(" ")
            if not name.endswith(":"):
                inside = str(self.folder / "cache") in rest
            elif inside and name == "Rss:":
                mapped += int(rest.split()[0])
            elif inside and name == "FilePmdMapped:":
                large += int(rest.split()[0])
        return mapped / 1024, large / 1024

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def seconds_of_cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def queue(self) -> dict[str, int]:
        with self.client() as client:
            return dict(client.status()["queue"])


def takes_layers() -> bool:
    """Whether a daemon takes a laid-out copy of the layers here."""
    return " avx2" in Path("/proc/cpuinfo").read_text("utf-8")


def eventually(what: str, condition: Callable[[], bool], seconds: float = 30) -> None:
    """Waits until something has happened; fails after a time that only a defect takes."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never: {what}")
        time.sleep(0.01)


@contextmanager
def as_user(user: int, function: Callable[..., None], *arguments: Any) -> Iterator[multiprocessing.Process]:
    """Runs `function` in a process of that user's until the block is left."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        function(*arguments)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()  # type: ignore[attr-defined]
    try:
        yield process  # type: ignore[misc]
    finally:
        process.join(0.5)  # type: ignore[attr-defined]  # one killed while it reports would take the queue with it
        process.kill()  # type: ignore[attr-defined]
        process.join()  # type: ignore[attr-defined]


def resource_limit(files: int) -> None:
    """Lets this process have so many descriptors."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def connected(path: str, timeout: float = 30) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)  # waits while the backlog is full
    connection.settimeout(timeout)
    return connection


def framed(message: Any) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack(">I", len(body)) + body


def request(id: int | str, method: str, **params: Any) -> bytes:
    return framed({"jsonrpc": "2.0", "id": id, "method": method, "params": params})


def message(connection: socket.socket) -> Any:
    """The next message; None at the end of the stream."""
    header = exactly(connection, 4)
    if not header:
        return None
    (count,) = struct.unpack(">I", header)
    return json.loads(exactly(connection, count))


def exactly(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = connection.recv(min(count - len(data), 1 << 18))
        if not part:
            if data:
                raise ConnectionLost("the stream ends inside a frame")
            return b""
        data += part
    return bytes(data)


def latencies(path: str, count: int, question: Callable[[Client, int], object]) -> list[float]:
    """How long each of `count` questions took, in milliseconds."""
    times = []
    with Client(path, 60) as client:
        for number in range(count):
            begin = time.monotonic()
            question(client, number)
            times.append(1000 * (time.monotonic() - begin))
    return times


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def without_timing(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key != "timing"}


def copied(model: Path, folder: Path) -> Path:
    """A copy of a model that may be damaged."""
    place = folder / model.name
    shutil.copytree(model, place)
    return place


__all__ = [name for name in dir() if not name.startswith("_")]
