"""Line breaks of Japanese text: no closing mark begins a line, no opening one ends it.

The common part of 禁則処理 (JIS X 4051): the line before gives its last character to a
line that would begin with such a mark. Latin words and numbers are not torn apart.
"""

from collections.abc import Callable, Iterator

__all__ = ["broken"]

_NOT_FIRST = frozenset(
    "、。，．・：；？！!?,.:;)）]］}｝」』】〉》〕”’ー々〜…‥%％"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NOT_LAST = frozenset("(（[［{｛「『【〈《〔“‘¥￥×")
_MOST_BACK = 6


def broken(words: str, width: float, measure: Callable[[str], float]) -> str:
    """Return words with a line break wherever a line is full.

    Parameters
    ----------
    width
        Room of a line, in the unit of ``measure``.
    measure
        Width of a text.
    """
    return "\n".join(
        line for each in words.split("\n") for line in _lines(each, width, measure)
    )


def _lines(words: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    start, used = 0, 0.0
    for place, letter in enumerate(words):
        wide = measure(letter)
        if used + wide > width and place > start:
            end = _break_before(words, start, place)
            yield words[start:end]
            start = end
            used = measure(words[start:place])
        used += wide
    yield words[start:]


def _break_before(words: str, start: int, place: int) -> int:
    """Return the nearest allowed break at or before ``place``."""
    for end in range(place, max(start, place - 30), -1):
        before, after = words[end - 1], words[end]
        is_torn = _is_latin(before) and _is_latin(after)
        is_bad = after in _NOT_FIRST or before in _NOT_LAST
        if not is_torn and not (is_bad and place - end < _MOST_BACK):
            return end
    return place


def _is_latin(letter: str) -> bool:
    return letter.isascii() and not letter.isspace()
