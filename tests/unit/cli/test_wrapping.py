"""Lines fit the terminal, and break where people break them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sim.cli.wrapping import wrapped


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("あいうえお", 6, "あいう\nえお", id="between characters"),
        pytest.param("one two three", 8, "one two\nthree", id="between words"),
        pytest.param(
            "結果は report.html に", 12, "結果は\nreport.html\nに", id="mixed"
        ),
        pytest.param("あいう。えお", 6, "あい\nう。え\nお", id="no closing first"),
        pytest.param("あい「うえ」", 6, "あい\n「う\nえ」", id="no opening last"),
        pytest.param("a\n\nb", 9, "a\n\nb", id="given line ends stay"),
        pytest.param("abcdefgh", 3, "abc\ndef\ngh", id="word longer than a line"),
        pytest.param("", 5, "", id="empty"),
    ],
)
def test_lines_break_where_they_may(text, width, expected):
    """Japanese breaks between characters, words and marks stay together."""
    assert wrapped(text, width) == expected


@given(
    text=st.text(alphabet="あ漢、。「」ab -ー", max_size=60), width=st.integers(4, 30)
)
def test_no_line_is_too_wide_and_nothing_is_lost(text, width):
    """Whatever the text, lines fit and hold the same characters but spaces."""
    result = wrapped(text, width)

    assert all(cell_len(line) <= width for line in result.split("\n"))
    assert "".join(result.split()) == "".join(text.split())
