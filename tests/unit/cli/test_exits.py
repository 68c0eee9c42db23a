"""Stopping a block of work by a signal."""

import os
import signal
import threading
import time
from contextlib import suppress

import pytest

from sim.cli.exits import AGAIN_SECONDS, Stopped, stoppable

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="POSIX signals"),
    pytest.mark.skipif(
        threading.current_thread() is not threading.main_thread(),
        reason="signals reach the main thread only",
    ),
]


def stop_and_wait():
    """Get a signal, and wait for it."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10 * AGAIN_SECONDS)


def test_a_stop_that_got_lost_comes_again():
    """NumPy and callbacks of C libraries drop what a handler raises inside them."""

    @stoppable()
    def work():
        with suppress(Stopped):
            stop_and_wait()
        time.sleep(10 * AGAIN_SECONDS)
        pytest.fail("the work went on")

    with pytest.raises(Stopped) as stopped:
        work()
    assert stopped.value.exit_code == 128 + signal.SIGTERM


def test_tidying_up_is_not_stopped():
    """What a stop unwinds has the time it needs, also where it meets errors."""
    tidy = []

    @stoppable()
    def work():
        try:
            stop_and_wait()
        finally:
            with suppress(FileNotFoundError):
                raise FileNotFoundError
            time.sleep(3 * AGAIN_SECONDS)
            tidy.append("done")

    with pytest.raises(Stopped):
        work()
    assert tidy == ["done"]


def test_handlers_and_timer_are_given_back():
    """After the block a signal does what it did before."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)
    with suppress(Stopped), stoppable():
        stop_and_wait()

    after = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)
    assert after == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
