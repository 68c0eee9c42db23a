"""Dropped order files, without a page."""

from datetime import datetime

import pytest

from dashboards.services import order_files, sale_forecast
from dashboards.services.order_files import OrderFile
from dashboards.services.sale_forecast import ForecastQuestion, Refused

GOOD = "注文番号,注文日時\n" + "".join(
    f"1-20261101-{n:010d},2026-11-{1 + n % 20:02d} 10:00:00\n" for n in range(60)
)
UNKNOWN = "A,B\n1,2026-11-01 10:00:00\n2,2026-11-01 11:00:00\n"
SALE = (datetime(2026, 12, 4, 20), datetime(2026, 12, 11, 2))


@pytest.fixture(autouse=True)
def _fresh(folder):
    """No answers from before."""


def read(*files, columns=()):
    """Read files and return (reading, outcome)."""
    reading = order_files.reading_of(files)
    if columns:
        reading = order_files.with_columns(reading, columns)
    order_files.ask(reading, files, "test")
    order_files.wait(reading, 60)
    return reading, order_files.imported(reading)


def test_a_file_that_nobody_knows_is_read_with_corrected_columns():
    """The header is offered, and the corrected columns give the orders."""
    file = OrderFile("odd.csv", UNKNOWN.encode())
    _, first = read(file)
    _, second = read(file, columns=[("order_id", "A"), ("ordered_at", "B")])

    assert first.orders is None
    assert first.header == ("A", "B")
    assert len(second.orders) == 2


def test_the_same_files_are_the_same_reading():
    """Content decides, not the moment of the upload."""
    one, other = (OrderFile("a.csv", GOOD.encode()) for _ in range(2))

    assert order_files.reading_of([one]) == order_files.reading_of([other])
    assert order_files.reading_of([one]) != order_files.reading_of(
        [OrderFile("b.csv", GOOD.encode())]
    )


def test_a_name_with_folders_stays_in_its_folder():
    """A file name cannot lead out of the folder in which files are read."""
    _, found = read(OrderFile("../../evil.csv", GOOD.encode()))

    assert found.orders is not None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_sale_outside_the_data_is_refused_in_words(language):
    """A past sale that the orders do not hold cannot be measured."""
    reading, _ = read(OrderFile("a.csv", GOOD.encode()))
    question = ForecastQuestion(reading, "x", SALE, past=(SALE,))

    with pytest.raises(Refused):
        sale_forecast.forecast(question, language)
