"""Tables turned into figures: one chart a file, each a pure function.

A chart takes a table with the columns of :mod:`sim.measures`, a language and the run
that made the table, and returns a plotly figure.
It reads no file and knows no screen; report and dashboard show the same figures.

Every figure carries a footnote with seed, replications and scenario digest, and a
sentence with its takeaway (:func:`alt_text`).
"""

from sim.charts.backlog_by_step import backlog_by_step
from sim.charts.backlog_fan import backlog_fan
from sim.charts.cost_by_employer import cost_by_employer
from sim.charts.forecast import sale_forecast
from sim.charts.frontier import frontier_chart
from sim.charts.kpi_difference import kpi_difference
from sim.charts.marginal import marginal_chart
from sim.charts.missed_by_day import missed_by_day
from sim.charts.names import display_names
from sim.charts.offer_totals import offer_totals
from sim.charts.outcome_bar import outcome_bar
from sim.charts.plan_by_day import plan_by_day
from sim.charts.plan_differences import plan_differences
from sim.charts.price_by_volume import price_by_volume
from sim.charts.price_sides import price_sides
from sim.charts.promise_marks import ship_by_moments
from sim.charts.requirement import requirement_chart
from sim.charts.staff_use import staff_use
from sim.charts.stress_effects import stress_effects
from sim.charts.style import Figure, Run, alt_text
from sim.charts.target_chance import target_chance
from sim.charts.tornado import tornado_chart
from sim.charts.work_and_capacity import work_and_capacity

__all__ = [
    "Figure",
    "Run",
    "alt_text",
    "backlog_by_step",
    "backlog_fan",
    "cost_by_employer",
    "display_names",
    "frontier_chart",
    "kpi_difference",
    "marginal_chart",
    "missed_by_day",
    "offer_totals",
    "outcome_bar",
    "plan_by_day",
    "plan_differences",
    "price_by_volume",
    "price_sides",
    "requirement_chart",
    "sale_forecast",
    "ship_by_moments",
    "staff_use",
    "stress_effects",
    "target_chance",
    "tornado_chart",
    "work_and_capacity",
]
