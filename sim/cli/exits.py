"""How a command ends: exit codes, refusals, and being stopped.

==== =======================================================================
code meaning
==== =======================================================================
0    the command did its work
1    asked for with ``--fail-if-missed``: the plan does not meet its target
2    the input or the command line is wrong
70   a bug in hanboki
130  stopped with Ctrl-C
141  the reader of a pipe went away
143  stopped from outside (SIGTERM); 129 when the terminal was closed
==== =======================================================================
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = [
    "AGAIN_SECONDS",
    "BUG",
    "MISSED",
    "PIPE_CLOSED",
    "WRONG_INPUT",
    "Refusal",
    "Stopped",
    "close_stdout",
    "stoppable",
]

MISSED = 1
WRONG_INPUT = 2
BUG = 70
PIPE_CLOSED = 141
AGAIN_SECONDS = 0.3
"""After which a stop that got lost comes again."""


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """The command will not do what was asked; holds a key of ``cli.toml``."""

    def __init__(self, *, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(key)


class Stopped(BaseException):
    """Somebody stopped the command; not an error that a command may swallow."""

    def __init__(self, exit_code: int) -> None:
        self.exit_code = exit_code
        super().__init__(exit_code)


@contextmanager
def stoppable() -> Iterator[None]:
    """Let signals unwind the block, so that unfinished files are taken away.

    A handler may be called inside NumPy or a callback of a C library, where whatever it
    raises is dropped; so it raises again until the unwinding has begun.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, _stop) for number in numbers}
    has_timer = hasattr(signal, "setitimer")
    if has_timer:
        before[signal.SIGALRM] = signal.getsignal(signal.SIGALRM)
    try:
        yield
    finally:
        if has_timer:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
        for number, handler in before.items():
            signal.signal(number, handler)


def close_stdout() -> None:
    """Send what is still buffered to nowhere, so that Python ends without a word."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except OSError:  # not a real stream
        pass


def _stop(number: int, _frame: FrameType | None) -> None:
    def again(_number: int, _frame: FrameType | None) -> None:
        if not _is_unwinding():
            raise Stopped(128 + number)

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, again)
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS, AGAIN_SECONDS)
    raise Stopped(128 + number)


def _is_unwinding() -> bool:
    """Return whether what runs now tidies up after a stop."""
    handled = sys.exception()
    while handled is not None and not isinstance(handled, Stopped):
        handled = handled.__context__
    return handled is not None
