"""Luck: how much work chance can spare a plan, but for a stated small probability.

Two things let a plan get away with less than its paid time: tasks that are still being
done when duty ends, and orders that are missed before anybody has begun them.
Whoever decides what to do next does not know how long it will take, so neither can be
the longest tasks; how long they are together is bounded by exponential moments.

Claim
-----
Let ``K`` be the ends of duty in a stretch of time, ``R`` the rests of the tasks that
are running at them, ``I`` the time in which people on duty do none of the tasks that
are looked at, and ``M`` the length of at most ``m`` tasks that nobody has begun.
For a fixed ``θ``, but for a probability of ε,

    ``ΣR - ΣI + M <= (K log c + m log ψ + log(1/ε)) / θ``.

Proof
-----
Missed tasks
    ``ψ`` is the largest ``E exp(θ W)`` of a class. Nobody knows the length of a task
    that is not begun. (Orders that nobody could ship in time are left out before; that
    takes out the longest tasks, which can only make the sum smaller.)
Started tasks
    Let ``u`` be the duty that is left to a person, and ``V`` a function with

    1. ``V(0) >= 1`` and ``V(u) >= exp(-θ κ δ) V(u - δ)``: waiting for δ is not better;
    2. ``V(u) >= E V(u - W)`` for every law of a task, where ``V(-r) = exp(θ r)``:
       nor is a task, which ends before duty does, or leaves the rest ``r``.

    Then ``exp(θ (R - I)) V(u)`` is a supermartingale, so ``E exp(θ (R - I))`` is at
    most ``V`` at the start of duty.
All together
    The product over all ends of duty and missed tasks is a supermartingale, and by
    Markov's inequality it is above ``1/ε`` with probability at most ε.

How ``V`` is found
    With ``V(u) = exp(-θ κ u) G(u)``, the first condition says that ``G`` never falls.
    Near the end of duty ``G`` is computed on a lattice; from some ``u`` on, ``V`` is
    taken as the smallest constant ``c`` that meets the second condition, which then
    has to be seen only where a task can reach the lattice.
    Lattice, laws (steps that lie around them) and speeds (intervals) are rounded
    against the plan, so the numbers are true bounds and not approximations.

Tasks are cut at ``cap``; what they have beyond it is counted as it is drawn, and takes
no time.
A person who is slower than the fastest of the team loses less by waiting: δ is credited
as the work ``κ δ`` that the slowest one would have done. Where speeds are far apart, no
credit at all (``κ = 0``) gives the better bound, because less is rounded.

References
----------
Ville, J. (1939). Étude critique de la notion de collectif. Gauthier-Villars.
(The inequality for nonnegative supermartingales.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.engines.program import Program
from sim.randomness.laws import quantile
from sim.units import TICKS_PER_MINUTE

__all__ = ["Luck", "Rest", "StepLaw", "luck_of", "rest_of", "step_laws"]

Floats = NDArray[np.float64]

_BODY, _TAIL = 120, 40
_DEEPEST = 1e-7
"""Probability of the last step of a law."""
_POINTS = 240
_LATTICES = (60, 120, 180)
"""Points after which ``V`` may be constant; the best of these is taken."""
_PACE_RATIO = 1.05
"""Speeds within one interval differ by at most this ratio."""
_MOST_PACES, _LEAST_PACE = 4, 0.1
_TILTS = np.geomspace(0.04, 1.6, 24)
"""Values of θ that are tried, times the mean task."""
_TURNS = 60
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class StepLaw:
    """Steps that lie around the law of a task, in ticks."""

    weight: Floats
    """Probability of each step."""
    low: Floats
    """Shortest task of the step."""
    high: Floats
    """Longest task of the step; the last one may be infinite."""

    @property
    def mean(self) -> float:
        """Mean of the lower ends."""
        return float(self.weight @ self.low)


@dataclass(frozen=True, slots=True)
class Rest:
    """Most that an end of duty is worth at one ``θ``, ticks: ``log c / θ``."""

    long: float
    """Where duty has lasted at least :attr:`least` before."""
    short: float
    """After any duty."""
    least: float
    """Ticks of duty."""

    def after(self, duty: NDArray[np.number]) -> Floats:
        """Return what an end is worth after so many ticks of duty."""
        return np.where(duty >= self.least, self.long, self.short)


@dataclass(frozen=True, slots=True, eq=False)
class Luck:
    """The bound of the module for one set of steps."""

    cap: float
    """Ticks at which tasks are cut."""
    rests: tuple[Rest | None, ...]
    """What an end of duty is worth, by team; None where it does not serve the set."""
    missed: float
    """What one missed order is worth, ticks."""
    extra: float
    """Ticks to be added once."""


def step_laws(program: Program, step: int) -> list[StepLaw]:
    """Return the laws of a step, one a class that occurs."""
    plan = program.steps[step]
    bounds = np.array([demand.class_bounds for demand in program.demands])
    shares = np.diff(bounds, axis=1, prepend=0.0).max(axis=0)
    rows = {
        plan.law[number]
        for number, share in enumerate(plan.share)
        if share > 0 and (shares[number] > 0 or _is_given(program, number))
    }
    return [_steps(program, row) for row in sorted(rows)]


def luck_of(
    laws: Sequence[Sequence[StepLaw]],
    slowest: Sequence[float | None],
    *,
    cap: float,
    ends: float,
    missed: float,
    error: float,
) -> Luck:
    """Return the bound for a set of steps.

    Parameters
    ----------
    laws
        Laws of each step of the set, one a class.
    slowest
        Least speed of anybody of each team, as a part of the highest; None for a team
        that does not serve the set.
    cap
        Ticks at which tasks are cut.
    ends, missed
        Ends of duty and missed orders that are typical; the bound is tightest there.
    error
        Probability of the bound to fail.
    """
    every = [law for of_step in laws for law in of_step]
    mean = max(float(np.mean([law.mean for law in every])), 1.0)
    depth = float(np.log(1.0 / error))

    def missed_at(tilt: float) -> float:
        return sum(_log_moment(of_step, tilt, cap) for of_step in laws) / tilt

    def about(tilt: float) -> float:
        """Return the bound with the rests that a long duty would leave."""
        rest = max(_log_long_run(law, tilt, cap) for law in every) / tilt
        return ends * rest + missed * missed_at(tilt) + depth / tilt

    tilt = min((float(part) / mean for part in _TILTS), key=about)
    rests = tuple(
        None if pace is None else rest_of(every, pace, tilt=tilt, cap=cap)
        for pace in slowest
    )
    return Luck(cap, rests, missed_at(tilt), depth / tilt)


def rest_of(
    laws: Sequence[StepLaw], slowest: float, *, tilt: float, cap: float
) -> Rest:
    """Return what an end of duty is worth to a team at most.

    Parameters
    ----------
    laws
        Laws of the tasks there are; whoever decides may choose among them.
    slowest
        Least speed, as a part of the highest.
    tilt
        The ``θ`` of the bound, a tick.
    cap
        Ticks at which tasks are cut.
    """
    tasks = _Tasks.of(laws, slowest, cap)
    step = cap / _POINTS
    # no rest is longer than a task; no more is said of people who begin very slowly
    found = [(float(np.exp(tilt * cap)), float(np.exp(tilt * cap)), 0.0)]
    for credit in (slowest, 0.0) if slowest >= _LEAST_PACE else ():
        rising = _rising(tasks, tilt, credit, step)
        falls = np.exp(-tilt * credit * step * np.arange(_POINTS))
        for last in _LATTICES:
            constant = _constant(tasks, tilt, credit, step, rising[: last + 1])
            highest = float((falls[:last] * rising[1 : last + 1]).max())
            found.append((constant, max(constant, highest), last * step))
    constant, highest, least = min(found)
    # or a task that began before may reach so far into the stretch
    least = max(least, cap / slowest)
    return Rest(np.log(constant) / tilt, np.log(highest) / tilt, least)


@dataclass(frozen=True, slots=True, eq=False)
class _Tasks:
    """Every law at every interval of speeds: shape (n_options, n_steps)."""

    weight: Floats
    low: Floats
    high: Floats
    slow: Floats
    """Least speed of each option, shape (n_options, 1)."""
    fast: Floats
    """Highest one."""

    @classmethod
    def of(cls, laws: Sequence[StepLaw], slowest: float, cap: float) -> "_Tasks":
        n = min(int(np.ceil(-np.log(slowest) / np.log(_PACE_RATIO))), _MOST_PACES)
        edges = np.geomspace(slowest, 1.0, n + 1) if n else np.array([1.0, 1.0])
        options = [
            (law, slow, fast) for law in laws for slow, fast in pairwise(edges.tolist())
        ]
        most = max(len(law.weight) for law in laws)

        def table(values: list[Floats]) -> Floats:
            return np.array([np.pad(row, (0, most - len(row))) for row in values])

        return cls(
            weight=table([law.weight for law, _, _ in options]),
            low=table([np.minimum(law.low, cap) for law, _, _ in options]),
            high=table([np.minimum(law.high, cap) for law, _, _ in options]),
            slow=np.array([[slow] for _, slow, _ in options]),
            fast=np.array([[fast] for _, _, fast in options]),
        )


def _rising(tasks: _Tasks, tilt: float, credit: float, step: float) -> Floats:
    """Return ``G`` by cell: 0 at the end of duty, ``k`` for (k - 1, k] steps before.

    ``G(u) >= E exp(θ κ u) V(u - W / s)`` at a speed of s, and ``κ`` the work that is
    credited for a tick of waiting: a task that ends is worth ``exp(θ κ W / s) G(u - W /
    s)``, and one that goes on ``exp(θ (W - (s - κ) u))``.
    """
    value = np.ones(_POINTS + 1)
    shift = np.floor(tasks.low / (tasks.fast * step)).astype(np.int64)
    lost = tilt * credit * tasks.high / tasks.slow
    for k in range(1, _POINTS + 1):
        near, far = (k - 1) * step, k * step
        may_last = tasks.high > tasks.slow * near
        may_end = tasks.low <= tasks.fast * far
        lasts = np.exp(tilt * (tasks.high - (tasks.slow - credit) * near))
        gain = np.exp(np.minimum(lost, tilt * credit * far))
        place = np.maximum(k - shift, 0)
        is_here = may_end & (place == k)
        ends = np.where(may_end & ~is_here, gain * value[place], 0.0)
        worst = np.maximum(ends, np.where(may_last, lasts, 0.0))
        total = np.where(is_here, 0.0, tasks.weight * worst).sum(axis=1)
        # what ends in the same cell is worth a part of the cell's own value; where it
        # may also last, the rest is added, which is more than the larger of the two
        total += np.where(is_here & may_last, tasks.weight * lasts, 0.0).sum(axis=1)
        again = np.where(is_here, tasks.weight * gain, 0.0).sum(axis=1)
        if np.any(again >= 1.0):
            return np.full(_POINTS + 1, np.inf)
        value[k] = max(value[k - 1], float((total / (1.0 - again)).max()))
    return value


def _constant(
    tasks: _Tasks, tilt: float, credit: float, step: float, rising: Floats
) -> float:
    """Return the least constant that ``V`` may be before the cells of ``rising``."""
    last = len(rising) - 1
    edge = last * step
    cells = np.arange(
        last, int(np.ceil(tasks.high.max() / tasks.slow.min() / step)) + last + 1
    )
    near, far = cells * step, (cells + 1) * step
    ends_from = near[:, None, None] - tasks.high / tasks.slow
    ends_to = far[:, None, None] - tasks.low / tasks.fast
    rest = tasks.high - tasks.slow * near[:, None, None]
    lasts = np.where(rest > 0.0, np.exp(tilt * np.maximum(rest, 0.0)), 0.0)
    place = np.ceil(np.clip(ends_to, 0.0, edge) / step - _TINY).astype(np.int64)
    reached = np.exp(-tilt * credit * np.clip(ends_from, 0.0, edge)) * rising[place]
    is_in = (ends_from < edge) & (ends_to >= 0.0)
    worst = np.maximum(lasts, np.where(is_in, reached, 0.0))
    may_be_flat = ends_to > edge
    is_flat = ends_from >= edge
    flat = np.where(is_flat, tasks.weight, 0.0).sum(axis=2)
    constant = max(1.0, float(np.exp(-tilt * credit * edge) * rising[-1]))
    for _ in range(_TURNS):
        value = np.where(may_be_flat, np.maximum(worst, constant), worst)
        other = np.where(is_flat, 0.0, tasks.weight * value).sum(axis=2)
        if np.all(other + flat * constant <= constant * (1.0 + _TINY)):
            return constant * (1.0 + 2 * _TINY)
        with np.errstate(divide="ignore", invalid="ignore"):
            wanted = np.where(other > 0.0, other / (1.0 - flat), 0.0)
        constant = max(constant, float(wanted.max()))
    return float("inf")


def _steps(program: Program, row: int) -> StepLaw:
    """Return a law as steps: even ones, then finer and finer towards the tail."""
    edges = np.concatenate(
        [
            np.linspace(0.0, 0.95, _BODY + 1),
            1.0 - np.geomspace(0.05, _DEEPEST, _TAIL)[1:],
            [1.0],
        ]
    )
    inside = np.clip(edges, 2.0**-53, 1.0 - 2.0**-53)
    minutes = np.array([quantile(program.laws, row, float(u)) for u in inside])
    ticks = np.maximum.accumulate(np.maximum(minutes * TICKS_PER_MINUTE, 1.0))
    high = np.append(ticks[1:-1], np.inf) + 1.0
    if ticks[-1] <= ticks[0]:
        high[-1] = ticks[-1] + 1.0
    return StepLaw(np.diff(edges), np.maximum(ticks[:-1] - 1.0, 0.0), high)


def _is_given(program: Program, number: int) -> bool:
    """Return whether known orders are of a class."""
    given = [
        orders
        for demand in program.demands
        for orders in (demand.replay, demand.opening)
    ]
    return any(np.any(orders.order_class == number) for orders in given)


def _log_moment(laws: Sequence[StepLaw], tilt: float, cap: float) -> float:
    """Return log ψ: the largest ``log E exp(θ min(W, cap))`` of the laws."""
    return max(
        float(np.log(law.weight @ np.exp(tilt * np.minimum(law.high, cap))))
        for law in laws
    )


def _log_long_run(law: StepLaw, tilt: float, cap: float) -> float:
    """Return the log of ``E exp(θ R)`` of the rest at a tick far from the start.

    By renewal theory ``(E exp(θ W) - 1) / (θ E W)``; no bound, it only chooses ``θ``.
    """
    mean = max(float(law.weight @ np.minimum(law.high, cap)), 1.0)
    return float(np.log(np.expm1(_log_moment([law], tilt, cap)) / (tilt * mean)))
