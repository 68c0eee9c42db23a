"""Everything that chance decides before the first tick: orders and absences.

The population of a replication is the same whatever the staffing, so plans are compared
on common random numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engines.plans import DemandPlan, GivenOrders
from sim.engines.program import Program
from sim.engines.trajectory import TurnedAway
from sim.randomness.arrivals import arrivals
from sim.randomness.factors import GAMMA_FACTOR, LOGNORMAL_FACTOR, fill_factors
from sim.randomness.keys import check_key
from sim.randomness.population import (
    Attributes,
    draw_attributes,
    sell_stock,
)
from sim.randomness.purposes import ABSENCE, DAY, LEVEL
from sim.randomness.variates import uniform
from sim.scenario.demand import Level
from sim.units import NEVER, TICKS_PER_MINUTE

__all__ = ["Population", "expected_orders", "populate", "present_duties"]

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

_DAY_BITS = 12
_DAY_OFFSET = 8  # a shift that began before the horizon has a negative day


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Orders of one replication by case number, and who comes to work."""

    arrived: Int64
    """Tick of arrival; negative for orders open at the start."""
    demand: NDArray[np.int16]
    """Number of the demand."""
    stream: Int64
    """Random stream of the order."""
    draw: Int64
    """Draw number within the stream."""
    order_class: NDArray[np.int16]
    """Number of the class."""
    value_yen: NDArray[np.float64]
    """Value."""
    due: Int64
    """Last tick in time."""
    item: NDArray[np.int16]
    """Stock item; −1 for none."""
    oversold: NDArray[np.bool_]
    """The unit is not there."""
    cancel_at: Int64
    """Tick of a change of mind."""
    cancel_late_at: Int64
    """Tick of giving up on a late order."""
    auto_cancel_at: Int64
    """Tick at which the mall cancels, unless confirmed."""
    start_step: NDArray[np.int16]
    """First step; later ones for orders open at the start."""
    turned_away: TurnedAway
    """Customers who saw no stock."""
    duty_present: NDArray[np.bool_]
    """For each planned duty of the program: the person comes."""

    def __len__(self) -> int:
        return len(self.arrived)


def populate(program: Program, *, seed: int, replication: int) -> Population:
    """Return the orders and absences of one replication.

    Raises
    ------
    ScenarioError
        Seed, replication or expected orders are outside what keys can hold.
    """
    check_key(seed=seed, replication=replication)
    key = np.uint64(seed)
    blocks = [
        block
        for demand in program.demands
        for block in (
            _opening(demand),
            _new(demand, key, replication),
        )
    ]
    columns: dict[str, NDArray[Any]] = {
        name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]
    }
    n = len(columns["arrived"])
    if np.any(columns["arrived"][1:] < columns["arrived"][:-1]):
        # blocks stand by (demand, opening before new), and in them orders by draw
        order = np.argsort(columns["arrived"], kind="stable")
        columns = {name: column[order] for name, column in columns.items()}
    attributes = Attributes(
        order_class=columns["order_class"],
        value_yen=columns["value_yen"],
        due=columns["due"],
        item=np.full(n, -1, np.int16),
        cancel_at=np.full(n, NEVER, np.int64),
        cancel_late_at=np.full(n, NEVER, np.int64),
        auto_cancel_at=np.full(n, NEVER, np.int64),
    )
    draw_attributes(
        key,
        replication,
        columns["stream"],
        columns["draw"],
        columns["demand"],
        columns["arrived"],
        ~columns["is_new"],
        program.draw_tables,
        program.laws,
        attributes,
    )
    away, oversold = sell_stock(
        columns["arrived"],
        columns["demand"],
        attributes.item,
        np.array([item.units for item in program.stock], np.int64),
        np.array([item.sync for item in program.stock], np.int64),
        len(program.demands),
    )
    turned_away = TurnedAway(
        demand=columns["demand"][away],
        item=attributes.item[away],
        at=columns["arrived"][away],
    )
    every = {
        **{name: columns[name] for name in ("arrived", "demand", "stream", "draw")},
        "start_step": columns["start_step"],
        "oversold": oversold,
        **attributes._asdict(),
    }
    if len(turned_away):
        every = {name: column[~away] for name, column in every.items()}
    return Population(
        **every,
        turned_away=turned_away,
        duty_present=present_duties(program, seed=seed, replication=replication),
    )


