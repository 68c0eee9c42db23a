"""Erlang A (M/M/c+M): as Erlang C, but who waits gives up after a random patience.

Patience is exponential with mean ``mean_patience``, so the queue settles at any load.
For a shop, "giving up" is an order cancelled before it is handled.

Method
------
The number in system is a birth-death chain.
With the ratio r = mean service / mean patience, the weight of j waiting relative to
none waiting and all servers busy is the product of load / (c + k r), k = 1..j.
All states with a free server together weigh 1/B - 1, B being Erlang B.
Weights are summed in logarithms, so nothing overflows; the sum stops once what is left
out is below exp(-40) of the largest weight, by comparison with a geometric series.

Who finds j waiting is offered a wait V, the sum of independent exponential times with
rates c m + k h, k = 0..j, m being one server's rate and h that of giving up.
Hence exp(-h V) is a product of independent Beta(c/r + k, 1) values, which is
Beta(c/r, j + 1); and P(V <= t, patience > V) = E[exp(-h V); V <= t] is an incomplete
beta function.

References
----------
Garnett, O., Mandelbaum, A. and Reiman, M. (2002). Designing a call center with
impatient customers. Manufacturing & Service Operations Management 4, 208-227.
Ingolfsson, A. and Tang, L. (2012). Efficient and reliable computation of birth-death
process performance measures. INFORMS Journal on Computing 24,
doi:10.1287/ijoc.1100.0435.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from sim.theory.arguments import non_negative, positive, whole_number
from sim.theory.erlang import erlang_b

__all__ = ["ErlangA", "erlang_a_measures", "erlang_a_service_level"]

_FIRST_STATES = 64
_MOST_STATES = 1 << 23
_NEGLIGIBLE_LOG = -40.0
_SMALLEST = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True)
class ErlangA:
    """What a steady M/M/c+M queue shows in the long run."""

    waiting_probability: float
    """Share of arrivals that finds all servers busy."""

    abandoned_share: float
    """Share of arrivals that gives up before service."""

    occupancy: float
    """Share of its time that a server is busy."""

    mean_wait: float
    """Mean wait of all arrivals, until service or giving up, in the unit given."""

    mean_queue: float
    """Mean number waiting."""


def erlang_a_measures(
    offered_load: float, servers: int, *, mean_service: float, mean_patience: float
) -> ErlangA:
    """Return the long-run measures of a queue whose waiters give up.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0; may exceed ``servers``.
    servers
        Number of servers, >= 1.
    mean_service
        Mean service time, > 0.
    mean_patience
        Mean time a waiter stays before giving up, > 0, in the unit of
        ``mean_service``.

    Raises
    ------
    ValueError
        If patience is so long, at a load above or close to the number of servers,
        that more than eight million queue lengths matter.

    Examples
    --------
    >>> day = erlang_a_measures(10, 14, mean_service=3, mean_patience=5)  # minutes
    >>> round(day.abandoned_share, 6), round(day.mean_wait, 6)
    (0.013984, 0.069919)
    """
    load = non_negative("offered_load", offered_load)
    service = positive("mean_service", mean_service)
    patience = positive("mean_patience", mean_patience)
    if load == 0:
        whole_number("servers", servers, at_least=1)
        return ErlangA(0.0, 0.0, 0.0, 0.0, 0.0)
    queue = _queue_lengths(load, servers, service / patience)
    mean_queue = float(queue @ np.arange(queue.size))
    mean_wait = mean_queue * service / load
    abandoned = min(mean_wait / patience, 1.0)
    # Shares are capped: their last bits may round to just above 1.
    return ErlangA(
        waiting_probability=min(float(queue.sum()), 1.0),
        abandoned_share=abandoned,
        occupancy=min(load * (1.0 - abandoned) / servers, 1.0),
        mean_wait=mean_wait,
        mean_queue=mean_queue,
    )


def erlang_a_service_level(
    offered_load: float,
    servers: int,
    limit: float,
    *,
    mean_service: float,
    mean_patience: float,
) -> float:
    """Return the share of all arrivals that is served, and within ``limit``.

    Who gives up, however early, counts as not served.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0; may exceed ``servers``.
    servers
        Number of servers, >= 1.
    limit
        Longest wait that is in target, >= 0, in the unit of ``mean_service``.
    mean_service
        Mean service time, > 0.
    mean_patience
        Mean time a waiter stays before giving up, > 0, in the unit of
        ``mean_service``.

    Examples
    --------
    >>> level = erlang_a_service_level(
    ...     10, 14, limit=20 / 60, mean_service=3, mean_patience=5
    ... )
    >>> round(level, 6)
    0.916792
    """
    load = non_negative("offered_load", offered_load)
    service = positive("mean_service", mean_service)
    patience = positive("mean_patience", mean_patience)
    in_limit = -math.expm1(-non_negative("limit", limit) / patience)
    if load == 0:
        whole_number("servers", servers, at_least=1)
        return 1.0
    queue = _queue_lengths(load, servers, service / patience)
    ahead = np.arange(queue.size)
    shape = servers * patience / service
    served = shape / (shape + ahead + 1) * betainc(ahead + 1, shape + 1, in_limit)
    return max(float(1.0 - queue @ (1.0 - served)), 0.0)


def _queue_lengths(load: float, servers: int, ratio: float) -> NDArray[np.float64]:
    """Return P(all servers busy and j waiting), j = 0, 1, ...; ``ratio`` is r."""
    number = whole_number("servers", servers, at_least=1)
    logs = _log_weights(load, number, ratio)
    top = float(logs.max())
    weights = np.exp(logs - top)
    blocked = erlang_b(load, number)
    free = math.exp(-top) * (1.0 - blocked)
    # Both parts times B, so that a B of 0 (far too many servers) is no division by 0.
    busy = blocked * weights
    return np.asarray(busy / (busy.sum() + free), dtype=np.float64)


def _log_weights(load: float, servers: int, ratio: float) -> NDArray[np.float64]:
    """Return the log weight of j waiting relative to none, all servers busy."""
    states = _FIRST_STATES
    while states <= _MOST_STATES:
        falls = load / (servers + np.arange(states + 1) * ratio)
        steps = np.log(np.maximum(falls, _SMALLEST))
        steps[0] = 0.0
        logs = np.cumsum(steps)
        if falls[-1] < 1:
            left_out = float(logs[-1]) - math.log1p(-float(falls[-1]))
            if left_out < float(logs.max()) + _NEGLIGIBLE_LOG:
                return np.asarray(logs[:-1], dtype=np.float64)
        states *= 2
    message = (
        f"mean_patience: must be shorter at offered load {load:g} and {servers} "
        f"servers, got {1 / ratio:g} mean services; use Erlang C or a fluid model"
    )
    raise ValueError(message)
