"""Messages that break readers: a coded error or the right answer, and the connection goes on."""

import unittest

from harness import Daemon, connected, framed, json, message, request, told

WRAP = '{"jsonrpc":"2.0","id":1,"method":"tokenize","params":{"text":%s}}'
BAD = {
    "100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "byte 0xFF": b'{"jsonrpc":"2.0","id":1,"method":"\xff"}',
    "lone surrogates": (WRAP % r'"\ud800"').encode(),
    "surrogates the wrong way round": (WRAP % r'"\udc00\ud800"').encode(),
    "surrogate in UTF-8": WRAP.encode() % b'"\xed\xa0\x80"',
    "overlong UTF-8": WRAP.encode() % b'"\xc0\x80"',
    "1e999": (WRAP % "1e999").encode(),
    "a key twice": b'{"jsonrpc":"2.0","id":1,"id":2,"method":"models"}',
    "raw NUL": WRAP.encode() % b'"\0"',
    "only spaces": b"   ",
    "unfinished": b'{"jsonrpc":"2.0","id":1,"method":"models"',
    "behind the end": b'{"jsonrpc":"2.0","id":1,"method":"models"}{}',
    "byte order mark": b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"method":"models"}',
    "UTF-16": '{"jsonrpc":"2.0","id":1,"method":"models"}'.encode("utf-16"),
    "NaN": (WRAP % "NaN").encode(),
}


class HostileTexts(unittest.TestCase):
    def test_bad_messages_are_refused_one_by_one(self) -> None:
        with Daemon() as daemon, connected(daemon.socket) as connection:
            for name, body in BAD.items():
                with self.subTest(name):
                    connection.sendall(framed(body))
                    self.assertIn(message(connection)["error"]["code"], (-32700, -32600, -32602))
                    connection.sendall(request("next", "models"))
                    self.assertEqual(message(connection)["id"], "next")
        told(10, f"{len(BAD)} malformed messages: {len(BAD)} coded errors on one connection that went on")

    def test_odd_texts_are_answered(self) -> None:
        planes = "".join(chr((plane << 16) + offset) for plane in range(17) for offset in (0x21, 0x4E00, 0xFFFD))
        texts = ["", "\0", planes, "\U0010ffff", "e\u0301" * 20, "\r\n\t", "</s><s><mask>"]
        with Daemon() as daemon, connected(daemon.socket) as connection:
            for text in texts:
                connection.sendall(request(1, "tokenize", text=text, truncate=True))
                tokens = message(connection)["result"]["tokens"]
                self.assertLessEqual(max(token["end"] for token in tokens), len(text))
            connection.sendall(request(2, "tokenize", text="é " * (1 << 16)))
            self.assertEqual(message(connection)["error"]["code"], -32001)
            connection.sendall(request(3, "models"))
            self.assertEqual(message(connection)["id"], 3)
        with Daemon(settings={"requestBytes": 32 << 20}) as daemon, connected(daemon.socket) as connection:
            connection.sendall(request(4, "tokenize", text="word " * (2 << 20)))
            self.assertEqual(message(connection)["error"]["code"], -32001)
            connection.sendall(request(5, "trace", text="word " * (2 << 20), position=0, truncate=True))
            self.assertTrue(message(connection)["result"]["truncated"])
        told(10, f"{len(texts)} odd texts (empty, NUL, all planes) answered; 10 MiB of text: coded, and cut on demand")

    def test_the_answer_to_a_text_is_its_own(self) -> None:
        with Daemon() as daemon, daemon.client() as client:
            result = client.ask("tokenize", json.loads('{"text":"\\ud83d\\udc4d"}'))
            self.assertEqual(result, client.ask("tokenize", {"text": "👍"}))
