"""Stopping a search and keeping what it has: Ctrl-C asks, a second one insists."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["until_stopped"]


@contextmanager
def until_stopped() -> Iterator[Callable[[], bool]]:
    """Yield whether the user has asked to stop with Ctrl-C.

    The first Ctrl-C only asks; the next one ends the command as everywhere else.
    Outside of the main thread nobody can ask.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
