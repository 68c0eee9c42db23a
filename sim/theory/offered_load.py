"""Offered load that changes over the day: the Mt/M/oo queue.

If there were always a free server, the number in service at time t would be Poisson
with mean m(t), the *offered load*; it solves dm/dt = rate(t) - m / mean service.
The load follows the arrival rate late and flattened: long work started at the peak is
still there after it.
Staffing each period from m(t) rather than from the rate of that period is the
modified-offered-load method.

References
----------
Eick, S. G., Massey, W. A. and Whitt, W. (1993). Mt/G/oo queues with sinusoidal arrival
rates. Management Science 39(2), 241-252, doi:10.1287/mnsc.39.2.241.
Jennings, O. B., Mandelbaum, A., Massey, W. A. and Whitt, W. (1996). Server staffing to
meet time-varying demand. Management Science 42(10).
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.theory.arguments import (
    increasing,
    non_negative,
    non_negative_array,
    positive,
)

__all__ = [
    "mean_offered_load",
    "offered_load",
    "peak_offered_load",
    "sinusoidal_load_lag",
    "sinusoidal_offered_load",
    "step_response",
]


def offered_load(
    edges_minutes: ArrayLike,
    rates_per_minute: ArrayLike,
    mean_service_minutes: float,
    at_minutes: ArrayLike,
    *,
    initial_load: float = 0.0,
) -> NDArray[np.float64]:
    """Return the offered load at given times, for a rate that is level between edges.

    The answer is exact: in each period the load moves exponentially towards rate times
    mean service.
    After the last edge nothing arrives and the load fades.

    Parameters
    ----------
    edges_minutes
        Where the rate changes, shape ``(n_periods + 1,)``, increasing.
    rates_per_minute
        Arrivals per minute in each period, shape ``(n_periods,)``, >= 0.
    mean_service_minutes
        Mean service time, > 0.
    at_minutes
        Times asked for, any shape, not before the first edge.
    initial_load
        Load at the first edge, >= 0; 0 means that the day starts empty.

    Returns
    -------
    ndarray
        Mean number in service, no unit, the shape of ``at_minutes``.

    Examples
    --------
    Six an hour for two hours of 30-minute work: towards 3, then fading.

    >>> offered_load([0, 120], [0.1], 30, [0, 30, 120, 150]).round(3).tolist()
    [0.0, 1.896, 2.945, 1.083]
    """
    edges, rates, service = _day(edges_minutes, rates_per_minute, mean_service_minutes)
    at = np.asarray(at_minutes, dtype=np.float64)
    if not (at >= edges[0]).all():
        message = (
            f"at_minutes: must not be before the first edge {edges[0]:g}, "
            f"got {np.min(at):g}"
        )
        raise ValueError(message)
    loads = _loads_at_edges(edges, rates, service, initial_load)
    period = np.searchsorted(edges, at, side="right") - 1
    towards = np.append(rates, 0.0)[period] * service
    kept = np.exp(-(at - edges[period]) / service)
    return np.asarray(towards + (loads[period] - towards) * kept, dtype=np.float64)


def mean_offered_load(
    edges_minutes: ArrayLike,
    rates_per_minute: ArrayLike,
    mean_service_minutes: float,
    *,
    initial_load: float = 0.0,
) -> NDArray[np.float64]:
    """Return the offered load averaged over each period, exactly.

    Parameters are those of `offered_load`.

    Returns
    -------
    ndarray
        Mean number in service, no unit, shape ``(n_periods,)``.

    Examples
    --------
    >>> mean_offered_load([0, 60, 120], [0.1, 0.1], 30).round(3).tolist()
    [1.703, 2.824]
    """
    edges, rates, service = _day(edges_minutes, rates_per_minute, mean_service_minutes)
    loads = _loads_at_edges(edges, rates, service, initial_load)
    towards = rates * service
    services = np.diff(edges) / service
    averaged = -np.expm1(-services) / services
    return np.asarray(towards + (loads[:-1] - towards) * averaged, dtype=np.float64)


def peak_offered_load(
    edges_minutes: ArrayLike,
    rates_per_minute: ArrayLike,
    mean_service_minutes: float,
    *,
    initial_load: float = 0.0,
) -> NDArray[np.float64]:
    """Return the largest offered load in each period, exactly.

    Within a period the load only rises or only falls, so the peak is at an edge.
    Parameters are those of `offered_load`.

    Returns
    -------
    ndarray
        Mean number in service, no unit, shape ``(n_periods,)``.

    Examples
    --------
    >>> peak_offered_load([0, 60, 120], [0.1, 0.0], 30).round(3).tolist()
    [2.594, 2.594]
    """
    edges, rates, service = _day(edges_minutes, rates_per_minute, mean_service_minutes)
    loads = _loads_at_edges(edges, rates, service, initial_load)
    return np.maximum(loads[:-1], loads[1:])


def sinusoidal_offered_load(
    at: ArrayLike,
    *,
    mean_rate: float,
    amplitude: float,
    cycle: float,
    mean_service: float,
) -> NDArray[np.float64]:
    """Return the offered load of the rate mean_rate + amplitude sin(2 pi t / cycle).

    The day has repeated for ever: no start-up is left.

    Parameters
    ----------
    at
        Times asked for, any shape.
    mean_rate
        Arrivals per unit of time, averaged over a cycle, >= 0.
    amplitude
        Largest deviation from ``mean_rate``, in [0, ``mean_rate``].
    cycle
        Length of a cycle, > 0, in the unit of ``mean_service``.
    mean_service
        Mean service time, > 0.

    Returns
    -------
    ndarray
        Mean number in service, no unit, the shape of ``at``.

    Examples
    --------
    >>> at_peak = sinusoidal_offered_load(
    ...     0.75 * math.pi, mean_rate=100, amplitude=20, cycle=2 * math.pi,
    ...     mean_service=1,
    ... )
    >>> round(float(at_peak), 6)
    114.142136
    """
    service = positive("mean_service", mean_service)
    rate = non_negative("mean_rate", mean_rate)
    swing = non_negative("amplitude", amplitude)
    if swing > rate:
        message = f"amplitude: must be <= mean_rate {rate:g}, got {swing:g}"
        raise ValueError(message)
    frequency = 2.0 * math.pi / positive("cycle", cycle)
    turn = frequency * service
    angle = frequency * np.asarray(at, dtype=np.float64)
    wave = (np.sin(angle) - turn * np.cos(angle)) / (1.0 + turn**2)
    return np.asarray(service * (rate + swing * wave), dtype=np.float64)


def sinusoidal_load_lag(cycle: float, mean_service: float) -> float:
    """Return how long after a sinusoidal rate its offered load peaks.

    Parameters
    ----------
    cycle
        Length of a cycle, > 0, in the unit of ``mean_service``.
    mean_service
        Mean service time, > 0.

    Returns
    -------
    float
        Delay in the unit of ``mean_service``, below both it and a quarter cycle.

    Examples
    --------
    >>> round(sinusoidal_load_lag(24, 2), 3)  # hours
    1.842
    """
    frequency = 2.0 * math.pi / positive("cycle", cycle)
    return math.atan(frequency * positive("mean_service", mean_service)) / frequency


def step_response(elapsed: ArrayLike, mean_service: float) -> NDArray[np.float64]:
    """Return the share of its final value that the load of an empty shop has reached.

    Parameters
    ----------
    elapsed
        Time since the rate stepped up from 0, any shape, >= 0.
    mean_service
        Mean service time, > 0, in the unit of ``elapsed``.

    Returns
    -------
    ndarray
        Share in [0, 1], the shape of ``elapsed``.

    Examples
    --------
    >>> step_response([1, 3], mean_service=1).round(6).tolist()
    [0.632121, 0.950213]
    """
    time = non_negative_array("elapsed", elapsed)
    service = positive("mean_service", mean_service)
    return np.asarray(-np.expm1(-time / service), dtype=np.float64)


def _day(
    edges_minutes: ArrayLike, rates_per_minute: ArrayLike, mean_service_minutes: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    edges = increasing("edges_minutes", edges_minutes)
    rates = non_negative_array("rates_per_minute", rates_per_minute)
    if rates.shape != (edges.size - 1,):
        message = (
            f"rates_per_minute: must be one for each of {edges.size - 1} periods, "
            f"got shape {rates.shape}"
        )
        raise ValueError(message)
    return edges, rates, positive("mean_service_minutes", mean_service_minutes)


def _loads_at_edges(
    edges: NDArray[np.float64],
    rates: NDArray[np.float64],
    service: float,
    initial_load: float,
) -> NDArray[np.float64]:
    loads = np.empty_like(edges)
    loads[0] = non_negative("initial_load", initial_load)
    kept = np.exp(-np.diff(edges) / service)
    for period, rate in enumerate(rates):
        towards = rate * service
        loads[period + 1] = towards + (loads[period] - towards) * kept[period]
    return loads
