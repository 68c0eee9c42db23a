"""Watching a running sale: look at the folder, work out the board, tell who must know.

A board is worked out anew when the files have changed, or when the last one is older
than ``STALE_MINUTES``.
Its moment is that of the data, not of the clock: what happened after the newest file
nobody has told yet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

import pandas as pd

from sim.errors import ImportDataError, Problem
from sim.experiments import DEFAULT_SEED
from sim.live.alert_rules import AlertRules
from sim.live.board import BOARD_REPLICATIONS, Board, board_of
from sim.live.calls import CallOption
from sim.live.delivery import channels_of
from sim.live.inbox import Intake
from sim.live.incidents import Incident, Ledger, Message, Send
from sim.live.readings import readings
from sim.live.volume import AgreedVolume
from sim.scenario.model import Scenario

__all__ = ["STALE_MINUTES", "Live", "OrderSource", "Watch", "moment_of"]

STALE_MINUTES: Final = 15


class OrderSource(Protocol):
    """Where orders come from: a folder (:class:`sim.live.inbox.Inbox`), an upload."""

    def look(self, now: datetime) -> Intake:
        """Return what there is now."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """What is known at a look."""

    at: datetime
    """Moment of the look, in the zone of the plan."""
    intake: Intake
    """The folder."""
    board: Board | None
    """The board; None while no orders could be read, or the sale has not begun."""
    problems: tuple[Problem, ...]
    """Why there is no board, though there are orders."""
    incidents: tuple[Incident, ...]
    """What is going on, by the alert rules."""
    unsent: tuple[Message, ...]
    """Messages that could not be sent yet."""

    @property
    def data_age(self) -> timedelta | None:
        """How old the newest file is; None without any."""
        if self.intake.data_at is None:
            return None
        return self.at - self.intake.data_at


@dataclass(slots=True)
class Watch:
    """A running sale that is looked at again and again.

    Parameters
    ----------
    plan
        The scenario as it was planned.
    source
        Where orders come from.
    rules, ledger, send
        Alert rules, where incidents are kept, and what sends messages; None: no alerts.
    options, volumes, seed, replications
        As for :func:`sim.live.board.board_of`.
    """

    plan: Scenario
    source: OrderSource
    rules: AlertRules | None = None
    ledger: Ledger | None = None
    send: Mapping[str, Send] = field(default_factory=dict)
    options: Sequence[CallOption] | None = None
    volumes: Sequence[AgreedVolume] = ()
    seed: int = DEFAULT_SEED
    replications: int = BOARD_REPLICATIONS
    _board: Board | None = None
    _problems: tuple[Problem, ...] = ()
    _orders: pd.DataFrame | None = None
    _worked_out_at: datetime | None = None

    def look(
        self, now: datetime, *, cancelled: Callable[[], bool] | None = None
    ) -> Live:
        """Return what is known now (aware), after telling what must be told.

        Raises
        ------
        Cancelled
            ``cancelled`` said so.
        OSError
            The folder cannot be read.
        """
        now = now.astimezone(self.plan.zone)
        intake = self.source.look(now)
        if intake.orders is not None and self._is_due(intake, now):
            self._work_out(intake, now, cancelled)
        unsent: tuple[Message, ...] = ()
        incidents: tuple[Incident, ...] = ()
        if self.rules is not None and self.ledger is not None:
            found = [
                (alert, readings(alert, self._board, intake, now))
                for alert in self.rules.alerts
            ]
            self.ledger.note(found, channels_of(self.rules), now)
            self.ledger.deliver(self.send, now)
            incidents = tuple(self.ledger.open_incidents().values())
            unsent = self.ledger.waiting()
        return Live(now, intake, self._board, self._problems, incidents, unsent)

    def _is_due(self, intake: Intake, now: datetime) -> bool:
        if intake.orders is not self._orders or self._worked_out_at is None:
            return True
        return now - self._worked_out_at >= timedelta(minutes=STALE_MINUTES)

    def _work_out(
        self, intake: Intake, now: datetime, cancelled: Callable[[], bool] | None
    ) -> None:
        assert intake.orders is not None
        try:
            self._board = board_of(
                self.plan,
                intake.orders,
                moment_of(intake, now),
                options=self.options,
                volumes=self.volumes,
                seed=self.seed,
                replications=self.replications,
                cancelled=cancelled,
            )
            self._problems = ()
        except ImportDataError as error:
            # outside the horizon, say: the board of before stays on the screen
            self._problems = error.problems
        self._orders, self._worked_out_at = intake.orders, now


def moment_of(intake: Intake, now: datetime) -> datetime:
    """Return the moment up to which the files tell what happened.

    That is when the newest file was written; a file whose clock lags behind its own
    stamps is believed by its stamps.
    """
    assert intake.orders is not None
    stamps = [intake.orders[name].max() for name in ("ordered_at", "shipped_at")]
    newest = [stamp.to_pydatetime() for stamp in stamps if not pd.isna(stamp)]
    if intake.data_at is not None:
        newest.append(intake.data_at)
    return min(now, max(newest, default=now))
