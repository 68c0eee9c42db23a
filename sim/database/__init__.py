"""Where rows are kept: engine, tables, migrations, backup; SQLite or PostgreSQL.

One database holds accounts, plans and agreements.
By default it is an SQLite file in the user's data folder, made when it is first needed;
``HANBOKI_DATABASE`` names another one, as a file or as a URL.
Rooms above this one define their tables on :class:`Base` and ask :class:`Database` for
transactions; nothing of SQLAlchemy leaves them.
"""

from sim.database.backup import backup, restore
from sim.database.base import Base, Moment
from sim.database.engine import Database
from sim.database.opening import open_database
from sim.database.upgrading import upgrade

__all__ = [
    "Base",
    "Database",
    "Moment",
    "backup",
    "open_database",
    "restore",
    "upgrade",
]
