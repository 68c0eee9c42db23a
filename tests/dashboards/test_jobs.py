"""The queue of long questions, with questions that wait for the test."""

import threading

import pytest

from dashboards.jobs import Busy, JobQueue

SOON = 5.0


@pytest.fixture
def queue():
    """One job at a time, two answers kept, three in line."""
    return JobQueue(workers=1, kept=2, waiting_at_most=3)


class Gate:
    """Work that goes on when the test says so."""

    def __init__(self):
        self.runs = 0
        self.begun = threading.Event()
        self.open = threading.Event()

    def __call__(self, control):
        """Report one of two parts, then wait."""
        self.runs += 1
        self.begun.set()
        control.report(1, 2)
        while not self.open.wait(0.005):
            if control.is_cancelled():
                msg = "stopped"
                raise RuntimeError(msg)
        return "answer"


def test_the_same_question_is_computed_once(queue):
    """Two people with one question share one run and both get its answer."""
    gate = Gate()
    queue.ask("q", gate, "ann")
    queue.ask("q", gate, "bob")
    gate.open.set()
    queue.wait("q", SOON)
    queue.ask("q", gate, "cem")

    assert gate.runs == 1
    assert queue.answer("q") == "answer"


def test_progress_says_how_far_and_how_long(queue):
    """A running job shows its parts and, from the first part on, the time left."""
    gate = Gate()
    queue.ask("q", gate, "ann")
    gate.begun.wait(SOON)
    progress = queue.progress("q")
    gate.open.set()

    assert (progress.state, progress.total) == ("running", 2)
    assert progress.seconds_left is None or progress.seconds_left >= 0


def test_a_job_goes_on_while_somebody_watches(queue):
    """One person's cancel does not take the answer from another."""
    gate = Gate()
    queue.ask("q", gate, "ann")
    queue.ask("q", gate, "bob")
    gate.begun.wait(SOON)
    queue.leave("q", "ann")
    gate.open.set()
    queue.wait("q", SOON)

    assert queue.answer("q") == "answer"


def test_the_last_watcher_stops_a_running_job(queue):
    """A job that nobody waits for is told to stop and has no answer."""
    gate = Gate()
    queue.ask("q", gate, "ann")
    gate.begun.wait(SOON)
    queue.leave("q", "ann")

    assert queue.progress("q").state == "cancelled"
    assert queue.answer("q") is None
    assert queue.error("q") is None


def test_a_waiting_job_that_is_given_up_never_runs(queue):
    """A cancelled question leaves the line."""
    first, second = Gate(), Gate()
    queue.ask("first", first, "ann")
    queue.ask("second", second, "ann")
    queue.leave("second", "ann")
    first.open.set()
    queue.wait("first", SOON)

    assert second.runs == 0
    assert queue.progress("second").state == "cancelled"


def test_a_cancelled_question_can_be_asked_again(queue):
    """Asking again after a cancel starts a new run."""
    gate = Gate()
    queue.ask("q", gate, "ann")
    gate.begun.wait(SOON)
    queue.leave("q", "ann")
    gate.open.set()
    queue.ask("q", gate, "ann")
    queue.wait("q", SOON)

    assert queue.answer("q") == "answer"


def test_no_more_jobs_run_at_a_time_than_allowed():
    """With two workers, two of five jobs are ever in work together."""
    queue = JobQueue(workers=2, kept=9, waiting_at_most=9)
    lock, now, most = threading.Lock(), [0], [0]

    def work(_control):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.02)
        with lock:
            now[0] -= 1

    for name in "abcde":
        queue.ask(name, work, "ann")
    for name in "abcde":
        queue.wait(name, SOON)

    assert most[0] <= 2


def test_a_full_line_refuses(queue):
    """The fifth question, one running and three waiting, is refused."""
    gate = Gate()
    queue.ask("running", gate, "ann")
    gate.begun.wait(SOON)
    for name in ("a", "b", "c"):
        queue.ask(name, gate, "ann")

    with pytest.raises(Busy):
        queue.ask("d", gate, "ann")
    gate.open.set()


def test_old_answers_are_forgotten(queue):
    """Only as many answers are kept as were asked for; the newest stay."""
    for name in ("a", "b", "c"):
        queue.ask(name, lambda control: "answer", "ann")
        queue.wait(name, SOON)
    queue.ask("d", lambda control: "answer", "ann")
    queue.wait("d", SOON)

    assert queue.progress("a") is None
    assert queue.answer("d") == "answer"


def test_a_failure_is_kept_for_its_watchers(queue):
    """What a job failed of can be read, and does not stop the next job."""

    def fail(_control):
        msg = "no"
        raise ValueError(msg)

    queue.ask("bad", fail, "ann")
    queue.wait("bad", SOON)
    queue.ask("good", lambda control: "answer", "ann")
    queue.wait("good", SOON)

    assert queue.progress("bad").state == "failed"
    assert str(queue.error("bad")) == "no"
    assert queue.answer("good") == "answer"
