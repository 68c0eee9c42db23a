"""Many hands at once: one consistent outcome, and no event is lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sim.agreements import drafts, workflow
from sim.agreements.chain import verify_chain
from sim.database import open_database
from sim.errors import AgreementError
from tests.unit.agreements.table import Table, offer

HANDS = 50


def at_once(table: Table, url: str, acts) -> list[str]:
    """Let every act run at the same moment, each over a connection of its own."""
    start = Barrier(len(acts))
    opened = [open_database(url) for _ in range(4)]

    def run(numbered) -> str:
        number, act = numbered
        start.wait()
        try:
            return f"done {act(opened[number % 4])}"
        except AgreementError as error:
            return error.problems[0].rule

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(run, enumerate(acts)))
    for each in opened:
        each.close()
    return answers


def signing(table: Table, actor):
    """Return an acceptance of the first revision."""
    sha256 = table.see(actor).revision(1).content_sha256

    def act(database):
        return workflow.accept(
            database,
            actor,
            table.id,
            revision=1,
            content_sha256=sha256,
            now=table.now,
        )

    return act


def countering(table: Table, actor, number: int):
    """Return a counter-offer to the first revision."""

    def act(database):
        version = drafts.save_draft(
            database,
            actor,
            table.id,
            offer(f"#{number}"),
            revision=1,
            draft_version=0,
            now=table.now,
        )
        return drafts.send(
            database, actor, table.id, draft_version=version, now=table.now
        )

    return act


def rejecting(table: Table, actor):
    """Return a rejection of the first revision."""

    def act(database):
        return workflow.reject(
            database, actor, table.id, "x", revision=1, now=table.now
        )

    return act


def test_both_sides_sign_at_once_many_times(table, database_url):
    """Of fifty acceptances two count, one a side; the agreement is locked once."""
    table.send()
    table.view(table.shop, 1)
    table.view(table.agency, 1)
    both = (signing(table, table.shop), signing(table, table.agency))
    answers = Counter(at_once(table, database_url, both * (HANDS // 2)))

    assert sum(n for answer, n in answers.items() if answer.startswith("done")) == 2
    assert table.state() == "locked"
    kinds = Counter(event for event, _ in table.events())
    assert kinds == {"created": 1, "sent": 1, "accepted": 2, "locked": 1}
    assert verify_chain(table.see().events) is None


def test_acceptances_and_counters_meet_in_one_outcome(table, database_url):
    """Acceptances, counters and rejections at once: what was told is what is there."""
    for round_number in range(3):
        table.send()
        table.view(table.shop, 1)
        table.view(table.agency, 1)
        acts = []
        for number in range(10):
            acts += [signing(table, table.shop), signing(table, table.agency)]
            acts += [countering(table, table.agency, number)]
            acts += [countering(table, table.shop, number)]
            acts += [rejecting(table, table.agency)]
        answers = at_once(table, database_url, acts)

        seen = table.see()
        assert verify_chain(seen.events) is None
        happened = Counter(event.type for event in seen.events)
        done = [answer for answer in answers if answer.startswith("done")]
        accepted = [a for a in done if "accepted" in a or "locked" in a]
        sent = [a for a in done if a[5:].isdigit()]
        assert happened["accepted"] == len(accepted), round_number
        assert happened["sent"] == 1 + len(sent), round_number
        assert happened["rejected"] == done.count("done None"), round_number
        assert len(sent) <= 1
        assert_one_outcome(seen, happened)


def assert_one_outcome(seen, happened: Counter) -> None:
    """The state is what the events say, and only one end was reached."""
    state = seen.summary.state
    assert happened["locked"] + happened["rejected"] <= 1
    assert (state == "locked") == bool(happened["locked"])
    assert (state == "rejected") == bool(happened["rejected"])
    if happened["locked"]:
        assert set(seen.revision(1).accepted_at) == {"shop", "agency"}
        assert seen.revision(1).status == "locked"
    if len(seen.revisions) == 2 and state == "sent":
        assert seen.revision(2).accepted_at == {}


def test_comments_at_once_are_all_kept(table, database_url):
    """Fifty comments are fifty events, in one chain without a gap."""
    table.send()
    said = [f"c{number}" for number in range(HANDS)]

    def saying(number):
        actor = table.shop if number % 2 else table.agency
        return lambda database: workflow.comment(
            database, actor, table.id, said[number], now=table.now
        )

    at_once(table, database_url, [saying(n) for n in range(HANDS)])
    seen = table.see()

    kept = {e.payload["comment"] for e in seen.events if e.type == "commented"}
    assert kept == set(said)
    assert [event.seq for event in seen.events] == list(range(1, HANDS + 3))
    assert verify_chain(seen.events) is None
