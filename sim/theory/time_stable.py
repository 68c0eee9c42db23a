"""Staffing that keeps the chance of a wait level while the load moves.

When the rate of giving up equals the service rate, a waiter leaves as fast as a served
one, so the number in system is Poisson(m(t)) whatever the staffing, m(t) being the
offered load; the chance that an arrival finds all s servers busy is then exactly
P(Poisson(m) >= s).
Otherwise it is a good first guess, which a simulation then corrects.

References
----------
Feldman, Z., Mandelbaum, A., Massey, W. A. and Whitt, W. (2008). Staffing of
time-varying queues to achieve time-stable performance. Management Science 54(2),
324-338, doi:10.1287/mnsc.1070.0821.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc

from sim.theory.arguments import non_negative_array, share_between

__all__ = ["delay_probability", "time_stable_servers"]

_LARGEST_LOAD = 1e12
"""Far below 2**53, so that whole numbers of servers stay exact as floats."""


def delay_probability(loads: ArrayLike, servers: ArrayLike) -> NDArray[np.float64]:
    """Return P(Poisson(load) >= servers), the chance of finding all servers busy.

    Parameters
    ----------
    loads
        Offered load, no unit, any shape, >= 0.
    servers
        Number of servers, whole numbers >= 0, a shape that broadcasts with ``loads``.

    Returns
    -------
    ndarray
        Share in [0, 1], the broadcast shape; 1 where there is no server.

    Examples
    --------
    >>> delay_probability([90, 110], [103, 125]).round(4).tolist()
    [0.0958, 0.0855]
    """
    mean = non_negative_array("loads", loads)
    number = non_negative_array("servers", servers)
    present = np.where(number > 0, gammainc(np.maximum(number, 1), mean), 1.0)
    return np.asarray(present, dtype=np.float64)


def time_stable_servers(loads: ArrayLike, target: float) -> NDArray[np.int64]:
    """Return the least servers s with P(Poisson(load) >= s) <= ``target``.

    Parameters
    ----------
    loads
        Offered load, no unit, any shape, in [0, 1e12].
    target
        Largest chance of finding all servers busy, in (0, 1).

    Returns
    -------
    ndarray
        Number of servers, the shape of ``loads``; 0 where the load is exactly 0.

    Examples
    --------
    >>> time_stable_servers([90, 100, 110], target=0.1).tolist()
    [103, 114, 125]
    """
    mean = non_negative_array("loads", loads)
    share = share_between("target", target)
    if (mean > _LARGEST_LOAD).any():
        message = f"loads: must be <= {_LARGEST_LOAD:g}, got {mean.max():g}"
        raise ValueError(message)
    too_few = np.zeros(mean.shape)
    enough = np.ceil(mean) + 1.0
    while (delay_probability(mean, enough) > share).any():
        enough *= 2.0
    while (enough - too_few > 1.0).any():
        middle = np.floor((too_few + enough) / 2.0)
        met = delay_probability(mean, middle) <= share
        enough = np.where(met, middle, enough)
        too_few = np.where(met, too_few, middle)
    return np.where(mean > 0, enough, 0.0).astype(np.int64)
