"""Relaxation: what sampled sales ask of the people on duty, as linear conditions.

For a set of steps and a pair of ticks (a, d), the people on duty between them must get
done the work that can only be done there; see :mod:`sim.staffing.needs` and
:mod:`sim.staffing.capacity`.
As the conditions of different sales differ in their right side only, "in ``k`` of ``n``
sales" becomes one condition: the right side is the ``k``-th smallest of the sales.

The conditions here are likely ones, for choosing plans; those that are proven are in
:mod:`sim.staffing.proof`.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engines.program import Program, compile_program
from sim.staffing.busy import busiest
from sim.staffing.capacity import (
    Capacity,
    Grid,
    capacity_of,
    fastest_speeds,
    pieces_of,
)
from sim.staffing.needs import StepSet, is_lost, whole_work
from sim.staffing.offer import Offer
from sim.staffing.rows import Rows
from sim.staffing.sales import Sale, SaleReader
from sim.units import NEVER, TICKS_PER_HOUR, TICKS_PER_MINUTE

__all__ = ["BUSY_TIMES", "Reading", "Relaxation", "relaxation_of"]

Floats = NDArray[np.float64]
Read = TypeVar("Read")

BUSY_TIMES = 2.0
"""Sales that are read, as a multiple of those that may miss the target."""
_THREADS = 4
_LONG_BREAK = 2 * TICKS_PER_HOUR
_MOST_TICKS = 60
_BEFORE_HANDOVER = (0, 30, 60, 90)


@dataclass(frozen=True, eq=False)
class Reading:
    """A sample of sales that can be read, and the people who can be bought for them."""

    offer: Offer
    seed: int
    first: int
    """Number of the first sale; the others follow."""
    n_sales: int
    """Sales sampled."""

    @cached_property
    def program(self) -> Program:
        """Program of the scenario before anybody is bought."""
        return compile_program(self.offer.scenario)

    @cached_property
    def reader(self) -> SaleReader:
        """What reads a sale."""
        return SaleReader(self.program, fastest_speeds(self.program))

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Sales of the sample that are read: where some are much busier, these."""
        wanted = range(self.first, self.first + self.n_sales)
        scenario = self.offer.scenario
        chosen = busiest(scenario, seed=self.seed, numbers=wanted, times=BUSY_TIMES)
        return tuple(self.first + int(place) for place in chosen)

    @cached_property
    def places(self) -> tuple[StepSet, ...]:
        """Step sets: every work step alone, and with those that share people."""
        return tuple(_step_sets(self.reader))

    @cached_property
    def sets(self) -> tuple[tuple[int, ...], ...]:
        """The same as numbers of steps."""
        steps = self.reader.work_steps
        return tuple(tuple(steps[place] for place in each) for each in self.places)

    def capacities(self, grid: Grid) -> tuple[Capacity, ...]:
        """Return what people get done, by step set."""
        return tuple(
            capacity_of(self.offer, self.program, steps, grid) for steps in self.sets
        )

    def grid(self) -> Grid:
        """Return the ticks that may matter, chosen by a sale outside the sample."""
        number = self.first + self.n_sales
        return _grid(
            self.offer, self.reader, self.reader.read(seed=self.seed, number=number)
        )

    def gate_room(self, grid: Grid) -> Floats | None:
        """Return the orders that the last gate takes, None for any number."""
        gate = self.reader.path[-1]
        if gate.kind != "gate" or gate.capacity == NEVER:
            return None
        before = np.searchsorted(gate.departures, grid.starts, side="left")
        until = np.searchsorted(gate.departures, grid.ends, side="right")
        rounds = np.maximum(until - before[:, None], 0)
        return np.asarray(rounds * float(gate.capacity), np.float64)

    def each(
        self, read: Callable[[Sale], Read], *, cancelled: Callable[[], None]
    ) -> list[Read]:
        """Return what ``read`` makes of every sale, in the order of their numbers.

        Parameters
        ----------
        read
            Called in several threads.
        cancelled
            Called between sales; raises to stop.
        """

        def one(number: int) -> Read:
            return read(self.reader.read(seed=self.seed, number=number))

        found: list[Read] = []
        with ThreadPoolExecutor(_THREADS) as threads:
            for block in _blocks(self.numbers, 4 * _THREADS):
                cancelled()
                found.extend(threads.map(one, block))
        return found


