"""Costs, outcomes and differences between plans."""

import numpy as np

from sim.charts import alt_text, cost_by_employer, kpi_difference, outcome_bar
from sim.charts.outcome_bar import OUTCOMES
from tests.unit.charts.fake_result import fake_result

RESULT = fake_result()
COSTS = RESULT.tables.costs
KPIS = RESULT.tables.kpis
RUN = RESULT.record


def test_wage_bars_add_up_to_the_total():
    """The parts of an employer's bar sum to the mean of its total."""
    figure = cost_by_employer(COSTS, "ja", run=RUN)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    parts = sum(
        x
        for bar in bars
        for x, y in zip(bar.x, bar.y, strict=True)
        if y == "人件費(受注代行)"
    )
    total = COSTS[(COSTS["employer"] == "agency") & (COSTS["kpi"] == "total")]

    assert np.isclose(parts, total["mean"].item())


def test_every_cost_bar_has_its_range():
    """The whisker of each bar reaches from P10 to P90, its diamond is the median."""
    figure = cost_by_employer(COSTS, "ja", run=RUN)
    (ranges,) = [trace for trace in figure.data if trace.meta == "ranges"]
    shop = COSTS[(COSTS["employer"] == "shop") & (COSTS["kpi"] == "total")]

    assert ranges.x[0] == shop["p50"].item()
    assert np.isclose(ranges.x[0] + ranges.error_x.array[0], shop["p90"].item())
    assert np.isclose(ranges.x[0] - ranges.error_x.arrayminus[0], shop["p10"].item())


def test_what_never_costs_anything_has_no_bar():
    """Losses that no replication saw are left out."""
    figure = cost_by_employer(COSTS, "en", run=RUN)
    (ranges,) = [trace for trace in figure.data if trace.meta == "ranges"]

    assert len(ranges.y) == 5
    assert "Crossed parcels" not in ranges.y


def test_outcomes_add_up_to_all_orders():
    """The bar is as long as the sum of the means of all ends of an order."""
    figure = outcome_bar(KPIS, "ja", run=RUN)
    means = KPIS.set_index("kpi")["mean"]

    assert np.isclose(sum(bar.x[0] for bar in figure.data), means[list(OUTCOMES)].sum())
    assert {bar.meta for bar in figure.data} == set(OUTCOMES) - {"oversold"}


def test_outcomes_name_their_number():
    """The legend says how many orders end in each way, so colour is not needed."""
    figure = outcome_bar(KPIS, "ja", run=RUN)

    assert "3,259件" in figure.data[0].name


def test_difference_is_plan_minus_base_sale_by_sale():
    """Pairs of replications are subtracted, then sorted."""
    base = fake_result(misses=2.0).replications
    figure = kpi_difference(
        RESULT.replications, base, "missed", "en", run=RUN, label="Missed"
    )
    expected = np.sort(RESULT.replications["missed"] - base["missed"])

    assert np.array_equal(figure.data[0].y, expected)
    assert "lower in 100" in alt_text(figure)
