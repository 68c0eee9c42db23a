"""The plan that all pages talk about, and how a link opens one."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboards.link import Link
from dashboards.services import plans, questions, saved, shelf
from dashboards.services.questions import Question
from sim.accounts import Actor
from sim.errors import ScenarioError, SimError

__all__ = ["CurrentPlan", "base_heads", "opened"]


@dataclass(frozen=True)
class CurrentPlan:
    """What all pages talk about."""

    scenario: str
    """Key of the scenario, see :mod:`dashboards.services.shelf`."""
    heads: tuple[int, ...]
    """People of each shift, in the order of the scenario's shifts."""
    seed: int
    """Seed of the random numbers."""
    replications: int
    """Possible sales that are looked at."""
    plan_id: str | None = None
    """The saved plan that this was opened from; None for one that is not saved."""

    @property
    def question(self) -> Question:
        """What would happen with this plan."""
        return Question(self.scenario, self.heads, self.seed, self.replications)


def base_heads(scenario: str) -> tuple[int, ...]:
    """Return the heads of the unedited plan; none when its file is wrong."""
    try:
        return plans.plan_heads(scenario)
    except ScenarioError:
        return ()


def opened(asked: Link, actor: Callable[[], Actor]) -> tuple[CurrentPlan | None, bool]:
    """Return the plan that a link asks for, and whether a part of it was refused.

    What the link does not say is as usual: the first shipped scenario as it is.
    None when there is no scenario at all.

    Parameters
    ----------
    actor
        Who asks; only called when the link names something that is not for everybody.
    """
    scenario, plan_id, is_refused = _scenario(asked, actor)
    if scenario is None:
        scenario = next(iter(shelf.titles()), None)
    if scenario is None:
        return None, is_refused
    base = base_heads(scenario)
    heads = asked.heads
    plan = CurrentPlan(
        scenario=scenario,
        heads=heads if heads is not None and len(heads) == len(base) else base,
        seed=questions.default_seed() if asked.seed is None else asked.seed,
        replications=asked.replications or questions.default_replications(),
        plan_id=plan_id,
    )
    return plan, is_refused


def _scenario(
    asked: Link, actor: Callable[[], Actor]
) -> tuple[str | None, str | None, bool]:
    """Return scenario and saved plan of a link, as far as they may be opened.

    What is somebody else's is answered like what is not there.
    """
    scenario, plan_id, is_refused = asked.scenario, asked.plan_id, False
    kept = None
    if plan_id is not None:
        try:
            kept = saved.open_plan(actor(), plan_id).scenario
        except SimError:
            plan_id, is_refused = None, True
    if scenario is None or scenario == kept:
        return kept, plan_id, is_refused
    if not scenario.startswith(shelf.OWN) or saved.found_again(actor(), scenario):
        return scenario, plan_id, is_refused
    # a plan that was edited after its link was made opens as it was saved
    return kept, plan_id, is_refused or kept is None
