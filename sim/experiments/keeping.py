"""Values on their way to the store: written every now and then, not one by one.

The pauses grow with the time that the run has taken, so that what a kill can cost stays
a small part of it, and a long run does not leave thousands of files.
"""

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from types import TracebackType
from typing import Final

import numpy as np

from sim.experiments.store import RunStore, Trouble
from sim.experiments.work import Block, Work

__all__ = ["Keeper"]

_SHORTEST_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 10.0
_PART_OF_RUN: Final = 0.02
_MOST_BYTES: Final = 32_000_000


class Keeper:
    """Writes the values of a run to a store; leaving the block writes what is left.

    When the store cannot be written, it is told once and the run goes on without.
    """

    def __init__(self, store: RunStore, work: Work) -> None:
        self.run = store.run_of(work)
        self._store = store
        self._began = self._last = perf_counter()
        self._waiting: list[tuple[Sequence[int], Block]] = []
        self._n_bytes = 0
        self._is_broken = False

    def __enter__(self) -> "Keeper":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.flush()
        if not self._is_broken:
            self._try(self._store.trim)

    def add(self, numbers: Sequence[int], block: Block) -> int:
        """Take the values of some replications.

        Returns how many are now safe that were not before.
        """
        self._waiting.append((numbers, block))
        self._n_bytes += sum(rows.nbytes for rows in block.values())
        now = perf_counter()
        pause = _PART_OF_RUN * (now - self._began)
        pause = min(max(pause, _SHORTEST_PAUSE), _LONGEST_PAUSE)
        if now - self._last < pause and self._n_bytes < _MOST_BYTES:
            return 0
        return self.flush()

    def flush(self) -> int:
        """Write what waits; return how many replications that were."""
        if not self._waiting:
            return 0
        numbers = [number for chunk, _ in self._waiting for number in chunk]
        blocks = [block for _, block in self._waiting]
        whole = {
            name: np.concatenate([block[name] for block in blocks])
            for name in blocks[0]
        }
        self._waiting, self._n_bytes, self._last = [], 0, perf_counter()
        if not self._is_broken:
            self._try(partial(self.run.keep, numbers, whole))
        return len(numbers)

    def _try(self, action: Callable[[], None]) -> None:
        """Do something with the store; give it up when the system says no."""
        try:
            action()
        except OSError as error:
            self._is_broken = True
            trouble = Trouble("unwritable", self._store.folder, str(error))
            self._store.on_trouble(trouble)
