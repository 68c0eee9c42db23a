"""Columns that many tables of the migrations have."""

import sqlalchemy as sa

from sim.database.base import Moment

__all__ = ["key", "moment", "number", "reference", "words"]


def key(name: str) -> "sa.Column[str]":
    """Return a primary key of text."""
    return sa.Column(name, sa.String, primary_key=True)


def reference(
    name: str, to: str, *, index: bool = False, is_key: bool = False
) -> "sa.Column[str]":
    """Return a foreign key."""
    return sa.Column(
        name,
        sa.String,
        sa.ForeignKey(to),
        nullable=False,
        index=index,
        primary_key=is_key,
    )


def words(name: str, *, may_be_none: bool = False) -> "sa.Column[str]":
    """Return a column of text."""
    return sa.Column(name, sa.String, nullable=may_be_none)


def number(name: str, *, may_be_none: bool = False) -> "sa.Column[int]":
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer, nullable=may_be_none)


def moment(name: str, *, may_be_none: bool = False) -> sa.Column[object]:
    """Return a column of moments."""
    return sa.Column(name, Moment, nullable=may_be_none)
