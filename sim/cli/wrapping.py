"""Lines that fit: Japanese breaks between characters, English between words.

Words of Latin letters stay whole, and no line begins with a closing mark or ends with
an opening one (禁則).
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len

__all__ = ["wrapped"]

_PIECES = re.compile(r"[!-~]+| +|.", re.DOTALL)
_NEVER_FIRST = frozenset(
    "、。,.)」』】]}・:;!?%~ー〜～…々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NEVER_LAST = frozenset("(「『【[{￥¥")


def wrapped(text: str, width: int) -> str:
    """Return ``text`` with line ends put in, so that no line takes over ``width``.

    ``width`` — in cells; a character of East Asian width takes two.
    """
    return "\n".join(
        line for given in text.split("\n") for line in _lines(given, max(width, 2))
    )


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for piece in _unbreakable(text, width):
        if cell_len((line + piece).rstrip()) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def _unbreakable(text: str, width: int) -> list[str]:
    """Return the pieces between which a line may end."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        before = pieces[-1] if pieces else " "
        sticks = piece[0] in _NEVER_FIRST or before[-1] in _NEVER_LAST
        if sticks and before[-1] != " " and cell_len(before + piece) <= width:
            pieces[-1] += piece
        else:
            pieces.extend(_parts(piece, width))
    return pieces


def _parts(piece: str, width: int) -> Iterator[str]:
    """Yield a word in parts that fit; most words are one part."""
    while cell_len(piece) > width:
        yield piece[:width]
        piece = piece[width:]
    yield piece
