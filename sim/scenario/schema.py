"""JSON schema of the scenario file, for editors that check while one types.

It is generated from the models; the texts under their fields are the descriptions.
"""

import json

from sim.scenario.model import Scenario

__all__ = ["schema_text"]


def schema_text() -> str:
    """Return the JSON schema (draft 2020-12) of a scenario file as text."""
    schema = Scenario.model_json_schema(by_alias=True)
    schema["properties"].pop("attachments")
    schema["$defs"].pop("Attachment")
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hanboki scenario",
        **{key: value for key, value in schema.items() if key != "title"},
    }
    return json.dumps(_untitled(content), ensure_ascii=False, indent=2) + "\n"


def _untitled(value: object, *, is_names: bool = False) -> object:
    """Return a schema without the titles that only repeat the keys.

    ``is_names`` says that the keys of this table are names of fields or of parts.
    """
    if isinstance(value, list):
        return [_untitled(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _untitled(inner, is_names=key in ("properties", "$defs"))
        for key, inner in value.items()
        if is_names or key != "title" or inner == "hanboki scenario"
    }
