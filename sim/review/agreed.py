"""What was agreed on, read from the receipt of a locked agreement."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.agreements.chain import Event, event_from
from sim.agreements.receipt_check import verify_receipt
from sim.agreements.rerun import scenario_of
from sim.agreements.terms import Terms
from sim.errors import Problem, TermsError
from sim.scenario.classes import OrderClass
from sim.scenario.model import Scenario

__all__ = ["Agreed", "read_agreed"]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A locked agreement."""

    number: str
    """Number of the agreement."""
    terms: Terms
    """Its final document, which both sides accepted."""
    plan: Scenario
    """The plan that it is bound to, with the ship-by that the document promises."""
    events: tuple[Event, ...]
    """What happened to it, in order."""


def read_agreed(receipt: bytes) -> Agreed:
    """Return the agreement of a receipt, after verifying all of it.

    Raises
    ------
    TermsError
        The receipt is not as it was made, or does not show that both sides accepted.
    ScenarioError
        This version of hanboki cannot read the plan.
    """
    report = verify_receipt(receipt)
    if not report.passed or report.body is None or report.terms is None:
        values = {"message": ""}
        raise TermsError(
            report.fault or Problem("", "receipt_unreadable", None, values)
        )
    if not report.is_concluded:
        raise TermsError(Problem("status", "receipt_not_locked", report.body["status"]))
    files, events = report.body["files"], report.body["events"]
    assert isinstance(files, Mapping)
    assert isinstance(events, list)
    return Agreed(
        number=str(report.body["agreement"]),
        terms=report.terms,
        plan=_promised(scenario_of(files), report.terms),
        events=tuple(event_from(_unhashed(event)) for event in events),
    )


def _promised(plan: Scenario, terms: Terms) -> Scenario:
    """Return the plan with the ship-by of the document in its classes."""
    rules = {each.order_class: each.ship_by for each in terms.times.ship_by}

    def promised(each: OrderClass) -> OrderClass:
        label = each.label or each.name
        return each.replace(ship_by=rules[label]) if label in rules else each

    return plan.replace(classes=tuple(promised(each) for each in plan.classes))


def _unhashed(event: Mapping[str, object]) -> dict[str, object]:
    return {key: event[key] for key in event if key != "sha256"}
