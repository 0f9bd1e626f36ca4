"""Contact cards: what phones can read, whatever the account is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.messages.contact_card import contact_card


def test_a_card_has_the_name_and_the_number() -> None:
    assert contact_card("Acme", "+12125550147") == (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Acme;;;;\r\nFN:Acme\r\nORG:Acme\r\n"
        "TEL;TYPE=CELL,PREF:+12125550147\r\nEND:VCARD\r\n"
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Smith, Jones; & Co", "FN:Smith\\, Jones\\; & Co"),
        ("Back\\slash", "FN:Back\\\\slash"),
        ("Evil\r\nTEL:+1900", "FN:Evil TEL:+1900"),
    ],
)
def test_a_name_stays_one_value(name: str, line: str) -> None:
    assert line in contact_card(name, "+12125550147").split("\r\n")


@given(st.text(max_size=300))
def test_lines_are_short_and_the_card_has_no_other_properties(name: str) -> None:
    lines = contact_card(name, "12345").split("\r\n")

    assert all(len(line.encode("utf-8", "surrogatepass")) <= 75 for line in lines)
    begun = [line.partition(":")[0] for line in lines if line and not line.startswith(" ")]
    assert begun == ["BEGIN", "VERSION", "N", "FN", "ORG", "TEL;TYPE=CELL,PREF", "END"]
