"""The schema for editors."""

import json
from pathlib import Path

from sim.scenario.schema import schema_text

SCHEMA = Path(__file__).parents[3] / "scenarios" / "schema.json"


def test_the_schema_file_is_up_to_date():
    """``hanboki schema`` was run after the last change of the models."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_every_field_is_described():
    """Each key shows an explanation while one types, but for the tags of laws."""
    schema = json.loads(schema_text())
    tables = [schema, *schema["$defs"].values()]
    bare = {
        key
        for table in tables
        for key, field in table.get("properties", {}).items()
        if not {"description", "$ref"} & field.keys()
    }

    assert bare <= {"distribution", "kind"}


def test_attachments_are_not_in_the_schema():
    """What is not written in the file is not offered."""
    assert "attachments" not in schema_text()
