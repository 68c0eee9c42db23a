"""Who may ask: sessions of people who have logged in, or the one user of a computer."""

from datetime import UTC, datetime

from dashboards.i18n import Language
from dashboards.services.store import database
from sim.accounts import Actor, Kind, Session, local_actor, session_of

__all__ = ["local", "session"]


def session(token: str) -> Session | None:
    """Return the session of a token, looked up anew; None when it has ended."""
    return session_of(database(), token, now=datetime.now(UTC))


def local(kind: Kind, language: Language) -> Actor:
    """Return the user of this computer, who may take either side."""
    return local_actor(database(), kind, now=datetime.now(UTC), language=language)
