"""What cells mean: numbers, truth, dates; and whatever could be something else stays the text it is."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.email import consent_address, email_problem
from engine.rules.values import recognise

CELLS: list[tuple[str, object]] = [
    ("12", 12),
    ("-3", -3),
    ("0", 0),
    ("-0", 0),
    ("12.50", 12.5),
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


@pytest.mark.parametrize("address", ["a@b.co", "A.b+c@Example.com", "\u00e9@ex\u00e4mple.com", " a@b.co "])
def test_an_address_with_a_form_can_be_written_to(address: str) -> None:
    assert email_problem(address) is None
    assert consent_address(address) == address.strip().lower()


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
