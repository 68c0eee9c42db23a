"""A Dask cluster as one more executor.

The workers need hanboki in the same state as here: each compares the digest of the code
and of the package versions before it answers, so a cluster never mixes two meanings.
When a worker dies, the scheduler gives its replications to another one; a replication
depends on its number only, so nothing is changed by that.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from typing import Any, Final, cast

from sim.errors import ClusterError, Problem

__all__ = ["cluster_executor"]

_SECONDS_TO_ANSWER: Final = 10


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Yield an executor whose calls run on the workers of a Dask cluster.

    Parameters
    ----------
    address
        Address of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ClusterError
        The package ``distributed`` is missing, the scheduler does not answer or has no
        workers, the cluster was lost in mid-run, or its workers have other code.
    """
    try:
        from distributed import Client
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker
    except ModuleNotFoundError as error:
        raise _trouble(address, "cluster_missing") from error
    _check(address)
    # the package is typed in part only
    with cast(Any, Client)(address, set_as_default=False) as client:
        try:
            yield _OfCluster(client)
        except (CancelledError, FutureCancelledError, CommClosedError) as error:
            raise _trouble(address, "cluster_lost") from error
        except KilledWorker as error:
            raise _trouble(address, "cluster_killed") from error
        except ModuleNotFoundError as error:
            raise _trouble(address, "cluster_without", error.name) from error


def _check(address: str) -> None:
    """Refuse a scheduler that does not answer or has nobody to work for it.

    It is asked before a client is made: one that got no answer cannot be closed.
    """
    try:
        answer = asyncio.run(_identity(address))
    except (OSError, ValueError, TimeoutError) as error:
        raise _trouble(address, "cluster_silent") from error
    if answer.get("type") != "Scheduler":
        raise _trouble(address, "cluster_silent")
    if not answer["workers"]:
        raise _trouble(address, "cluster_empty")


async def _identity(address: str) -> dict[str, Any]:
    from distributed.core import rpc

    async with cast(Any, rpc)(address) as scheduler:
        answer = await asyncio.wait_for(scheduler.identity(), _SECONDS_TO_ANSWER)
    return dict(answer)


class _OfCluster(Executor):
    """Sends calls to the workers; equal calls are never taken for the same one."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  # the package has no types
        self._calls = client.get_executor(pure=False)
        self._max_workers = sum(client.nthreads().values())

    def submit(
        self,
        function: Callable[..., Any],
        /,
        *arguments: Any,  # noqa: ANN401
        **named: Any,  # noqa: ANN401
    ) -> Future[Any]:
        """Return the future of a call."""
        future: Future[Any] = self._calls.submit(function, *arguments, **named)
        return future


def _trouble(address: str, rule: str, got: object = None) -> ClusterError:
    return ClusterError(Problem(address, rule, got))
