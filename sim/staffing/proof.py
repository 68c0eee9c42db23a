"""Proof: conditions that every plan that keeps the promise must meet.

Claim
-----
Let ``x`` be a plan that keeps the promise with probability at least ``p``.
With probability at least ``1 - error`` over the sampled sales, ``x`` meets all the
conditions of at least ``k`` of them.

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
   both are bounded as :mod:`sim.staffing.luck` says, but for ``bad_luck`` in all; the
   fewer pairs (a, d) are looked at here, the less each has to grant to chance.
6. Let ``K`` be the number of the ``n`` independent sales in which ``x`` keeps the
   promise and luck is within its bounds. ``K`` is binomial with probability at least
   ``p - bad_luck``, so ``K ≥ k`` with probability ≥ 1 - error, by the choice of ``k``.

The claim is about one plan, the cheapest one that keeps the promise, so testing many
plans costs nothing (Luedtke & Ahmed 2008).
Sales that are expected to be quiet are not looked at and count as kept, which can only
weaken the conditions.
As the conditions of the sales differ in their right side only, each holds with the
``k``-th smallest right side: that is what the mixed-integer program is given. Whether
all conditions of one sale are met together in ``k`` sales is looked at plan by plan.

References
----------
Luedtke, J. & Ahmed, S. (2008). A sample approximation approach for optimization with
probabilistic constraints. SIAM Journal on Optimization 19(2), 674-699.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from sim.engines.people import TeamPlan
from sim.engines.program import Program
from sim.staffing.capacity import Capacity, Charges, charges_of, top_speed
from sim.staffing.focus import Focus
from sim.staffing.luck import Luck, StepLaw, luck_of, step_laws
from sim.staffing.needs import is_lost, least_work
from sim.staffing.offer import Heads, Offer
from sim.staffing.relaxation import Reading
from sim.staffing.rows import Rows
from sim.staffing.sales import Sale

__all__ = ["Proof", "kept_at_least", "proof_of"]

Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)

_BAD_LUCK = 0.006
"""Probability of bad luck in a sale, as a part of the sales that may be missed."""
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Proof:
    """The conditions of a sample of sales."""

    n_sales: int
    """Sales sampled."""
    conditions: Rows
    """All conditions; what they need differs from sale to sale."""
    needs: Floats
    """Least work, shape (n_read, n_conditions), standard ticks; inf where no staffing
    keeps the promise."""
    bad_luck: float
    """Probability, in one sale, that chance does more than was granted."""

    @property
    def n_read(self) -> int:
        """Sales that were looked at: the busiest."""
        return len(self.needs)

    def rows(self, k: int) -> Rows:
        """Return the conditions "in ``k`` of the sampled sales", one by one."""
        place = k - 1 - (self.n_sales - self.n_read)
        if place < 0:
            return self.conditions.at(np.zeros(0, np.intp))
        need = np.partition(self.needs, place, axis=0)[place]
        matters = need > self.conditions.base
        return self.conditions.needing(need).at(matters)

    def most_kept(self, heads: Heads) -> int:
        """Return in how many of the sampled sales a plan may keep the promise."""
        able = self.conditions.coefficients @ np.array(heads, np.float64)
        able = (able + self.conditions.base) * (1.0 + _ROUNDING)
        can = np.all(self.needs <= able, axis=1)
        return self.n_sales - self.n_read + int(np.count_nonzero(can))


def proof_of(
    offer: Offer,
    focus: Focus,
    *,
    seed: int,
    first: int,
    n_sales: int,
    cancelled: Callable[[], None],
) -> Proof:
    """Return the conditions of ``n_sales`` sales, the busiest part of them read.

    Parameters
    ----------
    offer
        What can be bought.
    focus
        Pairs of ticks to look at; they must not be chosen by the same sales.
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
    program, grid = reading.program, focus.grid
    error = _BAD_LUCK * (1.0 - offer.scenario.target.with_probability)
    events = max(sum(int(mask.sum()) for mask in focus.tight), 1)
    laws = [[step_laws(program, step) for step in steps] for steps in reading.sets]
    capacities = reading.capacities(grid)
    caps = [_caps(own) for own in laws]
    luck = [
        _luck(program, steps, own, ends, focus.spare, error / events)
        for steps, own, ends in zip(reading.sets, laws, focus.ends, strict=True)
    ]
    charges = [charges_of(offer, program, own.rests, grid) for own in luck]
    parts = [
        _conditions(number, *each, focus)
        for number, each in enumerate(zip(capacities, caps, charges, strict=True))
    ]
    room = reading.gate_room(grid)

    def read(sale: Sale) -> Floats | None:
        if is_lost(sale, grid, room):
            return None
        return np.concatenate(
            [
                _flat(least_work(sale, places, grid, caps=own, luck=chance), mask)
                for places, own, chance, mask in zip(
                    reading.places, caps, luck, focus.tight, strict=True
                )
            ]
        )

    conditions = Rows.of(parts)
    lost = np.full(len(conditions), np.inf)
    found = reading.each(read, cancelled=cancelled)
    needs = np.array([lost if need is None else need for need in found])
    # what the people who are planned anyway can do in every sale is no condition
    matters = np.any(needs > conditions.base, axis=0)
    return Proof(n_sales, conditions.at(matters), needs[:, matters], error)


