"""What a worker does: some replications of one scenario, as compact arrays.

Work is sent as (scenario, seed, engine, digest of the code); the worker that gets it
builds the frame once and keeps it, because a frame is cheap to build and large to send.
Workers in the same process share it.
"""

import pickle
import platform
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.engines import EngineName
from sim.engines.program import compile_program
from sim.errors import ClusterError, Problem
from sim.experiments.code import code_digest
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

    @cached_property
    def _content(self) -> bytes:
        return pickle.dumps(self.scenario)

    def __reduce__(self) -> tuple[object, ...]:
        """Send what the frame is made of, not the frame."""
        how = (self.seed, self.engine, self.is_headline_only)
        return _unpacked, (self._content, code_digest(), *how)


def stacked(values: Sequence[Block]) -> Block:
    """Return the values of several replications, at least one, as one block."""
    return {name: np.stack([each[name] for each in values]) for name in values[0]}


@lru_cache(maxsize=4)
def _unpacked(
    content: bytes, code: str, seed: int, engine: EngineName, is_headline_only: bool
) -> Work:
    """Return the work that was sent; the same one each time, with its frame.

    Raises
    ------
    ClusterError
        The sender has other code, so that the numbers could differ.
    """
    if code != code_digest():
        raise ClusterError(Problem(platform.node(), "cluster_other_code", values={}))
    return Work(pickle.loads(content), seed, engine, is_headline_only)
