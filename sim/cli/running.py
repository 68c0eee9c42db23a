"""Options of every command that runs many replications: cluster and run store."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from sim.cli.exits import Refusal
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.experiments.store import RunStore, Trouble

__all__ = ["Means", "NoStoreOption", "SchedulerOption", "means", "user_store"]

SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", metavar="tcp://HOST:PORT")
]
NoStoreOption = Annotated[bool, typer.Option("--no-store")]


class Means(TypedDict):
    """What runs replications and what remembers them, for functions of experiments."""

    executor: Executor | None
    store: "RunStore | None"


@contextmanager
def means(
    talk: Talk, *, scheduler: str | None = None, no_store: bool = False
) -> Iterator[Means]:
    """Yield the means that the options ask for.

    Raises
    ------
    ClusterError
        The cluster cannot do the work.
    Refusal
        A variable of the environment makes no sense.
    """
    store = None if no_store else user_store(talk)
    with _cluster(scheduler) as found:
        yield Means(executor=found, store=store)


def _cluster(scheduler: str | None) -> AbstractContextManager[Executor | None]:
    if scheduler is None:
        return nullcontext(None)
    from sim.experiments.cluster import cluster_executor

    return cluster_executor(scheduler)


def user_store(talk: Talk) -> "RunStore | None":
    """Return the store of the user, which tells its troubles on stderr."""
    from sim.experiments.store_place import LIMIT_VARIABLE, store_of_user

    def tell(trouble: "Trouble") -> None:
        key = f"store_{trouble.kind}"
        talk.tell(key, path=trouble.path, reason=trouble.reason)

    try:
        return store_of_user(tell)
    except ValueError as error:
        raise Refusal(key="bad_store_limit", name=LIMIT_VARIABLE) from error
