"""Which code the numbers come from: a digest of all that decides them.

The version of the package does not tell two states of a checkout apart; this does.
It covers the scenario, the random values, the engines and the measures with their
schema, the versions of the packages, and the kind of machine.
"""

import platform
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import sim
from sim.experiments.record import versions

__all__ = ["code_digest"]

_ROOMS: Final = ("scenario", "randomness", "engines", "measures")


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return the SHA-256 of all of this, hexadecimal."""
    package = Path(sim.__file__).parent
    files = [package / "units.py"]
    for room in _ROOMS:
        files += sorted((package / room).rglob("*.py"))
    digest = sha256(repr((platform.machine(), versions())).encode())
    for file in files:
        digest.update(file.relative_to(package).as_posix().encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()
