#!/usr/bin/env python3
"""A client of encodingsd in one file, with nothing but Python's standard library (3.10 or later).

As a module, one question at a time or many at once:

    with Client() as client:
        trace = client.trace("Time flies like an arrow.", 2, top=3)
        for reading in trace.journeys[0].layers:
            print(reading.layer, reading.rank, [near.token for near in reading.neighbors])

    async with AsyncClient() as client:
        traces = await asyncio.gather(*(client.trace(text) for text in texts))

From a shell, results as JSON:

    python3 encodings_client.py trace "Time flies like an arrow." 2 --top 3

PROTOCOL.md says what is asked and answered; keys of an answer that are unknown here are passed over, as it demands.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import functools
import itertools
import json
import os
import socket
import struct
import sys
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

REQUEST_LIMIT = 1 << 20  # bytes of a request's body that a daemon takes, unless it is configured otherwise
ANSWER_LIMIT = 1 << 30  # bytes of an answer's body that are taken here, the most that a daemon can be let send

Progress = Callable[[float], None]


# --- Errors ---------------------------------------------------------------------------------------------------------


class EncodingsError(Exception):
    """Anything that keeps a question from its answer."""

    exit_status = 1


class NotReachable(EncodingsError):
    """No daemon listens at the socket, or this user may not connect."""

    exit_status = 3


class ConnectionLost(EncodingsError):
    """The connection ended, or said what no daemon says, before the answer was there."""

    exit_status = 5


class Refused(EncodingsError):
    """The daemon says why not. `name` is the code's in PROTOCOL.md; `data` has the facts, say the limit."""

    exit_status = 4

    NAMES: typing.ClassVar[Mapping[int, str]] = {
        -32700: "parse",
        -32600: "invalidRequest",
        -32601: "methodNotFound",
        -32602: "invalidParams",
        -32603: "internalError",
        -32800: "cancelled",
        -32000: "overloaded",
        -32001: "textTooLong",
        -32002: "positionOutOfRange",
        -32003: "noSuchModel",
        -32004: "modelNotReady",
        -32005: "modelDamaged",
        -32006: "shuttingDown",
        -32007: "quotaExceeded",
        -32008: "answerTooLong",
        -32009: "frameTooLong",
    }

    def __init__(self, code: int, message: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, dict(data or {})

    @property
    def name(self) -> str:
        return self.NAMES.get(self.code, str(self.code))


# --- Results --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """The model that answered; it is the same while its digest is."""

    name: str
    family: str
    layers: int
    hidden: int
    vocabulary: int
    digest: str


@dataclass(frozen=True)
class Token:
    """A token of the text. `start` and `end` count Unicode scalars, as Python's strings do."""

    position: int
    id: int
    token: str
    text: str
    start: int
    end: int
    special: bool


@dataclass(frozen=True)
class Neighbor:
    """A vocabulary entry near an encoding."""

    id: int
    token: str
    similarity: float


@dataclass(frozen=True)
class LayerReading:
    """One token at one layer. `rank` is 1 + the number of entries that are nearer than the token's own."""

    layer: int
    similarity: float
    rank: int
    ties: int
    neighbors: list[Neighbor]


@dataclass(frozen=True)
class Journey:
    """One token through the layers."""

    position: int
    layers: list[LayerReading]


@dataclass(frozen=True)
class Timing:
    """Where the time went, in milliseconds."""

    queuedMs: float
    computeMs: float


@dataclass(frozen=True)
class Trace:
    """A journey for each traced token, and how it was measured."""

    model: Model
    tap: str
    space: str
    metric: str
    arithmetic: str
    truncated: bool
    tokens: list[Token]
    journeys: list[Journey]
    timing: Timing


@dataclass(frozen=True)
class Tokens:
    """A text's tokens."""

    model: Model
    tokens: list[Token]
    truncated: bool


@dataclass(frozen=True)
class ServedModel:
    """A model as the daemon has it. What is None, a model that does not answer cannot tell."""

    name: str
    state: str
    default: bool
    reason: str | None = None
    family: str | None = None
    layers: int | None = None
    hidden: int | None = None
    vocabulary: int | None = None
    limit: int | None = None
    mappedBytes: int | None = None
    digest: str | None = None


@dataclass(frozen=True)
class Models:
    models: list[ServedModel]


Result = TypeVar("Result")


def built(kind: type[Result], value: Any) -> Result:
    """A JSON value as the result that it is said to be; ConnectionLost if it is not."""
    try:
        return typing.cast(Result, _maker(typing.cast(Any, kind))(value))
    except (KeyError, TypeError) as error:
        raise ConnectionLost(f"The answer is no {kind.__name__}: {error}") from error


@functools.cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes a `kind` of a JSON value. Cached, since an answer may have a hundred thousand neighbours."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _object_maker(kind)
    if origin is list:
        element = _maker(arguments[0])
        return lambda value: [element(part) for part in _checked(list, value)]
    if origin in (typing.Union, types.UnionType):
        present = _maker(arguments[0])
        return lambda value: None if value is None else present(value)
    if kind is float:
        return lambda value: float(value) if type(value) is int else _checked(float, value)
    return functools.partial(_checked, kind)


def _object_maker(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    parts = [
        (field.name, _maker(hints[field.name]), field.default is dataclasses.MISSING)
        for field in dataclasses.fields(kind)
    ]

    def make(value: Any) -> Any:
        return kind(**{name: maker(value[name]) for name, maker, needed in parts if needed or name in value})

    return make


def _checked(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


# --- The wire, without a wire ---------------------------------------------------------------------------------------


def socket_path() -> str:
    """Where encctl would look: $ENCODINGS_SOCKET, else this user's own daemon, else the machine's."""
    if named := os.environ.get("ENCODINGS_SOCKET"):
        return named
    if folder := os.environ.get("XDG_RUNTIME_DIR"):
        own = folder + "/encodings/encodings.sock"
        if os.path.exists(own):
            return own
    return "/run/encodings/encodings.sock"


def frame(method: str, params: Mapping[str, Any], id: int | None = None) -> bytes:
    """A request, or without an id a notification, as it travels."""
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
    if id is not None:
        message["id"] = id
    body = json.dumps(message, separators=(",", ":")).encode()
    return struct.pack(">I", len(body)) + body


def length_of(header: bytes) -> int:
    """How many bytes follow a frame's first four."""
    (length,) = struct.unpack(">I", header)
    if not 0 < length <= ANSWER_LIMIT:
        raise ConnectionLost(f"The daemon announces {length} bytes; from 1 to {ANSWER_LIMIT} are taken.")
    return int(length)


def message_of(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ConnectionLost(f"The daemon sent no JSON: {error}") from error
    if not isinstance(message, dict):
        raise ConnectionLost("The daemon sent a message that is no object.")
    return message


def result_of(message: Mapping[str, Any]) -> Any:
    """A response's result; raises the error that it has instead."""
    if "error" not in message:
        return message.get("result")
    error = message["error"]
    if not (isinstance(error, dict) and type(error.get("code")) is int and isinstance(error.get("data", {}), dict)):
        raise ConnectionLost(f"The daemon refused in a way that no daemon does: {error!r}")
    raise Refused(error["code"], str(error.get("message", "")), error.get("data"))


def not_reachable(path: str, error: OSError) -> NotReachable:
    if isinstance(error, PermissionError):
        return NotReachable(f"You may not connect to {path}: its group is whom it answers (see `ls -l {path}`).")
    return NotReachable(f"No daemon listens at {path}: {error.strerror}. Start it: systemctl start encodingsd")


def given(layers: Sequence[int] | None = None, **params: Any) -> dict[str, Any]:
    """Params for a request: what is None is left to the daemon's defaults."""
    params["layers"] = None if layers is None else list(layers)
    return {key: value for key, value in params.items() if value is not None}


def fraction_of(message: Mapping[str, Any]) -> tuple[Any, float] | None:
    """The token and the fraction of a progress notification; None if it is another message."""
    if message.get("method") != "$/progress":
        return None
    try:
        params = message["params"]
        return params["token"], float(params["value"]["fraction"])
    except (KeyError, TypeError, ValueError) as error:
        raise ConnectionLost(f"The daemon told of progress as no daemon does: {message!r}") from error


# --- One question at a time -----------------------------------------------------------------------------------------


class Client:
    """Asks one question at a time; not to be shared by threads. Connects when it is first asked, and anew when the
    connection was lost. `timeout`: seconds without a byte after which an answer is given up; None waits for ever."""

    def __init__(self, path: str | None = None, timeout: float | None = None) -> None:
        self.path = path or socket_path()
        self.timeout = timeout
        self._socket: socket.socket | None = None
        self._ids = itertools.count(1)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None

    def trace(
        self,
        text: str,
        position: int | None = None,
        *,
        model: str | None = None,
        tap: str | None = None,
        space: str | None = None,
        metric: str | None = None,
        arithmetic: str | None = None,
        top: int | None = None,
        layers: Sequence[int] | None = None,
        truncate: bool | None = None,
        progress: Progress | None = None,
    ) -> Trace:
        """One token through the layers, or without a position all of them; `progress` is told fractions of 1."""
        how = dict(tap=tap, space=space, metric=metric, arithmetic=arithmetic, top=top)
        params = given(layers, text=text, position=position, model=model, truncate=truncate, **how)
        return built(Trace, self.ask("trace", params, progress))

    def tokenize(self, text: str, *, model: str | None = None, truncate: bool | None = None) -> Tokens:
        params = given(text=text, model=model, truncate=truncate)
        return built(Tokens, self.ask("tokenize", params))

    def models(self) -> list[ServedModel]:
        return built(Models, self.ask("models")).models

    def status(self) -> dict[str, Any]:
        return typing.cast("dict[str, Any]", self.ask("status"))

    def metrics(self) -> str:
        """What Prometheus reads."""
        return str(self.ask("metrics")["text"])

    def ask(self, method: str, params: Mapping[str, Any] | None = None, progress: Progress | None = None) -> Any:
        """Any method's result as JSON. Interrupted, it closes the connection, upon which the daemon stops working."""
        id = next(self._ids)
        params = {**(params or {}), **({"progressToken": id} if progress else {})}
        try:
            connection = self._connected()
            self._send(connection, frame(method, params, id))
            while True:
                message = message_of(self._receive(length_of(self._receive(4))))
                if message.get("id") is None and "error" in message:
                    self.close()  # it is the connection's, behind which the daemon may close it
                    return result_of(message)
                if message.get("id") == id:
                    return result_of(message)
                if progress and (told := fraction_of(message)) and told[0] == id:
                    progress(told[1])
        except Refused:
            raise
        except BaseException:
            self.close()
            raise

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.socket(socket.AF_UNIX)
            try:
                if self.timeout is not None:
                    # A full backlog is waited for; the kernel bounds the wait by this option.
                    bound = struct.pack("ll", int(self.timeout), int(self.timeout % 1 * 1e6))
                    self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)
                self._socket.connect(self.path)
            except OSError as error:
                raise not_reachable(self.path, error) from error
            self._socket.settimeout(self.timeout)
        return self._socket

    def _send(self, connection: socket.socket, message: bytes) -> None:
        try:
            connection.sendall(message)
        except BrokenPipeError:
            pass  # what the daemon said before it closed is still to be read
        except OSError as error:
            raise ConnectionLost(f"The question could not be sent: {error}") from error

    def _receive(self, count: int) -> bytes:
        assert self._socket is not None
        parts: list[bytes] = []
        while count > 0:
            try:
                part = self._socket.recv(min(count, 1 << 18))
            except TimeoutError as error:
                raise ConnectionLost(f"No answer came within {self.timeout} s.") from error
            except OSError as error:
                raise ConnectionLost(f"The connection was lost: {error}") from error
            if not part:
                raise ConnectionLost("The daemon closed the connection before the answer was whole.")
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


# --- Many at once ---------------------------------------------------------------------------------------------------


class AsyncClient:
    """Asks any number of questions at once over one connection. A question whose task is cancelled is given up by the
    daemon too. After a loss every question fails, and a new client is needed."""

    def __init__(self, path: str | None = None) -> None:
        self.path = path or socket_path()
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._progress: dict[int, Progress] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._loss: EncodingsError | None = None
        self._sending = asyncio.Lock()

    async def __aenter__(self) -> AsyncClient:
        connection = socket.socket(socket.AF_UNIX)
        try:
            # In a thread, since a full backlog is waited for, which a loop cannot.
            await asyncio.get_running_loop().run_in_executor(None, connection.connect, self.path)
            reader, self._writer = await asyncio.open_unix_connection(sock=connection)
        except OSError as error:
            connection.close()
            raise not_reachable(self.path, error) from error
        self._reading = asyncio.create_task(self._read(reader))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        self._lose(ConnectionLost("The client was left before every answer was there."))
        if self._writer:
            self._writer.close()

    async def trace(
        self,
        text: str,
        position: int | None = None,
        *,
        model: str | None = None,
        tap: str | None = None,
        space: str | None = None,
        metric: str | None = None,
        arithmetic: str | None = None,
        top: int | None = None,
        layers: Sequence[int] | None = None,
        truncate: bool | None = None,
        progress: Progress | None = None,
    ) -> Trace:
        """As `Client.trace`."""
        how = dict(tap=tap, space=space, metric=metric, arithmetic=arithmetic, top=top)
        params = given(layers, text=text, position=position, model=model, truncate=truncate, **how)
        return built(Trace, await self.ask("trace", params, progress))

    async def tokenize(self, text: str, *, model: str | None = None, truncate: bool | None = None) -> Tokens:
        params = given(text=text, model=model, truncate=truncate)
        return built(Tokens, await self.ask("tokenize", params))

    async def models(self) -> list[ServedModel]:
        return built(Models, await self.ask("models")).models

    async def status(self) -> dict[str, Any]:
        return typing.cast("dict[str, Any]", await self.ask("status"))

    async def metrics(self) -> str:
        """What Prometheus reads."""
        return str((await self.ask("metrics"))["text"])

    async def ask(self, method: str, params: Mapping[str, Any] | None = None, progress: Progress | None = None) -> Any:
        """Any method's result as JSON."""
        if self._loss:
            raise ConnectionLost(f"The connection is lost, so a new client is needed: {self._loss}")
        id = next(self._ids)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[id] = answer
        if progress:
            self._progress[id] = progress
            params = {**(params or {}), "progressToken": id}
        try:
            await self._send(frame(method, params or {}, id))
            return result_of(await answer)
        finally:
            self._progress.pop(id, None)
            # Still waiting: its task was cancelled, or its `progress` failed. Without waiting for room, nor for others.
            if self._waiting.pop(id, None) and self._writer and not self._loss:
                self._writer.write(frame("$/cancelRequest", {"id": id}))

    async def _send(self, message: bytes) -> None:
        if self._writer is None:
            raise ConnectionLost("Enter the client first: async with AsyncClient() as client.")
        async with self._sending:
            try:
                self._writer.write(message)
                await self._writer.drain()
            except OSError as error:
                raise self._loss or ConnectionLost(f"The question could not be sent: {error}") from error

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                message = message_of(await reader.readexactly(length_of(await reader.readexactly(4))))
                if told := fraction_of(message):
                    self._tell(*told)
                elif message.get("id") is None and "error" in message:
                    result_of(message)
                elif (answer := self._waiting.pop(message.get("id", 0), None)) and not answer.done():
                    answer.set_result(message)
        except (asyncio.IncompleteReadError, OSError):
            self._lose(ConnectionLost("The daemon closed the connection before every answer was there."))
        except EncodingsError as error:
            self._lose(error)
        except Exception as error:
            self._lose(ConnectionLost(f"The daemon said what no daemon says: {error!r}"))

    def _tell(self, token: Any, fraction: float) -> None:
        """Tells a question's `progress`; what that raises is the question's own."""
        answer = self._waiting.get(token)
        if answer is None or answer.done() or not (callback := self._progress.get(token)):
            return
        try:
            callback(fraction)
        except StopIteration as error:  # which no future takes
            answer.set_exception(RuntimeError(f"progress raised {error!r}"))
        except Exception as error:
            answer.set_exception(error)

    def _lose(self, loss: EncodingsError) -> None:
        self._loss = self._loss or loss
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(loss)


# --- From a shell ---------------------------------------------------------------------------------------------------


def layers_of(text: str) -> list[int]:
    """Layers as encctl takes them: `0,3,5-8`."""
    layers: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        last = last if dash else first
        if not (first.isdecimal() and last.isdecimal() and len(part) < 12 and int(first) <= int(last) <= 9999):
            raise argparse.ArgumentTypeError("numbers and ranges with commas between are expected, say 0,3,5-8")
        layers.update(range(int(first), int(last) + 1))
    return sorted(layers)


def main() -> int:
    parser = argparse.ArgumentParser(description="Asks encodingsd; prints results as JSON.")
    parser.add_argument("--socket", default=socket_path(), metavar="PATH", help="the daemon's (default: %(default)s)")
    commands = parser.add_subparsers(dest="method", required=True, metavar="COMMAND")
    trace = commands.add_parser("trace", help="a token, or all of them, through the layers")
    tokenize = commands.add_parser("tokenize", help="a text's tokens")
    for command in (trace, tokenize):
        command.add_argument("text")
    trace.add_argument("position", nargs="?", type=int, help="which token, from 0; all if left out")
    for name in ("tap", "space", "metric", "arithmetic"):
        trace.add_argument(f"--{name}")
    trace.add_argument("--top", type=int, help="neighbours a layer (default 15)")
    trace.add_argument("--layers", type=layers_of, help="say 0,3,5-8; all if left out")
    for command in (trace, tokenize):
        command.add_argument("--model", help="one of `models` (default: the first)")
        command.add_argument("--truncate", action="store_true", default=None, help="cut a text that is too long")
    commands.add_parser("models", help="what the daemon serves, the default first")
    commands.add_parser("status", help="how the daemon is doing")
    commands.add_parser("metrics", help="its counters, as Prometheus reads them")
    options = vars(parser.parse_args())
    path, method = options.pop("socket"), options.pop("method")
    try:
        with Client(path) as client:
            result = client.ask(method, {key: value for key, value in options.items() if value is not None})
        text = result["text"] if method == "metrics" else json.dumps(result, ensure_ascii=False, indent=2)
        print(text, flush=True)
    except EncodingsError as error:
        print(f"encodings_client: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # Whoever read has read enough; what Python would still write at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
