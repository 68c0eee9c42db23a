"""The incomplete gamma function and its inverse.

With ``P(a, x)`` the regularized lower incomplete gamma function and ``Q = 1 - P``,
a gamma law of shape ``a`` and scale 1 has distribution function ``P(a, .)``, and a
Poisson law of mean ``m`` has ``P(N <= k) = Q(k + 1, m)``.
Whichever of P and Q is the small one is computed, the other is its complement, so both
tails keep their relative accuracy.

References
----------
DiDonato & Morris (1986), Computation of the incomplete gamma function ratios and their
inverse, ACM TOMS 12(4), 377-393, doi:10.1145/22721.23109: the idea of starting from a
tail expansion or a Cornish-Fisher expansion and polishing with third-order steps.
Loader (2000), Fast and accurate computation of binomial probabilities: the deviance
form of the leading factor, which does not lose digits when ``a`` is large.
"""

import math

from sim.randomness.jit import compiled, part
from sim.randomness.normal import normal_quantile

__all__ = ["gamma_ratio_quantile", "incomplete_gamma"]

_EPSILON = 2.0**-53
_TINY = 1e-300
_LOG_TINY = -690.0
_NORMAL_FROM_SHAPE = 30_000.0
_MAX_STEPS = 60


@compiled
def gamma_ratio_quantile(shape: float, u: float) -> float:
    """Return the ``u``-quantile of the gamma law with mean 1.

    Relative accuracy is about 1e-12; a quantile below 1e-299 comes back as 0.

    Parameters
    ----------
    shape
        Shape, > 0, infinity included: the variance is ``1 / shape``.
    u
        Probability in (0, 1).
    """
    if shape > _NORMAL_FROM_SHAPE:
        return _expansion(shape, normal_quantile(u))
    return _standard_quantile(shape, u) / shape


@compiled
def incomplete_gamma(a: float, x: float) -> tuple[float, float]:
    """Return ``P(a, x)`` and ``Q(a, x)``.

    Parameters
    ----------
    a
        Shape, > 0.
    x
        Upper limit of the integral, > 0.
    """
    return _tails(a, x, _leading_factor(a, x, _log_gamma_1p(a)))


@part
def _standard_quantile(a: float, u: float) -> float:
    """Invert ``P(a, x) = u`` by Halley steps, kept inside a shrinking bracket."""
    log_gamma = _log_gamma_1p(a)
    x = _first_guess(a, u, log_gamma)
    if x < _TINY:
        return 0.0
    low = 0.0
    high = math.inf
    tolerance = 1e-5 / math.sqrt(1.0 + a)
    for _ in range(_MAX_STEPS):
        factor = _leading_factor(a, x, log_gamma)
        lower, upper = _tails(a, x, factor)
        excess = lower - u if u <= 0.5 else (1.0 - u) - upper
        if excess > 0.0:
            high = x
        else:
            low = x
        density = factor * a / x
        newton = excess / density if density > 0.0 else math.inf
        curvature = (a - 1.0) / x - 1.0
        # the bound keeps Halley's denominator in [1/2, 3/2] far from the root
        bend = max(-1.0, min(1.0, newton * curvature))
        better = x - newton / (1.0 - 0.5 * bend)
        if not low <= better <= high:
            better = 2.0 * x if high == math.inf else 0.5 * (low + high)
        change = abs(better - x)
        x = better
        if change <= tolerance * x:
            break
    return x


@part
def _first_guess(a: float, u: float, log_gamma: float) -> float:
    """Return a start for the inversion; 0 when the quantile underflows."""
    exponent = (math.log(u) + log_gamma) / a
    if exponent < _LOG_TINY:
        return 0.0
    if exponent < 0.0 or exponent < math.log(0.3 * (a + 1.0)):
        # P(a, x) = x^a / Gamma(a + 1) (1 - a x / (a + 1) + ...), solved for x
        power = math.exp(exponent)
        small = power / (a + 1.0)
        if small < 0.3:
            second = (3.0 * a + 5.0) / (2.0 * (a + 2.0))
            return power * (1.0 + small * (1.0 + small * second))
    # Q(a, x) = x^(a - 1) exp(-x) / Gamma(a) (1 + ...), solved for x
    y = -math.log(1.0 - u) - log_gamma + math.log(a)
    if y > 2.0 * a + 2.0:
        return y + (a - 1.0) * math.log(y + (a - 1.0) * math.log(y))
    z = normal_quantile(u)
    if z * z < 0.5 * a:
        return a * _expansion(a, z)
    # Wilson-Hilferty; a product, because ** differs in the last bit when compiled
    root = max(0.1, 1.0 - 1.0 / (9.0 * a) + z / (3.0 * math.sqrt(a)))
    return a * (root * root * root)


