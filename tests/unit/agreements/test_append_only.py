"""What was sent and what has happened cannot be changed, whoever holds the database."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import sim
from sim.agreements.chain import verify_chain
from sim.agreements.log import events_of

ATTACKS = {
    "event text": "UPDATE events SET actor = 'x'",
    "event payload": "UPDATE events SET payload = '{}' WHERE seq = 2",
    "event number": "UPDATE events SET seq = 99 WHERE seq = 1",
    "event deleted": "DELETE FROM events WHERE seq = 1",
    "events deleted": "DELETE FROM events",
    "revision text": "UPDATE revisions SET content = '{}'",
    "revision digest": "UPDATE revisions SET content_sha256 = 'x'",
    "revision author": "UPDATE revisions SET author_id = agreement_id",
    "revision deleted": "DELETE FROM revisions",
    "event inserted": (
        "INSERT INTO events SELECT agreement_id, seq + 100, at, actor, role,"
        " organization, type, revision, content_sha256, prev_sha256, payload, sha256"
        " FROM events WHERE seq = 1"
    ),
    "revision inserted": (
        "INSERT INTO revisions SELECT agreement_id, number + 5, author_id, based_on,"
        " amends, content, files, samples, content_sha256, sent_at FROM revisions"
    ),
}
POSTGRES = {
    "truncated": "TRUNCATE events CASCADE",
    "revisions truncated": "TRUNCATE revisions",
}
SQLITE = {
    "replaced": "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 1",
    "update or replace": "UPDATE OR REPLACE events SET actor = 'x'",
}


def test_database_refuses_to_change_what_happened(table):
    """Every statement that would change, delete or slip in a row is refused."""
    table.lock()
    own = SQLITE if table.database.is_sqlite else POSTGRES
    for name, attack in {**ATTACKS, **own}.items():
        with pytest.raises(IntegrityError, match="append-only"):
            run(table.database, attack)
        assert name
    seen = table.see()

    assert verify_chain(seen.events) is None
    assert seen.revision(1).content_sha256 == seen.revision(1).terms.digest


def run(database, statement):
    """Run a statement as somebody who holds the database."""
    with database.writing() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("broken", ["set", "tell"])
def test_state_and_event_are_written_together(table, monkeypatch, broken):
    """When one of them fails, neither is there."""
    table.send()
    table.view(table.shop, 1)
    before = table.events()

    def fail(*_, **__):
        raise RuntimeError(broken)

    monkeypatch.setattr(f"sim.agreements.changing.Change.{broken}", fail)
    with pytest.raises(RuntimeError):
        table.sign(table.shop, 1)
    monkeypatch.undo()

    assert table.state() == "sent"
    assert table.events() == before


def test_event_without_state_is_impossible_too(table, monkeypatch):
    """When the event cannot be written, the state has not changed."""
    table.send()
    table.view(table.shop, 1)
    monkeypatch.setattr("sim.agreements.changing.append_event", None)
    with pytest.raises(TypeError):
        table.sign(table.shop, 1)
    monkeypatch.undo()

    assert table.state() == "sent"


def test_chain_in_the_database_is_the_chain_that_was_sealed(table):
    """What is read back has the hash that was written beside it."""
    table.lock()
    with table.database.reading() as connection:
        number = table.see().summary.number
        events = events_of(connection, table.id, number)
        recorded = connection.execute(
            text("SELECT sha256 FROM events ORDER BY seq")
        ).scalars()
        assert [event.sha256 for event in events] == list(recorded)


def test_no_code_changes_or_deletes_an_event():
    """Nowhere in the source does a statement update or delete events or revisions."""
    guarded = {"EventRow", "RevisionRow"}
    found = []
    for path in Path(sim.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name("update" | "delete"), args=[ast.Name(name)]
                ):
                    found += [(path.name, name)] if name in guarded else []
                case ast.Constant(str(words)) if "append-only" not in words:
                    lowered = " ".join(words.lower().split())
                    found += [
                        (path.name, words)
                        for verb in ("update", "delete from", "truncate")
                        for table in ("events", "revisions")
                        if f"{verb} {table} " in lowered + " "
                    ]

    assert found == []


def test_events_are_written_in_one_place():
    """Only the log inserts events, only the drafts insert revisions."""
    homes = {"EventRow": set(), "RevisionRow": set()}
    for path in Path(sim.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("insert"), args=[ast.Name(name)]):
                    if name in homes:
                        homes[name].add(path.stem)

    assert homes == {"EventRow": {"log"}, "RevisionRow": {"drafts"}}
