"""It is said everywhere what a receipt is not; the guide to it works."""

import io
import re
from pathlib import Path

import pytest

from tests.unit.agreements.receipts import receipt

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("README.md", "not a qualified electronic signature"),
        ("README.ja.md", "認定を受けた電子署名ではありません"),
        ("docs/receipts.md", "**not** a qualified electronic signature"),
    ],
)
def test_what_a_receipt_is_not_stands_in_the_documents(file, words):
    """Nobody takes a receipt for more than it is."""
    assert words in (ROOT / file).read_text(encoding="utf-8")


def test_receipt_is_verified_by_hand_as_the_guide_says():
    """A few lines that know nothing of hanboki verify a receipt."""
    guide = (ROOT / "docs" / "receipts.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", guide, re.DOTALL)
    assert code is not None
    # the lines read a file; here it lies in memory
    lines = code[1].replace('open("receipt.json", encoding="utf-8")', "file")

    exec(lines, {"file": io.StringIO(receipt().decode())})
