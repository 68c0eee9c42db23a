"""Relaxation: linear conditions that every plan that keeps the promise must meet.

For a set of steps and a pair of ticks (a, d), the people on duty between them must get
done the work that can only be done there; see :mod:`sim.staffing.needs` and
:mod:`sim.staffing.capacity`.
As the conditions of different sales differ in their right side only, "in at least ``k``
of ``n`` sales" becomes one condition: the right side is the ``k``-th smallest of the
sales.

Claim
-----
Let ``x`` be a plan that keeps the promise with probability at least ``p``.
With probability at least ``1 - error`` over the sampled sales, ``x`` meets every
condition.

Proof
-----
1. In a sale in which ``x`` keeps the promise, all orders that are due are handed over
   in time, but for those cancelled before they were due, those oversold, and at most
   ``spare`` others. Cancellations of patience and oversold units are drawn with the
   order, so the orders that must be handed over are among known ones.
2. Such an order is worked on at each of its work steps within its release and its
   latest tick: durations are at least the standard ticks divided by the highest speed
   there is, waits last as drawn, gates leave at known ticks.
   Rework, errors and other flows only add work.
3. So all their work with release ≥ a and latest ≤ d is done within (a, d).
   A person gets done at most speed × time on duty there, speed being what it would be
   had they never been absent; and, past each end of duty within, at most the rest of
   one task. Over all people, tasks that are carried over are distinct, so their ticks
   sum to at most ``β · overruns + Σ (w - β)⁺`` for every ``β``. (The same holds for a
   task that keeps its speed past the onset of fatigue.)
4. The missed orders take at most ``γ · tasks + Σ (w - γ)⁺`` of the work away.
   Hence a first family of conditions, in this sale.
5. A second family: of the work of these tasks, what was begun by d is done by d but
   for the rests of running and paused tasks; what was not begun belongs to at most
   ``spare`` missed orders. Nobody knows how long a task takes before it is begun, so
   both are bounded as :mod:`sim.staffing.luck` says, but for ``bad_luck`` in all.
6. Let ``K`` be the number of the ``n`` independent sales in which ``x`` keeps the
   promise and luck is within its bounds. ``K`` is binomial with probability at least
   ``p - bad_luck``, so ``K ≥ k`` with probability ≥ 1 - error, by the choice of ``k``.
   Then each condition holds with the right sides of at least ``k`` sales, that is with
   the k-th smallest one.

The bound is on one plan, the cheapest one that keeps the promise, so testing many
conditions costs nothing (Luedtke & Ahmed 2008).
Sales that are expected to be quiet are not looked at and count as kept, which can only
weaken the conditions.

References
----------
Luedtke, J. & Ahmed, S. (2008). A sample approximation approach for optimization with
probabilistic constraints. SIAM Journal on Optimization 19(2), 674-699.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from sim.engines.people import TeamPlan
from sim.engines.program import Program, compile_program
from sim.staffing.busy import busiest
from sim.staffing.capacity import (
    Capacity,
    Grid,
    capacity_of,
    fastest_speeds,
    pieces_of,
    top_speed,
)
from sim.staffing.luck import Luck, StepLaw, Tired, luck_of, step_laws
from sim.staffing.needs import Needs, StepSet, needs_of
from sim.staffing.offer import Offer
from sim.staffing.sales import Sale, SaleReader
from sim.units import NEVER, TICKS_PER_HOUR, TICKS_PER_MINUTE

__all__ = ["Relaxation", "Rows", "kept_at_least", "relaxation_of"]

Floats = NDArray[np.float64]
Int64 = NDArray[np.int64]

_BAD_LUCK = 0.04
"""Probability of bad luck in a sale, as a part of the sales that may be missed."""
_BUSY_TIMES = 2.0
"""Sales that are read, as a multiple of those that may miss the target."""
_LONG_BREAK = 2 * TICKS_PER_HOUR
_MOST_TICKS = 60
_BEFORE_HANDOVER = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Conditions ``heads · coefficients + base >= need``, all in standard ticks."""

    coefficients: Floats
    """Shape (n_rows, n_choices)."""
    base: Floats
    """What the people planned anyway get done, shape (n_rows,)."""
    need: Floats
    """Least work, shape (n_rows,)."""
    steps: Int64
    """Number of the step set."""
    start: Int64
    """First tick."""
    end: Int64
    """Tick by which the work must be finished."""

    def at(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Rows":
        """Return some of the rows."""
        return Rows(
            self.coefficients[rows],
            self.base[rows],
            self.need[rows],
            self.steps[rows],
            self.start[rows],
            self.end[rows],
        )

    def inflated(self, by: Floats) -> "Rows":
        """Return the rows with needs times ``1 + by[step set]``."""
        need = self.need * (1.0 + by[self.steps])
        return Rows(
            self.coefficients, self.base, need, self.steps, self.start, self.end
        )

    def slack(self, heads: NDArray[np.floating]) -> Floats:
        """Return capacity minus need of one plan, by row."""
        return np.asarray(self.coefficients @ heads + self.base - self.need)

    def __len__(self) -> int:
        return len(self.need)


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The conditions of a sample of sales."""

    offer: Offer
    program: Program
    sets: tuple[tuple[int, ...], ...]
    """Step sets, as numbers of steps."""
    capacities: tuple[Capacity, ...]
    """What people get done, by step set."""
    needs: tuple[Needs, ...]
    """Least work, by step set."""
    luck: tuple[Luck, ...]
    """What chance can do, by step set."""
    bad_luck: float
    """Probability, in one sale, that chance does more than that."""
    grid: Grid
    n_sales: int
    """Sales sampled."""
    n_read: int
    """Sales of these that were looked at: the busiest."""
    seed: int
    first: int
    """Number of the first sale; the others follow."""

    @property
    def hopeless_share(self) -> float:
        """Part of the sales in which nobody could keep the promise, at least."""
        lost = np.isinf(self.needs[0].plain[:, 0, 0])
        return float(np.count_nonzero(lost)) / self.n_sales

    def rows(self, k: int) -> Rows:
        """Return the conditions "in at least ``k`` of the sampled sales"."""
        place = k - 1 - (self.n_sales - self.n_read)
        parts = [self._rows_of(number, place) for number in range(len(self.sets))]
        return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def likely_rows(self, k: int) -> Rows:
        """Return conditions that are no bound but near the truth, in the same form."""
        place = max(k - 1 - (self.n_sales - self.n_read), 0)
        parts = []
        for number, (needs, capacity) in enumerate(
            zip(self.needs, self.capacities, strict=True)
        ):
            need = np.partition(needs.plain, place, axis=0)[place]
            matters = (need > capacity.base) & np.isfinite(need)
            start, end = np.nonzero(matters)
            parts.append(
                (
                    capacity.head[:, matters].T,
                    capacity.base[matters],
                    need[matters],
                    np.full(len(start), number, np.int64),
                    self.grid.starts[start],
                    self.grid.ends[end],
                )
            )
        return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _rows_of(self, number: int, place: int) -> tuple[Floats | Int64, ...]:
        needs, grid, luck = self.needs[number], self.grid, self.luck[number]
        capacity = self.capacities[number]
        shape = (len(needs.caps) + 1, *grid.shape)
        need = np.full(shape, -np.inf)
        if place >= 0:
            need = np.partition(needs.ticks, place, axis=0)[place]
        caps = needs.caps[:, None, None]
        base = np.concatenate(
            [
                capacity.base + caps * capacity.base_overruns,
                [capacity.base + np.tensordot(luck.charge, capacity.base_rests, 1)],
            ]
        )
        charge = luck.charge[list(capacity.teams)][:, None, None, None]
        head = capacity.head[:, None] + np.concatenate(
            [
                caps * capacity.head_overruns[:, None],
                charge * capacity.head_rests[:, None],
            ],
            axis=1,
        )
        matters = need > base
        _, start, end = np.nonzero(matters)
        return (
            head[:, matters].T,
            base[matters],
            need[matters],
            np.full(len(start), number, np.int64),
            grid.starts[start],
            grid.ends[end],
        )


def relaxation_of(
    offer: Offer,
    *,
    seed: int,
    first: int,
    n_sales: int,
    grid: Grid | None = None,
    cancelled: Callable[[], None],
) -> Relaxation:
    """Return the conditions of ``n_sales`` sales, the busiest part of them read.

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
    grid
        Pairs of ticks to look at; they must not be chosen by the same sales. None means
        all that may matter.
    cancelled
        Called between sales; raises to stop.
    """
    program = compile_program(offer.scenario)
    reader = SaleReader(program, fastest_speeds(program))
    wanted = range(first, first + n_sales)
    chosen = busiest(offer.scenario, seed=seed, numbers=wanted, times=_BUSY_TIMES)
    numbers = [first + int(place) for place in chosen]
    if grid is None:
        grid = _grid(offer, reader, reader.read(seed=seed, number=first + n_sales))
    places = _step_sets(reader)
    sets = tuple(tuple(reader.work_steps[at] for at in each) for each in places)
    capacities = tuple(capacity_of(offer, program, steps, grid) for steps in sets)
    error = _BAD_LUCK * (1.0 - offer.scenario.target.with_probability)
    one = error / (grid.shape[0] * grid.shape[1] * sum(len(each) + 1 for each in sets))
    luck = tuple(
        _luck(offer, program, steps, capacity, one)
        for steps, capacity in zip(sets, capacities, strict=True)
    )
    needs = needs_of(
        (reader.read(seed=seed, number=number) for number in numbers),
        places,
        grid,
        caps=[_caps(program, steps) for steps in sets],
        luck=luck,
        gate_room=_gate_room(reader, grid),
        cancelled=cancelled,
    )
    return Relaxation(
        offer=offer,
        program=program,
        sets=sets,
        capacities=capacities,
        needs=needs,
        luck=luck,
        bad_luck=error,
        grid=grid,
        n_sales=n_sales,
        n_read=len(numbers),
        seed=seed,
        first=first,
    )


def _luck(
    offer: Offer,
    program: Program,
    steps: tuple[int, ...],
    capacity: Capacity,
    one: float,
) -> Luck:
    """Return what chance can do at a set of steps; ``one`` bound fails so rarely."""
    laws = [step_laws(program, step) for step in steps]
    pieces = list(pieces_of(offer))
    longest = max((end - start for start, end in pieces), default=0)
    shortest = min((end - start for start, end in pieces), default=0)
    speeds = [top_speed(team, steps) for team in program.teams]
    teams = [
        Tired(_slowest(team, steps) / speed, longest * speed) if speed > 0 else None
        for team, speed in zip(program.teams, speeds, strict=True)
    ]
    # a task that is cut must not outlast a whole piece of duty
    least = min((team.slowest * team.duty for team in teams if team), default=0.0)
    cap = min(_quantile(laws, 0.995), shortest / max(longest, 1) * least)
    half = 0.25 * np.array(offer.most, np.float64)
    ends = np.tensordot(half, capacity.head_rests, 1) + capacity.base_rests.sum(axis=0)
    return luck_of(laws, teams, cap=cap, ends=float(np.median(ends)), error=one)


def _slowest(team: TeamPlan, steps: tuple[int, ...]) -> float:
    speed = min(team.speed[step] for step in steps if step in team.serves)
    return speed * (team.ramp_start if team.ramp_ticks else 1.0) / team.slowdown


def _caps(program: Program, steps: tuple[int, ...]) -> Floats:
    laws = [step_laws(program, step) for step in steps]
    return np.unique([_quantile(laws, 0.8), _quantile(laws, 0.97)])


def _quantile(laws: Sequence[Sequence[StepLaw]], probability: float) -> float:
    """Return the largest quantile of some laws."""
    return max(
        float(law.low[np.searchsorted(np.cumsum(law.weight), probability)])
        for of_step in laws
        for law in of_step
    )


def kept_at_least(n: int, probability: float, error: float) -> int:
    """Return the most sales of ``n`` that are kept, but for a chance of ``error``.

    The largest ``k`` for which a binomial number of ``n`` trials is below ``k`` with
    probability at most ``error``; 0 if there is none.
    """
    k = np.arange(n + 1)
    below = np.concatenate(([0.0], bdtr(k[:-1].astype(np.float64), n, probability)))
    return int(np.flatnonzero(below <= error)[-1])


def _step_sets(reader: SaleReader) -> tuple[StepSet, ...]:
    """Return every work step alone, and with those that share people with it."""
    steps = range(len(reader.work_steps))
    serving = [
        {
            team.number
            for team in reader.program.teams
            if reader.work_steps[place] in team.serves
        }
        for place in steps
    ]
    sets: list[StepSet] = [(place,) for place in steps]
    for size in range(2, min(len(serving), 4) + 1):
        for places in combinations(steps, size):
            linked = all(
                any(serving[one] & serving[other] for other in places if other != one)
                for one in places
            )
            if linked:
                sets.append(places)
    return tuple(sets)


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


def _gate_room(reader: SaleReader, grid: Grid) -> Floats | None:
    """Return the orders that the gate of the handover takes, None for any number."""
    gate = reader.path[-1]
    if gate.kind != "gate" or gate.capacity == NEVER:
        return None
    before = np.searchsorted(gate.departures, grid.starts, side="left")
    until = np.searchsorted(gate.departures, grid.ends, side="right")
    rounds = np.maximum(until - before[:, None], 0)
    return np.asarray(rounds * float(gate.capacity), np.float64)
