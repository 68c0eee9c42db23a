"""Queues for long work, so that no page ever freezes.

Two cores answer everybody, so each queue runs one job at a time:
what-if questions go to :func:`quick`, searches and checks that take longer to
:func:`patient`, and neither waits for the other.
Keys say what is asked, completely: equal keys share one run and one answer.
Begin each with the name of its kind, as in ``("staffing", digest, seed)``.
"""

from collections.abc import Hashable
from functools import cache

from dashboards.jobs import JobQueue
from sim.errors import SimError
from sim.experiments import Cancelled

__all__ = ["ACCOUNTS_VARIABLE", "patient", "quick"]

ACCOUNTS_VARIABLE = "HANBOKI_ACCOUNTS"
"""Set to ``on`` by a server that asks for accounts."""

_QUICK_KEPT = 48
_PATIENT_KEPT = 24
_WAITING_AT_MOST = 64


@cache
def quick() -> JobQueue[Hashable, object]:
    """Return the queue of questions that take a few seconds."""
    return _queue(_QUICK_KEPT)


@cache
def patient() -> JobQueue[Hashable, object]:
    """Return the queue of work that takes up to minutes."""
    return _queue(_PATIENT_KEPT)


def _queue(kept: int) -> JobQueue[Hashable, object]:
    return JobQueue(
        workers=1,
        kept=kept,
        waiting_at_most=_WAITING_AT_MOST,
        expected=(SimError, Cancelled),
    )
