"""From a forecast to a demand block: what the scenario file is told, with origins.

The scenario has one level factor and one day factor.
Its level holds the spread of the sale's level and that of the phase factors together,
so that the sale's total scatters in the scenario as it does in the forecast.
"""

import csv
import io
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, InlineTable, Item

from sim.forecast.sale import Factor, SaleForecast
from sim.forecast.windows import PHASES, phases
from sim.language import Language, catalogue, number_text, text
from sim.scenario.clocktimes import WEEKDAYS

__all__ = ["demand_block", "factor_note", "profile_csv", "write_forecast"]

_LEAST_CV = 0.005
_MOST_CV = 3.0


def demand_block(
    forecast: SaleForecast,
    *,
    source: str,
    profile: str = "profile.csv",
    language: Language = "ja",
    number: int = 0,
    group: str = "sale",
) -> str:
    """Return the demand block and its ``[[origins]]`` as TOML.

    Parameters
    ----------
    source
        Name of the orders file, for the notes.
    profile
        Name of the file that holds :func:`profile_csv`.
    number
        Place of the block among the scenario's demands; origins name it.
    group
        Group of the level: shops of one group rise and fall together.
    """
    document = tomlkit.document()
    blocks, origins = tomlkit.aot(), tomlkit.aot()
    entry = tomlkit.table()
    notes = {f.name: factor_note(f, forecast, language) for f in forecast.factors}
    tags = {f.name: f for f in forecast.factors}
    for key, value, name in (
        ("shop", forecast.shop, ""),
        ("channel", forecast.channel, ""),
        ("orders_per_day", round(forecast.orders_per_day, 2), "orders_per_day"),
        ("profile", profile, "weights"),
        ("level", _law("lognormal", forecast.level_cv, group), "level_cv"),
        ("day", _law("gamma", forecast.day_cv), "day_cv"),
    ):
        entry.add(key, _noted(value, notes.get(name)))
        if name:
            _origin(origins, f"demand[{number}].{key}", tags[name], notes[name], source)
    events = tomlkit.aot()
    for place, (label, start, end, multiplier, name) in enumerate(
        _events(forecast, language)
    ):
        event = tomlkit.table()
        event.add("label", label)
        event.add("from", start)
        event.add("to", end)
        event.add("multiplier", _noted(round(multiplier, 3), notes[name]))
        events.append(event)
        path = f"demand[{number}].events[{place}].multiplier"
        _origin(origins, path, tags[name], notes[name], source)
    entry.add("events", events)
    blocks.append(entry)
    document.add("demand", blocks)
    document.add("origins", origins)
    return tomlkit.dumps(document)


def factor_note(factor: Factor, forecast: SaleForecast, language: Language) -> str:
    """Return in words what a factor rests on."""
    name = factor.name
    if name == "level":
        key = f"note_level_{forecast.source}"
    elif name in PHASES:
        key = "note_phase" if factor.n else "note_phase_prior"
    elif name in ("level_cv", "day_cv") and factor.kind == "assumption":
        key = f"note_{name}_assumed"
        if name == "level_cv" and forecast.source != "sales":
            key = f"note_level_{forecast.source}"
    else:
        key = f"note_{name}"
    return text(
        f"forecast.{key}",
        language,
        n=number_text(factor.n, language),
        sales=number_text(factor.n_sales, language),
        share=number_text(100 * factor.weight, language),
    )


def profile_csv(forecast: SaleForecast) -> str:
    """Return the shape of the week as CSV: weekday, hour, weight; 168 rows."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("weekday", "hour", "weight"))
    for weekday, weights in zip(WEEKDAYS, forecast.weights.tolist(), strict=True):
        for hour, weight in enumerate(weights):
            writer.writerow((weekday, hour, f"{weight:.6f}"))
    return file.getvalue()


def write_forecast(
    forecast: SaleForecast,
    path: Path,
    *,
    source: str,
    language: Language = "ja",
    number: int = 0,
) -> Path:
    """Write the demand block to ``path`` and the shape beside it; return the latter.

    The shape is named after the block: ``sale.toml`` and ``sale-profile.csv``.
    """
    profile = path.with_name(f"{path.stem}-profile.csv")
    block = demand_block(
        forecast,
        source=source,
        profile=profile.name,
        language=language,
        number=number,
    )
    profile.write_text(profile_csv(forecast), encoding="utf-8", newline="")
    path.write_text(block, encoding="utf-8", newline="")
    return profile


def _events(
    forecast: SaleForecast, language: Language
) -> list[tuple[str, object, object, float, str]]:
    """Return (label, from, to, multiplier, factor) of each event."""
    words = catalogue("forecast", language)
    sale = forecast.sale
    rows: list[tuple[str, object, object, float, str]] = [
        (sale.label, sale.start, sale.end, forecast.level.mean, "level")
    ]
    rows += [
        (words[phase.name], phase.start, phase.end, forecast.phases[phase.name].mean,
         phase.name)
        for phase in phases(sale)
    ]  # fmt: skip
    return rows


def _law(distribution: str, cv: float, group: str | None = None) -> InlineTable:
    law = tomlkit.inline_table()
    law.append("distribution", distribution)
    law.append("cv", round(min(cv, _MOST_CV), 3) if cv >= _LEAST_CV else 0.0)
    if group is not None:
        law.append("group", group)
    return law


def _noted(value: object, note: str | None) -> Item:
    item = tomlkit.item(value)
    if note is not None:
        item.comment(note)
    return item


def _origin(origins: AoT, path: str, factor: Factor, note: str, source: str) -> None:
    row = tomlkit.table()
    row.add("of", path)
    row.add("kind", factor.kind)
    row.add("note", f"{note} ({source})"[:400])
    origins.append(row)
