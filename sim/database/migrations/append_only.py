"""Triggers under which rows of a table are only ever added, one after the other.

They hold for every program that opens the database, not for hanboki alone.
On SQLite, ``INSERT OR REPLACE`` deletes without asking a trigger; adding a row that is
not the next is refused, so it cannot replace one either.
"""

from alembic import op

__all__ = ["make_append_only"]

_SQLITE = """
CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_SQLITE_NEXT = """
CREATE TRIGGER {table}_next BEFORE INSERT ON {table}
WHEN NEW.{number} IS NOT (
  SELECT coalesce(max({number}), 0) + 1 FROM {table}
  WHERE agreement_id = NEW.agreement_id
)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_POSTGRES = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = '23001'; END $$;
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();
CREATE FUNCTION {table}_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.{number} IS DISTINCT FROM (
    SELECT coalesce(max({number}), 0) + 1 FROM {table}
    WHERE agreement_id = NEW.agreement_id
  ) THEN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = '23001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {table}_next BEFORE INSERT ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_check();
"""
"""23001 is restrict_violation, so that both databases report a broken rule."""


def make_append_only(table: str, number: str) -> None:
    """Let rows of a table be added only, each numbered one above the last.

    ``number`` — column that counts the rows of an agreement, from 1.
    """
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(table=table, action=action))
        op.execute(_SQLITE_NEXT.format(table=table, number=number))
        return
    op.execute(_POSTGRES.format(table=table, number=number))
