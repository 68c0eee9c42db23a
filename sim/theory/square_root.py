"""Square-root staffing: the load plus a few times its square root.

With servers = load + beta sqrt(load) and a growing load, the share that waits tends to
a number strictly between 0 and 1 that depends on beta alone; so twice the load needs
less than twice the spare servers.
The rule can be one server short at ordinary loads, hence the verified version.

References
----------
Halfin, S. and Whitt, W. (1981). Heavy-traffic limits for queues with many exponential
servers. Operations Research 29, 567-588.
"""

import math

from scipy.special import erfcx

from sim.theory.arguments import non_negative, share_between
from sim.theory.erlang import erlang_c

__all__ = [
    "halfin_whitt_beta",
    "halfin_whitt_waiting_probability",
    "square_root_servers",
    "verified_square_root_servers",
]

_LARGEST_BETA = 40.0
"""Beyond it the share that waits is not above 0 in double precision."""


def halfin_whitt_waiting_probability(beta: float) -> float:
    """Return the limiting share that waits, 1 / (1 + beta Phi(beta) / phi(beta)).

    Parameters
    ----------
    beta
        Spare servers in square roots of the load, no unit, >= 0.

    Returns
    -------
    float
        Share in [0, 1]; 1 at ``beta`` 0.

    Examples
    --------
    >>> round(halfin_whitt_waiting_probability(1), 6)
    0.223361
    """
    spare = non_negative("beta", beta)
    # Phi/phi by the scaled error function: neither factor over- or underflows alone.
    mills = math.sqrt(math.pi / 2.0) * float(erfcx(-spare / math.sqrt(2.0)))
    return 1.0 / (1.0 + spare * mills)


def halfin_whitt_beta(waiting_probability: float) -> float:
    """Return the spare servers, in square roots of the load, for a share that waits.

    Parameters
    ----------
    waiting_probability
        Limiting share that waits, in (0, 1].

    Returns
    -------
    float
        Beta, no unit, >= 0.

    Examples
    --------
    >>> round(halfin_whitt_beta(0.2), 6)
    1.061516
    """
    target = share_between("waiting_probability", waiting_probability, includes_1=True)
    low, high = 0.0, _LARGEST_BETA
    middle = high / 2.0
    while low < middle < high:
        if halfin_whitt_waiting_probability(middle) > target:
            low = middle
        else:
            high = middle
        middle = (low + high) / 2.0
    return low


def square_root_servers(offered_load: float, waiting_probability: float) -> int:
    """Return load + beta sqrt(load), rounded up: the rule, not verified.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    waiting_probability
        Share that may have to wait, in (0, 1].

    Examples
    --------
    >>> square_root_servers(20, 0.2)
    25
    """
    load = non_negative("offered_load", offered_load)
    beta = halfin_whitt_beta(waiting_probability)
    return math.ceil(load + beta * math.sqrt(load))


def verified_square_root_servers(
    offered_load: float, waiting_probability: float
) -> int:
    """Return the least servers that meet the target, the rule being the first guess.

    Servers are added to the rule's answer one by one until exact Erlang C agrees.
    None is taken away: for no load and target tried did the limit ask for too many.

    Parameters
    ----------
    offered_load
        Arrival rate times mean service time, no unit, >= 0.
    waiting_probability
        Share that may have to wait, in (0, 1].

    Examples
    --------
    >>> verified_square_root_servers(20, 0.2)
    26
    """
    servers = square_root_servers(offered_load, waiting_probability)
    while not _meets(offered_load, servers, waiting_probability):
        servers += 1
    return servers


def _meets(load: float, servers: int, target: float) -> bool:
    if load == 0:
        return True
    return servers > load and erlang_c(load, servers) <= target
