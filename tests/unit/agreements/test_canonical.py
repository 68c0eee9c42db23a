"""Canonical JSON: one form for one content, however it was written."""

import hashlib
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agreements.canonical import canonical_bytes, content_digest, parsed_json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


def backwards(value: object) -> object:
    """Return the same content with the keys of every object in reverse order."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(list(value))}
    if isinstance(value, list):
        return [backwards(inner) for inner in value]
    return value


def test_rfc_8785_example():
    """The sample of RFC 8785, section 3.2, comes out as printed there."""
    given = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],'
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )

    assert canonical_bytes(given) == expected.encode()


@given(DOCUMENTS)
def test_key_order_and_white_space_do_not_matter(document):
    """Written in another order and with other spaces, the digest stays the same."""
    other = json.dumps(backwards(document), indent=3, ensure_ascii=False)

    assert content_digest(json.loads(other)) == content_digest(document)


@given(DOCUMENTS)
def test_what_was_written_reads_back_to_the_same_bytes(document):
    """The canonical form of what the canonical form says is itself."""
    written = canonical_bytes(document)

    assert canonical_bytes(parsed_json(written)) == written


def test_digest_is_sha256_of_the_bytes():
    """Anybody can take the hash with a tool of their own."""
    expected = hashlib.sha256('{"店":[1,"髙"]}'.encode()).hexdigest()

    assert content_digest({"店": (1.0, "髙")}) == expected


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(Decimal("1.5"), id="decimal"),
        pytest.param(float("nan"), id="not a number"),
        pytest.param(float("inf"), id="infinite"),
        pytest.param(2**53, id="whole number beyond the exact ones"),
        pytest.param({1: 2}, id="key is no text"),
        pytest.param("\ud800", id="half a character"),
        pytest.param({1, 2}, id="set"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    """Nothing is rounded, guessed or left out to make a hash possible."""
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the package's
        canonical_bytes({"a": [value]} if not isinstance(value, dict) else value)


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":2}', '{"a":{"b":1,"b":1}}', "[NaN]", "[Infinity]", "[1", "\ufeff{}"],
)
def test_doubtful_json_is_refused(text):
    """A text that two programs may read differently is no document."""
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the package's
        parsed_json(text.encode())
