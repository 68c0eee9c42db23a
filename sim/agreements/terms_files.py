"""The agreement document as a file: TOML for people, JSON for programs.

The TOML file names every blank in a comment line, so that both sides see what is still
to be agreed on.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import tomlkit
from pydantic import ValidationError
from tomlkit.container import Container
from tomlkit.items import AoT, Item, Table

from sim.agreements.blanks import is_to_fill
from sim.agreements.terms import Terms
from sim.agreements.words import field_label
from sim.errors import TermsError
from sim.language import text
from sim.scenario.attachments import decoded, read_bytes
from sim.scenario.base import Spec
from sim.scenario.fields import written_name
from sim.scenario.problems import merged, problems_of
from sim.scenario.toml import raw_table
from sim.scenario.writing import toml_value, write_atomically

__all__ = ["dumps_terms", "load_terms", "loads_terms", "save_terms", "terms_of"]

_EMPTY: tuple[object, ...] = (None, "", (), {})


def load_terms(path: Path | str) -> Terms:
    """Return the document of a TOML file.

    Raises
    ------
    TermsError
        The file is wrong; all problems are listed.
    """
    path = Path(path)
    content, problems = read_bytes(path, path.name)
    words = None
    if content is not None:
        words, problems = decoded(content, path.name)
    if words is None:
        raise TermsError(problems)
    return loads_terms(words, name=path.name)


def loads_terms(words: str, *, name: str = "terms.toml") -> Terms:
    """Return the document of a TOML text; ``name`` is what messages call it.

    Raises
    ------
    TermsError
        The text is wrong; all problems are listed.
    """
    raw, problems = raw_table(words, name, parse_float=Decimal)
    if raw is None:
        raise TermsError(problems)
    return terms_of(raw)


def terms_of(content: Mapping[str, object]) -> Terms:
    """Return the document of plain data, as :meth:`Terms.content` gives it.

    Raises
    ------
    TermsError
        The data is wrong; all problems are listed.
    """
    try:
        return Terms.model_validate(content)
    except ValidationError as error:
        raise TermsError(merged(problems_of(error, content, Terms))) from error


def save_terms(terms: Terms, path: Path | str) -> None:
    """Write the document to a new TOML file."""
    write_atomically(Path(path), dumps_terms(terms).encode())


def dumps_terms(terms: Terms) -> str:
    """Return the document as TOML text, with a comment line for each blank."""
    document = tomlkit.document()
    document.add(tomlkit.comment(text("terms.file_head", terms.language)))
    _fill(document, terms, terms)
    return tomlkit.dumps(document)


def _fill(target: Container | Table, spec: Spec, terms: Terms) -> None:
    """Put the fields of a record into a table: plain values first."""
    fields = type(spec).model_fields
    for is_section in (False, True):
        for field in fields:
            value = getattr(spec, field)
            if _is_section(value) != is_section:
                continue
            if value in _EMPTY and is_to_fill(type(spec), field):
                _leave_blank(target, type(spec), field, terms)
            elif isinstance(value, Spec) or value != fields[field].get_default():
                # TOML has no word for nothing
                item = toml_value("none") if value is None else _item(value, terms)
                target.add(written_name(type(spec), field), item)


def _leave_blank(
    target: Container | Table, model: type[Spec], field: str, terms: Terms
) -> None:
    words = text(
        "terms.file_blank",
        terms.language,
        key=written_name(model, field),
        label=field_label(model, field, terms.language),
    )
    target.add(tomlkit.comment(words))


def _is_section(value: object) -> bool:
    if isinstance(value, tuple):
        return bool(value) and isinstance(value[0], Spec)
    return isinstance(value, Spec | Mapping)


def _item(value: object, terms: Terms) -> Item:
    if isinstance(value, Spec):
        table = tomlkit.table()
        _fill(table, value, terms)
        return table
    if isinstance(value, tuple) and isinstance(value[0], Spec):
        return _rows(value, terms)
    if isinstance(value, Mapping):
        table = tomlkit.table()
        for key, inner in value.items():
            table.add(str(key), toml_value(inner))
        return table
    return toml_value(_plain(value))


def _rows(rows: tuple[Spec, ...], terms: Terms) -> AoT:
    array = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        _fill(table, row, terms)
        array.append(table)
    return array


def _plain(value: object) -> object:
    """Return what TOML can write: decimals as the number they are."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value
