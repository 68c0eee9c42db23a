"""A scenario: everything that is known before the first order is drawn."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from sim.scenario.base import Name, Spec
from sim.scenario.calendars import Calendars, Horizon, known_timezones
from sim.scenario.classes import OrderClass
from sim.scenario.customers import Customers, Stock, Trigger
from sim.scenario.demand import Demand
from sim.scenario.flow import ORDER_FLOW, Step
from sim.scenario.menu import Menu
from sim.scenario.target import Costs, InputOrigin, Target
from sim.scenario.teams import Team
from sim.units import Clock

__all__ = ["SCHEMA_VERSION", "Attachment", "Scenario"]

SCHEMA_VERSION = 1


class Attachment(Spec):
    """A file that the scenario refers to, read when the scenario was loaded."""

    path: str
    """Path as the scenario writes it, relative to the scenario file."""
    text: str
    """Content of the file."""

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Scenario(Spec):
    """What is simulated: demand, promise, flow, people, target."""

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    """Version of this file format; older files are upgraded when they are read."""
    name: Annotated[str, Field(min_length=1, max_length=200)]
    """Title, as the screen shows it."""
    description: Annotated[str, Field(max_length=4000)] = ""
    """What it is about, for people."""
    timezone: str = "Asia/Tokyo"
    """Time zone of every time without an offset."""
    horizon: Horizon
    """The time that is simulated."""
    calendar: Calendars = Calendars()
    """Open days of 受注, 発送 and 問い合わせ."""
    demand: Annotated[tuple[Demand, ...], Field(min_length=1)]
    """Where orders come from."""
    classes: Annotated[tuple[OrderClass, ...], Field(min_length=1)] = (
        OrderClass(name="standard", share=1.0),
    )
    """Order mix and promise."""
    flow: dict[Name, Annotated[tuple[Step, ...], Field(min_length=1, max_length=60)]]
    """Steps of each flow; ``order`` is the flow of orders."""
    triggers: tuple[Trigger, ...] = ()
    """Work that work creates."""
    customers: Customers = Customers()
    """How customers and the mall cancel."""
    stock: tuple[Stock, ...] = ()
    """Items that several channels sell from one shelf."""
    teams: tuple[Team, ...] = ()
    """People."""
    menu: Menu | None = None
    """Shifts that could be bought; they change nothing until they are."""
    costs: Costs = Costs()
    """Yen that go wrong with an order."""
    target: Target = Target()
    """The promise."""
    origins: tuple[InputOrigin, ...] = ()
    """Where the numbers come from; what is not listed is an assumption."""
    attachments: Annotated[tuple[Attachment, ...], Field(exclude=True, repr=False)] = ()
    """Files that the scenario refers to; never written into the TOML file."""

    @model_validator(mode="after")
    def _known_zone(self) -> "Scenario":
        if self.timezone not in known_timezones():
            msg = "unknown_timezone"
            raise ValueError(msg)
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """Time zone of the scenario."""
        return ZoneInfo(self.timezone)

    @cached_property
    def clock(self) -> Clock:
        """Ticks of this scenario; tick 0 is the start of the horizon."""
        return Clock(self.aware(self.horizon.start))

    @cached_property
    def end_tick(self) -> int:
        """Tick at which the horizon ends."""
        return self.clock.tick(self.aware(self.horizon.end))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, attached files included, hexadecimal."""
        content = self.model_dump(mode="json", by_alias=True)
        _leave_out_new_keys(content)
        content["attachments"] = {file.path: file.sha256 for file in self.attachments}
        canonical = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def aware(self, moment: datetime) -> datetime:
        """Return ``moment`` in the scenario's zone; a naive one is meant in it."""
        if moment.tzinfo is None:
            return moment.replace(tzinfo=self.zone)
        return moment.astimezone(self.zone)

    def steps(self) -> Iterator[tuple[str, Step]]:
        """Yield (flow, step): the order flow first, then the others by name."""
        for flow in sorted(self.flow, key=lambda name: (name != ORDER_FLOW, name)):
            for step in self.flow[flow]:
                yield flow, step

    def attached(self, path: str) -> str:
        """Return the content of a file that the scenario refers to.

        Raises
        ------
        KeyError
            The file was not attached when the scenario was loaded.
        """
        for attachment in self.attachments:
            if attachment.path == path:
                return attachment.text
        raise KeyError(path)


def _leave_out_new_keys(content: dict[str, Any]) -> None:
    """Take out keys that older files lack, so that these keep their digest."""
    if content["menu"] is None:
        del content["menu"]
    for flow in content["flow"].values():
        for step in flow:
            if not step.get("stopped"):
                step.pop("stopped", None)
    for origin in content["origins"]:
        if origin["low"] is None:
            del origin["low"], origin["high"]
