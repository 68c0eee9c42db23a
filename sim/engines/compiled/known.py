"""Orders that are kept for the next plan.

The orders of a replication are the same for every staffing of a scenario, and so is
what is drawn for their first visits.
A search that tries hundreds of plans on the same replications asks for them again and
again, so they are kept, by content, up to a number of bytes.
When that is used up, orders of scenarios that were not asked for lately make room; of
the scenario that is asked for the first replications stay, because a search goes
through them in order.
"""

import threading
from collections import OrderedDict
from typing import Any, Final

import numpy as np

from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.orders import known_orders
from sim.engines.compiled.state import room_for
from sim.engines.population import populate, present_duties
from sim.engines.program import Program

__all__ = ["MOST_BYTES", "forget_orders", "kept_numbers", "orders_of"]

MOST_BYTES: Final = 256 * 2**20
"""Bytes of orders that are kept in a process."""

Fields = dict[str, Any]

_kept: OrderedDict[str, dict[tuple[int, int], tuple[Fields, int]]] = OrderedDict()
_bytes: dict[str, int] = {}
_lock = threading.Lock()


def orders_of(
    program: Program, tables: Tables, *, seed: int, replication: int
) -> tuple[Fields, int, np.ndarray]:
    """Return (fields of the state, customers turned away, who comes to work).

    A run may change the cases; those that are kept are copied for it.
    """
    digest, number = program.orders_digest, (seed, replication)
    with _lock:
        found = _kept.get(digest, {}).get(number)
        if digest in _kept:
            _kept.move_to_end(digest)
    if found is not None:
        fields, n_turned_away = found
        present = present_duties(program, seed=seed, replication=replication)
        return _copied(fields), n_turned_away, present
    people = populate(program, seed=seed, replication=replication)
    fields = known_orders(program, tables, people, seed, replication)
    n_turned_away = len(people.turned_away)
    _keep(digest, number, fields, n_turned_away)
    return fields, n_turned_away, people.duty_present


def forget_orders() -> None:
    """Give the memory of all kept orders back."""
    with _lock:
        _kept.clear()
        _bytes.clear()


def kept_numbers() -> list[tuple[int, int]]:
    """Return (seed, replication) of all kept orders, the oldest scenario's first."""
    with _lock:
        return [number for kept in _kept.values() for number in kept]


def _keep(
    digest: str, number: tuple[int, int], fields: Fields, n_turned_away: int
) -> None:
    """Keep the orders of a replication, before a run changes them, if there is room."""
    with _lock:
        size = _size_of(fields)
        while sum(_bytes.values()) + size > MOST_BYTES:
            oldest = next(iter(_kept), digest)
            if oldest == digest:
                return
            del _kept[oldest], _bytes[oldest]
        own = {
            "cases": fields["cases"][: fields["n_orders"]].copy(),
            "wishes": fields["wishes"].copy(),
        }
        kept = _kept.setdefault(digest, {})
        if number not in kept:
            kept[number] = (fields | own, n_turned_away)
            _bytes[digest] = _bytes.get(digest, 0) + size


def _size_of(fields: Fields) -> int:
    room = len(fields["cases"]) - fields["n_orders"]
    whole = sum(each.nbytes for each in fields.values() if isinstance(each, np.ndarray))
    return int(whole - room * fields["cases"].itemsize)


def _copied(fields: Fields) -> Fields:
    """Return fields of which a run may change the cases, with room for more."""
    n = fields["n_orders"]
    cases = room_for(n)
    cases[:n] = fields["cases"][:n]
    return fields | {"cases": cases}
