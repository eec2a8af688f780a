"""Weights that are cut or changed: the process stays up and says which file, where and why."""

import hashlib
import json
import struct
import tempfile
import unittest
from pathlib import Path

from harness import OTHER, TINY, Daemon, Refused, copied, told


class CutWeights(unittest.TestCase):
    def test_what_is_wrong_is_named_and_the_others_serve(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            whole = (TINY / "model.safetensors").read_bytes()
            (header,) = struct.unpack("<Q", whole[:8])
            ends = sorted(
                8 + header + entry["data_offsets"][1]
                for name, entry in json.loads(whole[8 : 8 + header]).items()
                if name != "__metadata__"
            )
            cuts = {
                "in the header": header // 2,
                "at a tensor's edge": ends[len(ends) // 2],
                "one byte short": len(whole) - 1,
            }
            models = []
            for name, end in cuts.items():
                (Path(place) / name.replace(" ", "-")).mkdir()
                model = copied(TINY, Path(place) / name.replace(" ", "-"))
                (model / "model.safetensors").write_bytes(whole[:end])
                models.append(model.rename(model.parent.with_name("cut-" + name.replace(" ", "-").replace("'", ""))))
            with Daemon(TINY, *models) as daemon, daemon.client() as client:
                self.assertEqual([served.state for served in client.models()], ["ready"] + 3 * ["damaged"])
                for model in models:
                    with self.assertRaises(Refused) as caught:
                        client.trace("a", 0, model=model.name)
                    self.assertEqual(caught.exception.name, "modelDamaged")
                    self.assertEqual(caught.exception.data["file"], str(model / "model.safetensors"))
                    self.assertTrue(caught.exception.data["reason"])
                    self.assertIn("offset", caught.exception.data)
                self.assertTrue(client.trace("a", 0).journeys)
        told(2, "cut in the header, at a tensor's edge, one byte short: 3 of 3 named with file, offset and reason")

    def test_a_flipped_bit_is_found_where_the_digest_is_known(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            model = copied(TINY, Path(place))
            weights = bytearray((model / "model.safetensors").read_bytes())
            digest = hashlib.sha256(weights).hexdigest()
            (model / "SHA256SUMS").write_text(f"{digest}  model.safetensors\n")
            with Daemon(model) as daemon, daemon.client() as client:
                self.assertTrue(client.trace("a", 0).journeys)
            weights[-1000] ^= 1
            (model / "model.safetensors").write_bytes(weights)
            with Daemon(model, OTHER) as daemon, daemon.client() as client:
                with self.assertRaises(Refused) as caught:
                    client.trace("a", 0)
                self.assertEqual(caught.exception.name, "modelDamaged")
                self.assertIn("SHA256SUMS", caught.exception.data["reason"])
                self.assertTrue(client.trace("a", 0, model=OTHER.name).journeys)
        told(2, "one bit flipped, digest in SHA256SUMS: refused as damaged, another model served on")
