"""Compiled code kept on disk, for as long as no source that went into it changes.

Numba keeps compiled functions beside their source, or in the user's cache folder when
the package cannot be written to, and compiles again when the file of the function
changes.
It does not see changes in other files whose functions were compiled in, so here the
stamp is a digest of all sources that a kernel may be made of.
A package that is installed again with the same sources finds its code again.
"""
# ruff: noqa: ANN401, SLF001  # Numba offers no other way to its cache

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.randomness.jit import IS_PLAIN, kept

__all__ = ["cached", "is_compiled"]


def cached(function: Callable[..., Any]) -> Any:
    """Compile a kernel that Python calls, and keep its code on disk."""
    compiled = kept(function)
    if not IS_PLAIN:
        index = _index(compiled)
        index._source_stamp = _sources_digest()
    return compiled


def is_compiled(dispatcher: Any) -> bool:
    """Return whether a kernel can run at once: compiled before, here or on disk."""
    if IS_PLAIN or dispatcher.signatures:
        return True
    return bool(_index(dispatcher)._load_index())


def _index(dispatcher: Any) -> Any:
    """Return the list of what Numba has on disk for a function."""
    return dispatcher._cache._cache_file


@lru_cache(maxsize=1)
def _sources_digest() -> str:
    """Return the SHA-256 of all sources that kernels are compiled from."""
    package = Path(__file__).parents[2]
    files = [
        package / "units.py",
        package / "engines" / "rules.py",
        *sorted((package / "randomness").glob("*.py")),
        *sorted((package / "engines" / "compiled").glob("*.py")),
    ]
    digest = sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
