"""The rate cards that come with hanboki: examples whose numbers are mostly assumed."""

from pathlib import Path

from sim.scenario.shipped import installed_folder, shipped_folder

__all__ = ["rate_card_path", "rates_folder", "shipped_in_house", "shipped_rate_cards"]


def rates_folder() -> Path:
    """Return the folder of the rate cards beside the scenarios, else the installed one.

    Own scenarios (``HANBOKI_SCENARIOS``) need no rate cards of their own.
    """
    beside = shipped_folder() / "rates"
    return beside if beside.is_dir() else installed_folder() / "rates"


def shipped_rate_cards() -> list[Path]:
    """Return the files of the shipped rate cards, by name."""
    return sorted(rates_folder().glob("*.toml"))


def shipped_in_house() -> Path:
    """Return the file of the shipped in-house costs."""
    return rates_folder() / "in-house" / "shop.toml"


def rate_card_path(asked: Path) -> Path:
    """Return the file a user means: a path, or the name of a shipped rate card."""
    if asked.exists():
        return asked
    shipped = rates_folder() / asked.with_suffix(".toml").name
    is_name = asked.parent in (Path(), Path("rates"), Path("scenarios/rates"))
    return shipped if is_name and shipped.is_file() else asked
