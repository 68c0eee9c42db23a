"""What the tests that compare the engines draw and run: settings, seeds, files."""

from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import strategies as st

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))
COMMON = {
    "deadline": None,
    "database": None,
    "print_blob": True,
    "suppress_health_check": list(HealthCheck),
}
replications = st.integers(0, 3)
