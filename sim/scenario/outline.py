"""Outline: the names and rows of a raw scenario file, read leniently.

The cross-reference checks run on files that may be wrong in any way, so everything here
skips what is malformed; pydantic reports that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.scenario.flow import ORDER_FLOW

__all__ = ["Outline", "Row", "outline", "rows_of", "table_of", "text_of"]

Table = Mapping[str, object]
Row = tuple[int, Table]
"""Number of a row in its list, and the row."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What the names of a file refer to."""

    classes: tuple[str, ...]
    """Names of the order classes."""
    channels: Mapping[str, tuple[str, ...]]
    """Channels of each shop."""
    steps: Mapping[str, tuple[str, ...]]
    """Steps of each flow, in order."""
    work_steps: Mapping[str, tuple[str, ...]]
    """Work steps of each flow, in order."""
    completing: int | None
    """Index of the step of the order flow that completes an order."""
    work_names: tuple[str, ...] = field(init=False)
    """Work steps as teams name them: ``step``, in other flows ``flow.step``."""
    step_names: tuple[str, ...] = field(init=False)
    """Steps of any kind, in the same way."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "work_names", _written(self.work_steps))
        object.__setattr__(self, "step_names", _written(self.steps))

    @property
    def open_steps(self) -> tuple[str, ...]:
        """Steps of the order flow at which an order is not yet completed."""
        steps = self.steps.get(ORDER_FLOW, ())
        return steps if self.completing is None else steps[: self.completing + 1]

    @property
    def other_flows(self) -> tuple[str, ...]:
        """Flows other than that of the orders."""
        return tuple(flow for flow in self.steps if flow != ORDER_FLOW)


def outline(raw: Table) -> Outline:
    """Return the names that a raw file defines."""
    flows = {
        str(name): tuple(rows_of(table_of(raw.get("flow")), str(name)))
        for name in table_of(raw.get("flow"))
    }
    classes = [text_of(row.get("name")) for _, row in rows_of(raw, "classes")]
    if "classes" not in raw:
        classes = ["standard"]
    return Outline(
        classes=tuple(name for name in classes if name),
        channels=_channels(raw),
        steps={flow: _names(rows) for flow, rows in flows.items()},
        work_steps={
            flow: _names(row for row in rows if row[1].get("kind") == "work")
            for flow, rows in flows.items()
        },
        completing=_completing(flows.get(ORDER_FLOW, ())),
    )


def table_of(value: object) -> Table:
    """Return ``value`` if it is a table, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def rows_of(table: Table, key: str) -> Iterator[Row]:
    """Yield (number, row) of the rows under ``key`` that are tables."""
    value = table.get(key)
    if isinstance(value, list | tuple):
        for number, row in enumerate(value):
            if isinstance(row, Mapping):
                yield number, row


def text_of(value: object) -> str:
    """Return ``value`` if it is text, else empty text."""
    return value if isinstance(value, str) else ""


def _written(steps: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    others = (flow for flow in steps if flow != ORDER_FLOW)
    full = tuple(f"{flow}.{name}" for flow in others for name in steps[flow])
    return (*steps.get(ORDER_FLOW, ()), *full)


def _names(rows: Iterator[Row] | tuple[Row, ...]) -> tuple[str, ...]:
    names = (text_of(row.get("step")) for _, row in rows)
    return tuple(name for name in names if name)


def _channels(raw: Table) -> dict[str, tuple[str, ...]]:
    channels: dict[str, tuple[str, ...]] = {}
    for _, row in rows_of(raw, "demand"):
        shop = text_of(row.get("shop"))
        if shop:
            channel = text_of(row.get("channel", "rakuten"))
            channels[shop] = (*channels.get(shop, ()), channel)
    return channels


def _completing(rows: tuple[Row, ...]) -> int | None:
    marked = [index for index, (_, row) in enumerate(rows) if row.get("completes")]
    if marked:
        return marked[0]
    return len(rows) - 1 if rows else None
