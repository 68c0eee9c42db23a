"""Promised shares of an agreement beside what happened: missed, errors, replies.

Order files tell of missed shipments. Errors and replies stand in no file: somebody
counts them, or they are not measured, and then a promise is neither kept nor broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.agreements.terms import Terms
from sim.review.actuals import Actuals

__all__ = ["Gap", "KeptPromise", "Part", "PromiseKind", "kept_promises"]

PromiseKind = Literal["missed", "errors", "replies"]
Gap = Literal["stamps", "wrong_orders", "contacts", "replied", "part"]
"""What keeps a promise from being measured: no shipping times, errors not counted,
inquiries not counted, answers in time not counted, or a part larger than the whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of all."""

    some: int
    all: int
    open: int = 0
    """Further ones that may belong to ``some``: no file tells."""


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """A promised share, and the share that it came to."""

    kind: PromiseKind
    promised: float
    """Share of the document: of replies the least, of the others the most."""
    found: Part | Gap
    """Missed of due orders, wrong of shipped orders, inquiries answered in time of
    those that came; or why nobody knows."""

    @property
    def share(self) -> float | None:
        """What it came to; None where it was not measured."""
        if not isinstance(self.found, Part):
            return None
        if not self.found.all:
            # where there was nothing, nothing was late
            return 1.0 if self.kind == "replies" else 0.0
        return self.found.some / self.found.all

    @property
    def is_kept(self) -> bool | None:
        """Whether the promise was kept; None where nobody can tell."""
        share = self.share
        if share is None or not isinstance(self.found, Part):
            return None
        if self.kind == "replies":
            return share >= self.promised
        if share > self.promised:
            return False
        most = (self.found.some + self.found.open) / max(self.found.all, 1)
        return True if most <= self.promised else None


def kept_promises(
    terms: Terms, actuals: Actuals, missed: Part | None, n_shipped: int
) -> Iterator[KeptPromise]:
    """Yield a row for each share that the document promises.

    Parameters
    ----------
    missed
        Missed orders of those due; None without shipping stamps.
    n_shipped
        Orders of the agreement that were handed over.
    """
    quality, times = terms.quality, terms.times
    yield KeptPromise("missed", quality.missed_share, missed or "stamps")
    if quality.error_share is not None:
        found = _errors(actuals, n_shipped, has_stamps=missed is not None)
        yield KeptPromise("errors", float(quality.error_share), found)
    if quality.reply_in_time_share is not None:
        promised = float(quality.reply_in_time_share)
        yield KeptPromise("replies", promised, _replies(actuals))
    elif times.reply_within_hours is not None:
        # a time without a share holds for every message
        yield KeptPromise("replies", 1.0, _replies(actuals))


def _errors(actuals: Actuals, n_shipped: int, *, has_stamps: bool) -> Part | Gap:
    if actuals.wrong_orders is None:
        return "wrong_orders"
    return _part(actuals.wrong_orders, n_shipped) if has_stamps else "stamps"


def _replies(actuals: Actuals) -> Part | Gap:
    if actuals.contacts is None:
        return "contacts"
    if actuals.replied_in_time is None:
        return "replied"
    return _part(actuals.replied_in_time, actuals.contacts)


def _part(some: int, every: int) -> Part | Gap:
    return Part(some, every) if some <= every else "part"
