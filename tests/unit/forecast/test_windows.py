"""A sale and its phases."""

from datetime import UTC, datetime

import pytest

from sim.errors import ImportDataError
from sim.forecast.windows import Phase, SaleWindow, phases
from tests.unit.forecast.shops import TOKYO

START, END = datetime(2026, 12, 4, 20), datetime(2026, 12, 11, 1, 59)


def test_december_sale_has_two_five_zero_days():
    """The sale from the 4th to the 11th holds the 5th and the 10th."""
    sale = SaleWindow("s", START, END).on_wall(TOKYO)

    assert phases(sale) == (
        Phase("start_dash", START, datetime(2026, 12, 4, 22)),
        Phase("five_zero", datetime(2026, 12, 5), datetime(2026, 12, 6)),
        Phase("five_zero", datetime(2026, 12, 10), datetime(2026, 12, 11)),
        Phase("last_hours", datetime(2026, 12, 10, 21), datetime(2026, 12, 11, 2)),
    )


def test_an_end_at_0159_is_two_o_clock():
    """A sale that ends at 01:59 runs through its last hour."""
    assert SaleWindow("s", START, END).on_wall(TOKYO).end == datetime(2026, 12, 11, 2)


def test_times_with_an_offset_move_to_the_wall():
    """11:00 UTC is 20:00 in Tokyo."""
    sale = SaleWindow(
        "s", datetime(2026, 12, 4, 11, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC)
    ).on_wall(TOKYO)

    assert (sale.start, sale.end) == (START, datetime(2026, 12, 5, 9))


def test_coupons_are_cut_to_the_sale():
    """A coupon counts from the sale's start at the earliest; one outside, never."""
    early = (datetime(2026, 12, 4, 18), datetime(2026, 12, 4, 21))
    gone = (datetime(2026, 12, 1, 18), datetime(2026, 12, 1, 21))
    sale = SaleWindow("s", START, END, (early, gone)).on_wall(TOKYO)

    assert sale.coupons == ((START, datetime(2026, 12, 4, 21)),)
    assert phases(sale)[-1].name == "coupon"


def test_an_end_before_the_start_is_refused():
    """A window needs time inside it."""
    with pytest.raises(ImportDataError, match="not after the start"):
        SaleWindow("s", END, START).on_wall(TOKYO)
