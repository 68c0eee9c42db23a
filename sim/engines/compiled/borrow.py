"""Many arrays as one argument: a tuple of arrays passed to compiled code by address.

Numba passes a tuple of arrays as one machine word for every number that describes
every array (some two hundred here).
It also counts references on each use with atomic additions, over which threads that
share a program's tables would fight.
:func:`borrowed` puts the tuple into the caller's frame once, without owners, and
returns its address; attributes are then read through that address.
Whoever called the kernel keeps the real arrays alive until it returns.
Without the JIT it returns the tuple itself.
"""
# ruff: noqa: ANN401, ARG001, SLF001  # Numba's own signatures, and it has no types
# mypy: allow-untyped-calls

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import config, types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    register_model,
)

from sim.randomness.jit import integer, part

__all__ = ["at", "borrowed", "integer", "kernel", "prefetch"]

T = TypeVar("T", bound=tuple[Any, ...])

kernel: Callable[[Any], Any] = part
"""Compiles a function that gets borrowed arrays; such a function counts nothing."""

at = cast(Callable[[Any], int], np.uint64)
"""Marks an index as not negative.

For every other index Numba asks whether it counts from the end; that was a seventh of
the time of the event loop.
"""


class Address(types.Type):
    """Type of the address of a named tuple of arrays and numbers."""

    def __init__(self, record: Any) -> None:
        self.record = record
        # in the name of every function that gets it, so it had better be short
        digest = sha256(str(record).encode()).hexdigest()[:12]
        super().__init__(f"Address({record.instance_class.__name__}, {digest})")


@register_model(Address)
class _AddressModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Address) -> None:
        inner = manager.lookup(kind.record).get_value_type()
        super().__init__(manager, kind, inner.as_pointer())


@infer_getattr
class _AddressAttributes(AttributeTemplate):
    key = Address

    def generic_resolve(  # type: ignore[override]  # so it is meant to be
        self, kind: Address, name: str
    ) -> Any:
        if name not in kind.record.fields:
            return None
        return kind.record[kind.record.fields.index(name)]


@lower_getattr_generic(Address)
def _read(context: Any, builder: Any, kind: Address, address: Any, name: str) -> Any:
    place = kind.record.fields.index(name)
    return builder.load(cgutils.gep_inbounds(builder, address, 0, place))


@intrinsic
def _borrowed(typing_context: Any, record: Any) -> Any:
    """Return the address of a copy of a named tuple whose arrays own nothing."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        (value,) = arguments
        for place, kind in enumerate(record):
            if isinstance(kind, types.Array):
                inner = builder.extract_value(value, place)
                array = context.make_array(kind)(context, builder, inner)
                array.meminfo = cgutils.get_null_value(array.meminfo.type)
                array.parent = cgutils.get_null_value(array.parent.type)
                value = builder.insert_value(value, array._getvalue(), place)
        return cgutils.alloca_once_value(builder, value)

    return Address(record)(record), generate


@intrinsic
def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    """Ask for the memory of a record of an array; an index out of range is ignored."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(array)(context, builder, arguments[0])
        size = context.get_constant(types.intp, array.dtype.size)
        start = builder.ptrtoint(data.data, ir.IntType(64))
        place = builder.add(start, builder.mul(arguments[1], size))
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        options = [number(1), number(3), number(1)]  # to be written, keep it, data
        builder.call(ask, [builder.inttoptr(place, byte), *options])
        return context.get_dummy_value()

    return types.void(array, index), generate


def _nothing(array: Any, index: int) -> None:
    """Stand for :func:`_prefetch` where there is no compiled code."""


def _same(record: T) -> T:
    return record


prefetch: Callable[[Any, int], None] = (
    _nothing if getattr(config, "DISABLE_JIT") else cast(Any, _prefetch)  # noqa: B009
)
"""Asks for the memory of a record that is needed soon: a case is rarely in a cache."""

borrowed: Callable[[Any], Any] = (
    _same if getattr(config, "DISABLE_JIT") else cast(Any, _borrowed)  # noqa: B009
)
