"""Moves: the plans next to a plan, for a local search."""

from collections.abc import Iterator

from sim.staffing.offer import Heads, Offer

__all__ = ["cheaper_neighbours", "dearer_neighbours"]


def cheaper_neighbours(offer: Offer, heads: Heads) -> Iterator[Heads]:
    """Yield the plans that cost less: one shift lower, and perhaps another higher.

    A shift goes down by one or two levels, another one up by one or two.
    """
    for down in range(len(heads)):
        for lower in _levels(offer, heads, down, step=-1):
            fewer = _with(heads, down, lower)
            yield fewer
            for up in range(len(heads)):
                if up == down:
                    continue
                for higher in _levels(offer, heads, up, step=1):
                    swapped = _with(fewer, up, higher)
                    if offer.bought_yen(swapped) < offer.bought_yen(heads):
                        yield swapped


def dearer_neighbours(offer: Offer, heads: Heads) -> Iterator[Heads]:
    """Yield the plans with one shift a level higher."""
    for up in range(len(heads)):
        for higher in _levels(offer, heads, up, step=1):
            yield _with(heads, up, higher)
            break


def _levels(offer: Offer, heads: Heads, choice: int, *, step: int) -> list[int]:
    """Return the next two levels below or above."""
    levels = offer.choices[choice].levels
    place = levels.index(heads[choice])
    wanted = (place + step, place + 2 * step)
    return [levels[at] for at in wanted if 0 <= at < len(levels)]


def _with(heads: Heads, choice: int, level: int) -> Heads:
    return (*heads[:choice], level, *heads[choice + 1 :])
