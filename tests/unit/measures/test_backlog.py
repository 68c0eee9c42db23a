"""How many cases are where, seen from the grid."""

from sim.engines.rules import Cause, End
from tests.unit.measures.worlds import DAY, HOUR, contact, order, seen, table, visit


def curve(world, step):
    """Return the backlog of a step on the grid."""
    rows = table(world, "backlog")
    return rows[rows["step"] == step]["value"].tolist()


def test_a_point_of_the_grid_is_what_one_finds_who_comes_then():
    """A case that comes at a point is seen at the next, one that goes still there."""
    world = seen(
        cases=[order(HOUR)],
        visits=[visit(0, 0, HOUR, HOUR, 3 * HOUR, 0), visit(0, 1, 3 * HOUR, 3 * HOUR)],
    )

    assert curve(world, "pick")[:6] == [0, 0, 1, 1, 0, 0]
    assert curve(world, "dry")[:6] == [0, 0, 0, 0, 1, 1]
    assert curve(world, "*")[:6] == [0, 0, 1, 1, 1, 1]


def test_the_grid_reaches_from_the_start_to_the_end():
    """Both ends of the horizon are points of the grid."""
    world = seen(cases=[order(0)])

    assert len(curve(world, "*")) == 49
    assert curve(world, "*")[-1] == 1


def test_orders_open_at_the_start_are_there_from_the_first_point():
    """The opening backlog is seen at tick 0, at its step and in all."""
    world = seen(
        cases=[order(-DAY), order(-DAY), order(0)],
        visits=[visit(0, 0, 0), visit(1, 0, 0), visit(2, 0, 0)],
    )

    assert curve(world, "pick")[:2] == [2, 3]
    assert curve(world, "*")[:2] == [2, 3]


def test_shipped_and_cancelled_orders_are_no_backlog():
    """An order counts until its handover, also when more steps follow."""
    world = seen(
        cases=[
            order(0, completed=2 * HOUR),
            order(0, left=HOUR, cause=Cause.CUSTOMER),
        ],
        visits=[
            visit(0, 0, 0, 0, 2 * HOUR, 0),
            visit(0, 1, 2 * HOUR, 2 * HOUR),
            visit(1, 0, 0, ended=HOUR, end=End.LEFT),
        ],
    )

    assert curve(world, "*")[:4] == [0, 2, 1, 0]
    assert curve(world, "pick")[:4] == [0, 2, 1, 0]


def test_other_flows_have_steps_but_are_no_orders():
    """A contact is backlog of its step and not an open order."""
    world = seen(cases=[order(0), contact(0)], visits=[visit(1, 3, 0)])

    assert curve(world, "contact.reply")[1] == 1
    assert curve(world, "*")[1] == 1


def test_stays_are_the_area_under_the_backlog():
    """With all events on the grid, the sum of the curve is the sum of all stays."""
    stays = [(0, 5), (2, 9), (2, 2), (4, 30), (7, 48)]
    world = seen(
        cases=[order(first * HOUR) for first, _ in stays],
        visits=[
            visit(number, 1, first * HOUR, first * HOUR, last * HOUR)
            for number, (first, last) in enumerate(stays)
        ],
    )

    assert sum(curve(world, "dry")) == sum(last - first for first, last in stays)
