"""The one way in which the functions of this package are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

__all__ = ["compiled", "integer"]

integer = cast(Callable[[Any], int], np.int64)
"""Makes one machine type of all integers, so that no function is compiled twice.

A plain integer is a type of its own to Numba, and each value compiles anew what it is
passed to.
"""

F = TypeVar("F", bound=Callable[..., Any])

_njit = cast(Any, njit)(cache=True, nogil=True, no_cfunc_wrapper=True)


def compiled(function: F) -> F:
    """Compile a function, keep its code on disk, and release Python's lock in it.

    Nobody calls it as a C function, so the wrapper for that is not compiled.
    """
    return cast(F, _njit(function))
