"""A backtest on one screen: errors, coverage, and two naive forecasts beside it."""

from collections.abc import Mapping
from datetime import timedelta
from math import isnan
from typing import Any

from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.forecast.backtest import Backtest
from sim.language import day_text, number_text, percent_text, text
from sim.report.quantities import amount_text, signed_text

__all__ = ["show_backtest"]

Row = Mapping[Any, Any]
"""One row of the scores, by column."""


def show_backtest(found: Backtest, talk: Talk) -> None:
    """Print how the forecast would have done, and what it is compared with."""
    _Page(found, talk).show()


class _Page:
    """A backtest on the terminal."""

    def __init__(self, found: Backtest, talk: Talk) -> None:
        self.found = found
        self.talk = talk

    def show(self) -> None:
        """Print everything."""
        self._period()
        rows = self.found.scores.to_dict("records")
        self._scores(rows)
        self._title("backtest_naive")
        self._against("last_week", "crps", rows)
        in_sales = [row for row in rows if not isnan(row["crps_last_sale"])]
        if in_sales:
            self._title("backtest_in_sales")
            self._against("last_sale", "crps_here", in_sales)
        self._notes()

    def _period(self) -> None:
        last = self.found.split + timedelta(days=self.found.n_days - 1)
        words = self.talk.say(
            "backtest_period",
            year=self.found.split.year,
            first=day_text(self.found.split.date(), self.talk.language),
            last=day_text(last.date(), self.talk.language),
            n=self._number(self.found.n_days),
            sales=self._number(len(self.found.sales)),
        )
        self.talk.show_text(words + "\n", style="bold")

    def _scores(self, rows: list[dict[Any, Any]]) -> None:
        names = ("quantity", "observed", "mae", "bias", "coverage")
        heads = [self.talk.say(f"backtest_head_{name}") for name in names]
        cells = [[*self._row(row), self._number(row["n"])] for row in rows]
        self.talk.show(plain_table([*heads, "n"], cells, numbers_from=1))

    def _row(self, row: Row) -> list[str]:
        unit = row["unit"]
        bias = row["bias"]
        language = self.talk.language
        coverage = row["coverage"]
        nothing = text("report.nothing", language)
        return [
            self.talk.say(f"backtest_{row['quantity']}"),
            amount_text(row["observed"], unit, language),
            amount_text(row["mae"], unit, language),
            nothing if isnan(bias) else signed_text(bias, unit, language),
            nothing if isnan(coverage) else percent_text(coverage, language, 0),
        ]

    def _against(self, naive: str, own: str, rows: list[dict[Any, Any]]) -> None:
        """Print the errors of the forecast beside those of a naive one."""
        heads = [
            self.talk.say(f"backtest_head_{name}")
            for name in ("quantity", "crps", naive)
        ]
        cells = [
            [
                self.talk.say(f"backtest_{row['quantity']}"),
                amount_text(row[own], row["unit"], self.talk.language),
                self._naive(row[f"crps_{naive}"], row[own], row["unit"]),
            ]
            for row in rows
        ]
        self.talk.show(plain_table(heads, cells, numbers_from=1))

    def _naive(self, naive: float, own: float, unit: str) -> str:
        """Return the error of a naive forecast, and how much smaller ours is."""
        amount = amount_text(naive, unit, self.talk.language)
        if isnan(naive) or isnan(own) or naive <= 0:
            return amount
        share = percent_text(abs(1 - own / naive), self.talk.language, 0)
        key = "backtest_better" if own < naive else "backtest_worse"
        return self.talk.say(key, amount=amount, share=share)

    def _notes(self) -> None:
        outflow = self.found.outflow
        notes = [self.talk.say("backtest_note")]
        if outflow is None:
            notes.append(self.talk.say("backtest_no_outflow"))
        else:
            n = self._number(outflow.n_standing)
            notes.append(self.talk.say(f"backtest_law_{outflow.law}", n=n))
        if self.found.n_left_out:
            n = self._number(self.found.n_left_out)
            notes.append(self.talk.say("backtest_left_out", n=n))
        self.talk.show_text("\n" + "\n".join(notes), style="dim")

    def _title(self, key: str) -> None:
        self.talk.show_text("\n" + self.talk.say(key), style="bold")

    def _number(self, value: float) -> str:
        return number_text(value, self.talk.language)
