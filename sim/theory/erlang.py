"""Erlang B and Erlang C: a steady Poisson stream of work and equal servers.

The *offered load* is the mean number of servers that the work alone would keep busy:
arrival rate times mean service time, a number without unit.
In **Erlang B** (M/M/c/c) work that finds all servers busy is lost, in **Erlang C**
(M/M/c) it waits, first come first served, however long it takes.
Erlang C settles only with more servers than offered load; fewer is a ValueError.

Time has no fixed unit here: a wait comes out in the unit of ``mean_service``.
Nothing overflows, because only shares between 0 and 1 are carried from one number of
servers to the next; no factorial or power is formed.

References
----------
Erlang, A. K. (1917). Solution of some problems in the theory of probabilities of
significance in automatic telephone exchanges.
Cooper, R. B. (1981). Introduction to Queueing Theory, 2nd ed.
"""

import math
from collections.abc import Iterator

from sim.theory.arguments import non_negative, positive, stable_servers, whole_number

__all__ = [
    "erlang_b",
    "erlang_c",
    "erlang_c_by_servers",
    "erlang_c_mean_queue",
    "erlang_c_mean_wait",
    "erlang_c_occupancy",
    "erlang_c_service_level",
    "erlang_c_wait_exceeds",
]


def erlang_b(offered_load: float, servers: int) -> float:
    """Return the share of arrivals that finds all servers busy and is lost.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    servers
        Number of servers, >= 0; with none, everything is lost.

    Returns
    -------
    float
        Share in [0, 1].

    Examples
    --------
    >>> round(erlang_b(10, 12), 6)
    0.119739
    """
    load = non_negative("offered_load", offered_load)
    blocked = 1.0
    for number in range(1, whole_number("servers", servers) + 1):
        blocked = _with_one_more(load, number, blocked)
    return blocked


def erlang_c(offered_load: float, servers: int) -> float:
    """Return the share of arrivals that has to wait.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    servers
        Number of servers, > ``offered_load``.

    Returns
    -------
    float
        Share in [0, 1).

    Raises
    ------
    ValueError
        If there are not more servers than offered load.

    Examples
    --------
    >>> round(erlang_c(10, 12), 6)
    0.449388
    """
    load = non_negative("offered_load", offered_load)
    number = stable_servers(servers, load)
    return _waiting(load, number, erlang_b(load, number))


def erlang_c_by_servers(offered_load: float) -> Iterator[tuple[int, float]]:
    """Yield servers and share that waits, from the least stable number up, for ever.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.

    Examples
    --------
    >>> rows = erlang_c_by_servers(2)
    >>> [(servers, round(waiting, 3)) for servers, waiting in (next(rows), next(rows))]
    [(3, 0.444), (4, 0.174)]
    """
    load = non_negative("offered_load", offered_load)
    servers = math.floor(load) + 1
    blocked = erlang_b(load, servers)
    while True:
        yield servers, _waiting(load, servers, blocked)
        servers += 1
        blocked = _with_one_more(load, servers, blocked)


def erlang_c_mean_wait(offered_load: float, servers: int, mean_service: float) -> float:
    """Return the mean wait before service of all arrivals, those at once included.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    servers
        Number of servers, > ``offered_load``.
    mean_service
        Mean service time, > 0.

    Returns
    -------
    float
        Wait in the unit of ``mean_service``, >= 0.

    Examples
    --------
    >>> round(erlang_c_mean_wait(8.4, 12, mean_service=2), 6)  # minutes
    0.10216
    """
    service = positive("mean_service", mean_service)
    return erlang_c(offered_load, servers) * service / (servers - offered_load)


def erlang_c_mean_queue(offered_load: float, servers: int) -> float:
    """Return the mean number waiting, those in service not counted.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    servers
        Number of servers, > ``offered_load``.

    Examples
    --------
    >>> round(erlang_c_mean_queue(10, 12), 6)
    2.246941
    """
    waiting = erlang_c(offered_load, servers)
    return waiting * offered_load / (servers - offered_load)


def erlang_c_wait_exceeds(
    offered_load: float, servers: int, limit: float, mean_service: float
) -> float:
    """Return the share of arrivals that waits longer than ``limit``.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    servers
        Number of servers, > ``offered_load``.
    limit
        Wait to exceed, >= 0, in the unit of ``mean_service``.
    mean_service
        Mean service time, > 0.

    Returns
    -------
    float
        Share in [0, 1); with limit 0 the share that waits at all.

    Examples
    --------
    >>> round(erlang_c_wait_exceeds(10, 12, limit=0.5, mean_service=1), 6)
    0.165321
    """
    services = non_negative("limit", limit) / positive("mean_service", mean_service)
    waiting = erlang_c(offered_load, servers)
    return waiting * math.exp(-(servers - offered_load) * services)


def erlang_c_service_level(
    offered_load: float, servers: int, limit: float, mean_service: float
) -> float:
    """Return the share of arrivals whose service begins within ``limit``.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    servers
        Number of servers, > ``offered_load``.
    limit
        Longest wait that is in target, >= 0, in the unit of ``mean_service``.
    mean_service
        Mean service time, > 0.

    Returns
    -------
    float
        Share of all arrivals, in (0, 1].

    Examples
    --------
    >>> round(erlang_c_service_level(10, 14, limit=20 / 60, mean_service=3), 6)
    0.88835
    """
    return 1.0 - erlang_c_wait_exceeds(offered_load, servers, limit, mean_service)


def erlang_c_occupancy(offered_load: float, servers: int) -> float:
    """Return the share of its time that a server is busy.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    servers
        Number of servers, > ``offered_load``.

    Examples
    --------
    >>> erlang_c_occupancy(10, 16)
    0.625
    """
    load = non_negative("offered_load", offered_load)
    return load / stable_servers(servers, load)


def _with_one_more(load: float, servers: int, blocked: float) -> float:
    """Return Erlang B of ``servers`` from that of one server fewer."""
    return load * blocked / (servers + load * blocked)


def _waiting(load: float, servers: int, blocked: float) -> float:
    """Return Erlang C from Erlang B of the same load and servers.

    Same as B / (1 - a/c (1 - B)), without its cancellation when a is close to c.
    """
    return servers * blocked / (servers - load + load * blocked)
