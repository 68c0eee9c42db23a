"""Who leaves with a departure, and who is held back."""

import pytest

from sim.engines.rules import Cause, End
from tests.unit.measures.worlds import DAY, HOUR, order, scenario, seen, table, visit

TEN, EIGHTEEN, NEXT_TEN = 10 * HOUR, 18 * HOUR, 34 * HOUR


def at_gate(*rows):
    """Return (left, held back, late) of each departure of the small world's gate.

    A row is (entered, ended, due) or (entered, ended, due, how it ended).
    """
    world = seen(
        cases=[
            order(0, due=due, completed=ended)
            if not how
            else order(0, due=due, left=ended, cause=Cause.CUSTOMER)
            for _, ended, due, *how in rows
        ],
        visits=[
            visit(number, 2, entered, entered, ended) | ({"end": how[0]} if how else {})
            for number, (entered, ended, _, *how) in enumerate(rows)
        ],
    )
    found = table(world, "departures")
    assert set(found["step"]) == {"pickup"}
    return [tuple(part) for part in found["value"].to_numpy().reshape(-1, 3)]


def test_every_departure_counts_who_left():
    """Two leave at ten, one at eighteen, nobody is held back."""
    found = at_gate((0, TEN, DAY), (TEN, TEN, DAY), (TEN + 1, EIGHTEEN, DAY))

    assert found == [(2, 0, 0), (1, 0, 0), (0, 0, 0), (0, 0, 0)]


def test_held_back_are_those_who_were_there_and_stayed():
    """A case that stays behind twice is held back twice."""
    found = at_gate((0, NEXT_TEN, 2 * DAY), (TEN, EIGHTEEN, 2 * DAY))

    assert found == [(0, 1, 0), (1, 1, 0), (1, 0, 0), (0, 0, 0)]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (EIGHTEEN, [0, 1, 0, 0]),  # the next departure keeps it, the one after not
        (EIGHTEEN - 1, [1, 1, 0, 0]),
        (NEXT_TEN, [0, 0, 0, 0]),
    ],
)
def test_late_are_those_whose_next_departure_is_too_late(due, expected):
    """Held back until the ship-by is over: that departure made it late."""
    found = at_gate((0, NEXT_TEN, due))

    assert [late for _, _, late in found] == expected


@pytest.mark.parametrize(
    ("ended", "how", "expected"),
    [
        (TEN - 1, End.LEFT, 0),
        (TEN, End.LEFT, 1),  # customers give up after the departures of a tick
        (TEN, End.PULLED, 0),  # errors are found before them
    ],
)
def test_who_gives_up_or_is_pulled_back_does_not_leave(ended, how, expected):
    """Only a case that had missed the departure was held back by it."""
    found = at_gate((0, ended, DAY, how))

    assert found[0] == (0, expected, 0)


def test_a_flow_without_gates_has_no_departures():
    """Where nothing departs, the table has no rows."""
    steps = scenario().flow["order"][:2]
    world = seen(
        scenario(flow={"order": steps}, triggers=[], teams=[]), cases=[order()]
    )

    assert table(world, "departures").empty
