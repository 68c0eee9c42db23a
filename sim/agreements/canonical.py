"""Canonical JSON (RFC 8785): the one form of a document that hashes are taken over.

Key order and white space of what was read do not matter; one changed character does.
Numbers are written as ECMAScript writes them, so that 1 and 1.0 are the same number.
Texts are compared as they are: no Unicode normalisation takes place.

References
----------
Rundgren, A., Jordan, B. & Erdtman, S. (2020). JSON Canonicalization Scheme (JCS).
RFC 8785.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

import rfc8785

__all__ = ["canonical_bytes", "content_digest", "parsed_json"]

_EXACT = 2**53 - 1


def canonical_bytes(value: object) -> bytes:
    """Return plain data in its canonical form, UTF-8.

    Raises
    ------
    ValueError
        A number is not finite or a whole number is beyond ±(2⁵³ − 1), a key is no
        text, a text is not Unicode, or a value has no JSON form (Decimal, datetime).
    """
    return rfc8785.dumps(_plain(value))  # type: ignore[arg-type]  # it checks itself


def content_digest(value: object) -> str:
    """Return the SHA-256 of the canonical form, hexadecimal."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def parsed_json(content: bytes) -> object:
    """Return what a JSON file says, read strictly.

    A key that stands twice in one object is refused: programs differ in which of the
    two they take, so a hash over such a text would not say what was agreed on.

    Raises
    ------
    ValueError
        It is no JSON, not UTF-8, repeats a key, or holds NaN or Infinity.
    """
    return json.loads(
        content.decode("utf-8"),
        object_pairs_hook=_object,
        parse_constant=_refuse_constant,
        parse_int=_number,
    )


def _plain(value: object) -> object:
    """Return mappings of any kind as dicts, sequences as lists."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            msg = f"key stands twice: {key!r}"
            raise ValueError(msg)
        found[key] = value
    return found


def _refuse_constant(name: str) -> object:
    msg = f"no number: {name}"
    raise ValueError(msg)


def _number(digits: str) -> int | float:
    """Return a whole number; beyond the exact ones it was a float when written."""
    number = int(digits)
    return number if -_EXACT <= number <= _EXACT else float(number)
