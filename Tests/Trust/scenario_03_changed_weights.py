"""Weights change while they are used: by rename the old ones answer on, cut in place nothing wrong is ever said."""

import os
import signal
import tempfile
import threading
import unittest
from pathlib import Path

from harness import OTHER, TINY, Daemon, Refused, copied, eventually, length, told, without_timing


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
