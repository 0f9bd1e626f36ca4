"""Carriers' addresses: the phone in them, whatever channel stands before it, and nobody for all else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.addresses.carrier_address import CarrierAddress, read_address


@pytest.mark.parametrize(
    ("written", "number", "channel"),
    [
        ("+12125550181", "+12125550181", None),
        (" 12125550181", "+12125550181", None),
        ("12125550181", "+12125550181", None),
        ("+447911123456", "+447911123456", None),
        ("447911123456", "+447911123456", None),
        ("rcs:+12125550181", "+12125550181", "rcs"),
        ("whatsapp:+5215512345678", "+525512345678", "whatsapp"),
        ("WhatsApp:12125550181", "+12125550181", "whatsapp"),
        ("tel:+1-212-555-0181", "+12125550181", "tel"),
        ("some_channel:+12125550181", "+12125550181", "some_channel"),
        ("messenger:1234567890123", None, "messenger"),
        ("rcs:brand_abc_agent", None, "rcs"),
        ("12345", None, None),
        ("+12345", None, None),
        ("262966", None, None),
        ("57575701", None, None),
        ("MYBANK", None, None),
        ("My Bank 24", None, None),
        ("", None, None),
        (":", None, None),
        ("rcs:", None, "rcs"),
    ],
)
def test_an_address_is_a_phone_or_nobody(written: str, number: str | None, channel: str | None) -> None:
    assert read_address(written) == CarrierAddress(number, channel)


@given(st.sampled_from(["", "rcs:", "whatsapp:", "sms:"]), st.integers(0, 9_999_999))
def test_a_phone_is_found_behind_every_channel(channel: str, line: int) -> None:
    number = f"+1212{line:07d}"

    assert read_address(channel + number).number == number


@given(st.text(max_size=40))
def test_any_address_is_read(written: str) -> None:
    number = read_address(written).number

    assert number is None or number[1:].isdigit()
