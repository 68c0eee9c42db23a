"""A result on one screen: the verdict, the numbers, where it breaks and when."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.cli.names import labels_of
from sim.cli.tables import fits, plain_table
from sim.cli.talk import Talk
from sim.experiments import Result
from sim.language import day_text, moment_text, number_text, text
from sim.measures import ALL, kpi
from sim.report.quantities import amount_text, range_text
from sim.report.sentences import verdict_sentence
from sim.report.stopping import stopping_sentence
from sim.scenario.flow import ORDER_FLOW
from sim.scenario.model import Scenario

__all__ = ["show_summary"]

Row = Mapping[Any, Any]
"""One row of a table, by column."""

_ALWAYS_SHOWN = frozenset({"orders", "due", "missed", "missed_share", "cancelled"})
_STYLES = {"meets": "bold green", "misses": "bold red", "undecided": "bold yellow"}
_MOST_DAYS = 31


def show_summary(result: Result, talk: Talk) -> None:
    """Print what the terminal shows of a result, the verdict first."""
    sentence = verdict_sentence(result, talk.language)
    # the colour repeats what the sentence says, for those who see it
    talk.show_text(sentence + "\n", style=_STYLES[result.verdict.status])
    if result.stopping is not None:
        n = result.record.replications
        words = stopping_sentence(result.stopping, n, talk.language)
        talk.show_text(words + "\n")
    _show_kpis(result, talk)
    _show_peak(result, talk)
    _show_missed_days(result, talk)
    talk.show_text("\n" + _record(result, talk), style="dim")


def _show_kpis(result: Result, talk: Talk) -> None:
    rows, zero = [], []
    for row in result.tables.kpis.to_dict("records"):
        label = kpi("kpis", row["kpi"]).label(talk.language)
        if row["low"] == row["high"] == 0 and row["kpi"] not in _ALWAYS_SHOWN:
            zero.append(label)
        else:
            rows.append([label, *_numbers(row, talk)])
    heads = [talk.say("head_kpi"), *_range_heads(talk)]
    heads += [talk.say("head_mean"), talk.say("head_n")]
    table = plain_table(heads, rows, numbers_from=1)
    if not fits(table, talk.out):
        # the number of replications is in the last line, too
        table = plain_table(heads[:-1], [row[:-1] for row in rows], numbers_from=1)
    talk.show(table)
    if zero:
        labels = talk.say("list_mark").join(zero)
        talk.show_text(talk.say("always_zero", labels=labels))


def _numbers(row: Row, talk: Talk) -> list[str]:
    """Return median, range, mean with the half width of its interval, and n."""
    unit, language = row["unit"], talk.language
    mean, half = row["mean"], (row["ci_high"] - row["ci_low"]) / 2
    error = "" if pd.isna(half) else "±" + amount_text(half, unit, language)
    return [
        amount_text(row["p50"], unit, language),
        range_text(row["p10"], row["p90"], unit, language),
        amount_text(mean, unit, language) + error,
        number_text(row["n"], language),
    ]


def _range_heads(talk: Talk) -> list[str]:
    names = ("label_median", "label_range")
    return [text(f"report.{name}", talk.language) for name in names]


def _show_peak(result: Result, talk: Talk) -> None:
    """Print when the most orders wait, and at which step."""
    backlog = result.tables.backlog
    talk.show_text("\n" + talk.say("peak_title"), style="bold")
    top = _highest(backlog[backlog["step"] == ALL])
    if top is None:
        talk.show_text(talk.say("peak_none"))
        return
    low_high = range_text(top["p10"], top["p90"], "orders", talk.language)
    talk.show_text(talk.say("peak_all", range=low_high, **_moment(top, talk)))
    worst = _highest(backlog[backlog["step"].isin(_open_steps(result.scenario))])
    if worst is not None:
        name = labels_of(result.scenario).get(worst["step"], worst["step"])
        talk.show_text(talk.say("peak_step", step=name, **_moment(worst, talk)))


def _highest(table: pd.DataFrame) -> Row | None:
    """Return the row with the highest median; None when all are 0."""
    rows = table.nlargest(1, "p50").to_dict("records")
    return rows[0] if rows and rows[0]["p50"] > 0 else None


def _moment(row: Row, talk: Talk) -> dict[str, str]:
    return {
        "at": moment_text(row["at"], talk.language),
        "median": amount_text(row["p50"], "orders", talk.language),
    }


def _open_steps(scenario: Scenario) -> list[str]:
    """Return the steps at which an order is not yet shipped."""
    names = []
    for step in scenario.flow[ORDER_FLOW]:
        names.append(step.step)
        if step.completes:
            break
    return names


def _show_missed_days(result: Result, talk: Talk) -> None:
    """Print the days whose ship-by is missed in at least one replication in ten."""
    table = result.tables.by_day
    table = table[(table["shop"] == ALL) & (table["order_class"] == ALL)]
    due = table[table["kpi"] == "due"].set_index("day")["p50"]
    missed = table[(table["kpi"] == "missed") & (table["p90"] > 0)]
    talk.show_text("\n" + talk.say("missed_title"), style="bold")
    if missed.empty:
        talk.show_text(talk.say("missed_none"))
        return
    rows = [
        [
            day_text(row["day"], talk.language),
            amount_text(due[row["day"]], "orders", talk.language),
            amount_text(row["p50"], "orders", talk.language),
            range_text(row["p10"], row["p90"], "orders", talk.language),
        ]
        for row in missed.head(_MOST_DAYS).to_dict("records")
    ]
    heads = [talk.say(f"head_{name}") for name in ("day", "due", "missed")]
    heads.append(_range_heads(talk)[1])
    talk.show(plain_table(heads, rows, numbers_from=1))
    if len(missed) > _MOST_DAYS:
        talk.show_text(talk.say("more_days", count=len(missed) - _MOST_DAYS))


def _record(result: Result, talk: Talk) -> str:
    record = result.record
    reused = result.timing.reused
    return talk.say(
        "record_reused" if reused else "record",
        reused=number_text(reused, talk.language),
        name=record.scenario_name,
        digest=record.scenario_digest[:12],
        seed=record.seed,
        replications=number_text(record.replications, talk.language),
        engine=record.engine,
        version=record.versions["hanboki"],
        seconds=number_text(result.timing.seconds, talk.language, 1),
    )
