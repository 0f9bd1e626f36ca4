"""A number is read once, with the country that came with it: nothing said later makes a stranger's number of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.rules.addresses.phone import NumberPlan
from engine.rules.consent.consent import Source, SourceKind
from engine.rules.outcomes.states import ConsentState
from engine.store.account import accounts
from engine.store.consent import consents
from engine.store.contacts import contacts
from engine.store.contacts.contacts import ContactConsentChange, ContactInput, PhoneReader, write_contacts
from engine.store.contacts.files.contact_import import ListReport, import_contacts
from engine.store.database.database import Database
from engine.store.migrations.migrate import upgrade

NOW = 1_767_225_600_000


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    upgrade(database_url, NOW)
    opened = Database(database_url)
    yield opened
    opened.close()


def put(database: Database, person: ContactInput, region: str = "US") -> dict[str, Any]:
    with database.write() as conn:
        return dict(write_contacts(conn, [person], PhoneReader(NumberPlan(region)), NOW)[0].row)


def said(external_id: str, **columns: Any) -> ContactInput:
    return ContactInput(external_id, columns)


AGREED = ContactConsentChange("sms", ConsentState.OPTED_IN, Source(SourceKind.API, "web form"))


def test_another_country_later_leaves_the_number_and_its_consent(database: Database) -> None:
    first = ContactInput("x", {"phone_raw": "612 34 56 78", "country": "ES"}, claims=(AGREED,))
    assert put(database, first)["phone"] == "+34612345678"

    for country in ("FR", "España", "U.S.", None, "Narnia"):
        now = put(database, said("x", country=country))
        assert (now["phone"], now["phone_problem"], now["country"]) == ("+34612345678", None, country)
    with database.read() as conn:
        assert consents.states(conn, "sms", ["+34612345678"], NOW) == {"+34612345678": ConsentState.OPTED_IN}


@pytest.mark.parametrize("again", ["612 34 56 78", "612345678", "612-345-678 ", "'612345678", "Mobile: 612 34 56 78"])
def test_the_same_digits_again_with_another_country_are_the_same_number(database: Database, again: str) -> None:
    put(database, said("x", phone_raw="612 34 56 78", country="ES"))

    now = put(database, said("x", phone_raw=again, country="FR"))

    assert (now["phone"], now["phone_raw"]) == ("+34612345678", again)


def test_another_region_of_the_account_leaves_the_number(database: Database) -> None:
    assert put(database, said("x", phone_raw="(212) 555-0147"))["phone"] == "+12125550147"

    for region in ("GB", "DE", "AU"):
        assert put(database, said("x", first_name="Ann"), region)["phone"] == "+12125550147"
        assert put(database, said("x", phone_raw="(212) 555-0147"), region)["phone"] == "+12125550147"


def test_another_number_is_read_with_the_country_of_now(database: Database) -> None:
    put(database, said("x", phone_raw="612 34 56 78", country="ES"))

    assert put(database, said("x", phone_raw="+33 6 12 34 56 78", country="FR"))["phone"] == "+33612345678"
    assert put(database, said("x", phone_raw="06 98 76 54 32"))["phone"] == "+33698765432"
    assert put(database, said("x", phone_raw=None))["phone"] is None


def test_what_had_no_form_is_tried_again_with_a_country(database: Database) -> None:
    first = put(database, said("x", phone_raw="0412 345 678"))
    assert (first["phone"], first["phone_problem"]) == (None, "phone_no_country")

    assert put(database, said("x", country="Australia"))["phone"] == "+61412345678"
    assert put(database, said("x", country="NZ"))["phone"] == "+61412345678"


def imported(database: Database, text: str) -> dict[str, Any]:
    import_contacts(database, [text.encode()], ListReport(), plan=NumberPlan(), actor="tester", now=NOW)
    with database.read() as conn:
        found = contacts.find(conn, "x")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        (["x,612 34 56 78,ES", "x,,FR"], "+34612345678"),
        (["x,612 34 56 78,ES", "x,612345678,FR"], "+34612345678"),
        (["x,612 34 56 78,ES", "x,,FR", "x,612345678,PT"], "+34612345678"),
        (["x,(212) 555-0147,", "x,,GB"], "+12125550147"),
        (["x,612 34 56 78,ES", "x,06 98 76 54 32,FR"], "+33698765432"),
        (["x,,FR", "x,06 98 76 54 32,"], "+33698765432"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_rows_of_a_file_say_the_same_in_one_file_as_in_several(
    database: Database, rows: list[str], number: str, at_once: bool
) -> None:
    header = "external_id,phone,country"
    if at_once:
        assert imported(database, "\n".join([header, *rows]))["phone"] == number
    else:
        numbers = [imported(database, f"{header}\n{row}")["phone"] for row in rows]
        assert numbers[-1] == number


countries = st.sampled_from([None, "US", "GB", "ES", "FR", "DE", "AU", "Sverige", "Narnia"])
raws = st.sampled_from(
    ["612 34 56 78", "(212) 555-0147", "07400 123456", "0412 345 678", "+46 70 174 06 35", "0151 23456789", "call me"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raws, countries, st.lists(st.tuples(countries, st.sampled_from(["US", "GB", "FR", "AU"])), max_size=6))
def test_no_later_word_moves_a_number(
    database: Database, raw: str, country: str | None, later: list[tuple[str | None, str]]
) -> None:
    put(database, said("drawn", phone_raw=None, country=None))
    number = put(database, said("drawn", phone_raw=raw, country=country))["phone"]

    for other, region in later:
        now = put(database, said("drawn", country=other), region)["phone"]
        if number is not None:
            assert now == number
        number = now


def test_ranges_that_an_account_adds_count_for_the_contacts_there_are(database: Database) -> None:
    put(database, said("x", phone_raw="(299) 555-0147"))
    put(database, said("y", phone_raw="(298) 555-0147"))

    def problems() -> dict[str, str | None]:
        with database.read() as conn:
            rows = [contacts.find(conn, name) for name in ("x", "y")]
        return {row["external_id"]: row["phone_problem"] for row in rows if row is not None}

    with database.write() as conn:
        accounts.change(conn, {"phone_prefixes": ["+1 299"]}, NOW)
    assert problems() == {"x": None, "y": "phone_not_valid"}

    with database.write() as conn:
        accounts.change(conn, {"phone_prefixes": None}, NOW)
    assert problems() == {"x": "phone_not_valid", "y": "phone_not_valid"}


@pytest.mark.parametrize("prefix", ["1299", "+1", "+0123", "area 436", "+1299x"])
def test_a_range_that_is_none_is_refused_with_an_example(database: Database, prefix: str) -> None:
    with pytest.raises(ValueError, match=r"such as \+1436"), database.write() as conn:
        accounts.change(conn, {"phone_prefixes": [prefix]}, NOW)
