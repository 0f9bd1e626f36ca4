"""JSON bodies: what can't be kept as it was sent is refused with its place, never changed quietly."""

from __future__ import annotations

import json
import math
import time
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_api.web.errors import ApiError
from builder_api.web.strict_json import MOST_KEYS, MOST_VALUES, read_json

KEEPABLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(value=KEEPABLE, spaced=st.booleans())
def test_whatever_a_database_can_keep_is_read_as_it_is(value: object, spaced: bool) -> None:
    raw = json.dumps(value, indent=2 if spaced else None, ensure_ascii=spaced).encode()

    assert read_json(raw) == value


@given(raw=st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused_and_what_is_read_can_be_kept(raw: bytes) -> None:
    with suppress(ApiError):
        value = read_json(raw)
        assert orjson.loads(orjson.dumps(value)) == value


@pytest.mark.parametrize(
    ("raw", "code", "said"),
    [
        (b"", "invalid_json", "empty"),
        (b"  \n", "invalid_json", "empty"),
        (b'{"a":1,}', "invalid_json", "line 1, column"),
        (b'{\n"a" 1}', "invalid_json", "line 2"),
        (b"{'a':1}", "invalid_json", "line 1"),
        (b"NaN", "invalid_json", "line 1"),
        (b"[Infinity]", "invalid_json", "line 1"),
        (b'"\\ud800"', "invalid_json", "surrogate"),
        (b"\xef\xbb\xbf{}", "invalid_json", "byte order mark"),
        (b'"\xff"', "not_utf8", "0xff at offset 1"),
        ('{"a": 1}'.encode("utf-16"), "not_utf8", "not UTF-8"),
        ('{"name": "Jos\u00e9"}'.encode("latin-1"), "not_utf8", "0xe9 at offset 13"),
        (b'{"a":["x","y\\u0000"]}', "invalid_request", "/a/1: the text has a character U+0000"),
        (b'{"a\\u0000":1}', "invalid_request", "U+0000"),
        (b'{"n":9223372036854775808}', "invalid_request", "64 bits"),
        (b'{"n":-9223372036854775809}', "invalid_request", "64 bits"),
        (b"1" * 5_000, "invalid_json", "line 1"),
        (b"[" * 65 + b"]" * 65, "invalid_request", "nested"),
        (b"[" * 100_000, "invalid_json", ""),
        (b"[" * (MOST_VALUES + 1), "too_large", "more than 300,000 values; send less at once"),
        (b"[" + b"0," * MOST_VALUES + b"0]", "too_large", "300,000 values"),
        (b"{" + b",".join(b'"k%d":0' % n for n in range(MOST_KEYS + 1)) + b"}", "invalid_request", "5,000 keys"),
        (b'{"a":[{"b":"\\u0000"}]}', "invalid_request", "/a/0/b: the text"),
        (b"[1e400]", "invalid_json", "infinity"),
        (b"[-1.5E+999]", "invalid_json", "infinity"),
        (b"[12345678901234567890e400]", "invalid_json", "infinity"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "invalid_json", ""),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(raw: bytes, code: str, said: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_json(raw)

    assert refused.value.code == code
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'"\\\\u0000"', "\\u0000"),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b"9223372036854775807", 2**63 - 1),
        (b'"12345678901234567890123"', "12345678901234567890123"),
        (b"0.1234567890123456789012", 0.1234567890123456789012),
        (b"1e300", 1e300),
        (b"[" * 64 + b"]" * 64, None),
        (b'"' + b"," * (2 * MOST_VALUES) + b'"', "," * (2 * MOST_VALUES)),
        (b'["1e400",1e300]', ["1e400", 1e300]),
        (b"1" + b"0" * 40 + b"e2", 1e42),
    ],
)
def test_what_only_looks_dangerous_is_read(raw: bytes, value: object) -> None:
    found = read_json(raw)

    assert value is None or found == value
    assert not (isinstance(found, float) and math.isinf(found))


@pytest.mark.parametrize(
    "raw",
    [
        b'{"' + b"k" * 20_000 + b'":[' + b"[]," * 120_000 + b"[]]}",
        b'{"' + b"k" * 2_000_000 + b'":[' + b"[]," * 120_000 + b'"\\u0000"]}',
        b'{"a":' * 60 + b"[" + b'{"' + b"k" * 50_000 + b'":[]},' * 90 + b"0]" + b"}" * 60,
        b"," * (MOST_VALUES + 1) + b'"' + b'\\"' * 2_000_000,
        b"[1234567890123456789" + b",0" * 290_000 + b"]",
        b'{"a":0.' + b"9" * 4_900_000 + b"}",
    ],
    ids=["long key", "longer key", "deep", "text without an end", "long number", "digits"],
)
def test_no_shape_of_a_body_takes_more_than_its_length(raw: bytes) -> None:
    began = time.process_time()
    with suppress(ApiError):
        read_json(raw)

    # Far more than any needs; the square of its length would be minutes.
    assert time.process_time() - began < 10
