"""Where rows are kept: engine, tables, migrations, backup; SQLite or PostgreSQL."""
