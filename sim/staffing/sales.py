"""Sales: what each possible sale asks for at least, whatever the staffing.

For every order and work step three numbers are known before a run: the first tick at
which the work can begin, the last tick at which it must be finished for the order to be
on time, and its standard ticks.
They come from the same keyed random numbers as the simulation.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engines.plans import StepPlan
from sim.engines.population import Population, populate
from sim.engines.program import Program
from sim.randomness.order_work import NO_VISIT, draw_work

__all__ = ["Sale", "SaleReader", "missed_allowed"]

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
Floats = NDArray[np.float64]

_FAR = 2**61
"""Later than every tick, and safe to add to."""


@dataclass(frozen=True, slots=True, eq=False)
class Sale:
    """The work of one possible sale that must be done in time.

    Columns have one row an order that can be on time and is neither cancelled nor
    oversold by chance; a work step that an order passes by has 0 ticks.
    """

    release: Int64
    """First tick at which work can begin, shape (n_orders, n_work_steps)."""
    latest: Int64
    """Last tick at which it must be finished, same shape."""
    ticks: Int64
    """Standard ticks, same shape."""
    handover: tuple[Int64, Int64]
    """First and last tick of the handover, each of shape (n_orders,)."""
    due: int
    """Orders due within the horizon."""
    spare: int
    """Orders that may still be missed; negative: no staffing keeps the promise."""


class SaleReader:
    """Reads sales of one program.

    Parameters
    ----------
    program
        Program of the scenario; its people do not matter.
    fastest
        Highest speed of anybody who may do a step, by step number; 0: nobody serves it.
    """

    def __init__(self, program: Program, fastest: Floats) -> None:
        self.program = program
        self.fastest = fastest

    @cached_property
    def path(self) -> tuple[StepPlan, ...]:
        """Steps of an order up to the handover."""
        steps = [step for step in self.program.steps if step.flow == 0]
        last = next(step.number for step in steps if step.completes)
        return tuple(steps[: last + 1])

    @cached_property
    def work_steps(self) -> tuple[int, ...]:
        """Numbers of the work steps up to the handover."""
        return tuple(step.number for step in self.path if step.kind == "work")

    def read(self, *, seed: int, number: int) -> Sale:
        """Return what replication ``number`` asks for."""
        people = populate(self.program, seed=seed, replication=number)
        ticks = self._drawn(people, seed, number)
        release, handed_over = self._forwards(people, ticks)
        latest, last_handover = self._backwards(people, ticks)
        is_due = people.due < self.program.end
        is_excused = people.oversold | (
            np.minimum(people.cancel_at, people.auto_cancel_at) <= people.due
        )
        is_hopeless = is_due & ~is_excused & (handed_over > last_handover)
        kept = np.flatnonzero(is_due & ~is_excused & ~is_hopeless)
        columns = list(self.work_steps)
        due = int(np.count_nonzero(is_due))
        limit = missed_allowed(due, self.program.scenario.target.missed_share)
        return Sale(
            release=release[kept][:, columns],
            latest=latest[kept][:, columns],
            ticks=np.maximum(ticks[kept][:, columns], 0),
            handover=(handed_over[kept], last_handover[kept]),
            due=due,
            spare=limit - int(np.count_nonzero(is_hopeless)),
        )

    def _drawn(self, people: Population, seed: int, number: int) -> Int64:
        """Return the ticks of each order at each step of the path."""
        ticks = np.empty((len(people), len(self.path)), np.int64)
        draw_work(
            np.uint64(seed),
            number,
            people.stream,
            people.draw,
            people.order_class,
            people.start_step,
            people.arrived < 0,
            np.array([step.share for step in self.path]),
            np.array([step.law for step in self.path], np.int64),
            self.program.laws,
            ticks,
        )
        return ticks

    def _forwards(self, people: Population, ticks: Int64) -> tuple[Int64, Int64]:
        """Return the first tick at each step, and of the handover."""
        now = np.maximum(people.arrived, 0)
        release = np.empty_like(ticks)
        for step in self.path:
            own = ticks[:, step.number]
            release[:, step.number] = now
            if step.kind == "gate":
                later = np.append(step.departures, _FAR)
                leaves = later[np.searchsorted(step.departures, now, side="left")]
            else:
                leaves = now + self._least(step, own)
            now = np.where(own == NO_VISIT, now, np.minimum(leaves, _FAR))
        return release, now

    def _backwards(self, people: Population, ticks: Int64) -> tuple[Int64, Int64]:
        """Return the last tick at each step, and of the handover."""
        now = np.minimum(people.due, _FAR)
        latest = np.empty_like(ticks)
        handover = now
        for step in reversed(self.path):
            own = ticks[:, step.number]
            latest[:, step.number] = now
            if step.kind == "gate":
                earlier = np.concatenate(([-_FAR], step.departures))
                before = earlier[np.searchsorted(step.departures, now, side="right")]
            else:
                before = now - self._least(step, own)
            if step is self.path[-1]:
                handover = before if step.kind == "gate" else now
            now = np.where(own == NO_VISIT, now, before)
        return latest, handover

    def _least(self, step: StepPlan, ticks: Int64) -> Int64:
        """Return how long a visit lasts at least."""
        if step.kind != "work":
            return ticks
        speed = self.fastest[step.number]
        # a duration is rounded to the next tick, so the whole ticks below are safe
        return np.floor(ticks / speed).astype(np.int64) if speed > 0 else ticks * 0


def missed_allowed(due: int, share: float) -> int:
    """Return the most orders of ``due`` that may be missed."""
    limit = int(share * due) + 1
    while limit > 0 and limit / max(due, 1) > share:
        limit -= 1
    return limit
