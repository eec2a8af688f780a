"""Weights change while they are used: by rename the old ones answer on, cut in place nothing wrong is ever said."""

import hashlib
import json
import os
import signal
import struct
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any

from harness import OTHER, TINY, Client, Daemon, Refused, copied, eventually, length, told, without_timing


def asked(client: Client, model: Path) -> dict[str, Any]:
    return client.ask("trace", {"text": "Time flies.", "position": 1, "model": model.name})


def replace(path: Path, seed: int) -> str:
    """Puts other numbers in a file's place; their digest."""
    new = path.with_name("new")
    numbers = path.read_bytes()[:-4] + struct.pack("<f", seed / 1000)
    new.write_bytes(numbers)
    new.rename(path)
    return hashlib.sha256(numbers).hexdigest()


def endless(model: Path) -> Path:
    """Makes the model's file so long that its digest takes seconds: by a tensor that no model needs, without bytes on
    the disk."""
    path, more = model / "model.safetensors", 2 << 30
    old = path.read_bytes()
    size = struct.unpack("<Q", old[:8])[0]
    header, numbers = json.loads(old[8 : 8 + size]), old[8 + size :]
    header["unused"] = {"dtype": "F32", "shape": [more // 4], "data_offsets": [len(numbers), len(numbers) + more]}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + numbers)
        file.truncate(8 + len(text) + len(numbers) + more)
    return model


class ChangedWeights(unittest.TestCase):
    def test_renamed_over_the_old_answer_until_a_reload(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            model = copied(TINY, Path(place))
            with Daemon(model, settings={"answerCacheBytes": 0}) as daemon, daemon.client() as client:
                before = without_timing(client.ask("trace", {"text": "Time flies.", "position": 1}))
                new = model / "new"
                new.write_bytes((model / "model.safetensors").read_bytes())
                with new.open("r+b") as file:  # other numbers, the same shapes
                    file.seek(-4000, os.SEEK_END)
                    file.write(bytes(4000))
                new.rename(model / "model.safetensors")
                for _ in range(length(20, 200)):
                    self.assertEqual(
                        without_timing(client.ask("trace", {"text": "Time flies.", "position": 1})), before
                    )
                daemon.signal(signal.SIGHUP)

                def is_new() -> bool:
                    after = client.ask("trace", {"text": "Time flies.", "position": 1})
                    return bool(after["model"]["digest"] != before["model"]["digest"])

                eventually("the new weights answer", is_new)
        told(
            3,
            f"replaced by rename: {length(20, 200)} of {length(20, 200)} answers from the old file, the new one's after SIGHUP",
        )

    def test_renamed_over_while_digests_are_computed(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            model, large = copied(TINY, Path(place)), endless(copied(OTHER, Path(place)))
            path = model / "model.safetensors"
            first = hashlib.sha256(path.read_bytes()).hexdigest()
            with Daemon(large, model) as daemon, daemon.client() as client:
                replace(path, 1)
                # Its digest is that of what it answers from, not of what lies there by now.
                self.assertEqual(asked(client, model)["model"]["digest"], f"sha256:{first}")
            with Daemon(large, model) as daemon:
                answers: list[object] = []

                def ask() -> None:
                    with daemon.client() as client:
                        answers.append(asked(client, model)["model"]["digest"])

                threads = []
                for seed in range(2, 5):
                    digest = replace(path, seed)
                    daemon.signal(signal.SIGHUP)
                    eventually("it is loaded", lambda: daemon.log.read_text().count("read again") >= seed - 1)
                    threads.append(threading.Thread(target=ask))
                    threads[-1].start()
                with daemon.client() as client:
                    waited = client.models()[0].digest is None
                for thread in threads:
                    thread.join(60)
                self.assertEqual(len(answers), 3)
                self.assertIn(f"sha256:{digest}", answers)
        when = "while" if waited else "after"  # on a faster processor
        told(3, f"replaced three times {when} another digest was computed: all who asked were answered, by the file's own digest")

    def test_cut_in_place_under_load_says_damaged_and_no_wrong_number(self) -> None:
        times, right, coded = length(5, 30), 0, 0
        for _ in range(times):
            with tempfile.TemporaryDirectory() as place:
                model = copied(TINY, Path(place))
                with Daemon(model, OTHER, settings={"answerCacheBytes": 0}) as daemon:
                    with daemon.client() as client:
                        params = {"text": "Time flies.", "position": 1}
                        expected = client.ask("trace", params)["journeys"]
                    wrong: list[object] = []
                    counts = [0, 0]

                    def ask() -> None:
                        with daemon.client() as client:
                            while not counts[1]:
                                try:
                                    answer = client.ask("trace", params)["journeys"]
                                    if answer != expected:
                                        wrong.append(answer)
                                    counts[0] += 1
                                except Refused as refused:
                                    if refused.name != "modelDamaged":
                                        wrong.append(refused)
                                    counts[1] += 1

                    threads = [threading.Thread(target=ask) for _ in range(4)]
                    for thread in threads:
                        thread.start()
                    eventually("there is load", lambda: counts[0] > 20)
                    os.truncate(model / "model.safetensors", 5000)
                    for thread in threads:
                        thread.join(30)
                    self.assertEqual(wrong, [])
                    with daemon.client() as client:
                        self.assertTrue(client.trace("a", 0, model=OTHER.name).journeys)
                        self.assertEqual(client.models()[0].state, "damaged")
                    right, coded = right + counts[0], coded + counts[1]
        told(
            3,
            f"cut in place under load, {times} times: {right} right answers, then {coded} times modelDamaged, 0 wrong, 0 crashes",
        )
