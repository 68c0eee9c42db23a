"""How few servers meet a target, by exact Erlang C, and how many to put on the roster.

The search starts at the least stable number and goes up one server at a time, so the
answer is the least one, not a rule of thumb.
With no load at all the answer is 0: nobody arrives, so nobody waits.
"""

import math

from sim.theory.arguments import non_negative, positive, share_between, whole_number
from sim.theory.erlang import erlang_c_by_servers

__all__ = [
    "least_servers_for_service_level",
    "least_servers_for_waiting_probability",
    "rostered_heads",
]

_ROUNDING = 1e-9
"""Slack for the last bits of a quotient, relative; far below one head in a million."""


def least_servers_for_waiting_probability(
    offered_load: float, waiting_probability: float, *, max_occupancy: float = 1.0
) -> int:
    """Return the least servers with which at most so large a share has to wait.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    waiting_probability
        Largest share that may have to wait, in (0, 1].
    max_occupancy
        Largest share of time that a server may be busy, in (0, 1].

    Examples
    --------
    >>> least_servers_for_waiting_probability(100, 0.2)
    111
    """
    load = non_negative("offered_load", offered_load)
    target = share_between("waiting_probability", waiting_probability, includes_1=True)
    fewest = _fewest_by_occupancy(load, max_occupancy)
    if load == 0:
        return 0
    return next(
        servers
        for servers, waiting in erlang_c_by_servers(load)
        if servers >= fewest and waiting <= target
    )


def least_servers_for_service_level(
    offered_load: float,
    service_level: float,
    *,
    limit: float,
    mean_service: float,
    max_occupancy: float = 1.0,
) -> int:
    """Return the least servers with which so large a share is served within ``limit``.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    service_level
        Least share of arrivals whose service begins within ``limit``, in [0, 1).
    limit
        Longest wait that is in target, >= 0, in the unit of ``mean_service``.
    mean_service
        Mean service time, > 0.
    max_occupancy
        Largest share of time that a server may be busy, in (0, 1].

    Examples
    --------
    >>> least_servers_for_service_level(
    ...     10, 0.8, limit=20 / 60, mean_service=3, max_occupancy=0.85
    ... )
    14
    """
    load = non_negative("offered_load", offered_load)
    target = share_between("service_level", service_level, includes_0=True)
    services = non_negative("limit", limit) / positive("mean_service", mean_service)
    fewest = _fewest_by_occupancy(load, max_occupancy)
    if load == 0:
        return 0
    return next(
        servers
        for servers, waiting in erlang_c_by_servers(load)
        if servers >= fewest
        and 1.0 - waiting * math.exp(-(servers - load) * services) >= target
    )


def rostered_heads(servers: int, shrinkage: float) -> int:
    """Return the heads to put on the roster so that ``servers`` are at work.

    Parameters
    ----------
    servers
        Heads wanted at work, >= 0.
    shrinkage
        Share of paid time not at work (breaks, absence, meetings), in [0, 1).

    Examples
    --------
    >>> rostered_heads(14, 0.3)
    20
    """
    at_work = whole_number("servers", servers)
    away = share_between("shrinkage", shrinkage, includes_0=True)
    return _rounded_up(at_work / (1.0 - away))


def _fewest_by_occupancy(load: float, max_occupancy: float) -> int:
    share = share_between("max_occupancy", max_occupancy, includes_1=True)
    return _rounded_up(load / share)


def _rounded_up(heads: float) -> int:
    # 0.3 is not three tenths: without slack a whole quotient can gain a head.
    return math.ceil(heads * (1.0 - _ROUNDING))