def expected_orders(
    program: Program, *, seed: int, replications: Iterable[int]
) -> Float64:
    """Return the orders that each replication is to expect, its factors known."""
    numbers = np.array(list(replications), np.int64)
    total = np.zeros(len(numbers))
    for demand in program.demands:
        known = len(demand.replay.arrived) + len(demand.opening.arrived)
        days, place = np.unique(demand.day_of_interval, return_inverse=True)
        by_day = np.bincount(place, demand.expected, len(days))
        level = _factors(
            demand.level, seed, numbers, demand.level_stream, LEVEL, np.zeros(1)
        )
        by_day_factors = _factors(
            demand.day, seed, numbers, demand.day_stream, DAY, days
        )
        total += known + level[:, 0] * (by_day_factors @ by_day)
    return total


def _new(
    demand: DemandPlan, seed: np.uint64, replication: int
) -> dict[str, NDArray[np.generic]]:
    """Return the orders that arrive: the real ones and the drawn ones."""
    one = np.array([replication], np.int64)
    level = _factors(
        demand.level, int(seed), one, demand.level_stream, LEVEL, np.zeros(1)
    )
    days, of_interval = np.unique(demand.day_of_interval, return_inverse=True)
    by_day = _factors(demand.day, int(seed), one, demand.day_stream, DAY, days)
    means = demand.expected * level[0, 0]
    ticks, draws = arrivals(
        demand.edges,
        means * by_day[0, of_interval],
        numbers=demand.edges[:-1] // TICKS_PER_MINUTE,
        seed=int(seed),
        replication=replication,
        stream=demand.stream,
    )
    n = len(ticks)
    drawn = GivenOrders(
        arrived=ticks,
        order_class=np.full(n, -1, np.int16),
        value_yen=np.full(n, np.nan),
        due=np.full(n, -1, np.int64),
        step=np.zeros(n, np.int16),
    )
    replayed = len(demand.replay.arrived) > 0
    return _block(
        demand.number,
        demand.stream,
        demand.replay if replayed else drawn,
        np.arange(len(demand.replay.arrived)) if replayed else draws,
        is_new=True,
    )


def _opening(demand: DemandPlan) -> dict[str, NDArray[np.generic]]:
    draws = np.arange(len(demand.opening.arrived))
    return _block(
        demand.number, demand.opening_stream, demand.opening, draws, is_new=False
    )


def _block(
    demand: int, stream: int, orders: GivenOrders, draws: Int64, *, is_new: bool
) -> dict[str, NDArray[np.generic]]:
    n = len(draws)
    return {
        "arrived": orders.arrived,
        "demand": np.full(n, demand, np.int16),
        "stream": np.full(n, stream, np.int64),
        "draw": draws,
        "order_class": orders.order_class,
        "value_yen": orders.value_yen,
        "due": orders.due,
        "start_step": orders.step,
        "is_new": np.full(n, is_new),
    }


def _factors(
    level: Level | None,
    seed: int,
    replications: Int64,
    stream: int,
    purpose: int,
    cases: NDArray[np.number],
) -> Float64:
    """Return the factors of some cases, shape (n_replications, n_cases)."""
    found = np.ones((len(replications), len(cases)))
    if level is not None:
        kind = GAMMA_FACTOR if level.distribution == "gamma" else LOGNORMAL_FACTOR
        fill_factors(
            kind,
            level.cv,
            np.uint64(seed),
            replications,
            stream,
            purpose,
            cases.astype(np.int64),
            found,
        )
    return found


def present_duties(
    program: Program, *, seed: int, replication: int
) -> NDArray[np.bool_]:
    """Return which planned duties are worked: a person is absent for a whole day."""
    people = program.people
    absence = np.array([team.absence for team in program.teams])[people.team]
    present = np.ones(len(people.duty_worker), np.bool_)
    for row in np.flatnonzero(absence[people.duty_worker] > 0.0):
        worker, day = people.duty_worker[row], people.duty_day[row]
        case = (int(people.person[worker]) << _DAY_BITS) + int(day) + _DAY_OFFSET
        stream = int(people.absence_stream[worker])
        u = uniform(np.uint64(seed), replication, stream, case, 0, 0, ABSENCE)
        present[row] = u >= absence[worker]
    return present
