"""A running sale on one screen: the verdict, who is to be called, level, backlog."""

from datetime import datetime

import numpy as np
import pandas as pd

from sim.cli.names import labels_of
from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.forecast.posterior import Posterior, Seen, posteriors
from sim.forecast.update import CallAdvice, LevelUpdate, LiveUpdate
from sim.language import moment_text, number_text, text
from sim.report.quantities import amount_text
from sim.report.sentences import verdict_sentence
from sim.scenario.demand import Demand
from sim.scenario.model import Scenario

__all__ = ["prior_of", "show_update"]

_STYLES = {"meets": "bold green", "misses": "bold red", "undecided": "bold yellow"}
_LATE = pd.Timedelta(hours=1)


def show_update(
    plan: Scenario, orders: pd.DataFrame, found: LiveUpdate, talk: Talk
) -> None:
    """Print what is known now, the verdict on the rest first."""
    _Page(plan, orders, found, talk).show()


def prior_of(demand: Demand) -> Posterior:
    """Return the level of a demand as no orders at all leave it: the plan's own law."""
    assert demand.level is not None
    nothing = np.zeros(0)
    seen = Seen(level=demand.level, day_cv=0.0, expected=nothing, orders=nothing)
    return posteriors([seen])[0]


class _Page:
    """A running sale on the terminal."""

    def __init__(
        self, plan: Scenario, orders: pd.DataFrame, found: LiveUpdate, talk: Talk
    ) -> None:
        self.plan = plan
        self.orders = orders
        self.found = found
        self.talk = talk
        self.labels = labels_of(plan)

    def show(self) -> None:
        """Print everything."""
        result = self.found.result
        self._say("update_at", now=self._at(self.found.now))
        sentence = verdict_sentence(result, self.talk.language)
        self.talk.show_text(sentence, style=_STYLES[result.verdict.status])
        self._title("update_calls")
        for call in self.found.calls:
            self._call(call)
        if not self.found.calls:
            self._say("update_no_rule")
        self._title("update_levels")
        self._levels()
        self._title("update_backlog")
        self._backlog()
        self._doubts()
        record = result.record
        words = self.talk.say(
            "update_record",
            name=self.plan.name,
            digest=record.scenario_digest[:12],
            seed=record.seed,
            replications=self._number(record.replications),
        )
        self.talk.show_text("\n" + words, style="dim")

    def _call(self, call: CallAdvice) -> None:
        if call.arrive_at is not None:
            key, style = "update_call_now", "bold red"
        elif call.expected_at is not None:
            key, style = "update_call_later", "yellow"
        else:
            key, style = "update_call_never", "green"
        words = self.talk.say(
            key,
            team=self.labels.get(call.team, call.team),
            step=self.labels.get(call.watch, call.watch),
            waiting=self._orders(call.waiting),
            above=self._orders(call.above),
            arrive=self._at(call.arrive_at),
            expected=self._at(call.expected_at),
        )
        self.talk.show_text(words, style=style)

    def _levels(self) -> None:
        heads = ("shop", "channel", "orders", "expected", "prior", "posterior")
        rows = [
            [
                level.shop,
                level.channel,
                self._orders(level.orders),
                self._expected(level, demand),
                *self._laws(level, demand),
            ]
            for level, demand in zip(self.found.levels, self.plan.demand, strict=True)
        ]
        named = [self.talk.say(f"update_head_{head}") for head in heads]
        self.talk.show(plain_table(named, rows, numbers_from=2))
        self._say("update_levels_note", style="dim")

    def _expected(self, level: LevelUpdate, demand: Demand) -> str:
        if demand.replay is not None:
            return text("report.nothing", self.talk.language)
        return self._orders(level.expected)

    def _laws(self, level: LevelUpdate, demand: Demand) -> list[str]:
        if level.posterior is None:
            known = self.talk.say("update_level_known")
            return [known, known]
        return [self._law(law) for law in (prior_of(demand), level.posterior)]

    def _law(self, law: Posterior) -> str:
        language = self.talk.language
        median, low, high = (
            number_text(value, language, 2) for value in (law.p50, law.p10, law.p90)
        )
        span = text("report.range", language, low=low, high=high)
        times = self.talk.say("times", amount=median)
        return self.talk.say("update_law", median=times, range=span)

    def _backlog(self) -> None:
        total = sum(self.found.opening.values())
        if not total:
            self._say("update_no_backlog")
            return
        rows = [
            [self.labels.get(step, step), self._orders(count)]
            for step, count in self.found.opening.items()
            if count
        ]
        rows.append([self.talk.say("total"), self._orders(total)])
        heads = [self.talk.say(f"update_head_{head}") for head in ("step", "open")]
        self.talk.show(plain_table(heads, rows, numbers_from=1))

    def _doubts(self) -> None:
        """Print what may make the update wrong."""
        now = pd.Timestamp(self.found.now)
        seen = self.orders["ordered_at"]
        last = seen[seen <= now].max()
        if pd.isna(last):
            self._say("update_no_orders", style="yellow")
        elif now - last > _LATE:
            at = self._at(last.tz_convert(self.plan.zone))
            self._say("update_old_orders", style="yellow", at=at)
        if self.found.n_unassigned:
            n = self._orders(self.found.n_unassigned)
            self._say("update_left_out", style="yellow", n=n)

    def _say(self, key: str, *, style: str = "", **values: object) -> None:
        self.talk.show_text(self.talk.say(key, **values), style=style)

    def _title(self, key: str) -> None:
        self.talk.show_text("\n" + self.talk.say(key), style="bold")

    def _at(self, moment: datetime | None) -> str:
        return "" if moment is None else moment_text(moment, self.talk.language)

    def _orders(self, count: float) -> str:
        return amount_text(count, "orders", self.talk.language)

    def _number(self, value: float) -> str:
        return number_text(value, self.talk.language)
