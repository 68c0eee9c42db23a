"""What a worker does: some replications of one scenario, as compact arrays.

Work is sent as (scenario, seed, engine); the worker that gets it builds the frame once
and keeps it, because a frame is cheap to build and large to send.
Workers in the same process share it.
"""

import pickle
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.engines import EngineName
from sim.engines.program import compile_program
from sim.measures import Frame, replicate_headline, replicate_tables
from sim.scenario.model import Scenario

__all__ = ["HEADLINE", "Block", "Work", "stacked"]

HEADLINE = "kpis"
"""Table of the headline KPIs."""

Block = dict[str, NDArray[np.number]]
"""Values of some replications: for each table an array (replication, row)."""


@dataclass(frozen=True, eq=False)
class Work:
    """Replications of one scenario."""

    scenario: Scenario
    """A checked scenario."""
    seed: int
    """Seed of every random value."""
    engine: EngineName
    """Engine that runs them."""
    is_headline_only: bool = False
    """Measure the headline KPIs and no other table."""
    is_given_up: threading.Event = field(default_factory=threading.Event)
    """Set when nobody wants the rest; the workers of this process see it."""

    @cached_property
    def frame(self) -> Frame:
        """The rows of all tables."""
        return Frame(compile_program(self.scenario))

    def values(self, number: int) -> Block:
        """Return the values of one replication, for each table shape (rows,)."""
        frame, seed, engine = self.frame, self.seed, self.engine
        if self.is_headline_only:
            row = replicate_headline(
                frame, seed=seed, replication=number, engine=engine
            )
            return {HEADLINE: row}
        return dict(
            replicate_tables(frame, seed=seed, replication=number, engine=engine)
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Send what the frame is made of, not the frame."""
        payload = pickle.dumps(self.scenario)
        return _unpacked, (payload, self.seed, self.engine, self.is_headline_only)


def stacked(values: Sequence[Block]) -> Block:
    """Return the values of several replications, at least one, as one block."""
    return {name: np.stack([each[name] for each in values]) for name in values[0]}


@lru_cache(maxsize=4)
def _unpacked(
    payload: bytes, seed: int, engine: EngineName, is_headline_only: bool
) -> Work:
    """Return the work of a payload; the same one each time, with its frame."""
    return Work(pickle.loads(payload), seed, engine, is_headline_only)
