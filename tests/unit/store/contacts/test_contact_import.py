"""Importing contacts: every row is accounted for, and consent follows its rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.rules.addresses.phone import NumberPlan
from engine.store.contacts import contacts
from engine.store.contacts.files.contact_import import ImportCounts, ImportRefused, ListReport, import_contacts
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.migrations.migrate import upgrade

NOW = 1_772_355_600_000
SAMPLES = Path(__file__).parents[4] / "examples" / "sample-contacts.csv"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    upgrade(database_url, NOW)
    opened = Database(database_url)
    yield opened
    opened.close()


def run(database: Database, text: str | bytes, now: int = NOW) -> tuple[ImportCounts, ListReport]:
    report = ListReport()
    data = text.encode() if isinstance(text, str) else text
    chunks = (data[start : start + 1_000] for start in range(0, len(data), 1_000))
    return import_contacts(database, chunks, report, plan=NumberPlan(), actor="tester", now=now), report


def contact(database: Database, external_id: str) -> dict[str, Any]:
    with database.read() as conn:
        found = contacts.find(conn, external_id)
    assert found is not None
    return found


def consents(database: Database) -> dict[tuple[str, str], str]:
    k = t.consent.c
    with database.read() as conn:
        return {(row[0], row[1]): row[2] for row in conn.execute(select(k.channel, k.address, k.state))}


def test_columns_become_fields_tags_and_attributes_of_their_kinds(database: Database) -> None:
    done, report = run(
        database,
        "External_ID;phone;email;First Name;tags;seats;vip;since;zip;price;big\n"
        " a1 ;(212) 555-0147;Ann@Example.com;Ann;x; y ;;12;TRUE;2026-03-01;02134;12.50;12345678901234567890\n".replace(
            "x; y ;", '"x; y ;"'
        ),
    )
    found = contact(database, "a1")

    assert (done.rows, done.accepted, done.created) == (1, 1, 1)
    assert report.notes == []
    assert (found["phone"], found["phone_raw"], found["first_name"]) == ("+12125550147", "(212) 555-0147", "Ann")
    assert found["tags"] == ["x", "y"]
    assert found["attributes"] == {
        "seats": 12,
        "vip": True,
        "since": "2026-03-01",
        "zip": "02134",
        "price": "12.50",
        "big": "12345678901234567890",
    }


def test_every_number_and_address_has_a_consent_row_when_its_contact_is_there(database: Database) -> None:
    run(database, "external_id,phone,email\n1,+12125550101,A@x.com\n2,call me,none\n3,,\n")

    assert consents(database) == {("sms", "+12125550101"): "unknown", ("email", "a@x.com"): "unknown"}


@pytest.mark.parametrize(
    ("consent", "source", "state", "undocumented"),
    [
        ("opted_in", "web form 2026-03", "opted_in", 0),
        ("opted_in", "", "unknown", 1),
        ("yes", "paper", "opted_in", 0),
        ("opted_out", "", "opted_out", 0),
        ("", "web form", "unknown", 0),
        ("maybe", "web form", "unknown", 0),
    ],
)
def test_consent_is_taken_over_when_its_source_is_named(
    database: Database, consent: str, source: str, state: str, undocumented: int
) -> None:
    done, report = run(
        database, f"external_id,phone,sms_consent,sms_consent_source\n1,+12125550101,{consent},{source}\n"
    )

    assert consents(database) == {("sms", "+12125550101"): state}
    assert done.consent_undocumented == undocumented
    assert [reason for _, reason, _ in report.notes] == (
        ["sms_no_documented_source"] if undocumented else ["consent_not_read"] if consent == "maybe" else []
    )


def test_a_stop_is_kept_against_every_later_upload_and_said(database: Database) -> None:
    header = "external_id,phone,sms_consent,sms_consent_source\n"
    run(database, header + "1,+12125550101,opted_out,\n")

    done, report = run(database, header + "1,+12125550101,opted_in,form\n2,1 212 555 0101,opted_in,form\n", NOW + 1)

    assert done.consent_kept == 2
    assert {row for row, _, _ in report.notes} == {2, 3}
    assert consents(database) == {("sms", "+12125550101"): "opted_out"}


def test_an_opt_out_anywhere_in_the_file_wins_whatever_the_order(database: Database) -> None:
    header = "external_id,phone,sms_consent,sms_consent_source\n"

    run(database, header + "1,+12125550101,opted_out,\n1,+12125550101,opted_in,form\n")
    run(database, header + "2,+12125550102,opted_in,form\n3,+12125550102,opted_out,\n")

    assert set(consents(database).values()) == {"opted_out"}


def test_of_two_rows_about_one_contact_the_later_counts_and_it_is_said(database: Database) -> None:
    many = "".join(f"other-{number},\n" for number in range(1_500))
    done, report = run(database, f"external_id,first_name\n1,Ann\n1,Anna\n{many}1,Anne\n")

    assert contact(database, "1")["first_name"] == "Anne"
    assert (done.accepted, done.created, done.repeated) == (1_503, 1_501, 2)
    assert [(row, reason) for row, reason, _ in report.notes if row > 1] == [(3, "repeated"), (1_504, "repeated")]


def test_an_empty_cell_leaves_what_was_there(database: Database) -> None:
    run(database, "external_id,first_name,plan,tags\n1,Ann,pro,a\n")
    done, _ = run(database, "external_id,first_name,plan,tags\n1,,,b\n", NOW + 1)

    found = contact(database, "1")
    assert (found["first_name"], found["attributes"], found["tags"]) == ("Ann", {"plan": "pro"}, ["a", "b"])
    assert (done.created, done.updated) == (0, 1)


def test_rows_that_cannot_be_taken_are_rejected_by_number_and_the_others_are_imported(database: Database) -> None:
    done, report = run(database, 'external_id,note\n1,ok\n,x\n2,"open\n3,a,b\n' + "y" * 201 + ",z\n4,ok\n")

    assert [(row, reason) for row, reason, _ in report.rejects] == [
        (3, "no_external_id"),
        (4, "quote_not_closed"),
        (5, "too_many_cells"),
        (6, "external_id_too_long"),
    ]
    assert (done.rows, done.accepted) == (6, 2)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("number,name", "no column external_id"),
        ("", "is empty"),
    ],
)
def test_a_header_that_cannot_be_understood_refuses_the_file(database: Database, header: str, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        run(database, f"{header}\n1,2\n" if header else "\n\n")
    with database.read() as conn:
        assert conn.execute(select(func.count()).select_from(t.contact)).scalar_one() == 0


def test_a_column_that_could_never_be_read_is_left_out_and_said(database: Database) -> None:
    _, report = run(database, "external_id,score,plan\n1,5,pro\n")

    assert contact(database, "1")["attributes"] == {"plan": "pro"}
    assert [(row, reason) for row, reason, _ in report.notes] == [(1, "column_reserved"), (1, "no_phone_column")]


def test_the_evidence_of_an_import_names_source_row_and_who_did_it(database: Database) -> None:
    run(database, "external_id,phone,sms_consent,sms_consent_source\n1,+12125550101,opted_in,web form\n")

    with database.read() as conn:
        row = conn.execute(select(t.consent_log)).one()
    assert (row.source, row.actor, row.before, row.after, row.at) == ("import", "tester", "unknown", "opted_in", NOW)
    assert row.evidence == {"document": "web form", "row": 2}


def test_a_large_file_is_imported_in_chunks_that_others_can_write_between(database: Database) -> None:
    text = "external_id,phone\n" + "".join(f"{n},+1212555{n:04d}\n" for n in range(3_500))

    first, _ = run(database, text)
    again, _ = run(database, text, NOW + 1)

    assert (first.created, again.created, again.updated, again.repeated) == (3_500, 0, 3_500, 0)


def test_the_sample_contacts_are_imported_without_a_reject(database: Database) -> None:
    done, report = run(database, SAMPLES.read_bytes())

    assert done.accepted == done.rows > 0
    assert report.rejects == []
