"""One server, Poisson arrivals, service times of any law (M/G/1).

The mean wait depends on the law of service only through its mean and its squared
coefficient of variation (variance over squared mean): steady work waits half as long
as exponential work.

References
----------
Cooper, R. B. (1981). Introduction to Queueing Theory, 2nd ed., p. 189
(Pollaczek-Khinchine formula).
"""

from sim.theory.arguments import non_negative, positive

__all__ = ["pollaczek_khinchine_mean_wait"]


def pollaczek_khinchine_mean_wait(
    arrival_rate: float, mean_service: float, squared_variation: float
) -> float:
    """Return the mean wait before service at a single server.

    Parameters
    ----------
    arrival_rate
        Arrivals per unit of time, >= 0, below one per ``mean_service``.
    mean_service
        Mean service time, > 0.
    squared_variation
        Squared coefficient of variation of service, no unit, >= 0: 0 for constant,
        1/k for Erlang-k, 1 for exponential times.

    Returns
    -------
    float
        Wait in the unit of ``mean_service``, >= 0.

    Raises
    ------
    ValueError
        If arrival rate times mean service is not below 1.

    Examples
    --------
    >>> round(pollaczek_khinchine_mean_wait(0.8, 1, squared_variation=0), 6)
    2.0
    """
    rate = non_negative("arrival_rate", arrival_rate)
    service = positive("mean_service", mean_service)
    variation = non_negative("squared_variation", squared_variation)
    load = rate * service
    if not load < 1:
        message = (
            f"arrival_rate: must be < {1 / service:g}, one per mean service, "
            f"or the queue grows for ever, got {rate:g}"
        )
        raise ValueError(message)
    return load * service * (1.0 + variation) / (2.0 * (1.0 - load))
