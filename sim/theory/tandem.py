"""Stages one after another, such as picking, packing and shipping.

A settled M/M/c queue sends out a Poisson stream at its arrival rate, and what has left
by now says nothing about who is still inside (Burke).
So every stage sees Poisson arrivals and the mean times simply add up.
Exponential times, no loss, no rework, steady rate.

References
----------
Burke, P. J. (1956). The output of a queuing system. Operations Research 4(6), 699-704,
doi:10.1287/opre.4.6.699.
Jackson, J. R. (1957). Networks of waiting lines. Operations Research 5(4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.theory.arguments import non_negative, positive
from sim.theory.erlang import erlang_c_mean_wait

__all__ = ["Stage", "tandem_mean_time", "tandem_mean_waits"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the line: equal servers with a common queue."""

    servers: int
    """Number of servers, above the load of the stage."""

    mean_service: float
    """Mean service time, > 0; the same unit in all stages."""


def tandem_mean_waits(
    arrival_rate: float, stages: Sequence[Stage]
) -> tuple[float, ...]:
    """Return the mean wait before each stage.

    Parameters
    ----------
    arrival_rate
        Arrivals per unit of time, >= 0.
    stages
        The steps in order.

    Returns
    -------
    tuple of float
        Waits in the unit of ``mean_service``, one a stage.

    Raises
    ------
    ValueError
        If a stage is loaded fully or more; the message names it.

    Examples
    --------
    >>> waits = tandem_mean_waits(1, [Stage(4, 3.0), Stage(2, 1.0)])  # minutes
    >>> [round(wait, 6) for wait in waits]
    [1.528302, 0.333333]
    """
    rate = non_negative("arrival_rate", arrival_rate)
    return tuple(_mean_wait(rate, place, stage) for place, stage in enumerate(stages))


def tandem_mean_time(arrival_rate: float, stages: Sequence[Stage]) -> float:
    """Return the mean time from arrival to the end of the last stage.

    Parameters
    ----------
    arrival_rate
        Arrivals per unit of time, >= 0.
    stages
        The steps in order.

    Returns
    -------
    float
        Waits and services added, in the unit of ``mean_service``.

    Examples
    --------
    >>> line = [Stage(5, 4.0), Stage(4, 3.0), Stage(2, 1.0)]  # minutes
    >>> round(tandem_mean_time(1, line), 6)
    12.078085
    """
    waits = tandem_mean_waits(arrival_rate, stages)
    return sum(waits) + sum(stage.mean_service for stage in stages)


def _mean_wait(rate: float, place: int, stage: Stage) -> float:
    try:
        service = positive("mean_service", stage.mean_service)
        return erlang_c_mean_wait(rate * service, stage.servers, service)
    except ValueError as error:
        message = f"stages[{place}].{error}"
        raise ValueError(message) from error
