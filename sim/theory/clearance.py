"""How long a backlog lasts after a sale, new work arriving meanwhile.

While work waits, all c servers are busy, and the number waiting steps up at the arrival
rate and down at c services per mean service time.
To lose one from the queue takes a busy period of the M/M/1 queue with these two rates:
mean 1 / (down - up), variance (down + up) / (down - up)^3.
A backlog of B is B such periods, independent of each other, so both are times B.

References
----------
Cooper, R. B. (1981). Introduction to Queueing Theory, 2nd ed. (busy period of the
single-server queue).
"""

from sim.theory.arguments import non_negative, positive, stable_servers, whole_number

__all__ = ["clearance_mean", "clearance_variance"]


def clearance_mean(
    backlog: int, servers: int, *, arrival_rate: float, mean_service: float
) -> float:
    """Return the mean time until no one waits.

    Parameters
    ----------
    backlog
        Number waiting now, all servers being busy, >= 0.
    servers
        Number of servers, > ``arrival_rate`` times ``mean_service``.
    arrival_rate
        New arrivals per unit of time, >= 0.
    mean_service
        Mean service time, > 0.

    Returns
    -------
    float
        Time in the unit of ``mean_service``, >= 0.

    Raises
    ------
    ValueError
        If new work alone loads the servers fully or more.

    Examples
    --------
    >>> round(clearance_mean(200, 10, arrival_rate=20, mean_service=1 / 6), 6)  # hours
    5.0
    """
    count = whole_number("backlog", backlog)
    up, down = _rates(servers, arrival_rate, mean_service)
    return count / (down - up)


def clearance_variance(
    backlog: int, servers: int, *, arrival_rate: float, mean_service: float
) -> float:
    """Return the variance of the time until no one waits.

    Parameters
    ----------
    backlog
        Number waiting now, all servers being busy, >= 0.
    servers
        Number of servers, > ``arrival_rate`` times ``mean_service``.
    arrival_rate
        New arrivals per unit of time, >= 0.
    mean_service
        Mean service time, > 0.

    Returns
    -------
    float
        Variance in the squared unit of ``mean_service``, >= 0.

    Raises
    ------
    ValueError
        If new work alone loads the servers fully or more.

    Examples
    --------
    >>> variance = clearance_variance(200, 10, arrival_rate=20, mean_service=1 / 6)
    >>> round(variance**0.5, 6)  # hours
    0.5
    """
    count = whole_number("backlog", backlog)
    up, down = _rates(servers, arrival_rate, mean_service)
    return count * (down + up) / (down - up) ** 3


def _rates(
    servers: int, arrival_rate: float, mean_service: float
) -> tuple[float, float]:
    up = non_negative("arrival_rate", arrival_rate)
    service = positive("mean_service", mean_service)
    return up, stable_servers(servers, up * service) / service
