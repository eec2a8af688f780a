"""Writes safetensors files, the few dtypes that checkpoints use.

Format: u64 little-endian header length, a JSON object {name: {dtype, shape, data_offsets}}, the tensors'
bytes.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

ITEM_SIZES = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8}


def encode(values: np.ndarray, dtype: str) -> bytes:
    """The little-endian bytes of `values` in `dtype`, floats rounded to nearest, ties to even."""
    if dtype == "BF16":
        bits = np.ascontiguousarray(values, dtype="<f4").view("<u4")
        rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
        return (rounded >> np.uint32(16)).astype("<u2").tobytes()
    return values.astype({"F32": "<f4", "F16": "<f2", "I64": "<i8"}[dtype]).tobytes()


def header(layout: dict[str, tuple[str, tuple[int, ...]]]) -> bytes:
    """Length and JSON header of a file that holds these tensors (dtype, shape), one after the other."""
    entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, (dtype, shape) in layout.items():
        end = offset + ITEM_SIZES[dtype] * int(np.prod(shape))
        entries[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def write(path: Path, tensors: dict[str, tuple[str, np.ndarray]]) -> int:
    """Writes tensors (dtype, values) to `path`; returns the bytes of data."""
    layout = {name: (dtype, values.shape) for name, (dtype, values) in tensors.items()}
    data = [encode(values, dtype) for dtype, values in tensors.values()]
    path.write_bytes(header(layout) + b"".join(data))
    return sum(map(len, data))
