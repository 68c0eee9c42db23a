"""What Alembic runs around the migrations: our connection, our transaction."""

from alembic import context

from sim.database.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,  # for its names of constraints
)
context.run_migrations()
