"""The file systems of the cache, the log and the socket are full: the same answers, and nothing sticks afterwards."""

import os
import signal
import subprocess
import unittest

from harness import TINY, Daemon, eventually, takes_layers, told, without_timing


@unittest.skipUnless(os.geteuid() == 0, "needs root, to mount a small file system")
class FullDisks(unittest.TestCase):
    def test_answers_are_the_same_and_the_cache_is_made_later(self) -> None:
        daemon = Daemon(TINY)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k,mode=755", "tmpfs", daemon.folder], check=True)
        try:
            with daemon:
                with daemon.client() as client:
                    expected = without_timing(client.ask("trace", {"text": "Time flies."}))
                daemon.signal(signal.SIGTERM)
                daemon.ended()
                for file in (daemon.folder / "cache").rglob("*"):
                    if file.is_file():
                        file.unlink()
                filler = daemon.folder / "filler"
                self.fill(filler)
                daemon.start()
                with daemon.client() as client:
                    for number in range(50):
                        asked = without_timing(client.ask("trace", {"text": "Time flies."}))
                        self.assertEqual(asked, expected)
                        client.tokenize(f"text {number}")
                self.assertEqual(self.kept(daemon), [])
                filler.unlink()
                daemon.signal(signal.SIGTERM)
                self.assertEqual(daemon.ended(), 0)
                daemon.start()
                with daemon.client() as client:
                    self.assertEqual(without_timing(client.ask("trace", {"text": "Time flies."})), expected)
                eventually("the digest is kept", lambda: len(self.kept(daemon, "digests")) == 1)
                eventually("the copy is kept", lambda: len(self.kept(daemon, "vocabularies")) == 1)
                self.assertTrue(self.kept(daemon, "vocabularies")[0].endswith((".fixed16", ".bytes16")))
                if takes_layers():
                    eventually("the layers are kept", lambda: len(self.kept(daemon, "layers")) == 1)
                    self.assertTrue(self.kept(daemon, "layers")[0].endswith(".columns16"))
                self.assertEqual([path.name for path in daemon.folder.rglob("*.partial")], [])
        finally:
            subprocess.run(["umount", "--lazy", daemon.folder], check=False)
        told(
            11,
            "cache, log and socket on a full file system: 50 of 50 answers the same; the cache was made once there was room",
        )

    def kept(self, daemon: Daemon, folder: str = ".") -> list[str]:
        """Files of the cache that hold something."""
        cache = daemon.folder / "cache" / folder
        return [path.name for path in cache.rglob("*") if path.is_file() and path.stat().st_size]

    def fill(self, filler: object) -> None:
        with open(filler, "wb", buffering=0) as file:  # type: ignore[call-overload]
            for size in (4096, 512, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass
