"""The answer of a search as plain data, in no language."""

from dataclasses import asdict
from typing import Any

from sim.staffing.answer import Answer
from sim.staffing.frontier import Frontier
from sim.staffing.offer import Heads, Offer
from sim.staffing.shortfall import repairs_of

__all__ = ["answer_data", "frontier_data", "heads_data"]


def answer_data(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data; the time it took is not in it."""
    offer, heads = answer.offer, answer.heads
    content: dict[str, Any] = {
        "format": "hanboki.staffing/1",
        "scenario_name": offer.scenario.name,
        "scenario_digest": offer.scenario.digest,
        "seed": answer.seed,
        "engine": answer.engine,
        "target": offer.scenario.target.model_dump(),
        "status": answer.status,
        "base_yen": offer.base_yen,
        "hopeless_share": answer.hopeless,
        "certificate": answer.certificate and asdict(answer.certificate),
        "gap": answer.gap,
        "bought_gap": answer.bought_gap,
        "samples": [asdict(sample) for sample in answer.samples],
        "plans_tried": answer.tried,
        "plans_put_aside": answer.put_aside,
    }
    if heads is None:
        return content
    content |= {
        "plan": heads_data(offer, heads),
        "cost_yen": answer.cost_yen,
        "plan_digest": answer.scenario.digest,
        "verdict": answer.verdict and asdict(answer.verdict),
        "unmet": [
            {
                **asdict(each),
                "start": offer.scenario.clock.moment(each.start).isoformat(),
                "end": offer.scenario.clock.moment(each.end).isoformat(),
            }
            for each in answer.unmet
        ],
    }
    if answer.check is not None:
        means = answer.check[["missed", "total_cost_yen", "lost_margin_yen"]].mean()
        content["expected"] = {str(name): float(mean) for name, mean in means.items()}
    if answer.repair is not None and answer.repair.heads is not None:
        content["repair"] = {
            "raises": [asdict(each) for each in repairs_of(offer, answer.repair.heads)],
            "plan": heads_data(answer.repair.offer, answer.repair.heads),
            "cost_yen": answer.repair.cost_yen,
        }
    return content


def frontier_data(frontier: Frontier) -> dict[str, Any]:
    """Return a frontier as plain data."""
    offer = frontier.offer
    points = frontier.points.to_dict("records")
    return {
        "format": "hanboki.frontier/1",
        "scenario_name": offer.scenario.name,
        "scenario_digest": offer.scenario.digest,
        "seed": frontier.seed,
        "n": frontier.n,
        "target": offer.scenario.target.model_dump(),
        "points": [
            {**point, "plan": heads_data(offer, frontier.plans[int(point["plan"])])}
            for point in points
        ],
    }


def heads_data(offer: Offer, heads: Heads) -> list[dict[str, Any]]:
    """Return a plan as one entry a shift of the menu."""
    return [
        {
            "shift": choice.shift.label,
            "team": choice.shift.team,
            "heads": n,
            "head_yen": choice.head_yen,
            "order_by": choice.order_by and choice.order_by.isoformat(),
            "is_too_late": choice.is_too_late,
        }
        for choice, n in zip(offer.choices, heads, strict=True)
    ]
