"""A forecast on one screen: the total, what it rests on, past sales, days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan

import pandas as pd

from sim.cli.tables import fits, plain_table
from sim.cli.talk import Talk
from sim.forecast.sale import Factor, SaleForecast
from sim.forecast.sampling import ForecastRecord, forecast_table, record_of_forecast
from sim.language import day_text, moment_text, number_text, percent_text, text
from sim.report.quantities import amount_text, range_text

__all__ = ["Drawn", "ForecastPage"]

_MANY_TIMES = 10
"""From here on, one decimal says enough."""


@dataclass(frozen=True)
class Drawn:
    """Possible sales, as tables."""

    record: ForecastRecord
    hour: pd.DataFrame
    day: pd.DataFrame
    sale: pd.DataFrame

    @classmethod
    def of(cls, found: SaleForecast, *, seed: int, replications: int) -> "Drawn":
        """Return the tables of a forecast."""
        record = record_of_forecast(found, seed=seed, replications=replications)
        tables = {
            by: forecast_table(found, seed=seed, replications=replications, by=by)
            for by in ("hour", "day", "sale")
        }
        return cls(record, **tables)

    @property
    def total(self) -> dict[str, float]:
        """Orders of the whole sale: mean, p10, p50, p90."""
        row = self.sale.drop(columns="at").iloc[0]
        return {str(name): float(value) for name, value in row.items()}


class ForecastPage:
    """A forecast on the terminal."""

    def __init__(self, found: SaleForecast, drawn: Drawn, talk: Talk) -> None:
        self.found = found
        self.drawn = drawn
        self.talk = talk

    def show(self) -> None:
        """Print the total first, then what it rests on, then the days."""
        self._total()
        self._factors()
        if self.found.past:
            self._past()
        self._days()
        self._hot_days()
        record = self.drawn.record
        words = self.talk.say(
            "forecast_record",
            digest=record.scenario_digest[:12],
            seed=record.seed,
            replications=self._number(record.replications),
        )
        self.talk.show_text("\n" + words, style="dim")

    def _total(self) -> None:
        sale, total = self.found.sale, self.drawn.total
        words = self.talk.say(
            "forecast_total",
            sale=sale.label,
            start=moment_text(sale.start, self.talk.language),
            end=moment_text(sale.end, self.talk.language),
            median=self._amount(total["p50"]),
            range=self._range(total["p10"], total["p90"]),
            times=self._times(self.found.multiplier),
        )
        self.talk.show_text(words, style="bold")

    def _factors(self) -> None:
        self._title("forecast_factors")
        names = ("name", "kind", "value", "range", "n", "weight")
        heads = [self.talk.say(f"forecast_head_{name}") for name in names]
        rows = [self._factor(factor) for factor in self.found.factors]
        table = plain_table(heads, rows, numbers_from=2)
        if not fits(table, self.talk.out):
            # "measured" is the same weight in a word
            table = plain_table(heads[:-1], [row[:-1] for row in rows], numbers_from=2)
        self.talk.show(table)

    def _factor(self, factor: Factor) -> list[str]:
        language = self.talk.language
        return [
            text(f"forecast.{factor.name}", language),
            text(f"forecast.{factor.kind}", language),
            self._value(factor.name, factor.value),
            self._values(factor.name, factor.low, factor.high),
            self._n(factor),
            percent_text(factor.weight, language, 0),
        ]

    def _value(self, name: str, value: float) -> str:
        if isnan(value):
            return text("report.nothing", self.talk.language)
        if name == "orders_per_day":
            return self._amount(value)
        if name.endswith("_cv"):
            return percent_text(value, self.talk.language, 0)
        return self._times(value)

    def _values(self, name: str, low: float, high: float) -> str:
        if isnan(low):
            return text("report.nothing", self.talk.language)
        if name == "orders_per_day":
            return self._range(low, high)
        bare = self._bare(low)
        return text(
            "report.range", self.talk.language, low=bare, high=self._times(high)
        )

    def _n(self, factor: Factor) -> str:
        if factor.name == "level_cv":
            return self.talk.say("n_sales", n=self._number(factor.n))
        if factor.name == "day_cv":
            return self.talk.say("n_days", n=self._number(factor.n))
        return self._amount(factor.n)

    def _past(self) -> None:
        self._title("forecast_past")
        heads = ("sale_start", "sale_end", "sale_orders", "sale_times", "sale_level")
        rows = [
            [
                f"{sale.start:%Y} " + moment_text(sale.start, self.talk.language),
                f"{sale.end:%Y} " + moment_text(sale.end, self.talk.language),
                self._amount(sale.n_orders),
                self._times(sale.multiplier),
                self._times(sale.level),
            ]
            for sale in self.found.past
        ]
        named = [self.talk.say(f"forecast_head_{head}") for head in heads]
        self.talk.show(plain_table(named, rows, numbers_from=2))

    def _days(self) -> None:
        self._title("forecast_days")
        language = self.talk.language
        heads = [self.talk.say("forecast_head_day")]
        heads += [
            text(f"report.label_{name}", language) for name in ("median", "range")
        ]
        rows = [
            [
                day_text(row["at"].date(), language),
                self._amount(row["p50"]),
                self._range(row["p10"], row["p90"]),
            ]
            for row in self.drawn.day.to_dict("records")
        ]
        self.talk.show(plain_table(heads, rows, numbers_from=1))

    def _hot_days(self) -> None:
        if not self.found.hot_days:
            return
        spans = [self._span(*span) for span in _spans(self.found.hot_days)]
        words = self.talk.say(
            "forecast_hot_days", days=self.talk.say("list_mark").join(spans)
        )
        self.talk.show_text("\n" + words, style="yellow")

    def _span(self, first: date, last: date) -> str:
        named = f"{first.year} {day_text(first, self.talk.language)}"
        if first == last:
            return named
        last_named = day_text(last, self.talk.language)
        return text("report.range", self.talk.language, low=named, high=last_named)

    def _title(self, key: str) -> None:
        self.talk.show_text("\n" + self.talk.say(key), style="bold")

    def _amount(self, value: float) -> str:
        return amount_text(value, "orders", self.talk.language)

    def _range(self, low: float, high: float) -> str:
        return range_text(low, high, "orders", self.talk.language)

    def _times(self, value: float) -> str:
        return self.talk.say("times", amount=self._bare(value))

    def _bare(self, value: float) -> str:
        decimals = 1 if value >= _MANY_TIMES else 2
        return number_text(value, self.talk.language, decimals)

    def _number(self, value: float) -> str:
        return number_text(value, self.talk.language)


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return days that follow each other as first and last."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
