"""The data dictionary, and the document that carries it."""

from pathlib import Path

import pytest

from sim.language import LANGUAGES
from sim.measures import (
    DICTIONARY_BEGIN,
    DICTIONARY_END,
    KPIS,
    TABLES,
    data_dictionary,
    with_dictionary,
)

README = Path(__file__).parents[3] / "data" / "README.md"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionary_names_every_table_and_number(language):
    """Whatever a table can hold is explained."""
    printed = data_dictionary(language)

    assert all(f"### `{entry.name}`" in printed for entry in TABLES)
    assert all(
        f"| `{entry.name}` | {entry.label(language)} |" in printed for entry in KPIS
    )


def test_only_the_text_between_the_markers_changes():
    """The rest of the document stays, and a second time changes nothing."""
    document = f"before\n{DICTIONARY_BEGIN}\nyesterday\n{DICTIONARY_END}\nafter\n"

    new = with_dictionary(document, "en")

    assert new.startswith(f"before\n{DICTIONARY_BEGIN}\n")
    assert new.endswith(f"{DICTIONARY_END}\nafter\n")
    assert "yesterday" not in new
    assert with_dictionary(new, "en") == new


@pytest.mark.parametrize(
    "document",
    ["", DICTIONARY_BEGIN, DICTIONARY_END + DICTIONARY_BEGIN, DICTIONARY_BEGIN * 2],
)
def test_a_document_without_both_markers_is_refused(document):
    """There is no guessing where the dictionary goes."""
    with pytest.raises(ValueError, match="once each"):
        with_dictionary(document, "en")


def test_the_readme_of_the_data_is_up_to_date():
    """The dictionary in data/README.md is the one that the schema prints."""
    document = README.read_text(encoding="utf-8")

    assert DICTIONARY_BEGIN in document
    assert with_dictionary(document, *LANGUAGES) == document