@part
def _expansion(a: float, z: float) -> float:
    """Return the Cornish-Fisher expansion of the quantile, divided by ``a``.

    The terms dropped are below 1e-12 for ``a`` from 30 000 and ``abs(z) <= 8.3``.
    """
    w = 1.0 / math.sqrt(a)
    s = z * z
    term_2 = (s - 1.0) / 3.0
    term_3 = z * (s - 7.0) / 36.0
    term_4 = -((3.0 * s + 7.0) * s - 16.0) / 810.0
    term_5 = z * ((9.0 * s + 256.0) * s - 433.0) / 38880.0
    return 1.0 + w * (z + w * (term_2 + w * (term_3 + w * (term_4 + w * term_5))))


@part
def _tails(a: float, x: float, factor: float) -> tuple[float, float]:
    """Return P and Q, given ``factor = x^a exp(-x) / Gamma(a + 1)``."""
    if x < a + 1.0:
        lower = min(1.0, factor * _power_series(a, x))
        return lower, 1.0 - lower
    upper = min(1.0, factor * a * _continued_fraction(a, x))
    return 1.0 - upper, upper


@part
def _power_series(a: float, x: float) -> float:
    """Return the sum of ``x^n / ((a + 1) ... (a + n))`` over n from 0."""
    term = 1.0
    total = 1.0
    n = a
    while term > total * _EPSILON:
        n += 1.0
        term *= x / n
        total += term
    return total


@part
def _continued_fraction(a: float, x: float) -> float:
    """Return ``Gamma(a, x) exp(x) / x^a`` by Lentz's method; needs ``x >= a + 1``."""
    b = x + 1.0 - a
    c = math.inf
    d = 1.0 / b
    total = d
    change = 0.0
    n = 0.0
    while abs(change - 1.0) > 2.0 * _EPSILON and n < 1e6:
        n += 1.0
        numerator = -n * (n - a)
        b += 2.0
        d = 1.0 / (numerator * d + b)
        c = b + numerator / c
        change = c * d
        total *= change
    return total


@part
def _leading_factor(a: float, x: float, log_gamma: float) -> float:
    """Return ``x^a exp(-x) / Gamma(a + 1)``; ``log_gamma`` is log Gamma(a + 1)."""
    if a < 10.0:
        return math.exp(a * math.log(x) - x - log_gamma)
    return math.exp(-_stirling_error(a) - _deviance(a, x)) / math.sqrt(math.tau * a)


@part
def _deviance(a: float, x: float) -> float:
    """Return ``a log(a / x) + x - a`` without cancellation near ``x = a``."""
    if abs(a - x) >= 0.1 * (a + x):
        return a * math.log(a / x) + x - a
    v = (a - x) / (a + x)
    total = (a - x) * v
    term = 2.0 * a * v
    square = v * v
    n = 1.0
    last = math.inf
    while total != last:
        last = total
        n += 2.0
        term *= square
        total += term / n
    return total


@part
def _log_gamma_1p(a: float) -> float:
    """Return log Gamma(a + 1), from Stirling's series at ``a`` moved up to 10."""
    product = 1.0
    while a < 10.0:
        a += 1.0
        product *= a
    return (
        (a + 0.5) * math.log(a)
        - a
        + 0.5 * math.log(math.tau)
        + _stirling_error(a)
        - math.log(product)
    )


@part
def _stirling_error(a: float) -> float:
    """Return log Gamma(a + 1) minus Stirling's formula, for ``a >= 10``."""
    s = 1.0 / (a * a)
    series = 691.0 / 360360.0 - s / 156.0
    series = 1.0 / 1188.0 - s * series
    series = 1.0 / 1680.0 - s * series
    series = 1.0 / 1260.0 - s * series
    series = 1.0 / 360.0 - s * series
    return (1.0 / 12.0 - s * series) / a
