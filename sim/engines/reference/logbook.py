"""Writes down what happens and turns it into a trajectory."""

from collections.abc import Iterable

import numpy as np

from sim.engines.population import Population
from sim.engines.program import Program
from sim.engines.reference.parts import Case
from sim.engines.trajectory import (
    Calls,
    Cases,
    Trajectory,
    Visits,
    duty_table,
    outcomes,
)

__all__ = ["Case", "Logbook"]


class Logbook:
    """Visits and calls of one replication, in the order in which they happened."""

    def __init__(
        self, program: Program, population: Population, *, seed: int, replication: int
    ) -> None:
        self._program = program
        self._population = population
        self._seed = seed
        self._replication = replication
        self._visits: list[tuple[int, ...]] = []
        self._calls: list[tuple[int, int, int, int]] = []

    def visit(
        self,
        case: int,
        step: int,
        visit: int,
        entered: int,
        started: int,
        ended: int,
        worker: int,
        end: int,
    ) -> None:
        """Write down a stay of a case at a step; columns of :class:`Visits`."""
        self._visits.append((case, step, visit, entered, started, ended, worker, end))

    def call(self, team: int, called: int, start: int, end: int) -> None:
        """Write down a call of people on call; columns of :class:`Calls`."""
        self._calls.append((team, called, start, end))

    def trajectory(self, cases: Iterable[Case]) -> Trajectory:
        """Return the checked trajectory of a finished replication."""
        ordered = sorted(cases, key=lambda case: case.number)
        row_of = {case.number: row for row, case in enumerate(ordered)}
        calls = self._call_table()
        return Trajectory(
            seed=self._seed,
            replication=self._replication,
            end=self._program.end,
            cases=_case_table(ordered, self._program.end),
            visits=self._visit_table(row_of),
            duties=duty_table(
                self._program.people,
                self._population.duty_present,
                calls,
                self._program.end,
            ),
            calls=calls,
            turned_away=self._population.turned_away,
        ).check()

    def _visit_table(self, row_of: dict[int, int]) -> Visits:
        rows = [(row_of[visit[0]], *visit[1:]) for visit in self._visits]
        rows.sort(key=lambda row: row[0])
        table = np.array(rows, np.int64).reshape(-1, 8)
        return Visits(
            case=table[:, 0].copy(),
            step=table[:, 1].astype(np.int16),
            visit=table[:, 2].astype(np.int16),
            entered=table[:, 3].copy(),
            started=table[:, 4].copy(),
            ended=table[:, 5].copy(),
            worker=table[:, 6].astype(np.int32),
            end=table[:, 7].astype(np.int8),
        )

    def _call_table(self) -> Calls:
        rows = sorted(self._calls, key=lambda row: (row[1], row[0]))
        table = np.array(rows, np.int64).reshape(-1, 4)
        return Calls(
            team=table[:, 0].astype(np.int16),
            called=table[:, 1].copy(),
            start=table[:, 2].copy(),
            end=table[:, 3].copy(),
        )


def _case_table(cases: list[Case], end: int) -> Cases:
    def whole(name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([getattr(case, name) for case in cases], np.int64)

    completed, left, due = whole("completed"), whole("left"), whole("due")
    cause = whole("cause").astype(np.int8)
    return Cases(
        flow=whole("flow").astype(np.int16),
        demand=whole("demand").astype(np.int16),
        order_class=whole("order_class").astype(np.int16),
        draw=whole("draw"),
        parent=whole("parent"),
        slot=whole("slot").astype(np.int16),
        arrived=whole("arrived"),
        due=due,
        completed=completed,
        left=left,
        requested=whole("requested"),
        outcome=outcomes(completed, left, due, cause, end),
        cause=cause,
        reworks=whole("reworks").astype(np.int16),
        misshipped=whole("misshipped").astype(np.bool_),
        crossed=whole("crossed").astype(np.bool_),
        item=whole("item").astype(np.int16),
        value_yen=np.array([case.value_yen for case in cases], np.float64),
    )
