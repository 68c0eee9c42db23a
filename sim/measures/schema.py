"""Every number that hanboki reports, as data: table, unit, denominator, meaning.

The words are in ``sim/locale/*/measures.toml``; tables, charts, report and the data
dictionary all read them through here.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from sim.language import Language, catalogue

__all__ = [
    "KPIS",
    "STATISTICS",
    "TABLES",
    "Better",
    "Column",
    "Kpi",
    "Table",
    "Unit",
    "kpi",
    "kpi_names",
    "kpi_units",
    "table",
]

Unit = Literal["orders", "cases", "share", "hours", "minutes", "yen"]
Better = Literal["less", "more", "neutral"]
"""Whether a smaller or a larger number is good."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One number of one table."""

    table: str
    """Table it stands in."""
    name: str
    """What stands in the column ``kpi``; the name of the table where it has none."""
    unit: Unit
    """Unit of the number."""
    better: Better = "neutral"
    """Whether less or more of it is good."""
    is_ratio: bool = False
    """It is a numerator divided by a denominator, and the catalogue names both."""
    words: str = ""
    """Entry of the catalogue; empty means ``<table>_<name>``."""

    def label(self, language: Language) -> str:
        """Return what the screen calls it."""
        return self._words("label", language)

    def meaning(self, language: Language) -> str:
        """Return one sentence that says what it is."""
        return self._words("meaning", language)

    def numerator(self, language: Language) -> str | None:
        """Return what is counted; None where it is no ratio."""
        return self._words("numerator", language) if self.is_ratio else None

    def denominator(self, language: Language) -> str | None:
        """Return what it is divided by; None where it is no ratio."""
        return self._words("denominator", language) if self.is_ratio else None

    def _words(self, part: str, language: Language) -> str:
        entry = self.words or f"{self.table}_{self.name}"
        return catalogue("measures", language)[f"{entry}_{part}"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    """Name of the column."""
    dtype: Literal["text", "date", "moment", "number", "count"]
    """Text, a day, an aware moment, a 64-bit float, or a whole number."""

    def meaning(self, language: Language) -> str:
        """Return one sentence that says what it is."""
        return catalogue("measures", language)[f"column_{self.name}"]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, and its columns."""

    name: str
    """Name of the table."""
    keys: tuple[Column, ...]
    """Columns that say which row it is; the statistics come after them."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order."""
        return (*self.keys, *STATISTICS)

    @property
    def key_names(self) -> tuple[str, ...]:
        """Names of the key columns, in order."""
        return tuple(column.name for column in self.keys)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    def meaning(self, language: Language) -> str:
        """Return one sentence that says what it holds."""
        return catalogue("measures", language)[f"table_{self.name}"]


STATISTICS: Final[tuple[Column, ...]] = (
    Column("mean", "number"),
    Column("ci_low", "number"),
    Column("ci_high", "number"),
    Column("p10", "number"),
    Column("p50", "number"),
    Column("p90", "number"),
    Column("low", "number"),
    Column("high", "number"),
    Column("n", "count"),
)
"""What every table says of a number over the replications."""

_DTYPES: Final = {"at": "moment", "day": "date"}


def _table(name: str, *keys: str) -> Table:
    return Table(name, tuple(Column(key, _DTYPES.get(key, "text")) for key in keys))  # type: ignore[arg-type]


TABLES: Final[tuple[Table, ...]] = (
    _table("kpis", "kpi", "unit"),
    _table("by_class", "shop", "order_class", "kpi", "unit"),
    _table("by_day", "day", "shop", "order_class", "kpi"),
    _table("backlog", "at", "step"),
    _table("waits", "step", "kpi", "unit"),
    _table("staff", "at", "team", "kpi"),
    _table("arrivals", "at", "shop", "channel"),
    _table("load", "at", "team", "kpi"),
    _table("replies", "flow", "kpi"),
    _table("costs", "employer", "kpi"),
    _table("departures", "at", "step", "kpi"),
)
"""All tables, in the order of the contract."""

KPIS: Final[tuple[Kpi, ...]] = (
    Kpi("kpis", "orders", "orders"),
    Kpi("kpis", "due", "orders"),
    Kpi("kpis", "missed", "orders", "less"),
    Kpi("kpis", "missed_share", "share", "less", is_ratio=True),
    Kpi("kpis", "shipped_on_time", "orders", "more"),
    Kpi("kpis", "shipped_late", "orders", "less"),
    Kpi("kpis", "cancelled", "orders", "less"),
    Kpi("kpis", "cancelled_before_due", "orders", "less"),
    Kpi("kpis", "cancelled_after_due", "orders", "less"),
    Kpi("kpis", "oversold", "orders", "less"),
    Kpi("kpis", "turned_away", "orders", "less"),
    Kpi("kpis", "crossed", "orders", "less"),
    Kpi("kpis", "misshipped", "orders", "less"),
    Kpi("kpis", "open_overdue", "orders", "less"),
    Kpi("kpis", "open_not_due", "orders"),
    Kpi("kpis", "peak_backlog", "orders", "less"),
    Kpi("kpis", "contacts", "cases", "less"),
    Kpi("kpis", "reply_in_time_share", "share", "more", is_ratio=True),
    Kpi("kpis", "overtime_hours", "hours", "less"),
    Kpi("kpis", "staff_hours", "hours"),
    Kpi("kpis", "staff_cost_yen", "yen", "less"),
    Kpi("kpis", "lost_margin_yen", "yen", "less"),
    Kpi("kpis", "total_cost_yen", "yen", "less"),
    Kpi("by_class", "orders", "orders", words="kpis_orders"),
    Kpi("by_class", "due", "orders", words="kpis_due"),
    Kpi("by_class", "shipped_on_time", "orders", "more", words="kpis_shipped_on_time"),
    Kpi("by_class", "shipped_late", "orders", "less", words="kpis_shipped_late"),
    Kpi("by_class", "missed", "orders", "less", words="kpis_missed"),
    Kpi(
        "by_class",
        "missed_share",
        "share",
        "less",
        is_ratio=True,
        words="kpis_missed_share",
    ),
    Kpi("by_class", "cancelled", "orders", "less", words="kpis_cancelled"),
    Kpi("by_class", "oversold", "orders", "less", words="kpis_oversold"),
    Kpi("by_class", "open_overdue", "orders", "less", words="kpis_open_overdue"),
    Kpi("by_class", "open_not_due", "orders", words="kpis_open_not_due"),
    Kpi("by_day", "arrived", "orders"),
    Kpi("by_day", "due", "orders"),
    Kpi("by_day", "missed", "orders", "less"),
    Kpi("by_day", "shipped", "orders"),
    Kpi("by_day", "cancelled", "orders", "less"),
    Kpi("backlog", "backlog", "cases", "less", words="backlog"),
    Kpi("waits", "visits", "cases"),
    Kpi("waits", "wait_mean", "minutes", "less", is_ratio=True),
    Kpi("waits", "wait_p90", "minutes", "less"),
    Kpi("waits", "wait_max", "minutes", "less"),
    Kpi("waits", "cycle_mean", "minutes", "less", is_ratio=True),
    Kpi("staff", "duty", "minutes"),
    Kpi("staff", "busy", "minutes"),
    Kpi("staff", "overtime", "minutes", "less"),
    Kpi("arrivals", "arrivals", "orders", words="arrivals"),
    Kpi("load", "work", "minutes"),
    Kpi("load", "capacity", "minutes"),
    Kpi("replies", "started", "cases", "less"),
    Kpi("replies", "answered", "cases"),
    Kpi("replies", "in_time", "cases", "more"),
    Kpi("replies", "in_time_share", "share", "more", is_ratio=True),
    Kpi("replies", "open", "cases", "less"),
    Kpi("costs", "regular", "yen", "less"),
    Kpi("costs", "overtime", "yen", "less"),
    Kpi("costs", "night", "yen", "less"),
    Kpi("costs", "holiday", "yen", "less"),
    Kpi("costs", "total", "yen", "less"),
    Kpi("costs", "lost_margin", "yen", "less"),
    Kpi("costs", "compensation", "yen", "less"),
    Kpi("costs", "crossed", "yen", "less"),
    Kpi("costs", "misship", "yen", "less"),
    Kpi("departures", "left", "cases"),
    Kpi("departures", "held_back", "cases", "less"),
    Kpi("departures", "late", "cases", "less"),
)
"""All numbers, table by table, in the order in which they are shown."""


def table(name: str) -> Table:
    """Return the table of a name."""
    return next(entry for entry in TABLES if entry.name == name)


def kpi(table_name: str, name: str) -> Kpi:
    """Return the number ``name`` of a table."""
    return next(
        entry for entry in KPIS if (entry.table, entry.name) == (table_name, name)
    )


@cache
def kpi_names(table_name: str) -> tuple[str, ...]:
    """Return the names of a table's numbers, in order."""
    return tuple(entry.name for entry in KPIS if entry.table == table_name)


def kpi_units(table_name: str) -> dict[str, Unit]:
    """Return the unit of each of a table's numbers."""
    return {entry.name: entry.unit for entry in KPIS if entry.table == table_name}
