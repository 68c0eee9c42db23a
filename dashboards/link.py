"""The part of an address that reproduces a view: stable ASCII values, no labels.

``?scenario=case1&heads=3,0,2&seed=1&replications=100&lang=ja``, and ``plan=<id>`` when
it is a saved plan. Heads are left out when they are the scenario's own.
A link may come from anybody: what is no legal value is left out when it is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from dashboards.i18n import Language
from dashboards.services.questions import MAX_REPLICATIONS, MAX_SEED, Question

__all__ = ["Link", "link_query", "read_link", "write_link"]

_KEY = re.compile(r"[\w.-]{1,120}")
_DIGITS = re.compile(r"[0-9]{1,10}")
_MAX_SHIFTS = 500
_MAX_HEADS = 10_000


@dataclass(frozen=True, slots=True)
class Link:
    """What a link asks for; None where it says nothing that can be read."""

    scenario: str | None = None
    heads: tuple[int, ...] | None = None
    seed: int | None = None
    replications: int | None = None
    plan_id: str | None = None


def read_link(parameters: Mapping[str, str]) -> Link:
    """Return what the parameters of an address ask for."""
    return Link(
        scenario=_key(parameters.get("scenario")),
        heads=_heads(parameters.get("heads")),
        seed=_number(parameters.get("seed"), 0, MAX_SEED),
        replications=_number(parameters.get("replications"), 1, MAX_REPLICATIONS),
        plan_id=_key(parameters.get("plan")),
    )


def write_link(
    question: Question,
    plan_id: str | None,
    language: Language,
    *,
    base_heads: tuple[int, ...],
    also: Mapping[str, str],
) -> None:
    """Put a view into the address of the page; ``also`` are values of the page."""
    wanted = {**also, **_values(question, plan_id, language, base_heads)}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def link_query(
    question: Question,
    plan_id: str | None,
    language: Language,
    *,
    base_heads: tuple[int, ...],
) -> str:
    """Return the part of an address behind the question mark."""
    values = _values(question, plan_id, language, base_heads)
    return urlencode(values, safe=",")


def _values(
    question: Question,
    plan_id: str | None,
    language: Language,
    base_heads: tuple[int, ...],
) -> dict[str, str]:
    values = {
        "scenario": question.scenario,
        "seed": str(question.seed),
        "replications": str(question.replications),
        "lang": language,
    }
    if question.heads != base_heads:
        values["heads"] = ",".join(map(str, question.heads))
    if plan_id is not None:
        values["plan"] = plan_id
    return values


def _key(text: str | None) -> str | None:
    return text if text and _KEY.fullmatch(text) else None


def _number(text: str | None, low: int, high: int) -> int | None:
    if (
        not text
        or not text.isascii()
        or not text.isdecimal()
        or len(text) > len(str(high))
    ):
        return None
    number = int(text)
    return number if low <= number <= high else None


def _heads(text: str | None) -> tuple[int, ...] | None:
    if not text:
        return None
    parts = text.split(",", _MAX_SHIFTS)
    found = tuple(_number(part, 0, _MAX_HEADS) for part in parts)
    return None if None in found else tuple(n for n in found if n is not None)
