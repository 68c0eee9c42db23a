"""The shipped scenarios: where they are, and what a few replications of one give."""

import tomllib
from pathlib import Path

import pandas as pd

from sim.experiments.replicate import run
from sim.scenario.files import load

FOLDER = Path(__file__).parents[3] / "scenarios"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def tables(name: str) -> dict:
    """Return the tables of a shipped file as they are written."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def outcomes(name: str, replications: int, engine: str = "reference") -> pd.DataFrame:
    """Return the headline of each replication of a shipped scenario."""
    scenario = load(FOLDER / f"{name}.toml")
    done = run(scenario, replications=replications, engine=engine, workers=1)
    return done.replications
