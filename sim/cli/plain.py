"""Values as JSON has them: no NaN, moments as ISO 8601, tables as lists of columns."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["columns", "json_text", "plain"]


def plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value as JSON has it; a number that does not exist is null."""
    match value:
        case Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case float():
            return value if isfinite(value) else None
        case _ if hasattr(value, "isoformat"):
            return value.isoformat()
        case _:
            return value


def columns(table: "pd.DataFrame") -> dict[str, list[Any]]:
    """Return a table as lists of columns, as ``simulate --json`` has tables."""
    return {str(name): plain(column.tolist()) for name, column in table.items()}


def json_text(content: Mapping[str, object]) -> str:
    """Return the text of a JSON file; the same content gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
