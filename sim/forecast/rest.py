"""The scenario of the rest: the same plan, from now on."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from math import gcd

from sim.forecast.posterior import Posterior
from sim.language import Language, moment_text, text
from sim.scenario.demand import Demand, Event, Level
from sim.scenario.model import Attachment, Scenario
from sim.scenario.target import InputOrigin

__all__ = ["rest_of"]

_NO_CHANGE = 0.005
_MOST = 1000.0


def rest_of(
    scenario: Scenario,
    now: datetime,
    levels: Sequence[Posterior | None],
    openings: Sequence[str],
    *,
    language: Language = "ja",
) -> Scenario:
    """Return the scenario of the rest of the horizon.

    Parameters
    ----------
    now
        Its start: aware, whole minutes, inside the horizon.
    levels
        Posterior of each demand's level; None leaves a demand as it is.
    openings
        CSV text of each demand's open orders.
    language
        Language of labels and notes.
    """
    start = _as_written(scenario, now)
    end_of_day = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    until = min(end_of_day, scenario.aware(scenario.horizon.end))
    today = (start, _as_written(scenario, until))
    demands, files, origins = [], [], []
    for i, (demand, level, opening) in enumerate(
        zip(scenario.demand, levels, openings, strict=True)
    ):
        changes: dict[str, object] = {}
        if demand.orders_per_hour is not None:
            changes |= _later_rates(scenario, demand, now)
        if level is not None:
            changes |= _at_level(demand, level, today, language)
            origins.append(_origin(f"demand[{i}].level", now, language))
        changes["opening_backlog"] = None
        if opening.count("\n") > 1:
            path = f"open-orders-{i + 1}.csv"
            changes["opening_backlog"] = path
            files.append(Attachment(path=path, text=opening))
        demands.append(demand.replace(**changes))
    used = {demand.profile for demand in demands} | {d.replay for d in demands}
    kept = [file for file in scenario.attachments if file.path in used]
    replaced = {origin.of for origin in origins}
    return scenario.replace(
        horizon=scenario.horizon.replace(start=start),
        demand=tuple(demands),
        origins=(*(o for o in scenario.origins if o.of not in replaced), *origins),
        attachments=(*kept, *files),
    )


def _as_written(scenario: Scenario, moment: datetime) -> datetime:
    """Return a moment as the scenario writes its times: with an offset, or without."""
    local = moment.astimezone(scenario.zone)
    return local.replace(tzinfo=None) if _is_naive(scenario) else local


def _is_naive(scenario: Scenario) -> bool:
    return scenario.horizon.start.tzinfo is None


def _at_level(
    demand: Demand,
    level: Posterior,
    today: tuple[datetime, datetime],
    language: Language,
) -> dict[str, object]:
    assert demand.level is not None
    law = Level(
        distribution=demand.level.distribution,
        cv=min(level.cv, 3.0),
        group=demand.level.group,
    )
    events = demand.events
    if abs(level.today - 1) > _NO_CHANGE:
        low, high = today
        multiplier = min(level.today, _MOST)
        events = (
            *events,
            Event.model_validate(
                {
                    "label": text("forecast.today", language),
                    "from": low,
                    "to": high,
                    "multiplier": multiplier,
                }
            ),
        )
    scale = min(demand.scale * level.mean, _MOST)
    return {"scale": scale, "level": law, "events": events}


def _later_rates(
    scenario: Scenario, demand: Demand, now: datetime
) -> dict[str, object]:
    """Return the stepwise rates from now on, in steps that begin now."""
    assert demand.orders_per_hour is not None
    passed = round((now - scenario.clock.start) / timedelta(minutes=1))
    whole, part = divmod(passed, demand.rate_step_minutes)
    step = gcd(demand.rate_step_minutes, part)
    repeats = demand.rate_step_minutes // step
    fine = [rate for rate in demand.orders_per_hour[whole:] for _ in range(repeats)]
    rates = tuple(fine[part // step :]) or (0.0,)
    return {"orders_per_hour": rates, "rate_step_minutes": step}


def _origin(path: str, now: datetime, language: Language) -> InputOrigin:
    note = text("forecast.note_update", language, now=moment_text(now, language))
    return InputOrigin(of=path, kind="measured", note=note)
