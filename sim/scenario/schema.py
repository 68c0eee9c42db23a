"""JSON schema of the scenario file, for editors that check while one types.

It is generated from the models; the texts under their fields are the descriptions.
Pydantic would read them whenever a model is imported, so they are read here.
"""

import ast
import json
from inspect import cleandoc, getsource
from itertools import pairwise
from typing import Any

from sim.scenario.base import Spec
from sim.scenario.model import Scenario

__all__ = ["schema_text"]


def schema_text() -> str:
    """Return the JSON schema (draft 2020-12) of a scenario file as text."""
    schema = Scenario.model_json_schema(by_alias=True)
    models = _models(Spec)
    for name, part in {"Scenario": schema, **schema["$defs"]}.items():
        if name in models:
            _describe(part["properties"], models[name])
    schema["properties"].pop("attachments")
    schema["$defs"].pop("Attachment")
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hanboki scenario",
        **{key: value for key, value in schema.items() if key != "title"},
    }
    return json.dumps(_untitled(content), ensure_ascii=False, indent=2) + "\n"


def _models(base: type[Spec]) -> dict[str, type[Spec]]:
    """Return all models below ``base`` by name."""
    found: dict[str, type[Spec]] = {}
    for model in base.__subclasses__():
        found |= {model.__name__: model, **_models(model)}
    return found


def _describe(properties: dict[str, Any], model: type[Spec]) -> None:
    """Add the texts under the fields of a model, and of those it extends."""
    texts: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, Spec):
            texts |= _texts(each)
    for name, text in texts.items():
        key = model.model_fields[name].alias or name
        content = properties[key] | {"description": text}
        properties[key] = dict(sorted(content.items()))


def _texts(model: type[Spec]) -> dict[str, str]:
    """Return the text under each field that has one."""
    (definition,) = ast.parse(getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    texts = {}
    for field, text in pairwise(definition.body):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(name)),
                ast.Expr(ast.Constant(str(words))),
            ):
                texts[name] = cleandoc(words)
    return texts


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
