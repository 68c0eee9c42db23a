"""Numbers of named streams.

A stream is a named source of random values, such as ``"demand:apparel-a:rakuten"``.
Its number is a digest of its name, so a new shop, team or flow moves no other stream:
the values of everything that was there before stay what they were.
"""

from collections.abc import Iterable
from hashlib import blake2b

from sim.errors import Problem, ScenarioError

__all__ = ["stream_number", "stream_numbers"]


def stream_number(name: str) -> int:
    """Return the number of a stream: the 32-bit BLAKE2b digest of its UTF-8 name."""
    digest = blake2b(name.encode("utf-8"), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def stream_numbers(names: Iterable[str]) -> dict[str, int]:
    """Return the number of each stream, by name.

    Raises
    ------
    ScenarioError
        A name is there twice, or two names have the same digest: both streams would
        draw the same values.
    """
    numbers: dict[str, int] = {}
    owners: dict[int, str] = {}
    problems: list[Problem] = []
    for name in names:
        number = stream_number(name)
        if number in owners:
            problems.append(
                Problem(
                    where=name,
                    rule="stream_collision",
                    values={"other": owners[number]},
                )
            )
        owners.setdefault(number, name)
        numbers[name] = number
    if problems:
        raise ScenarioError(problems)
    return numbers
