"""What every part of a scenario is: a frozen, strict, validated record."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Name", "NotNegative", "Share", "Spec"]

Name = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[^\s.\[\]:/\\\"'`<>&{}]+$")
]
"""Name of a shop, step, class: no spaces, dots, brackets, quotes; 日本語 is fine."""

Share = Annotated[float, Field(ge=0, le=1)]
"""Part of a whole, 0-1."""

NotNegative = Annotated[float, Field(ge=0)]
"""A number that is 0 or more."""


class Spec(BaseModel):
    """Part of a scenario: frozen, unknown keys refused, numbers finite."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=True,
        ser_json_inf_nan="constants",
    )

    def replace(self, **changes: object) -> Self:
        """Return a copy with some fields changed, validated like a new one."""
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self)(**{**kept, **changes})
