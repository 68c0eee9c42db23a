"""Truths about the shipped samples."""

from pathlib import Path

from sim.orders import import_orders, write_orders

SAMPLES = Path(__file__).parents[3] / "data" / "samples"


def test_shipped_orders_are_what_the_importer_makes(tmp_path):
    """Importing the shipped RMS file gives the shipped orders file, byte for byte."""
    orders, report = import_orders([SAMPLES / "uci_2011_autumn_rms.csv"])
    write_orders(orders, tmp_path / "o.csv")
    shipped = SAMPLES / "uci_2011_autumn_orders.csv"

    assert (tmp_path / "o.csv").read_bytes() == shipped.read_bytes()
    assert (report.orders, report.rejected) == (3660, 0)


def test_sample_holds_no_personal_column():
    """No column of the sample is personal or unknown, and the file stays small."""
    file = SAMPLES / "uci_2011_autumn_rms.csv"
    _, report = import_orders([file])

    assert report.files[0].personal == report.files[0].unknown == ()
    assert file.stat().st_size < 3_000_000
