"""`no` in a file is not opted in, open to a documented opt-in later; an opt-out is final. For e-mail alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.rules.addresses.phone import NumberPlan
from engine.store.consent import consents
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


def after(database: Database, words: list[str], source: str = "") -> list[tuple[str, str]]:
    """The states of text and e-mail of one contact for each word, once a file has claimed it of both."""
    rows = "\n".join(
        f"c{n},+1212555{n:04},c{n}@example.com,{word},{source},{word},{source}" for n, word in enumerate(words, 100)
    )
    header = "external_id,phone,email,sms_consent,sms_consent_source,email_consent,email_consent_source"
    report = ListReport()
    import_contacts(database, [f"{header}\n{rows}".encode()], report, plan=NumberPlan(), actor="tester", now=NOW)
    assert not report.rejects
    numbers = [f"+1212555{n:04}" for n in range(100, 100 + len(words))]
    addresses = [f"c{n}@example.com" for n in range(100, 100 + len(words))]
    with database.read() as conn:
        sms = consents.states(conn, "sms", numbers, NOW)
        email = consents.states(conn, "email", addresses, NOW)
    return [(str(sms[number]), str(email[address])) for number, address in zip(numbers, addresses, strict=True)]


def test_a_no_is_open_to_a_documented_opt_in_and_an_opt_out_is_not(database: Database) -> None:
    noes = ["no", "false", "0", "NOT_SUBSCRIBED", "not opted in", "off", "none", "N"]
    outs = ["opted_out", "UNSUBSCRIBED", "STOP", "Opted Out", "do not text", "DND"]
    words = noes + outs
    assert after(database, words) == [("unknown",) * 2] * len(noes) + [("opted_out",) * 2] * len(outs)

    claimed = after(database, ["yes"] * len(words), "web form 2026-03")
    assert claimed == [("opted_in",) * 2] * len(noes) + [("opted_out",) * 2] * len(outs)

    assert after(database, ["no"] * len(words)) == [("unknown",) * 2] * len(noes) + [("opted_out",) * 2] * len(outs)


def test_an_opt_out_column_that_cannot_be_read_lets_no_other_column_opt_in(database: Database) -> None:
    words = {"no": "opted_in", "": "opted_in", "yes": "opted_out", "maybe": "unknown", "see notes": "unknown"}
    rows = "\n".join(f"o{n},+1212555{n:04},{word},yes,web form" for n, word in enumerate(words, 300))
    report = ListReport()
    file = f"external_id,phone,SMS opt-out,sms_consent,sms_consent_source\n{rows}".encode()
    import_contacts(database, [file], report, plan=NumberPlan(), actor="tester", now=NOW)

    numbers = [f"+1212555{n:04}" for n in range(300, 300 + len(words))]
    with database.read() as conn:
        states = consents.states(conn, "sms", numbers, NOW)
    assert [str(states[number]) for number in numbers] == list(words.values())
    assert [code for _, code, _ in report.notes].count("consent_not_read") == 2
