"""An opt-out of an address holds however the address is written; rows of before are brought over, opt-outs first."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from engine.rules.addresses.phone import NumberPlan
from engine.rules.consent.consent import Source, SourceKind
from engine.rules.outcomes.states import ConsentState
from engine.store.consent import consents
from engine.store.contacts import contacts
from engine.store.contacts.contacts import ContactConsentChange, ContactInput, PhoneReader, write_contacts
from engine.store.contacts.files.contact_import import ListReport, import_contacts
from engine.store.database.database import Database
from engine.store.migrations import migrate
from engine.store.migrations.migrate import upgrade
from engine.store.segments.facts import consent_states

NOW = 1_767_225_600_000
OUT = ContactConsentChange("email", ConsentState.OPTED_OUT, Source(SourceKind.API, "said so"))


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("ann@example.com", " Ann@Example.com\n"),
        ("\u00c4nni@example.com", "a\u0308nni@example.com"),
        ("ann@b\u00fccher.example", "ANN@xn--bcher-kva.example"),
        ("\u0415\u043b\u0435\u043d\u0430@example.com", "\u0435\u043b\u0435\u043d\u0430@example.com"),
    ],
)
def test_an_opt_out_holds_for_every_spelling_at_every_door(database_url: str, first: str, later: str) -> None:
    upgrade(database_url, NOW)
    database = Database(database_url)
    with database.write() as conn:
        write_contacts(conn, [ContactInput("a", {"email": first}, claims=(OUT,))], PhoneReader(), NOW)
        (second,) = write_contacts(conn, [ContactInput("b", {"email": later})], PhoneReader(), NOW)
    written = f'external_id,email\nc,"{later}"\n'.encode()
    import_contacts(database, [written], ListReport(), plan=NumberPlan(), actor="tester", now=NOW)
    with database.read() as conn:
        third = contacts.find(conn, "c")
        assert third is not None
        states = consent_states(conn, "email", [second.id, third["id"]])
        addresses = [contacts.address_of(row, "email") for row in (second.row, third)]
        assert set(consents.states(conn, "email", filter(None, addresses), NOW).values()) == {ConsentState.OPTED_OUT}
    database.close()
    assert list(states.values()) == ["opted_out", "opted_out"]


def to_revision(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    with database.write() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, revision)


def test_rows_of_before_are_brought_over(database_url: str) -> None:
    database = Database(database_url)
    to_revision(database, "0002")
    contact = "INSERT INTO contact (external_id, email, attributes, tags, score, created_at, updated_at) VALUES "
    people = [
        ("c1", " Ann@Example.com\n"),
        ("c2", "\u00c4nni@example.com"),
        (" c3 ", None),
        ("c4", "no address"),
        ("c1 ", "ann@example.com"),
    ]
    states = [
        ("ann@example.com", "opted_in", 5),
        ("\u00e4nni@example.com", "opted_in", 9),
        ("a\u0308nni@example.com", "opted_out", 3),
        ("ann@b\u00fccher.example", "opted_out", 4),
        ("bob@example.com", "unknown", 1),
    ]
    with database.write() as conn:
        for external_id, email in people:
            conn.execute(text(contact + "(:id, :email, '{}', '[]', 0, 1, 1)"), {"id": external_id, "email": email})
        for address, state, at in states:
            conn.execute(
                text(
                    "INSERT INTO consent (channel, address, state, changed_at) VALUES ('email', :address, :state, :at)"
                ),
                {"address": address, "state": state, "at": at},
            )

    to_revision(database, "head")

    with database.read() as conn:
        found = [
            tuple(row)
            for row in conn.execute(text("SELECT external_id, email, email_address FROM contact ORDER BY id"))
        ]
        kept = {row[0]: row[1] for row in conn.execute(text("SELECT address, state FROM consent"))}
        (merged,) = consents.history(conn, "email", "\u00e4nni@example.com", before_id=None, limit=9)
    database.close()
    assert found == [
        ("c1", "Ann@Example.com", "ann@example.com"),
        ("c2", "\u00c4nni@example.com", "\u00e4nni@example.com"),
        ("c3", None, None),
        ("c4", "no address", None),
        ("c1 (2)", "ann@example.com", "ann@example.com"),
    ]
    assert kept == {
        "ann@example.com": "opted_in",
        "\u00e4nni@example.com": "opted_out",
        "ann@xn--bcher-kva.example": "opted_out",
        "bob@example.com": "unknown",
    }
    assert (merged.before, merged.after, merged.source) == ("opted_in", "opted_out", "migration")
    assert merged.evidence["was_kept_as"] == ["a\u0308nni@example.com"]
