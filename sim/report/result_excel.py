"""A result as an Excel file: numbers, days, classes, open orders, staffing, run."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from sim.charts import display_names
from sim.experiments import Result
from sim.language import Language, text
from sim.measures import ALL
from sim.measures import kpi as kpi_of
from sim.report.excel import Book, Kind, Sheet
from sim.report.sentences import verdict_sentence
from sim.report.staffing_excel import staffing_sheets

__all__ = ["result_xlsx"]

_STATISTICS = ("p50", "p10", "p90", "mean", "ci_low", "ci_high", "n")
_STATISTIC_KINDS: tuple[Kind, ...] = (*(("number",) * 6), "count")


def result_xlsx(result: Result, language: Language) -> bytes:
    """Return a result as the bytes of an Excel file."""
    with Book(title=result.scenario.name) as book:
        for sheet in _sheets(result, language):
            book.add(sheet)
    return book.bytes()


def _sheets(result: Result, language: Language) -> Iterable[Sheet]:
    yield _kpis(result, language)
    yield _by_day(result, language)
    yield _by_class(result, language)
    yield from staffing_sheets(result.scenario, language)
    yield _backlog(result, language)
    yield _costs(result, language)
    yield _record(result, language)


def _kpis(result: Result, language: Language) -> Sheet:
    """Return the headline; each row has its own unit, so shares stay shares."""
    rows: list[tuple[object, ...]] = []
    for row in result.tables.kpis.to_dict("records"):
        entry = kpi_of("kpis", row["kpi"])
        unit = text(f"paper.unit_{row['unit']}", language)
        meaning = entry.meaning(language)
        numbers = _numbers(row)
        rows.append((entry.label(language), unit, *numbers, meaning))
    return Sheet(
        name=_say("sheet_kpis", language),
        title=verdict_sentence(result, language),
        head=(
            _say("head_kpi", language),
            _say("head_unit", language),
            *_heads(language),
            _say("head_meaning", language),
        ),
        kinds=("text", "text", *_STATISTIC_KINDS, "text"),
        rows=rows,
    )


def _by_day(result: Result, language: Language) -> Sheet:
    table = result.tables.by_day
    total = table[(table["shop"] == ALL) & (table["order_class"] == ALL)]
    rows = [
        (_day(row["day"]), kpi_of("by_day", row["kpi"]).label(language), *_numbers(row))
        for row in total.to_dict("records")
    ]
    return Sheet(
        name=_say("sheet_days", language),
        head=(
            _say("head_day", language),
            _say("head_kpi", language),
            *_heads(language),
        ),
        kinds=("day", "text", *_STATISTIC_KINDS),
        rows=rows,
    )


def _by_class(result: Result, language: Language) -> Sheet:
    names = display_names(result.scenario)
    rows = [
        (
            _name(row["shop"], names, language),
            _name(row["order_class"], names, language),
            kpi_of("by_class", row["kpi"]).label(language),
            text(f"paper.unit_{row['unit']}", language),
            *_numbers(row),
        )
        for row in result.tables.by_class.to_dict("records")
    ]
    heads = ("shop", "order_class", "kpi", "unit")
    return Sheet(
        name=_say("sheet_classes", language),
        head=(*(_say(f"head_{key}", language) for key in heads), *_heads(language)),
        kinds=("text", "text", "text", "text", *_STATISTIC_KINDS),
        rows=rows,
    )


def _backlog(result: Result, language: Language) -> Sheet:
    table = result.tables.backlog
    total = table[table["step"] == ALL]
    rows = [
        (row["at"].to_pydatetime().replace(tzinfo=None), *_numbers(row))
        for row in total.to_dict("records")
    ]
    return Sheet(
        name=_say("sheet_backlog", language),
        head=(_say("head_at", language), *_heads(language)),
        kinds=("moment", *_STATISTIC_KINDS),
        rows=rows,
    )


def _costs(result: Result, language: Language) -> Sheet:
    names = display_names(result.scenario)
    rows = [
        (
            _name(row["employer"], names, language),
            kpi_of("costs", row["kpi"]).label(language),
            *_numbers(row),
        )
        for row in result.tables.costs.to_dict("records")
    ]
    return Sheet(
        name=_say("sheet_costs", language),
        head=(
            _say("head_employer", language),
            _say("head_kpi", language),
            *_heads(language),
        ),
        kinds=("text", "text", *(("yen",) * 6), "count"),
        rows=rows,
    )


def _record(result: Result, language: Language) -> Sheet:
    record = result.record
    facts = {
        "scenario": record.scenario_name,
        "digest": record.scenario_digest,
        "seed": str(record.seed),
        "replications": str(record.replications),
        "engine": record.engine,
    }
    rows = [
        (text(f"report.record_{key}", language), each) for key, each in facts.items()
    ]
    rows += list(record.versions.items())
    return Sheet(
        name=_say("sheet_record", language),
        head=(_say("head_item", language), _say("head_value", language)),
        kinds=("text", "hash"),
        rows=rows,
    )


def _heads(language: Language) -> tuple[str, ...]:
    return tuple(_say(f"column_{name}", language) for name in _STATISTICS)


def _numbers(row: Mapping[Any, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in _STATISTICS)


def _name(name: str, names: Mapping[str, str], language: Language) -> str:
    return _say("total", language) if name == ALL else names.get(name, name)


def _day(value: object) -> date:
    return pd.Timestamp(str(value)).date()


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"paper.{key}", language, **values)
