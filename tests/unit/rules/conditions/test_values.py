"""What cells mean: numbers, truth, dates; and whatever could be something else stays the text it is."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.rules.addresses.email import email_problem
from engine.rules.conditions.values import (
    as_written,
    decimal_number,
    number_spelt,
    recognise,
    whole_number,
)

CELLS: list[tuple[str, object]] = [
    ("12", 12),
    ("-3", -3),
    ("0", 0),
    ("-0", "-0"),
    ("12.5", 12.5),
    ("12.50", "12.50"),
    ("9.30", "9.30"),
    ("1.10", "1.10"),
    ("12.0", "12.0"),
    ("0.00001", "0.00001"),
    ("123456789012345", 123456789012345),
    ("9999999999999999", "9999999999999999"),
    ("0.5", 0.5),
    ("-0.25", -0.25),
    ("TRUE", True),
    ("false", False),
    ("True", True),
    ("2026-03-01", "2026-03-01"),
    ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
    ("2026-03-01 09:00", "2026-03-01T09:00:00"),
    ("2026-03-01T09:00:00+01:00", "2026-03-01T09:00:00+01:00"),
    ("2026-03-01T09:00:00,5Z", "2026-03-01T09:00:00.500000Z"),
    ("02134", "02134"),
    ("007", "007"),
    ("+15", "+15"),
    ("1,000", "1,000"),
    ("1e5", "1e5"),
    (".5", ".5"),
    ("5.", "5."),
    ("12345678901234567", "12345678901234567"),
    ("2026-02-30", "2026-02-30"),
    ("01/02/2026", "01/02/2026"),
    ("nan", "nan"),
    ("Infinity", "Infinity"),
    ("t", "t"),
    ("yes", "yes"),
    ("\u0661\u0662", "\u0661\u0662"),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "value"), CELLS)
def test_a_cell_is_the_value_it_spells_or_the_text_it_is(cell: str, value: object) -> None:
    found = recognise(cell)

    assert (found, type(found)) == (value, type(value))


@given(cell=st.text(max_size=30))
def test_no_cell_raises_and_every_value_can_be_stored(cell: str) -> None:
    value = recognise(cell)

    assert isinstance(value, str) or orjson.loads(orjson.dumps(value)) == value


NUMERALS = st.from_regex(r"-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?", fullmatch=True, alphabet="-.0123456789")


@given(numeral=NUMERALS)
def test_a_number_of_a_file_prints_as_it_was_written_also_in_a_browser(numeral: str) -> None:
    value = recognise(numeral)

    assert str(value) == numeral
    assert isinstance(value, str) or abs(value) < 2**53
    assert number_spelt(numeral) == (float(numeral) if "." in numeral else int(numeral))


@given(numeral=NUMERALS)
def test_a_number_of_a_json_text_prints_as_it_was_written_where_values_are(numeral: str) -> None:
    assume(numeral != "-0")
    read = json.loads(
        f'{{"attributes": {{"a": [{numeral}]}}, "rate": {numeral}}}', parse_int=whole_number, parse_float=decimal_number
    )

    found = as_written(read)

    assert str(found["attributes"]["a"][0]) == numeral
    assert found["rate"] == (float(numeral) if "." in numeral else int(numeral))
    assert type(found["rate"]) in (int, float)


@pytest.mark.parametrize("address", ["a@b.co", "A.b+c@Example.com", "\u00e9@ex\u00e4mple.com", " a@b.co "])
def test_an_address_with_a_form_can_be_written_to(address: str) -> None:
    assert email_problem(address) is None


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (None, "no_email"),
        ("  ", "no_email"),
        ("ann", "email_not_valid"),
        ("ann@", "email_not_valid"),
        ("@x.com", "email_not_valid"),
        ("a@b", "email_not_valid"),
        ("a b@x.com", "email_not_valid"),
        ("a@x.com, b@x.com", "email_not_valid"),
        ("<a@x.com>", "email_not_valid"),
        ("a@" + "x" * 300 + ".com", "email_not_valid"),
    ],
)
def test_what_has_no_form_of_an_address_is_a_problem(address: str | None, problem: str) -> None:
    assert email_problem(address) == problem
