"""Classes of work in strict order of priority, at equal servers (M/M/c).

A free server takes the first of the most urgent class; work begun is finished
(non-pre-emptive), and all classes have the same exponential service.
Priority moves waiting from urgent to patient work and removes none: the mean wait of
all, weighted by rate, is that of one common queue.

References
----------
Cobham, A. (1954). Priority assignment in waiting line problems. Journal of the
Operations Research Society of America 2(1), 70-76, doi:10.1287/opre.2.1.70
(the multiple-channel case).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.theory.arguments import non_negative_array, positive
from sim.theory.erlang import erlang_c

__all__ = ["priority_mean_waits"]


def priority_mean_waits(
    arrival_rates: ArrayLike, servers: int, mean_service: float
) -> NDArray[np.float64]:
    """Return the mean wait of each class before service.

    Parameters
    ----------
    arrival_rates
        Arrivals per unit of time of each class, most urgent first, shape
        ``(n_classes,)``, >= 0.
    servers
        Number of servers, > the sum of rates times ``mean_service``.
    mean_service
        Mean service time of every class, > 0.

    Returns
    -------
    ndarray
        Waits in the unit of ``mean_service``, shape ``(n_classes,)``, not falling.

    Raises
    ------
    ValueError
        If the classes together load the servers fully or more.

    Examples
    --------
    >>> priority_mean_waits([2, 3], servers=6, mean_service=1).round(6).tolist()
    [0.146879, 0.881275]
    """
    rates = non_negative_array("arrival_rates", arrival_rates)
    if rates.ndim != 1:
        message = f"arrival_rates: must be a row, got shape {rates.shape}"
        raise ValueError(message)
    service = positive("mean_service", mean_service)
    loads = rates * service
    any_wait = erlang_c(float(loads.sum()), servers) * service / servers
    left_over = 1.0 - np.concatenate(([0.0], np.cumsum(loads))) / servers
    return np.asarray(any_wait / (left_over[:-1] * left_over[1:]), dtype=np.float64)
