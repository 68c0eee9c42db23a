"""The rate cards that can be priced, and the shop's own costs: shipped and one's own.

A card is known by its key: the name of a shipped file, or ``own-`` and the digest of
what was dropped or typed on a page.
Keys of own cards cannot be guessed, and each session remembers its own only.
"""

from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from threading import Lock

from sim.errors import Problem, RateCardError
from sim.quotes.files import (
    dumps,
    load_in_house,
    load_rate_card,
    loads_in_house,
    loads_rate_card,
)
from sim.quotes.in_house import InHouse
from sim.quotes.rate_card import RateCard
from sim.quotes.shipped import shipped_in_house, shipped_rate_cards

__all__ = [
    "IN_HOUSE",
    "card",
    "first_cards",
    "in_house",
    "is_there",
    "put",
    "read_card",
    "read_in_house",
    "shipped_cards",
    "title",
    "toml_bytes",
]

IN_HOUSE = "in-house"
"""Key of the shipped in-house costs."""

_FIRST = ("per-order", "hourly-temps")
_OWN = "own-"
_OWN_KEPT = 256
_own: OrderedDict[str, RateCard | InHouse] = OrderedDict()
_lock = Lock()


def shipped_cards() -> tuple[str, ...]:
    """Return the keys of the shipped rate cards."""
    return tuple(path.stem for path in shipped_rate_cards())


def first_cards() -> tuple[str, ...]:
    """Return the keys of the cards that are priced before anyone chooses."""
    known = shipped_cards()
    return tuple(key for key in _FIRST if key in known) or known[:1]


def card(key: str) -> RateCard:
    """Return the rate card of a key.

    Raises
    ------
    RateCardError
        There is no such card, or its file is wrong.
    """
    found = _kept(key)
    if isinstance(found, RateCard):
        return found
    for path in shipped_rate_cards():
        if path.stem == key:
            return _loaded(path, path.stat().st_mtime_ns)
    raise RateCardError(Problem(key, "file_missing", key))


def is_there(key: str) -> bool:
    """Return whether there is a card of that key, right or wrong."""
    return key in shipped_cards() or isinstance(_kept(key), RateCard)


def in_house(key: str) -> InHouse:
    """Return the in-house costs of a key.

    Raises
    ------
    RateCardError
        There are none of that key, or the file is wrong.
    """
    found = _kept(key)
    if isinstance(found, InHouse):
        return found
    if key != IN_HOUSE:
        raise RateCardError(Problem(key, "file_missing", key))
    path = shipped_in_house()
    if not path.is_file():
        raise RateCardError(Problem(key, "file_missing", path.name))
    return _loaded_in_house(path, path.stat().st_mtime_ns)


def put(money: RateCard | InHouse) -> str:
    """Keep a card, or in-house costs, that was made on a page; return its key."""
    key = f"{_OWN}{money.digest}"
    with _lock:
        _own[key] = money
        _own.move_to_end(key)
        while len(_own) > _OWN_KEPT:
            _own.popitem(last=False)
    return key


def read_card(name: str, content: bytes) -> str:
    """Keep the rate card of a file that was dropped; return its key.

    Raises
    ------
    RateCardError
        The file is wrong; all problems are listed.
    """
    return put(loads_rate_card(_text(name, content), name=name))


def read_in_house(name: str, content: bytes) -> str:
    """Keep the in-house costs of a file that was dropped; return their key.

    Raises
    ------
    RateCardError
        The file is wrong; all problems are listed.
    """
    return put(loads_in_house(_text(name, content), name=name))


def title(key: str) -> str:
    """Return what the screen calls a card; its key when it cannot be read."""
    try:
        found = card(key)
    except RateCardError:
        return key
    return f"{found.agency} / {found.name}"


def toml_bytes(money: RateCard | InHouse) -> bytes:
    """Return a card, or in-house costs, as a TOML file."""
    return dumps(money).encode()


def _kept(key: str) -> RateCard | InHouse | None:
    with _lock:
        return _own.get(key)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RateCardError(Problem(name, "not_utf8")) from error


@lru_cache(maxsize=64)
def _loaded(path: Path, changed_at: int) -> RateCard:  # noqa: ARG001  # part of the key
    return load_rate_card(path)


@lru_cache(maxsize=4)
def _loaded_in_house(path: Path, changed_at: int) -> InHouse:  # noqa: ARG001
    return load_in_house(path)
