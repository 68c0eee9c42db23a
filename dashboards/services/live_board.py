"""A look at a running sale in words and figures."""

from dataclasses import dataclass

import pandas as pd

from dashboards.dark import on_dark
from dashboards.i18n import Language
from dashboards.services.answers import Chart, VerdictLine, verdict_line
from dashboards.services.live import Seen
from sim import charts as drawn
from sim.charts import Figure, alt_text
from sim.charts.live_orders import live_orders
from sim.live.messages import subject_text
from sim.report import live_words as words
from sim.report.word_tables import WordTable, table_html

__all__ = ["BoardText", "board_text", "charts"]

_HOUR = "h"


@dataclass(frozen=True, slots=True)
class BoardText:
    """Everything that is said."""

    data: str
    """How old the data is."""
    is_there: bool
    """Whether any order file could be read."""
    is_old: bool
    """Whether it is older than two hours."""
    problems: tuple[str, ...]
    """Why there is no board."""
    incidents: tuple[str, ...]
    """Alerts that hold now."""
    unsent: int
    """Messages that could not be sent yet."""
    verdict: VerdictLine | None
    """The rest of the sale against the target."""
    so_far: str
    calls: tuple[str, ...]
    """Whom to call until when."""
    volumes: tuple[str, ...]
    """Agreed bands."""
    tables: tuple[str, ...]
    """Days, pickups, backlog, as HTML; what users typed is escaped."""
    files: str
    """What became of each file, as HTML."""
    record: tuple[str, int, int]
    """Digest, seed, replications of the rest."""


def board_text(seen: Seen, language: Language) -> BoardText:
    """Return a look in words."""
    live, board = seen.live, seen.live.board
    age = live.data_age
    tables: tuple[WordTable, ...] = ()
    if board is not None:
        tables = (
            words.days_table(board, language),
            words.pickups_table(board, language),
            words.backlog_table(board, language),
        )
    record = seen.plan.record if board is None else board.result.record
    return BoardText(
        data=words.data_sentence(live, language),
        is_there=age is not None,
        is_old=age is not None and age > pd.Timedelta(hours=2),
        problems=tuple(problem.text(language) for problem in live.problems),
        incidents=tuple(
            f"{each.alert} {subject_text(each.subject, language)}"
            for each in live.incidents
        ),
        unsent=len(live.unsent),
        verdict=None if board is None else verdict_line(board.result, language),
        so_far="" if board is None else words.so_far_sentence(board, language),
        calls=()
        if board is None
        else tuple(words.call_sentence(c, board, language) for c in board.calls),
        volumes=()
        if board is None
        else tuple(words.volume_sentence(v, language) for v in board.volumes),
        tables=tuple(str(table_html(table)) for table in tables if table.rows),
        files=str(table_html(words.files_table(live.intake, language))),
        record=(record.scenario_digest[:12], record.seed, record.replications),
    )


def charts(seen: Seen, language: Language, *, is_dark: bool) -> tuple[Chart, ...]:
    """Return orders against the plan, and the backlog to come."""
    board = seen.live.board
    figures = {
        "orders": live_orders(
            seen.plan.tables.arrivals,
            _by_hour(seen),
            language,
            run=seen.plan.record,
        )
    }
    if board is not None:
        rest = board.result
        figures["backlog"] = drawn.backlog_fan(
            rest.tables.backlog,
            language,
            run=rest.record,
            names=drawn.display_names(rest.scenario),
            departures=rest.tables.departures,
            ship_by=drawn.ship_by_moments(rest.scenario),
        )
    return tuple(_chart(key, each, is_dark=is_dark) for key, each in figures.items())


def _chart(key: str, figure: Figure, *, is_dark: bool) -> Chart:
    return Chart(key, on_dark(figure) if is_dark else figure, alt_text(figure))


def _by_hour(seen: Seen) -> pd.DataFrame:
    """Return the orders of each complete hour since the start of the plan."""
    orders, live = seen.live.intake.orders, seen.live
    scenario = seen.plan.scenario
    start = pd.Timestamp(scenario.clock.start)
    end = pd.Timestamp(live.board.now if live.board else start).floor(_HOUR)
    if orders is None or end <= start:
        return pd.DataFrame({"at": [], "orders": []})
    hours = pd.date_range(start, end, freq=_HOUR, inclusive="left")
    came = orders["ordered_at"].dt.tz_convert(scenario.zone).dt.floor(_HOUR)
    counts = came.value_counts().reindex(hours, fill_value=0)
    at = hours.as_unit("ms")
    return pd.DataFrame({"at": at, "orders": counts.to_numpy()})
