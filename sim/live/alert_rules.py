"""Alert rules: what is watched, from which value on, and who is told.

A TOML file; unknown keys are errors, and all problems are listed at once. Passwords
and secret addresses never stand in it: it names the environment variables that hold
them.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from sim.errors import ScenarioError
from sim.scenario.attachments import decoded, read_bytes
from sim.scenario.base import NotNegative, Spec
from sim.scenario.problems import merged, problems_of
from sim.scenario.toml import raw_table

__all__ = ["Alert", "AlertRules", "Mail", "Watched", "Webhook", "load_alert_rules"]

Watched = Literal[
    "missed_today",
    "missed_tomorrow",
    "missed_share",
    "pickup_missed",
    "backlog",
    "overdue",
    "oldest_hours",
    "volume_above",
    "volume_below",
    "call_deadline_hours",
    "data_age_minutes",
    "unreadable_files",
]
"""What can be watched; :mod:`sim.live.readings` says how each is read."""

Line = Annotated[
    str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""Words on one line."""

_BELOW = frozenset({"call_deadline_hours"})


class Alert(Spec):
    """One rule: told once when it begins to hold, and once when it is over."""

    name: Line
    """What the message calls it; no two alerts have the same."""
    watch: Watched
    """What is watched."""
    limit: NotNegative
    """It fires above this value; ``call_deadline_hours`` fires below it."""
    clear: NotNegative | None = None
    """It is over at this value again; None means at the limit.

    For shares and probabilities the values are parts of 1.
    """
    step: Annotated[str, Field(min_length=1)] | None = None
    """Step whose backlog is watched; None means all open orders."""

    @model_validator(mode="after")
    def _clears_on_the_right_side(self) -> "Alert":
        if self.clear is not None:
            is_beyond = self.clear > self.limit
            if is_beyond != (self.watch in _BELOW) and self.clear != self.limit:
                msg = "alert_clear"
                raise ValueError(msg)
        return self

    @property
    def fires_below(self) -> bool:
        """Whether small values are the bad ones."""
        return self.watch in _BELOW


class Mail(Spec):
    """Messages by e-mail (SMTP)."""

    server: Annotated[str, Field(min_length=1)]
    """Host of the mail server."""
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    """Port."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is protected; ``none`` only for a server on this machine."""
    sender: Annotated[str, Field(min_length=3)]
    """Address that messages come from."""
    to: Annotated[tuple[str, ...], Field(min_length=1)]
    """Addresses that messages go to."""
    user: str | None = None
    """Name for the server; None means that it asks for none."""
    password_env: str | None = None
    """Environment variable that holds the password."""


class Webhook(Spec):
    """Messages as JSON to an address (HTTP POST)."""

    name: Line
    """What it is called here."""
    url: Annotated[str, Field(pattern=r"^https?://")] | None = None
    """Address; or ``url_env``, when the address itself is a secret."""
    url_env: str | None = None
    """Environment variable that holds the address."""

    @model_validator(mode="after")
    def _one_address(self) -> "Webhook":
        if (self.url is None) == (self.url_env is None):
            msg = "webhook_one_address"
            raise ValueError(msg)
        return self


class AlertRules(Spec):
    """All rules, and where messages go."""

    schema_version: Literal[1] = 1
    """Version of this format."""
    language: Literal["ja", "en"] = "ja"
    """Language of the messages."""
    alerts: Annotated[tuple[Alert, ...], Field(min_length=1)]
    """What is watched."""
    mail: Mail | None = None
    """E-mail; None means none."""
    webhooks: tuple[Webhook, ...] = ()
    """Webhooks."""

    @model_validator(mode="after")
    def _distinct_names(self) -> "AlertRules":
        names = [alert.name for alert in self.alerts]
        hooks = [hook.name for hook in self.webhooks]
        if len(set(names)) < len(names) or len(set(hooks)) < len(hooks):
            msg = "alert_names"
            raise ValueError(msg)
        return self


def load_alert_rules(path: Path | str) -> AlertRules:
    """Return the rules of a file.

    Raises
    ------
    ScenarioError
        The file is wrong; all problems are listed.
    """
    path = Path(path)
    content, problems = read_bytes(path, path.name)
    text = None
    if content is not None:
        text, problems = decoded(content, path.name)
    raw = None
    if text is not None:
        raw, problems = raw_table(text, path.name)
    if raw is None:
        raise ScenarioError(problems)
    try:
        return AlertRules.model_validate(raw)
    except ValidationError as error:
        raise ScenarioError(merged(problems_of(error, raw, AlertRules))) from error
