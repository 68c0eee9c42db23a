"""Search: the cheapest plan that keeps the promise.

The problem
-----------
Minimise the price of the people bought from the menu over whole numbers of heads,
subject to the menu's limits, ratios and budget, and to the promise: at most
``target.missed_share`` of the orders due is missed in at least
``target.with_probability`` of the possible sales.
The price is what the menu says for the planned hours; the wages of the people who are
planned anyway are the same for every plan and are added where a cost is shown.

The way
-------
1. Sampled sales give linear conditions that every plan that keeps the promise meets
   (:mod:`sim.staffing.relaxation`); the cheapest plan that meets them is the bound.
2. Other sales give conditions that are nearer to the truth; the cheapest plan that
   meets them is simulated, and they are raised until a plan keeps the promise (a
   cutting plane method whose cuts are the conditions).
3. Cheaper plans are tried on common random numbers, next always the one from which
   most is expected to be saved (:mod:`sim.staffing.kriging`). Where the menu is small,
   *all* cheaper plans are tried, in the order of their price.
4. The cheapest plan is simulated on sales that nothing was chosen by. If it fails
   there, it is put aside and the search goes on.

References
----------
Atlason, J., Epelman, M. A. & Henderson, S. G. (2008). Optimizing call center staffing
using simulation and analytic center cutting-plane methods. Management Science 54(2),
295-309.
Cezik, M. T. & L'Ecuyer, P. (2008). Staffing multiskill call centers via linear
programming and simulation. Management Science 54(2), 310-323.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.staffing.cheapest import cheapest
from sim.staffing.comparing import Comparing
from sim.staffing.kriging import Kriging
from sim.staffing.listing import plans_below
from sim.staffing.moves import cheaper_neighbours, dearer_neighbours
from sim.staffing.offer import Heads, Offer
from sim.staffing.rows import Rows

__all__ = ["OnBest", "Phase", "Search"]

Floats = NDArray[np.float64]
Phase = Literal["bound", "start", "local", "all", "check", "done"]
OnBest = Callable[[Phase, Heads | None], None]
"""Called with what the search does and the best plan so far."""

_RAISES = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0, 1.5, 2.5)
_HALVINGS = 3
_FEW_PLANS = 1_500
_MANY_PLANS = 30_000
_LEAST_SAVED = 2e-4
"""Part of the cost from which on an expected saving is worth a try."""
_UNIT = 0.02
_SLOPE, _BEND, _REACH, _OWN = 0.2, 0.2, 2.0, 0.1
"""Of the random function of :class:`Kriging`, in parts of the sales that may miss the
target; ``_OWN`` is what the room by step set does not tell about a plan."""
_FAILED = 0.1


@dataclass(eq=False)
class Search:
    """One search: the conditions, the trials, and what was found so far."""

    offer: Offer
    proven: Rows
    """Conditions that every plan that keeps the promise meets."""
    likely: Rows
    """Conditions nearer to the truth."""
    trials: Comparing
    errors: float
    """Standard errors by which the answer must be above the asked certainty."""
    budget: int
    """Sales that may be simulated."""
    on_best: OnBest
    failed: set[Heads] = field(default_factory=set)
    """Plans that failed on fresh sales."""
    best: Heads | None = None
    """Cheapest plan that keeps the promise in the trials."""

    def run(self) -> Heads | None:
        """Return the cheapest plan that keeps the promise in the trials."""
        self.on_best("start", self.best)
        self._start()
        if self.best is None:
            self._most_of_all()
        if self.best is not None:
            self._improve()
            self._try_all()
        return self.best

    def settle(self) -> Heads | None:
        """Return the cheapest plan that keeps the promise by the margin."""
        while self.best is not None:
            plan = self.best
            if self.trials.state(plan, errors=self.errors) == "kept":
                return plan
            self.put_aside(plan)
        return None

    def put_aside(self, heads: Heads) -> None:
        """Take out a plan that failed, and find the next best of the others."""
        self.failed.add(heads)
        kept = [plan for plan in self.trials.tried if self._is_good(plan)]
        self.best = min(kept, key=self.offer.bought_yen, default=None)
        self._go_on(heads)
        if self.best is not None:
            self._improve()

    def _go_on(self, failed: Heads) -> None:
        """Look for a plan that is a little dearer than one that has failed."""
        for plan in sorted(
            dearer_neighbours(self.offer, failed), key=self.offer.bought_yen
        ):
            if self._is_dearer_than_best(plan):
                return
            if self.offer.obeys(plan):
                self._try(plan)

    def is_spent(self) -> bool:
        """Return whether the sales that may be simulated are used up."""
        return self.trials.simulated >= self.budget

    def _start(self) -> None:
        """Raise the likely conditions until a plan keeps the promise; then halve."""
        low: float | None = None
        for raised in _RAISES:
            plan = self._cheapest(raised)
            if plan is None:
                return
            if self._try(plan):
                break
            low = raised
        else:
            return
        high = raised
        for _ in range(_HALVINGS if low is not None else 0):
            assert low is not None
            middle = 0.5 * (low + high)
            plan = self._cheapest(middle)
            if plan is not None and self._try(plan):
                high = middle
            else:
                low = middle

    def _improve(self) -> None:
        """Try cheaper plans, the most promising first, while there are any."""
        assert self.best is not None
        self.on_best("local", self.best)
        limit = float(self.offer.bought_yen(self.best))
        plans = plans_below(self.offer, self.likely, limit, most=_MANY_PLANS)
        if plans is not None:
            self._try_some(plans)
            return
        before = None
        while self.best != before and not self.is_spent():
            before = self.best
            near = set(cheaper_neighbours(self.offer, before))
            self._try_some([plan for plan in sorted(near) if self._may_keep(plan)])

    def _try_some(self, plans: list[Heads]) -> None:
        """Try plans until none is promising or the sales are used up.

        The next one is that from which most is expected to be saved: what is cheaper,
        times the probability that it keeps the promise, as the plans that were
        simulated tell it.
        """
        features = self._features(plans)
        prices = np.array([self.offer.bought_yen(plan) for plan in plans], np.float64)
        known = set(self.trials.tried)
        is_new = np.array([plan not in known for plan in plans], np.bool_)
        while not self.is_spent():
            assert self.best is not None
            top = float(self.offer.bought_yen(self.best))
            left = np.flatnonzero(is_new & (prices < top))
            if len(left) == 0:
                return
            saved = (top - prices[left]) * self._chances(features[left])
            place = left[np.argmax(saved)]
            if saved.max() < _LEAST_SAVED * self.offer.cost_yen(self.best):
                return
            is_new[place] = False
            self._try(plans[place])

    def _chances(self, features: Floats) -> Floats:
        """Return the probability of plans to keep the promise."""
        tried = self.trials.tried
        asked = self.offer.scenario.target.with_probability
        # who failed on fresh sales had luck in the trials
        luck = _FAILED * (1.0 - asked) * np.array([p in self.failed for p in tried])
        kriging = Kriging(
            mean=asked,
            slope=_SLOPE * (1.0 - asked),
            bend=_BEND * (1.0 - asked),
            reach=_REACH,
            own=_OWN * (1.0 - asked),
        )
        return kriging.chance(
            self._features(tried),
            np.array([self.trials.share(plan) for plan in tried]) - luck,
            np.array([self.trials.error(plan) for plan in tried]),
            features,
            asked,
        )

    def _features(self, plans: Sequence[Heads]) -> Floats:
        """Return the least room by step set, in units of 2 % of what is needed."""
        bought = np.array(plans, np.float64).reshape(-1, len(self.offer.choices))
        sets = np.unique(self.likely.steps)
        found = np.zeros((len(bought), len(sets)))
        for column, number in enumerate(sets):
            rows = self.likely.at(self.likely.steps == number)
            able = bought @ rows.coefficients.T + rows.base
            found[:, column] = ((able / rows.need).min(axis=1) - 1.0) / _UNIT
        return found

    def _try_all(self) -> None:
        """Try all cheaper plans, cheapest first, where there are not too many."""
        assert self.best is not None
        limit = float(self.offer.bought_yen(self.best))
        plans = plans_below(self.offer, self.proven, limit, most=_FEW_PLANS)
        if plans is None:
            return
        self.on_best("all", self.best)
        for plan in plans:
            if self.is_spent():
                return
            if self._try(plan):
                break

    def _most_of_all(self) -> None:
        """Try to buy as much as the rules allow."""
        plan = cheapest(
            self.offer, self.likely.at(np.zeros(0, np.intp)), prices=-self.offer.prices
        )
        if plan is not None:
            self._try(plan.heads)

    def _cheapest(self, raised: float) -> Heads | None:
        found = cheapest(self.offer, self.likely.inflated(raised))
        return None if found is None else found.heads

    def _try(self, plan: Heads) -> bool:
        """Simulate a plan; remember it if it is the cheapest that keeps the promise."""
        if not self._is_good(plan):
            return False
        if not self._is_dearer_than_best(plan):
            self.best = plan
            self.on_best("local", plan)
        return True

    def _is_good(self, plan: Heads) -> bool:
        return plan not in self.failed and self.trials.state(plan) == "kept"

    def _is_dearer_than_best(self, plan: Heads) -> bool:
        price = self.offer.bought_yen
        return self.best is not None and price(plan) >= price(self.best)

    def _may_keep(self, plan: Heads) -> bool:
        slack = self.proven.slack(np.array(plan, np.float64))
        is_possible = bool(np.all(slack >= -1e-9 * self.proven.need))
        return is_possible and self.offer.obeys(plan)
