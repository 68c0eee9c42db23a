"""``hanboki explain``: what a scenario means on paper, before anything is simulated."""

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import JsonOption, LangOption, ScenarioArgument
from sim.cli.shipped import scenario_file
from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.language import (
    day_text,
    moment_text,
    number_text,
    percent_text,
    text,
    yen_text,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.explain import Explanation
    from sim.scenario.model import Scenario

__all__ = ["explain"]

_TABLES = ("orders", "work", "staff", "load", "short", "menu")
_FEW = 20
"""Below this many a day, a decimal says something."""


def explain(
    scenario: ScenarioArgument,
    hourly: Annotated[bool, typer.Option("--hourly")] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show expected orders, work, staff and load, and where the plan is short."""
    from sim.scenario.explain import explain as explain_scenario
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    read = load(scenario_file(scenario))
    explanation = explain_scenario(read)
    if json:
        talk.show_json(_data(read, explanation, talk))
        return
    _Page(read, explanation, talk).show(hourly=hourly)


class _Page:
    """The tables of one scenario on the terminal."""

    def __init__(
        self, scenario: "Scenario", explanation: "Explanation", talk: Talk
    ) -> None:
        from sim.cli.names import labels_of

        self.scenario = scenario
        self.explanation = explanation
        self.talk = talk
        self.labels = labels_of(scenario)

    def show(self, *, hourly: bool) -> None:
        """Print everything."""
        found, scenario = self.explanation, self.scenario
        self.talk.show_text(scenario.name, style="bold")
        self.talk.show_text(self._say("note"))
        of_orders = ["class"]
        if len(scenario.demand) > 1:
            of_orders = ["shop", "channel", "class"]
        self._title("table_orders")
        self._by_day(found.orders, of_orders, "orders")
        self._title("table_work", "column_work_minutes", "about_work")
        self._by_day(
            found.work.assign(step=_written(found.work)), ["step"], "work_minutes"
        )
        self._title("table_staff", "column_effective_minutes", "about_staff")
        self._by_day(found.staff, ["team"], "effective_minutes")
        if hourly:
            self._title("table_load", about="about_load")
            columns = ["hour", "group", "work_minutes", "capacity_minutes", "load"]
            self._rows(found.load, [*columns, "backlog_minutes"])
        self._title("table_short", about=None if hourly else "about_load")
        if found.short.empty:
            self.talk.show_text(self._say("no_short_days"), style="green")
        else:
            self._rows(found.short, list(found.short.columns))
        if not found.menu.empty:
            self._title("table_menu", about="about_menu")
            self._rows(found.menu, list(found.menu.columns))
        self._title("table_doubts")
        for doubt in found.doubts:
            words = f"- {doubt.text(self.talk.language)}"
            self.talk.show_text(words, indent=2)
        if not found.doubts:
            self.talk.show_text(self._say("no_doubts"), style="green")

    def _say(self, key: str) -> str:
        return text(f"explain.{key}", self.talk.language)

    def _title(self, key: str, unit: str = "", about: str | None = None) -> None:
        unit = f": {self._say(unit)}" if unit else ""
        self.talk.show_text("\n" + self._say(key) + unit, style="bold")
        if about:
            self.talk.show_text(self._say(about), style="dim")

    def _by_day(self, table: "pd.DataFrame", keys: list[str], value: str) -> None:
        """Print one row a day and one column a name, with the sums."""
        if table.empty:
            return
        wide = table.pivot_table(
            index="day", columns=keys, values=value, aggfunc="sum", sort=False
        )
        names = [self._labels(key) for key in wide.columns]
        decimals = 1 if wide.to_numpy().max() < _FEW else 0
        total = self.talk.say("total")
        sums = {day_text(day, self.talk.language): row for day, row in wide.iterrows()}  # type: ignore[arg-type]  # the index holds days
        rows = []
        for name, row in [*sums.items(), (total, wide.sum())]:
            numbers = (*row, row.sum())
            cells = [number_text(n, self.talk.language, decimals) for n in numbers]
            rows.append([name, *cells])
        heads = [self._say("column_day"), *names, total]
        self.talk.show(plain_table(heads, rows, numbers_from=1))

    def _rows(self, table: "pd.DataFrame", columns: list[str]) -> None:
        heads = [self._say(f"column_{name}") for name in columns]
        rows = [self._cells(row) for row in table[columns].to_dict("records")]
        self.talk.show(plain_table(heads, rows, numbers_from=2))

    def _cells(self, row: Mapping[Any, Any]) -> list[str]:
        language = self.talk.language
        cells = []
        for name, value in row.items():
            match name:
                case "day" | "first_day":
                    never = value is None
                    cells.append("-" if never else day_text(value, language))
                case "hour":
                    cells.append(moment_text(value, language))
                case "group":
                    cells.append("+".join(map(self._label, value.split("+"))))
                case "team":
                    cells.append(self._label(value))
                case "shift" | "from" | "to":
                    cells.append(value)
                case "head_yen":
                    cells.append(yen_text(value, language))
                case "load":
                    cells.append(self._share(value))
                case _:
                    cells.append(number_text(value, language))
        return cells

    def _share(self, share: float) -> str:
        return "-" if isnan(share) else percent_text(share, self.talk.language, 0)

    def _labels(self, key: object) -> str:
        names = key if isinstance(key, tuple) else (key,)
        return " ".join(self._label(str(name)) for name in names)

    def _label(self, name: str) -> str:
        return self.labels.get(name, name)


def _written(work: "pd.DataFrame") -> "pd.Series[Any]":
    """Return the steps as teams name them: ``step``, in other flows ``flow.step``."""
    return work["step"].where(
        work["flow"] == "order", work["flow"] + "." + work["step"]
    )


def _data(
    scenario: "Scenario", explanation: "Explanation", talk: Talk
) -> dict[str, object]:
    """Return all tables as plain data: lists of columns, as ``simulate --json``."""
    return {
        "format": "hanboki.explanation/1",
        "scenario_name": scenario.name,
        "scenario_digest": scenario.digest,
        "tables": {name: _columns(getattr(explanation, name)) for name in _TABLES},
        "doubts": [doubt.text(talk.language) for doubt in explanation.doubts],
    }


def _columns(table: "pd.DataFrame") -> dict[str, list[object]]:
    return {
        str(name): [_plain(value) for value in column.tolist()]
        for name, column in table.items()
    }


def _plain(value: Any) -> object:  # noqa: ANN401
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if isinstance(value, float) and isnan(value) else value
