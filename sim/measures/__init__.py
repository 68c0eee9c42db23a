"""From what happened to what it means: trajectory in, tables of numbers out.

The rows of a table depend on the scenario only (:class:`Frame`), so the values of a
replication are one array a table, and replications are compared row by row.
What every number means is written once, in :mod:`sim.measures.schema`.
"""

from sim.measures.dictionary import (
    DICTIONARY_BEGIN,
    DICTIONARY_END,
    data_dictionary,
    with_dictionary,
)
from sim.measures.frame import ALL, Frame
from sim.measures.replications import replicate_headline, replicate_tables
from sim.measures.schema import (
    KPIS,
    STATISTICS,
    TABLES,
    Column,
    Kpi,
    Table,
    kpi,
    kpi_names,
    kpi_units,
    table,
)
from sim.measures.tables import measure, table_keys

__all__ = [
    "ALL",
    "DICTIONARY_BEGIN",
    "DICTIONARY_END",
    "KPIS",
    "STATISTICS",
    "TABLES",
    "Column",
    "Frame",
    "Kpi",
    "Table",
    "data_dictionary",
    "kpi",
    "kpi_names",
    "kpi_units",
    "measure",
    "replicate_headline",
    "replicate_tables",
    "table",
    "table_keys",
    "with_dictionary",
]
