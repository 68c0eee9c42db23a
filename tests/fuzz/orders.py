"""Coverage-guided fuzzing of the importers with atheris; not part of any test run.

Usage, from a checkout, in an environment of its own::

    pip install atheris
    PYTHONPATH=. python tests/fuzz/orders.py -max_total_time=300

The first byte of the input chooses the source, the rest is the file.
A crash is any exception but ``ImportDataError``, a lost row, or an input that takes
longer than ten seconds.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sim.orders"]):
    from sim.errors import ImportDataError
    from sim.orders import import_orders
    from sim.orders.sources import SOURCES

NAMES = ("auto", "generic", *(source.name for source in SOURCES))
SUFFIXES = (".csv", ".json", ".zip")
FOLDER = Path(tempfile.mkdtemp())


def one_input(data: bytes) -> None:
    """Import one file and check that no row went missing."""
    if not data:
        return
    source = NAMES[data[0] % len(NAMES)]
    path = FOLDER / ("a" + SUFFIXES[data[0] // len(NAMES) % len(SUFFIXES)])
    path.write_bytes(data[1:])
    try:
        orders, report = import_orders([path], source=source)
    except ImportDataError:
        return
    assert report.read == report.kept + report.rejected
    assert sum(report.rejected_by_reason.values()) == report.rejected
    assert len(orders) == report.orders


def seeds() -> Path:
    """Return a folder with the sample files, each behind its first byte."""
    folder = FOLDER / "seeds"
    folder.mkdir()
    files = Path(__file__).parents[1] / "unit" / "orders" / "files"
    for path in files.iterdir():
        kind = SUFFIXES.index(path.suffix) if path.suffix in SUFFIXES else 0
        first = bytes([kind * len(NAMES)])
        (folder / path.name).write_bytes(first + path.read_bytes())
    return folder


if __name__ == "__main__":
    options = ["-timeout=10", "-max_len=6000", *sys.argv[1:], str(seeds())]
    atheris.Setup([sys.argv[0], *options], one_input)
    atheris.Fuzz()
