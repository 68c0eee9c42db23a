"""Scenario files: TOML in, TOML out, and changes that keep a file's comments."""

from sim.scenario.editing import edit
from sim.scenario.reading import load, loads
from sim.scenario.writing import dumps, save

__all__ = ["dumps", "edit", "load", "loads", "save"]
