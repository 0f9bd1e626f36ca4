"""Where somebody is, as laws on texts see it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers.geodata import GEOCODE_DATA

from engine.rules.addresses.area_codes import OVERLAYS
from engine.rules.addresses.phone import normalise
from engine.rules.addresses.whereabouts import Region, country_of_number, region_of_contact

MIAMI, HOUSTON, TORONTO, PARIS, MUNICH = "+13055550101", "+17135550101", "+14165550101", "+33612345678", "+498912345678"


@pytest.mark.parametrize(
    ("contact", "place"),
    [
        ({}, Region(None)),
        ({"phone": MIAMI}, Region("US", "FL")),
        ({"phone": MIAMI, "state": "TX"}, Region("US", "TX")),
        ({"phone": MIAMI, "state": "us-tx"}, Region("US", "TX")),
        ({"phone": MIAMI, "state": " Texas "}, Region("US", "TX")),
        ({"phone": MIAMI, "state": "Atlantis"}, Region("US", "FL")),
        ({"phone": MIAMI, "state": 12}, Region("US", "FL")),
        ({"phone": MIAMI, "country": "United States"}, Region("US", "FL")),
        ({"phone": HOUSTON, "country": "US"}, Region("US", "TX")),
        ({"phone": "+18005550101"}, Region("US", None)),  # toll-free: nowhere in particular
        ({"phone": TORONTO}, Region("CA", None)),
        ({"phone": PARIS}, Region("FR", None)),
        ({"phone": PARIS, "country": "US"}, Region("US", None)),  # lives there with a French number
        ({"phone": MIAMI, "country": "France"}, Region("FR", None)),
        ({"phone": MUNICH, "state": "DE-BY"}, Region("DE", "BY")),
        ({"phone": MUNICH, "state": "BY"}, Region("DE", "BY")),
        ({"phone": MUNICH, "state": "Bavaria"}, Region("DE", None)),
        ({"phone": PARIS, "country": "Atlantis"}, Region("FR", None)),
        ({"state": "FL"}, Region(None)),
    ],
)
def test_a_contact_is_where_it_says_else_where_its_number_is(contact: dict[str, Any], place: Region) -> None:
    assert region_of_contact(contact) == place


def _states_as_libphonenumber_has_them() -> dict[int, str]:
    """Of each area code, the state of most of the places in it."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for prefix, names in GEOCODE_DATA.items():
        if re.fullmatch(r"1[2-9]\d\d+", prefix) and "en" in names:
            said = names["en"].rpartition(", ")[2].removesuffix(" State").replace("Washington D.C.", "DC")
            state = region_of_contact({"country": "US", "state": said}).state
            if state is not None:
                # What is said of the whole code counts for more than any place in it.
                found[int(prefix[1:4])][state] += 1 if len(prefix) > 4 else 1_000
    return {code: states.most_common(1)[0][0] for code, states in found.items()}


def test_every_area_code_is_in_the_state_that_libphonenumber_names() -> None:
    known = {code: region_of_contact({"country": "US", "phone": f"+1{code}5550101"}).state for code in range(200, 1000)}
    from_there = {code: state for code, state in known.items() if state and str(code) not in OVERLAYS}
    assert from_there == _states_as_libphonenumber_has_them()
    assert len(set(known.values()) - {None}) == 51


@pytest.mark.parametrize(("new", "older"), sorted(OVERLAYS.items()))
def test_a_new_area_code_is_of_the_place_it_was_opened_over(new: str, older: str) -> None:
    assert int(new) not in _states_as_libphonenumber_has_them()
    assert region_of_contact({"phone": f"+1{new}5550101"}) == region_of_contact({"phone": f"+1{older}5550101"})
    assert normalise(f"+1{new}5550101").timezones == normalise(f"+1{older}5550101").timezones != ()


@given(st.text(), st.text(), st.text())
def test_no_input_raises(phone: str, country: str, state: str) -> None:
    region_of_contact({"phone": phone, "country": country, "state": state})
    country_of_number(phone)
