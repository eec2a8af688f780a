#!/usr/bin/env python3
"""The client's tests, against a daemon that listens at $ENCODINGS_SOCKET and against servers that misbehave.

ENCODINGS_SOCKET=… ENCCTL=…/encctl python3 -m unittest -v test_encodings_client
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import encodings_client
from encodings_client import AsyncClient, Client, ConnectionLost, NotReachable, Refused

ENCCTL = os.environ["ENCCTL"]
SENTENCE = "Time flies like an arrow."


def without_timing(value: Any) -> Any:
    return {key: part for key, part in value.items() if key != "timing"}


def encctl(*arguments: str) -> Any:
    """The same question asked by the other client that there is."""
    return json.loads(subprocess.run([ENCCTL, *arguments, "--json"], check=True, capture_output=True).stdout)


@contextlib.contextmanager
def served(*answers: bytes) -> Iterator[str]:
    """A socket whose server reads a little, says one of `answers` and goes away, connection after connection."""
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/s"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()

            def serve() -> None:
                for answer in answers:
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(1 << 16)
                        connection.sendall(answer)

            thread = threading.Thread(target=serve)
            thread.start()
            yield path
            thread.join()


def framed(message: Any) -> bytes:
    body = json.dumps(message).encode()
    return struct.pack(">I", len(body)) + body


class AnswerTests(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Client()
        self.addCleanup(self.client.close)

    def test_a_trace_is_what_encctl_gets(self) -> None:
        for position in (2, None):
            arguments = ["trace", SENTENCE] + ([] if position is None else [str(position)])
            params = {"text": SENTENCE, **({} if position is None else {"position": position})}
            asked = self.client.ask("trace", params)
            self.assertEqual(without_timing(asked), without_timing(encctl(*arguments)))

    def test_results_have_their_types(self) -> None:
        trace = self.client.trace(SENTENCE, 2, top=3, layers=[0, 1], space="word", metric="euclidean")
        raw = encctl(
            "trace", SENTENCE, "2", "--top", "3", "--layers", "0,1", "--space", "word", "--metric", "euclidean"
        )
        self.assertEqual([token.text for token in trace.tokens], [token["text"] for token in raw["tokens"]])
        self.assertEqual((trace.space, trace.metric), ("word", "euclidean"))
        (journey,) = trace.journeys
        self.assertEqual([reading.layer for reading in journey.layers], [0, 1])
        for reading, expected in zip(journey.layers, raw["journeys"][0]["layers"], strict=True):
            self.assertEqual((reading.rank, reading.similarity), (expected["rank"], expected["similarity"]))
            self.assertEqual([near.id for near in reading.neighbors], [near["id"] for near in expected["neighbors"]])
        tokens = self.client.tokenize("é 👍🏽")
        self.assertEqual(tokens.tokens[-2].end, len("é 👍🏽"))
        (model,) = self.client.models()
        self.assertEqual((model.name, model.state, model.default), (trace.model.name, "ready", True))
        self.assertIn("encodings_", self.client.metrics())
        self.assertEqual(self.client.status()["state"], "serving")

    def test_refusals_have_their_code_and_facts(self) -> None:
        cases: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
            ("trace", {"text": "a", "position": 99}, "positionOutOfRange", {"position": 99}),
            ("trace", {"text": "a", "positon": 1}, "invalidParams", {}),
            ("trace", {"text": "a", "model": "none"}, "noSuchModel", {"model": "none"}),
            ("trace", {"text": "\ud800"}, "parse", {}),
            ("tokenize", {"text": "a " * 5000}, "textTooLong", {}),
            ("nonsense", {}, "methodNotFound", {}),
        ]
        for method, params, name, facts in cases:
            with self.assertRaises(Refused) as caught:
                self.client.ask(method, params)
            self.assertEqual(caught.exception.name, name)
            self.assertTrue(caught.exception.message)
            self.assertLessEqual(facts.items(), caught.exception.data.items())
            self.assertTrue(self.client.models())  # the same client goes on

    def test_a_question_beyond_the_limit_is_refused_and_the_client_goes_on(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.client.tokenize("a" * (encodings_client.REQUEST_LIMIT + 1))
        self.assertEqual(caught.exception.name, "frameTooLong")
        self.assertTrue(self.client.models())

    def test_every_code_of_the_protocol_has_its_name(self) -> None:
        page = (Path(__file__).resolve().parents[2] / "PROTOCOL.md").read_text("utf-8")
        rows = [line.split("|") for line in page.splitlines() if line.startswith("| -32")]
        self.assertEqual({int(row[1]): row[2].strip(" `") for row in rows}, dict(Refused.NAMES))


class LossTests(unittest.TestCase):
    def test_no_daemon(self) -> None:
        with self.assertRaisesRegex(NotReachable, "No daemon listens at /nowhere"):
            Client("/nowhere/e.sock").models()

    def test_answers_that_no_daemon_gives(self) -> None:
        whole = framed({"jsonrpc": "2.0", "id": 1, "result": {"models": []}})
        for answer in (
            b"",
            whole[:2],
            whole[:-1],
            b"\xff\xff\xff\xff",
            b"\0\0\0\0",
            b"\0\0\0\1?",
            b"\0\0\0\1[",
            b"\0\0\0\0017",
        ):
            with self.subTest(answer), served(answer) as path, Client(path) as client:
                self.assertRaises(ConnectionLost, client.models)
        odd: tuple[Any, ...] = (
            {"id": 1, "error": 7},
            {"id": 1, "error": {"code": "x", "message": ""}},
            {"id": 1, "error": {"code": 1, "message": "", "data": 7}},
            {"method": "$/progress"},
            {"method": "$/progress", "params": {"token": 1, "value": {"fraction": "half"}}},
        )
        deep = b"[" * 100_000
        for answer in (*map(framed, odd), struct.pack(">I", len(deep)) + deep):
            with self.subTest(answer[:80]), served(answer) as path, Client(path) as client:
                with self.assertRaises(ConnectionLost):
                    client.ask("models", progress=print)
        wrong = {"jsonrpc": "2.0", "id": 1, "result": {"models": [{"name": 7}]}}
        with served(framed(wrong)) as path, Client(path) as client:
            self.assertRaisesRegex(ConnectionLost, "no Models", client.models)

    def test_keys_of_later_versions_are_passed_over(self) -> None:
        model = {"name": "a", "state": "ready", "default": True, "colour": "red"}
        later = {"jsonrpc": "2.0", "id": 1, "result": {"models": [model], "more": 1}}
        answers = framed({"jsonrpc": "2.0", "method": "$/later"}) + framed(later)
        with served(answers) as path, Client(path) as client:
            self.assertEqual([model.name for model in client.models()], ["a"])

    def test_a_silent_server_is_given_up(self) -> None:
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(folder + "/s")
            listener.listen()
            with self.assertRaisesRegex(ConnectionLost, "within 0.1 s"):
                Client(folder + "/s", timeout=0.1).models()


    def test_after_a_refused_connection_it_connects_anew(self) -> None:
        refusal = framed({"jsonrpc": "2.0", "id": None, "error": {"code": -32007, "message": "Too many."}})
        with served(refusal, framed({"jsonrpc": "2.0", "id": 2, "result": {"models": []}})) as path:
            with Client(path) as client:
                with self.assertRaises(Refused) as refused:
                    client.models()
                self.assertEqual(refused.exception.name, "quotaExceeded")
                self.assertEqual(client.models(), [])


class ManyAtOnceTests(unittest.IsolatedAsyncioTestCase):
    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[tuple[str, Callable[[], Awaitable[Any]], Callable[[bytes], None]]]:
        """A server that answers nothing by itself: its path, what it hears next, and how to have it say something."""
        heard: asyncio.Queue[Any] = asyncio.Queue()
        writers: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            with contextlib.suppress(asyncio.IncompleteReadError):
                while True:
                    (length,) = struct.unpack(">I", await reader.readexactly(4))
                    heard.put_nowait(json.loads(await reader.readexactly(length)))
            writer.close()

        with tempfile.TemporaryDirectory() as folder:
            async with await asyncio.start_unix_server(serve, folder + "/s"):
                yield folder + "/s", lambda: asyncio.wait_for(heard.get(), 10), lambda said: writers[0].write(said)

    async def test_many_questions_get_their_own_answers(self) -> None:
        texts = [f"{SENTENCE} {number}" for number in range(200)]
        async with AsyncClient() as client:
            traces = await asyncio.gather(*(client.trace(text, 1, top=2) for text in texts))
            (model,) = await client.models()
            self.assertIn(f'model="{model.name}"', await client.metrics())
        self.assertEqual({trace.model.name for trace in traces}, {model.name})
        with Client() as alone:
            for text, trace in zip(texts, traces, strict=True):
                self.assertEqual(alone.trace(text, 1, top=2).journeys, trace.journeys)
                self.assertEqual(alone.tokenize(text).tokens, trace.tokens)

    async def test_a_refusal_is_its_own_questions(self) -> None:
        async with AsyncClient() as client:
            good, bad = await asyncio.gather(client.trace("a", 0), client.trace("a", 99), return_exceptions=True)
        self.assertIsInstance(good, encodings_client.Trace)
        self.assertIsInstance(bad, Refused)

    async def test_a_cancelled_question_leaves_the_others(self) -> None:
        async with AsyncClient() as client:
            questions = [
                asyncio.create_task(client.trace(f"{number} " + "word " * 500, 1, truncate=True))
                for number in range(10)
            ]
            await asyncio.sleep(0)
            for question in questions[1::2]:
                question.cancel()
            results = await asyncio.gather(*questions, return_exceptions=True)
            self.assertTrue(all(isinstance(result, encodings_client.Trace) for result in results[::2]))
            self.assertTrue(all(isinstance(result, asyncio.CancelledError) for result in results[1::2]))
            for _ in range(1000):
                if (await client.status())["queue"]["waiting"] == 0:
                    return
                await asyncio.sleep(0.01)
            self.fail("cancelled questions stay in the queue")

    async def test_progress_rises_and_ends_with_the_answer(self) -> None:
        told: list[float] = []
        async with AsyncClient() as client:
            await client.trace("one two " * 300, truncate=True, progress=told.append)
            count = len(told)
            await client.models()
        self.assertGreater(count, 0)
        self.assertEqual(len(told), count)
        self.assertEqual(told, sorted(told))
        self.assertTrue(all(0 <= fraction <= 1 for fraction in told))

    async def test_a_progress_that_fails_fails_its_own_question(self) -> None:
        for raised, expected in ((KeyError(1), KeyError), (StopIteration(), RuntimeError)):

            def fail(fraction: float, raised: Exception = raised) -> None:
                raise raised

            async with self.listening() as (path, heard, say), AsyncClient(path) as client:
                question = asyncio.create_task(client.trace("a", progress=fail))
                other = asyncio.create_task(client.models())
                ids = {request["method"]: request["id"] for request in [await heard(), await heard()]}
                value = {"token": ids["trace"], "value": {"fraction": 0.5}}
                say(framed({"jsonrpc": "2.0", "method": "$/progress", "params": value}))
                with self.assertRaises(expected):
                    await asyncio.wait_for(question, 10)
                told = await heard()
                self.assertEqual((told["method"], told["params"]), ("$/cancelRequest", {"id": ids["trace"]}))
                say(framed({"jsonrpc": "2.0", "id": ids["models"], "result": {"models": []}}))
                self.assertEqual(await asyncio.wait_for(other, 10), [])

    async def test_whoever_gives_up_tells_the_daemon(self) -> None:
        async with self.listening() as (path, heard, _), AsyncClient(path) as client:
            question = asyncio.create_task(client.models())
            request = await heard()
            question.cancel()
            told = await heard()
            self.assertEqual((told["method"], told["params"]), ("$/cancelRequest", {"id": request["id"]}))
            with self.assertRaises(asyncio.CancelledError):
                await question

    async def test_whoever_leaves_fails_every_question(self) -> None:
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(folder + "/s")
            listener.listen()
            async with AsyncClient(folder + "/s") as client:
                question = asyncio.create_task(client.models())
                await asyncio.sleep(0.01)
            with self.assertRaisesRegex(ConnectionLost, "was left"):
                await asyncio.wait_for(question, 10)

    async def test_a_loss_fails_every_question(self) -> None:
        with served(b"\xff\xff\xff\xff") as path:
            async with AsyncClient(path) as client:
                results = await asyncio.gather(client.models(), client.status(), return_exceptions=True)
                self.assertTrue(all(isinstance(result, ConnectionLost) for result in results), results)
                with self.assertRaises(ConnectionLost):
                    await client.models()

    async def test_after_a_frame_too_long_the_connection_is_lost_and_says_so(self) -> None:
        async with AsyncClient() as client:
            with self.assertRaises(Refused) as refused:
                await client.tokenize("a" * (encodings_client.REQUEST_LIMIT + 1))
            self.assertEqual(refused.exception.name, "frameTooLong")
            with self.assertRaisesRegex(ConnectionLost, "a new client is needed"):
                await client.models()


class ShellTests(unittest.TestCase):
    def run_client(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, encodings_client.__file__, *arguments]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def test_results_are_json(self) -> None:
        ended = self.run_client("trace", SENTENCE, "2", "--top", "3", "--layers", "0,1", "--tap", "resid_post")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        expected = encctl("trace", SENTENCE, "2", "--top", "3", "--layers", "0,1", "--tap", "resid_post")
        self.assertEqual(without_timing(json.loads(ended.stdout)), without_timing(expected))
        self.assertEqual(json.loads(self.run_client("models").stdout), encctl("models"))

    def test_layers_are_read_as_encctl_reads_them(self) -> None:
        for layers in ("3", "0,2-4", "5-6,1"):
            ended = self.run_client("trace", SENTENCE, "2", "--top", "0", "--layers", layers)
            expected = encctl("trace", SENTENCE, "2", "--top", "0", "--layers", layers)
            self.assertEqual(without_timing(json.loads(ended.stdout)), without_timing(expected))
        for layers in ("", "x", "1-", "-1", "2-x", "1.5"):
            ended = self.run_client("trace", SENTENCE, "2", f"--layers={layers}")
            self.assertEqual(ended.returncode, 2)
            self.assertIn("say 0,3,5-8", ended.stderr)

    def test_a_reader_who_has_enough_hears_no_complaint(self) -> None:
        command = [sys.executable, encodings_client.__file__, "trace", SENTENCE]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout and process.stderr
            process.stdout.read(1)
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.wait(), 0)

    def test_statuses_are_those_of_encctl(self) -> None:
        self.assertEqual(self.run_client("trace", "a", "99").returncode, 4)
        self.assertEqual(self.run_client("--socket", "/nowhere", "models").returncode, 3)
        self.assertEqual(self.run_client("sing").returncode, 2)
        with served(b"\0") as path:
            self.assertEqual(self.run_client("--socket", path, "models").returncode, 5)


if __name__ == "__main__":
    unittest.main()
