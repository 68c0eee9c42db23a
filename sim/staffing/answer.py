"""Answer: the plan that was found, how sure it is, and how good it can be at most."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sim.engines import EngineName
from sim.experiments.verdict import Verdict
from sim.scenario.model import Scenario
from sim.staffing.offer import Heads, Offer
from sim.staffing.shortfall import Unmet

__all__ = ["Answer", "Certificate", "Effort", "Sample", "Status"]

Status = Literal["found", "short", "stopped"]
"""``found``: a plan that keeps the promise on fresh sales; ``short``: no plan of the
menu was seen to keep it; ``stopped``: stopped before the end, with the best so far."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How many sales are looked at for what."""

    pilot: int = 120
    """Sales whose work is read to find out where the plan is tight."""
    proof: int = 1000
    """Sales whose work is read for the lower bound."""
    trial: int = 96
    """Simulated sales at most by which a plan is compared with others."""
    spread: int = 8000
    """Sales from which these are picked, where they differ in what they promise."""
    margin: float = 0.0
    """Standard errors by which the best plan must be above the asked certainty there;
    the best of many is seldom as good as it looks."""
    budget: int = 2000
    """Simulated sales of the search at most."""
    refute: int = 1100
    """Simulated sales at most to raise the lower bound."""
    check: int = 1000
    """Fresh sales, all simulated, for the check of the plan."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Sales that were used for one purpose."""

    purpose: str
    """``pilot``, ``proof``, ``refute``, ``trial``, ``check`` or ``failed``."""
    first: int
    """Number of the first replication."""
    n: int
    """Replications from there on."""
    looked_at: int
    """Replications of these that were read or simulated."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A lower bound on the cost of every plan that keeps the promise."""

    bound_yen: int
    """No plan that keeps the promise costs less, base plan included."""
    relaxed_yen: int
    """The part of it that the linear conditions alone prove."""
    refuted: int
    """Plans below the bound that were simulated and refuted one by one."""
    is_exact: bool
    """Every cheaper plan of the menu has been ruled out."""
    confidence: float
    """Probability, over the sampled sales, with which the bound holds."""
    sales: int
    """Sales of the proof."""
    kept: int
    """Sales of these in which a plan that keeps the promise keeps it, at least."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a search for the cheapest staffing found."""

    offer: Offer
    """What could be bought."""
    status: Status
    heads: Heads | None
    """People bought by menu shift; None when nothing was found before it stopped."""
    unmet: tuple[Unmet, ...]
    """Where a plan that does not keep the promise is short of hands."""
    hopeless: float
    """Part of the sales in which nobody could keep the promise, at least."""
    repair: "Answer | None"
    """Cheapest plan of the menu with raised limits, where the menu is too small."""
    verdict: Verdict | None
    """Promise of the plan on the fresh sales."""
    check: pd.DataFrame | None
    """Headline KPIs of the fresh sales, one row each."""
    certificate: Certificate | None
    """Lower bound; None when the search was stopped before, or no plan is possible."""
    samples: tuple[Sample, ...]
    """Sales that were used."""
    tried: int
    """Plans that were simulated."""
    put_aside: int
    """Plans that held in the trials and failed on fresh sales."""
    seed: int
    engine: EngineName
    seconds: float
    """From the call to the answer."""

    @property
    def scenario(self) -> Scenario:
        """The scenario with the plan in it."""
        assert self.heads is not None
        return self.offer.planned(self.heads)

    @property
    def is_hopeless(self) -> bool:
        """Whether more sales are lost to any staffing than may be missed."""
        asked = self.offer.scenario.target.with_probability
        return self.hopeless > 1.0 - asked

    @property
    def cost_yen(self) -> int:
        """Cost of the plan on paper, base plan included."""
        assert self.heads is not None
        return self.offer.cost_yen(self.heads)

    @property
    def gap(self) -> float | None:
        """Part of the cost that could be saved at most, None without a bound."""
        if self.certificate is None or self.heads is None or self.cost_yen == 0:
            return None
        return max(1.0 - self.certificate.bound_yen / self.cost_yen, 0.0)

    @property
    def bought_gap(self) -> float | None:
        """The same, as a part of what the people bought cost."""
        if self.certificate is None or self.heads is None:
            return None
        bought = self.offer.bought_yen(self.heads)
        saved = self.cost_yen - self.certificate.bound_yen
        return max(saved / bought, 0.0) if bought else 0.0
