"""Where the run store of this user is, and how big it may become.

``HANBOKI_STORE`` names a folder, or is ``off``; else it is in the cache folder of the
user, because it can be made again.
``HANBOKI_STORE_GB`` is the size above which old runs are removed.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.experiments.store import DEFAULT_LIMIT_BYTES, RunStore, Trouble

__all__ = ["LIMIT_VARIABLE", "OFF", "PLACE_VARIABLE", "store_of_user"]

PLACE_VARIABLE: Final = "HANBOKI_STORE"
LIMIT_VARIABLE: Final = "HANBOKI_STORE_GB"
OFF: Final = "off"

_BYTES_A_GB: Final = 1_000_000_000


def store_of_user(
    on_trouble: Callable[[Trouble], None] | None = None,
) -> RunStore | None:
    """Return the store of this user; None when it is switched off.

    Raises
    ------
    ValueError
        ``HANBOKI_STORE_GB`` is no size.
    """
    place = os.environ.get(PLACE_VARIABLE, "")
    if place == OFF:
        return None
    folder = Path(place) if place else _cache_folder() / "hanboki" / "runs"
    return RunStore(folder, limit_bytes=_limit(), on_trouble=on_trouble)


def _limit() -> int:
    words = os.environ.get(LIMIT_VARIABLE, "")
    if not words:
        return DEFAULT_LIMIT_BYTES
    size = float(words)
    if not 0 <= size < float("inf"):
        msg = f"{LIMIT_VARIABLE}: must be >= 0, got {size:g}"
        raise ValueError(msg)
    return int(size * _BYTES_A_GB)


def _cache_folder() -> Path:
    """Return the folder in which programs of this user keep what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
