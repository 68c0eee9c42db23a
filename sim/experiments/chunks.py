"""Values of some replications as one file that shows when it is damaged.

::

    magic      16 bytes
    check      32 bytes, SHA-256 of everything after it
    length      8 bytes, of the header, little-endian
    header     JSON: numbers, and for each table its name, dtype, rows, packed bytes
    tables     one after the other, each packed with Zstandard

A file is written beside its place, sent to the disk and then given its name, so a name
never stands for half a file.
"""

import json
import os
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from sim.experiments.work import Block

__all__ = [
    "SUFFIX",
    "UNFINISHED",
    "Damaged",
    "read_chunk",
    "write_chunk",
    "write_whole",
]

SUFFIX: Final = ".values"
UNFINISHED: Final = ".unfinished"
"""How the name of a file ends that is not yet complete."""

_MAGIC: Final = b"hanboki-values-1"
_CHECK_ENDS: Final = len(_MAGIC) + 32
_HEADER_BEGINS: Final = _CHECK_ENDS + 8
_LEVEL: Final = 1


class Damaged(Exception):  # noqa: N818  # says what is so; the store deals with it
    """A file is not what was written."""


def write_chunk(folder: Path, numbers: Sequence[int], block: Block) -> Path:
    """Write the values of some replications and return the file.

    The same content gets the same name.
    """
    content = _packed(numbers, block)
    check = sha256(content).digest()
    kind = "all" if len(block) > 1 else "headline"
    name = f"{kind}-{min(numbers):08d}-{len(numbers):06d}-{check.hex()[:16]}{SUFFIX}"
    path = folder / name
    write_whole(path, _MAGIC + check + content)
    return path


def read_chunk(path: Path) -> tuple[list[int], Block]:
    """Return the replication numbers of a file and their values.

    Raises
    ------
    Damaged
        The file is not what was written.
    """
    content = path.read_bytes()
    is_whole = content[: len(_MAGIC)] == _MAGIC and (
        sha256(content[_CHECK_ENDS:]).digest() == content[len(_MAGIC) : _CHECK_ENDS]
    )
    if not is_whole:
        raise Damaged
    length = int.from_bytes(content[_CHECK_ENDS:_HEADER_BEGINS], "little")
    at = _HEADER_BEGINS + length
    header = json.loads(content[_HEADER_BEGINS:at])
    numbers, block = header["numbers"], {}
    codec = pa.Codec("zstd")
    for name, dtype, rows, packed in header["tables"]:
        size = len(numbers) * rows * np.dtype(dtype).itemsize
        raw = codec.decompress(content[at : at + packed], size, asbytes=True)
        block[name] = np.frombuffer(raw, dtype).reshape(len(numbers), rows)
        at += packed
    return numbers, block


def _packed(numbers: Sequence[int], block: Block) -> bytes:
    codec = pa.Codec("zstd", compression_level=_LEVEL)
    packed = {
        name: codec.compress(np.ascontiguousarray(rows), asbytes=True)
        for name, rows in block.items()
    }
    tables = [
        (name, rows.dtype.str, rows.shape[1], len(packed[name]))
        for name, rows in block.items()
    ]
    header = json.dumps({"numbers": [*map(int, numbers)], "tables": tables}).encode()
    return b"".join([len(header).to_bytes(8, "little"), header, *packed.values()])


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is complete on the disk once its name is there."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _send_folder_to_disk(path.parent)


def _send_folder_to_disk(folder: Path) -> None:
    """Let the new name survive a power cut; Windows does that by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
