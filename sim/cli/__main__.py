"""``python -m sim.cli`` is the same as ``hanboki``."""

from sim.cli import app

if __name__ == "__main__":
    app(prog_name="hanboki")
