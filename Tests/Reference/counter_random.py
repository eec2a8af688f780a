"""Random numbers by counting: the n-th number of a stream is a hash of (stream, n).

Only 64-bit integer arithmetic and one exact conversion to float32 are used, so every NumPy on every machine
gives the same bits. The hash is splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
Generators, 2014).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator

import numpy as np

GOLDEN_GAMMA = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
SECOND_FACTOR = np.uint64(0x94D049BB133111EB)
CHUNK = 1 << 15
"""Numbers made at a time: few enough for the temporaries to stay in the cache."""


def stream_start(seed: int, name: str) -> np.uint64:
    """Where the stream called `name` starts counting."""
    mixed = (seed * 0x9E3779B97F4A7C15 + zlib.crc32(name.encode()) * 0xD1342543DE82EF95 + 1) % (1 << 64)
    return _splitmix64(np.array([mixed], dtype=np.uint64))[0]


def _splitmix64(state: np.ndarray) -> np.ndarray:
    """The output function of splitmix64, element by element; overwrites `state`."""
    with np.errstate(over="ignore"):
        state ^= state >> np.uint64(30)
        state *= FIRST_FACTOR
        state ^= state >> np.uint64(27)
        state *= SECOND_FACTOR
        state ^= state >> np.uint64(31)
    return state


def uniform_chunks(seed: int, name: str, count: int) -> Iterator[np.ndarray]:
    """`count` float32 in [-1, 1), multiples of 2^-23, in pieces."""
    start = stream_start(seed, name)
    for first in range(0, count, CHUNK):
        state = np.arange(first, min(first + CHUNK, count), dtype=np.uint64)
        with np.errstate(over="ignore"):
            state *= GOLDEN_GAMMA
            state += start
        bits = (_splitmix64(state) >> np.uint64(40)).astype(np.int32)
        yield (bits - np.int32(1 << 23)).astype(np.float32) * np.float32(2.0**-23)


def uniform(seed: int, name: str, shape: tuple[int, ...], deviation: float, mean: float = 0.0) -> np.ndarray:
    """A float32 array of the given shape, uniform with the given mean and standard deviation."""
    count = int(np.prod(shape))
    scale = np.float32(deviation * math.sqrt(3.0))
    pieces = [chunk * scale + np.float32(mean) for chunk in uniform_chunks(seed, name, count)]
    return np.concatenate(pieces).reshape(shape) if pieces else np.zeros(shape, np.float32)
