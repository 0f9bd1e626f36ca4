"""Proof of consent: exported whole, printable, and changed by nobody."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from builder_api.app import create_app
from engine.store.database import core as t
from engine.store.database.database import Database
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

PHONE = "+12125550147"


async def history(api: ServedApi) -> None:
    said = {"state": "opted_in", "source": "web form 2026-03", "evidence": {"ip": "192.0.2.7", "form": "footer"}}
    await api.put("/contacts/ann", {"phone": PHONE, "sms_consent": said})
    await api.post(
        f"/sandbox/phones/{PHONE}/reply", {"body": '=HYPERLINK("https://evil.example") please stop texting me'}
    )
    await api.post(f"/sandbox/phones/{PHONE}/reply", {"body": "START"})


async def test_the_log_of_a_number_is_a_csv_with_words_source_time_and_ip(api: ServedApi) -> None:
    await history(api)

    response = await api.http.get(f"/api/v1/consents/{PHONE}/log.csv")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [(row["before"], row["after"], row["source"]) for row in rows] == [
        ("unknown", "opted_in", "api"),
        ("opted_in", "opted_out", "phone"),
        ("opted_out", "opted_in", "phone"),
    ]
    assert (rows[0]["document"], rows[0]["actor"], rows[0]["ip"]) == ("web form 2026-03", "admin", "192.0.2.7")
    assert rows[0]["at"].endswith("Z")
    assert rows[1]["wording"].startswith("'=HYPERLINK")
    assert rows[2]["keyword"] == "START"


async def test_the_proof_is_a_page_to_print(api: ServedApi) -> None:
    await history(api)

    response = await api.http.get(f"/api/v1/consents/{PHONE}/proof")

    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "@media print" in response.text
    assert "web form 2026-03" in response.text
    assert "HYPERLINK(&quot;https://evil.example&quot;)" in response.text
    assert "<strong>opted in</strong>" in response.text
    nobody = await api.http.get("/api/v1/consents/nobody@example.com/proof")
    assert "Nothing was ever recorded" in nobody.text


async def test_nobody_without_a_key_sees_it(sqlite_api: ServedApi) -> None:
    for path in ("log", "log.csv", "proof"):
        response = await sqlite_api.http.get(f"/api/v1/consents/{PHONE}/{path}", headers={"Authorization": ""})
        assert response.status_code == 401


async def test_the_api_has_no_call_that_changes_or_deletes_what_was_logged(sqlite_api: ServedApi) -> None:
    paths = create_app(sqlite_api.parts).openapi()["paths"]
    calls = {(path, method) for path, operations in paths.items() if "consent" in path for method in operations}

    assert {method for _, method in calls} == {"get"}
    await history(sqlite_api)
    for method in ("PUT", "POST", "PATCH", "DELETE"):
        for path in ("", "/log", "/log.csv", "/proof", "/log/1"):
            response = await sqlite_api.http.request(method, f"/api/v1/consents/{PHONE}{path}")
            assert response.status_code in (404, 405)


@pytest.mark.parametrize("table", [t.consent_log, t.form_wording], ids=lambda table: table.name)
async def test_the_database_itself_refuses_to_change_or_delete_a_proof(api: ServedApi, table: object) -> None:
    await history(api)
    await api.post("/forms", {"name": "Footer", "wording": "I agree to get texts from Acme."}, 201)
    which = t.consent_log if table is t.consent_log else t.form_wording
    column = {"source": "user"} if which is t.consent_log else {"text": "Nothing."}
    db: Database = api.parts.database
    before = rows_of(db, which)
    statements = [update(which).values(**column), delete(which)]
    if not db.is_sqlite:
        statements.append(text(f"TRUNCATE {which.name}"))

    for statement in statements:
        with pytest.raises(DBAPIError, match="only ever added to"), db.write() as conn:
            conn.execute(statement)

    assert rows_of(db, which) == before > 0


def rows_of(db: Database, table: object) -> int:
    with db.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()  # pyright: ignore[reportArgumentType]  # a Core table
