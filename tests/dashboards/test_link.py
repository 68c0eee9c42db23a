"""The part of an address that reproduces a view."""

import pytest

from dashboards.link import Link, read_link

WHOLE = {
    "scenario": "case1",
    "heads": "3,0,2",
    "seed": "7",
    "replications": "50",
    "plan": "p-1",
}


def test_a_whole_link_is_read():
    """Every part of a link is understood."""
    assert read_link(WHOLE) == Link("case1", (3, 0, 2), 7, 50, "p-1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scenario", "../../etc/passwd"),
        ("scenario", "<script>"),
        ("heads", "3,,2"),
        ("heads", "-1,2"),
        ("heads", "３,2"),
        ("heads", "1" * 5000),
        ("seed", "1e9"),
        ("seed", str(2**31)),
        ("replications", "0"),
        ("replications", "999999"),
        ("plan", "a b"),
    ],
)
def test_what_is_no_legal_value_is_left_out(name, value):
    """A link may come from anybody; a bad part leaves the others as they are."""
    field = {"plan": "plan_id"}.get(name, name)
    found = read_link({**WHOLE, name: value})

    assert getattr(found, field) is None
    assert found.replications == 50 or name == "replications"
