"""How it is simulated: (program, seed, replication) → trajectory.

Two engines obey the same rules (:mod:`sim.engines.rules`) and give the same
trajectories, to the tick: ``reference`` is written to be read, ``compiled`` is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, get_args

if TYPE_CHECKING:
    from sim.engines.program import Program
    from sim.engines.trajectory import Trajectory

__all__ = ["ENGINES", "Engine", "EngineName", "engine", "simulate"]

EngineName = Literal["compiled", "reference"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)


class Engine(Protocol):
    """Runs one replication of a program."""

    def __call__(
        self, program: "Program", *, seed: int, replication: int
    ) -> "Trajectory":
        """Return what happens in one replication."""
        ...


def engine(name: EngineName) -> Engine:
    """Return an engine; it is imported only now, because its tools are heavy.

    Raises
    ------
    ValueError
        There is no engine of that name.
    """
    if name not in ENGINES:
        msg = f"engine: must be one of {', '.join(ENGINES)}, got {name!r}"
        raise ValueError(msg)
    run: Engine = import_module(f"sim.engines.{name}").simulate
    return run


def simulate(
    program: "Program", *, seed: int, replication: int, engine_name: EngineName
) -> "Trajectory":
    """Return what happens in one replication."""
    return engine(engine_name)(program, seed=seed, replication=replication)
