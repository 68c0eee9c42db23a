"""The one way in which functions are compiled and their code is kept on disk.

Before Numba loads kept code it gets all it knows ready for compiling, which takes a
third of a second and the half of SciPy; code that is loaded needs nothing of it.
It then needs no memory of Numba's own either: a compiled function makes no arrays, it
fills what it is lent.
"""
# ruff: noqa: ANN401, SLF001  # Numba has no types, and no other way to its cache
# mypy: allow-untyped-calls

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numpy as np
from numba import config, njit
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.runtime.nrt import rtsys

__all__ = ["IS_PLAIN", "compiled", "inlined", "integer", "kept", "part"]

IS_PLAIN: Final = bool(getattr(config, "DISABLE_JIT"))  # noqa: B009  # not in its types
"""The JIT is off, so there is nothing to compile or to keep."""

integer = cast(Callable[[Any], int], np.int64)
"""Makes one machine type of all integers, so that no function is compiled twice.

A plain integer is a type of its own to Numba, and each value compiles anew what it is
passed to.
"""

F = TypeVar("F", bound=Callable[..., Any])


class _Cache(FunctionCache):
    """Code on disk that is loaded without getting ready for compiling."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the code for a signature, None when there is none."""
        rtsys.initialize(target_context)  # what kept code may call
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


class _PartLibrary(JITCodeLibrary):
    """Code that is only ever linked into that of others, and never called by itself.

    Machine code of its own would be a fifth of the compilation.
    """

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return 0: there is no machine code to point at."""
        del name
        return 0

    @property
    def codegen(self) -> Any:
        """What takes the environment of a function: nothing has a place for it."""
        return self

    def set_env(self, env_name: str, env: Any) -> None:
        """Forget what only machine code reads."""


class _PartCompiler(Compiler):
    """Compiles a function that only compiled functions call."""

    def __init__(
        self, typingctx: Any, targetctx: Any, _library: Any, *more: Any
    ) -> None:
        own = _PartLibrary(targetctx.codegen(), "part")
        super().__init__(typingctx, targetctx, own, *more)


def kept(function: Callable[..., Any], **options: Any) -> Any:
    """Compile a function, keep its code on disk, and release Python's lock in it.

    Nobody calls it as a C function, so the wrapper for that is not compiled.
    Numba would compile again only when the file of the function changes, and not see
    the others whose functions are compiled in: the stamp is a digest of all of them.
    """
    dispatcher = cast(Any, njit)(
        nogil=True, _nrt=False, no_cfunc_wrapper=True, **options
    )(function)
    if not IS_PLAIN:
        dispatcher._cache = _Cache(function)
        dispatcher._cache._cache_file._source_stamp = _sources_digest()
    return dispatcher


def compiled(function: F) -> F:
    """Compile a function of chance; see :func:`kept`."""
    return cast(F, kept(function))


def inlined(function: F) -> F:
    """Compile a function as a part of each function that calls it."""
    return cast(F, kept(function, inline="always"))


def part(function: F) -> F:
    """Compile a function that only compiled functions call; Python must not."""
    compile_part = cast(Any, njit)(
        nogil=True,
        _nrt=False,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        pipeline_class=_PartCompiler,
    )
    return cast(F, compile_part(function))


@lru_cache(maxsize=1)
def _sources_digest() -> str:
    """Return the SHA-256 of all sources of this package."""
    digest = sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
