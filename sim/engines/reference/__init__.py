"""The reference engine: the meaning of the model, in SimPy, written to be read.

Read :mod:`sim.engines.rules` first, then :mod:`sim.engines.reference.parts` (what there
is) and :mod:`sim.engines.reference.world` (what it does).
"""

from sim.engines.population import populate
from sim.engines.program import Program
from sim.engines.reference.world import World
from sim.engines.trajectory import Trajectory

__all__ = ["simulate"]


def simulate(program: Program, *, seed: int, replication: int) -> Trajectory:
    """Return what happens in one replication."""
    population = populate(program, seed=seed, replication=replication)
    world = World(program, population, seed=seed, replication=replication)
    world.run()
    return world.logbook.trajectory(world.cases.values())
