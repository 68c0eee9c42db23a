"""Stage times on one screen: waits, what is work, past backlog, minutes of an order."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Literal

import pandas as pd
from babel.dates import get_day_names

from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.forecast.calibration import Calibration, calibrate_minutes
from sim.forecast.history import PastBacklog, past_backlog
from sim.forecast.roster import Roster
from sim.forecast.stages import (
    AutoConfirm,
    PersonShare,
    auto_confirm,
    person_share,
    stage_waits,
    stages_of,
)
from sim.language import moment_text, percent_text, text
from sim.report.quantities import amount_text

__all__ = ["Measured", "show_stages"]

By = Literal["stage", "hour", "weekday"]
Row = Mapping[Any, Any]
"""One row of the waits, by column."""

_EXCLUDED = "n_excluded_"


@dataclass(frozen=True)
class Measured:
    """What the stamps of some orders say."""

    n_orders: int
    by: By
    waits: pd.DataFrame
    confirmation: AutoConfirm
    person: PersonShare
    backlog: PastBacklog
    minutes: Mapping[str, Calibration]
    """Of each stage that holds work; empty without a roster."""

    @classmethod
    def of(
        cls,
        orders: pd.DataFrame,
        *,
        by: By,
        roster: Roster | None,
        teams: Mapping[str, str | None],
    ) -> "Measured":
        """Measure everything.

        ``teams`` — team that works at each stage; None takes the whole roster.
        """
        minutes: dict[str, Calibration] = {}
        for stage in stages_of(orders) if roster else ():
            if stage.has_work and roster is not None:
                minutes[stage.name] = calibrate_minutes(
                    orders,
                    roster,
                    begins=stage.begins,
                    ends=stage.ends,
                    team=teams.get(stage.name),
                )
        return cls(
            n_orders=len(orders),
            by=by,
            waits=stage_waits(orders, by=by),
            confirmation=auto_confirm(orders),
            person=person_share(orders),
            backlog=past_backlog(orders),
            minutes=minutes,
        )

    @property
    def past(self) -> pd.DataFrame:
        """Orders in each stage over time; all open ones where shipping has times."""
        table = self.backlog.table
        return table if "dispatch" in table else table.drop(columns="open")


def show_stages(found: Measured, talk: Talk) -> None:
    """Print what was measured, and what cannot be told."""
    _Page(found, talk).show()


class _Page:
    """Stage times on the terminal."""

    def __init__(self, found: Measured, talk: Talk) -> None:
        self.found = found
        self.talk = talk

    def show(self) -> None:
        """Print everything."""
        n = self._orders(self.found.n_orders)
        self._title("stages_waits", n=n, newline="")
        if self.found.waits.empty:
            self._say("stages_no_stamps")
        else:
            self._waits()
            self._excluded()
        self._title("stages_work")
        self._work()
        self._title("stages_backlog")
        self._backlog()
        self._title("stages_minutes")
        self._minutes()

    def _waits(self) -> None:
        by = self.found.by
        names = ["stage", *([] if by == "stage" else [by])]
        names += ["work", "n", "median", "p90", "batched"]
        heads = [self.talk.say(f"stages_head_{name}") for name in names]
        rows = [self._wait(row) for row in self.found.waits.to_dict("records")]
        self.talk.show(plain_table(heads, rows, numbers_from=len(names) - 4))

    def _wait(self, row: Row) -> list[str]:
        by, language = self.found.by, self.talk.language
        key = [] if by == "stage" else [self._key(by, row[by])]
        return [
            self._stage(row["stage"]),
            *key,
            self.talk.say("stages_has_work" if row["has_work"] else "stages_no_work"),
            self._orders(row["n"]),
            self._hours(row["median_hours"]),
            self._hours(row["p90_hours"]),
            percent_text(row["share_batched"], language, 0),
        ]

    def _key(self, by: str, value: int) -> str:
        if by == "hour":
            return f"{value:02d}:00"
        names = get_day_names("abbreviated", locale=self.talk.language)
        return str(names[value])

    def _excluded(self) -> None:
        """Print what each stage leaves out, and why."""
        first = self.found.waits.drop_duplicates("stage")
        for row in first.to_dict("records"):
            reasons = [
                self.talk.say(
                    "stages_reason",
                    reason=text(f"forecast.{str(name)[2:]}", self.talk.language),
                    n=self._orders(count),
                )
                for name, count in row.items()
                if str(name).startswith(_EXCLUDED) and count and not pd.isna(count)
            ]
            if reasons:
                listed = self.talk.say("list_mark").join(reasons)
                stage = self._stage(row["stage"])
                self._say("stages_excluded", style="dim", stage=stage, reasons=listed)

    def _work(self) -> None:
        if not self.found.waits.empty:
            self.talk.show_text(self.found.confirmation.statement(self.talk.language))
        person, language = self.found.person, self.talk.language
        if not person.n:
            self._say("stages_person_unknown")
            return
        self._say(
            "stages_person",
            share=percent_text(person.share, language),
            low=percent_text(person.interval.low, language),
            high=percent_text(person.interval.high, language),
            n=self._orders(person.n),
        )

    def _backlog(self) -> None:
        table = self.found.past
        for name in table.columns[1:]:
            worst = table.iloc[int(table[name].argmax())]
            label = self._stage(name) if name != "open" else self.talk.say("stages_all")
            self._say(
                "stages_peak",
                stage=label,
                n=self._orders(float(worst[name])),
                at=f"{worst['at']:%Y} " + moment_text(worst["at"], self.talk.language),
            )
        if "open" not in table:
            self._say("stages_no_shipping_times")
        if self.found.backlog.n_left_out:
            n = self._orders(self.found.backlog.n_left_out)
            self._say("stages_backlog_left_out", style="dim", n=n)

    def _minutes(self) -> None:
        if not self.found.minutes:
            self._say("stages_no_roster")
            return
        for name, found in self.found.minutes.items():
            sentence = found.statement(self.talk.language)
            self._say("stages_minutes_of", stage=self._stage(name), sentence=sentence)
        if any(each.status == "ok" for each in self.found.minutes.values()):
            self._say("stages_minutes_note", style="dim")

    def _stage(self, name: object) -> str:
        return text(f"forecast.stage_{name}", self.talk.language)

    def _hours(self, hours: float) -> str:
        if isnan(hours):
            return text("report.nothing", self.talk.language)
        if hours < 1:
            return amount_text(hours * 60, "minutes", self.talk.language)
        return amount_text(hours, "hours", self.talk.language)

    def _orders(self, count: float) -> str:
        return amount_text(count, "orders", self.talk.language)

    def _say(self, key: str, *, style: str = "", **values: object) -> None:
        self.talk.show_text(self.talk.say(key, **values), style=style)

    def _title(self, key: str, *, newline: str = "\n", **values: object) -> None:
        self.talk.show_text(newline + self.talk.say(key, **values), style="bold")
