"""The values of replications: what the store has, and then what is computed.

With a store, a replication counts as done when its values are on the disk; so a run
that is killed has lost nothing of what it said was done.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass

from sim.experiments.executors import IsCancelled, Workers
from sim.experiments.keeping import Keeper
from sim.experiments.store import RunStore
from sim.experiments.work import Block, Work

__all__ = ["Gatherer", "OnProgress"]

OnProgress = Callable[[int, int], None]
"""Called with how many replications are done and how many there will be."""

Numbered = tuple[Sequence[int], Block]


@dataclass
class Gatherer:
    """Gets the values of one work's replications, wherever they are."""

    work: Work
    workers: Workers
    store: RunStore | None = None
    chunk_size: int | None = None
    on_progress: OnProgress | None = None
    cancelled: IsCancelled | None = None
    n_done: int = 0
    """Replications that are done."""
    n_reused: int = 0
    """Those of them that the store had."""

    def gather(
        self, numbers: Sequence[int], total: int
    ) -> Generator[Numbered, None, None]:
        """Yield (replication numbers, their values), in any order.

        Parameters
        ----------
        numbers
            Numbers that have not been asked before.
        total
            How many there will be as far as is known; only for the progress.
        """
        keeper = None if self.store is None else Keeper(self.store, self.work)
        missing = dict.fromkeys(numbers)
        if keeper is not None:
            kept = keeper.run.read(numbers, is_headline_only=self.work.is_headline_only)
            for found, block in kept:
                for number in found:
                    del missing[number]
                yield found, block
            self.n_reused += len(numbers) - len(missing)
            self._tell(len(numbers) - len(missing), total)
        if missing:
            yield from self._computed([*missing], total, keeper)

    def _computed(
        self, numbers: Sequence[int], total: int, keeper: Keeper | None
    ) -> Generator[Numbered, None, None]:
        computed = self.workers.blocks(
            self.work, numbers, chunk_size=self.chunk_size, cancelled=self.cancelled
        )
        with closing(computed), keeper or nullcontext():
            for chunk, block in computed:
                yield chunk, block
                done = len(chunk) if keeper is None else keeper.add(chunk, block)
                self._tell(done, total)
            if keeper is not None:
                self._tell(keeper.flush(), total)

    def _tell(self, done: int, total: int) -> None:
        self.n_done += done
        if done and self.on_progress is not None:
            self.on_progress(self.n_done, total)
