"""One replication seen through the frame: what several tables need, found once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engines.rules import Cause, End, Outcome
from sim.engines.trajectory import Trajectory
from sim.measures.frame import Frame
from sim.measures.spans import Spans, off_duty
from sim.units import NEVER

__all__ = ["N_OUTCOMES", "Observation"]

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

N_OUTCOMES = len(Outcome)
_MISSED = np.isin(
    np.arange(N_OUTCOMES),
    [Outcome.SHIPPED_LATE, Outcome.CANCELLED_AFTER_DUE, Outcome.OPEN_OVERDUE],
)


@dataclass(frozen=True, eq=False)
class Observation:
    """A trajectory and the frame it fills; columns of orders have shape (n_orders,)."""

    frame: Frame
    trajectory: Trajectory

    @cached_property
    def n_orders(self) -> int:
        """Number of orders; they are the first cases."""
        return int(np.count_nonzero(self.trajectory.cases.flow == 0))

    @cached_property
    def cell(self) -> Int64:
        """Cell of each order: number of the shop × number of classes + its class."""
        cases = self.trajectory.cases
        shop = self.frame.shop_of_demand[cases.demand[: self.n_orders]]
        return shop * len(self.frame.classes) + cases.order_class[: self.n_orders]

    @cached_property
    def outcome(self) -> Int64:
        """Outcome of each order."""
        return self.trajectory.cases.outcome[: self.n_orders].astype(np.int64)

    @cached_property
    def is_due(self) -> Bool:
        """Orders whose ship-by lies inside the horizon."""
        due = self.trajectory.cases.due[: self.n_orders]
        return np.less(due, self.trajectory.end)

    @cached_property
    def is_missed(self) -> Bool:
        """Orders that were missed (rule 16)."""
        return np.logical_and(_MISSED[self.outcome], self.is_due)

    @cached_property
    def is_shipped(self) -> Bool:
        """Orders that were handed over."""
        return np.less(self.trajectory.cases.completed[: self.n_orders], NEVER)

    @cached_property
    def is_cancelled(self) -> Bool:
        """Orders cancelled by the customer or the mall; oversold ones are not here."""
        cause = self.trajectory.cases.cause[: self.n_orders]
        is_cancelled: Bool = (cause != Cause.NONE) & (cause != Cause.OVERSOLD)
        return is_cancelled

    @cached_property
    def is_opening(self) -> Bool:
        """Orders that were open at the start of the horizon."""
        return self.trajectory.cases.arrived[: self.n_orders] < 0

    @cached_property
    def stopped(self) -> Int64:
        """Tick at which each stay ended, at most the end of the horizon."""
        return np.minimum(self.trajectory.visits.ended, self.trajectory.end)

    @cached_property
    def is_rest(self) -> Bool:
        """Visits that are the rest of a paused task, and so no stay of their own."""
        ends, case = self.trajectory.visits.end, self.trajectory.visits.case
        rest = np.zeros(len(ends), np.bool_)
        # a case that leaves when its task is paused has no rest
        rest[1:] = (ends[:-1] == End.PAUSED) & (case[1:] == case[:-1])
        return rest

    @cached_property
    def work(self) -> Spans:
        """Every stretch of work, cut at the end of the horizon."""
        visits = self.trajectory.visits
        rows = np.flatnonzero((visits.worker >= 0) & (visits.started != NEVER))
        return Spans(visits.worker[rows], visits.started[rows], self.stopped[rows])

    @cached_property
    def duty(self) -> Spans:
        """Every stretch of duty, cut at the end of the horizon."""
        duties, end = self.trajectory.duties, self.trajectory.end
        return Spans(
            duties.worker, np.minimum(duties.start, end), np.minimum(duties.end, end)
        )

    @cached_property
    def overtime(self) -> Spans:
        """Work outside the person's duty: after a shift, into a break."""
        return off_duty(self.work, self.duty, self.trajectory.end)

    def team_of(self, spans: Spans) -> NDArray[np.int16]:
        """Return the number of the team of each stretch."""
        return self.frame.program.people.team[spans.worker]