@dataclass(frozen=True, eq=False)
class Relaxation:
    """What the read sales of a sample ask for, whatever the staffing."""

    reading: Reading
    grid: Grid
    capacities: tuple[Capacity, ...]
    """What people get done, by step set."""
    work: Floats
    """All the work, shape (n_read, n_sets, n_starts, n_ends), standard ticks; inf where
    no staffing keeps the promise."""
    spare: float
    """Orders that may still be missed, of the median sale read."""

    @property
    def n_sales(self) -> int:
        """Sales sampled."""
        return self.reading.n_sales

    @property
    def n_read(self) -> int:
        """Sales of these that were looked at: the busiest."""
        return len(self.work)

    @property
    def hopeless_share(self) -> float:
        """Part of the sales in which nobody could keep the promise, at least."""
        lost = np.isinf(self.work[:, 0, 0, 0])
        return float(np.count_nonzero(lost)) / self.n_sales

    def likely_rows(self, k: int) -> Rows:
        """Return conditions near to what ``k`` of the sampled sales ask for."""
        place = max(k - 1 - (self.n_sales - self.n_read), 0)
        parts = []
        for number, capacity in enumerate(self.capacities):
            need = np.partition(self.work[:, number], place, axis=0)[place]
            matters = (need > capacity.base) & np.isfinite(need)
            start, end = np.nonzero(matters)
            parts.append(
                Rows(
                    capacity.head[:, matters].T,
                    capacity.base[matters],
                    need[matters],
                    np.full(len(start), number, np.int64),
                    self.grid.starts[start],
                    self.grid.ends[end],
                )
            )
        return Rows.of(parts)


def relaxation_of(
    offer: Offer,
    *,
    seed: int,
    first: int,
    n_sales: int,
    cancelled: Callable[[], None],
) -> Relaxation:
    """Return what ``n_sales`` sales ask for, the busiest part of them read.

    Parameters
    ----------
    offer
        What can be bought.
    seed
        Seed of every random value.
    first
        Number of the first sale.
    n_sales
        Sales to sample; where some are much busier, the busiest part is read.
    cancelled
        Called between sales; raises to stop.
    """
    reading = Reading(offer, seed, first, n_sales)
    grid = reading.grid()
    room = reading.gate_room(grid)

    def read(sale: Sale) -> tuple[Floats, int]:
        shape = (len(reading.places), *grid.shape)
        if is_lost(sale, grid, room):
            return np.full(shape, np.inf), 0
        work = [whole_work(sale, steps, grid) for steps in reading.places]
        return np.array(work).reshape(shape), sale.spare

    found = reading.each(read, cancelled=cancelled)
    return Relaxation(
        reading=reading,
        grid=grid,
        capacities=reading.capacities(grid),
        work=np.array([work for work, _ in found]),
        spare=float(np.median([spare for _, spare in found])),
    )


def _blocks(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


def _step_sets(reader: SaleReader) -> Iterator[StepSet]:
    steps = range(len(reader.work_steps))
    serving = [
        {
            team.number
            for team in reader.program.teams
            if reader.work_steps[place] in team.serves
        }
        for place in steps
    ]
    yield from ((place,) for place in steps)
    for size in range(2, min(len(serving), 4) + 1):
        for places in combinations(steps, size):
            linked = all(
                any(serving[one] & serving[other] for other in places if other != one)
                for one in places
            )
            if linked:
                yield places


def _grid(offer: Offer, reader: SaleReader, sample: Sale) -> Grid:
    """Return the ticks that matter: closings and hours, and handovers and before."""
    program = reader.program
    handovers = np.unique(sample.handover[1])
    if len(handovers) > _MOST_TICKS // len(_BEFORE_HANDOVER):
        quantiles = np.linspace(0.02, 1.0, _MOST_TICKS)
        chosen = np.quantile(sample.latest[:, 0], quantiles, method="higher")
        ends = np.append(chosen, handovers[-1])
    else:
        earlier = np.array(_BEFORE_HANDOVER)[:, None] * TICKS_PER_MINUTE
        ends = (handovers - earlier).ravel()
    inside = ends[(ends > 0) & (ends <= program.end)].astype(np.int64)
    events = [
        offer.scenario.clock.tick(offer.scenario.aware(event.from_))
        for demand in offer.scenario.demand
        for event in demand.events
    ]
    starts = np.unique([0, *_closings(offer), *events]).astype(np.int64)
    starts = starts[(starts >= 0) & (starts < program.end)]
    if len(starts) > _MOST_TICKS:
        keep = np.linspace(0, len(starts) - 1, _MOST_TICKS).astype(np.int64)
        starts = starts[keep]
    return Grid(starts, np.unique(np.append(inside, program.end)))


def _closings(offer: Offer) -> list[int]:
    """Return the ticks after which nobody is on duty for long."""
    closings: list[int] = []
    until = -NEVER
    for start, end in sorted(pieces_of(offer)):
        if start >= until + _LONG_BREAK and until >= 0:
            closings.append(until)
        until = max(until, end)
    return [*closings, *([until] if until >= 0 else [])]
