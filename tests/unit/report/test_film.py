"""One possible sale to be watched."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.engines import simulate
from sim.engines.program import compile_program
from sim.language import LANGUAGES
from sim.measures import Frame, kpi_names, measure
from sim.report.film import film_page
from sim.report.film_data import Film, film_of, typical_replication
from sim.scenario.files import loads
from tests.dashboards.world import QUIET

SEED = 4
SCENARIO = loads(QUIET, Path())


@cache
def film() -> Film:
    """Return the film of a small shop."""
    return film_of(SCENARIO, seed=SEED, replication=1, engine="reference")


@cache
def measured() -> tuple[dict[str, float], list[list[int]]]:
    """Return headline and backlog by step of the same replication."""
    program = compile_program(SCENARIO)
    seen = simulate(program, seed=SEED, replication=1, engine_name="reference")
    tables = measure(Frame(program), seen)
    backlog = np.asarray(tables["backlog"]).reshape(len(program.steps) + 1, -1)
    return dict(zip(kpi_names("kpis"), tables["kpis"], strict=True)), backlog.tolist()


def test_counts_at_each_step_are_those_of_the_backlog():
    """What stands over a pile is the exact backlog of all orders."""
    _, backlog = measured()

    assert [list(row) for row in film().counts] == backlog[: len(film().steps)]


def test_the_film_ends_with_the_headline():
    """Shipped, missed and cancelled at the end are those of the KPIs."""
    kpis, _ = measured()

    assert film().shipped[-1] == kpis["shipped_on_time"] + kpis["shipped_late"]
    assert film().missed[-1] == kpis["missed"] > 0
    assert film().cancelled[-1] == kpis["cancelled"]


def test_a_dot_never_goes_back():
    """The stops of an order come one after the other, at places that exist."""
    for dot in film().dots:
        assert list(dot.minutes) == sorted(dot.minutes)
        assert all(0 <= place <= len(film().steps) + 1 for place in dot.places)


def test_heads_are_those_of_the_shifts():
    """At noon one person is on duty, at midnight nobody."""
    noon, midnight = film().heads[0][12], film().heads[0][24]

    assert (noon, midnight) == (1, 0)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 1), (1.0, 2)])
def test_usual_and_bad_sales_are_chosen_by_missed_orders(share, expected):
    """The film shows the replication nearest to the asked quantile."""
    rows = measured_rows([3, 10, 90])

    assert typical_replication(rows, share) == expected


def measured_rows(missed):
    """Return headline rows with these missed orders."""
    return pd.DataFrame({"missed": missed})


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_cannot_end_the_script(language):
    """A label with markup in it stays text, and the page loads nothing."""
    evil = SCENARIO.replace(
        teams=(SCENARIO.teams[0].replace(label="</script><b onload=x>"),)
    )
    page = film_page(film(), evil, language)
    content = re.search(r'id="film">(.*?)</script>', page)

    assert content is not None
    assert json.loads(content[1])["teams"][0]["label"] == "</script><b onload=x>"
    assert "<b onload" not in page
    assert "default-src 'none'" in page
