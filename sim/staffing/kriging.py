"""Kriging: what a few simulated plans tell about all the others.

The share of sales in which a plan keeps the promise is seen as a smooth random function
of a few features of the plan, known at the simulated plans but for their standard
errors (stochastic kriging).

References
----------
Ankenman, B., Nelson, B. L. & Staum, J. (2010). Stochastic kriging for simulation
metamodeling. Operations Research 58(2), 371-382, equations (7) and (8).
Schonlau, M., Welch, W. J. & Jones, D. R. (1998). Global versus local search in
constrained optimization of computer models. IMS Lecture Notes 34, 11-25. (The expected
improvement where it is uncertain whether a constraint is met.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import ndtr

__all__ = ["Kriging"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kriging:
    """A random function with a linear and a smooth part."""

    mean: float
    """Its expected value."""
    slope: float
    """Standard deviation of its slope, for each feature."""
    bend: float
    """Standard deviation of the smooth part."""
    reach: float
    """How far the smooth part reaches, in the features."""
    own: float
    """Standard deviation of what the features do not tell about a point."""

    def predict(
        self, known: Floats, values: Floats, errors: Floats, wanted: Floats
    ) -> tuple[Floats, Floats]:
        """Return mean and standard deviation of the function at some points.

        Parameters
        ----------
        known
            Features of the points that were seen, shape (n, n_features).
        values, errors
            What was seen there, and its standard errors, shape (n,).
        wanted
            Features of the points that are asked for, shape (m, n_features).
        """
        noise = errors**2 + self.own**2
        factor = cho_factor(self._covariance(known, known) + np.diag(noise))
        cross = self._covariance(wanted, known)
        mean = self.mean + cross @ cho_solve(factor, values - self.mean)
        smooth = self.slope**2 * np.sum(wanted**2, axis=1) + self.bend**2
        known_part = np.sum(cross * cho_solve(factor, cross.T).T, axis=1)
        variance = np.maximum(smooth - known_part, 0.0) + self.own**2
        return mean, np.sqrt(variance)

    def chance(
        self,
        known: Floats,
        values: Floats,
        errors: Floats,
        wanted: Floats,
        least: float,
    ) -> Floats:
        """Return the probability of at least ``least`` at each point, shape (m,)."""
        mean, deviation = self.predict(known, values, errors, wanted)
        return np.asarray(ndtr((mean - least) / deviation), np.float64)

    def _covariance(self, one: Floats, other: Floats) -> Floats:
        squares = np.sum((one[:, None] - other) ** 2, axis=2)
        linear = self.slope**2 * (one @ other.T)
        smooth = self.bend**2 * np.exp(-0.5 * squares / self.reach**2)
        return np.asarray(linear + smooth, np.float64)