def kept_at_least(n: int, probability: float, error: float) -> int:
    """Return the most sales of ``n`` that are kept, but for a chance of ``error``.

    The largest ``k`` for which a binomial number of ``n`` trials is below ``k`` with
    probability at most ``error``; 0 if there is none.
    """
    k = np.arange(n + 1)
    below = np.concatenate(([0.0], bdtr(k[:-1].astype(np.float64), n, probability)))
    return int(np.flatnonzero(below <= error)[-1])


def _conditions(
    number: int, capacity: Capacity, caps: Floats, charges: Charges, focus: Focus
) -> Rows:
    """Return the conditions of a step set: with each cap, then with luck."""
    grid = focus.grid
    levels = caps[:, None, None]
    base = np.concatenate(
        [
            capacity.base + levels * capacity.base_overruns,
            [capacity.base + charges.base],
        ]
    )
    head = np.concatenate(
        [
            capacity.head[:, None] + levels * capacity.head_overruns[:, None],
            (capacity.head + charges.head)[:, None],
        ],
        axis=1,
    )
    start, end = np.broadcast_arrays(grid.starts[:, None], grid.ends)
    shape = base.shape
    mask = focus.tight[number]
    flat = _flat(base, mask)
    return Rows(
        np.array([_flat(one, mask) for one in head]).T,
        flat,
        np.zeros_like(flat),
        np.full(len(flat), number, np.int64),
        _flat(np.broadcast_to(start, shape), mask),
        _flat(np.broadcast_to(end, shape), mask),
    )


def _flat(table: NDArray[Number], mask: NDArray[np.bool_]) -> NDArray[Number]:
    """Return (family, start, end) as one row; of the last family what is masked."""
    return np.concatenate([table[:-1].ravel(), table[-1][mask]])


def _luck(
    program: Program,
    steps: tuple[int, ...],
    laws: list[list[StepLaw]],
    ends: float,
    spare: float,
    error: float,
) -> Luck:
    """Return what chance can do at a set of steps."""
    speeds = [top_speed(team, steps) for team in program.teams]
    slowest = [
        _slowest(team, steps) / speed if speed > 0 else None
        for team, speed in zip(program.teams, speeds, strict=True)
    ]
    return luck_of(
        laws,
        slowest,
        cap=_quantile(laws, 0.995),
        ends=ends,
        missed=spare,
        error=error,
    )


def _slowest(team: TeamPlan, steps: tuple[int, ...]) -> float:
    speed = min(team.speed[step] for step in steps if step in team.serves)
    return speed * (team.ramp_start if team.ramp_ticks else 1.0) / team.slowdown


def _caps(laws: Sequence[Sequence[StepLaw]]) -> Floats:
    return np.unique([_quantile(laws, 0.8), _quantile(laws, 0.97)])


def _quantile(laws: Sequence[Sequence[StepLaw]], probability: float) -> float:
    """Return the largest quantile of some laws."""
    return max(
        float(law.low[np.searchsorted(np.cumsum(law.weight), probability)])
        for of_step in laws
        for law in of_step
    )
