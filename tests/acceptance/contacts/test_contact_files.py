"""Files of contacts in and out over HTTP: looked at, mapped, exported and imported again; lists of opt-outs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

SALESFORCE = (
    '"ID","FIRSTNAME","LASTNAME","EMAIL","PHONE","MOBILEPHONE","MAILINGCOUNTRY","HASOPTEDOUTOFEMAIL","DONOTCALL",'
    '"SMS_OPT_IN__C","BALANCE__C","LASTMODIFIEDDATE"\r\n'
    '"0035e00000299AEC6D","Måns","García","mans@example.com","(212) 555-0100","408.555.0190","USA","true","false",'
    '"true","191.10","2026-03-01T10:00:00.000+0000"\r\n'
    '"0035e0000030825C9E","Zoë","Weiß","zoe@example.com","","","","false","false","","0.50","2026-03-01"\r\n'
).encode("cp1252")


async def send(api: ServedApi, path: str, data: bytes, mapping: Any = None, expect: int = 200) -> Any:
    form: dict[str, Any] = (
        {} if mapping is None else {"mapping": mapping if isinstance(mapping, str) else json.dumps(mapping)}
    )
    return await api.call("POST", path, expect, data=form, files={"file": ("export.csv", data)})


async def test_a_preview_tells_what_would_become_of_a_file_and_changes_nothing(sqlite_api: ServedApi) -> None:
    shown = await send(sqlite_api, "/contacts/import/preview", SALESFORCE)

    assert (shown["system"], shown["encoding"], shown["importable"]) == ("Salesforce", "windows-1252", True)
    by_heading = {column["heading"]: column for column in shown["columns"]}
    assert by_heading["MOBILEPHONE"]["becomes"] == "phone"
    assert by_heading["FIRSTNAME"]["samples"] == ["Måns", "Zoë"]
    assert {note["code"] for note in shown["notes"]} >= {
        "phone_column_not_taken",
        "consent_column_not_taken",
        "consent_source_missing",
    }
    assert shown["mapping"]["columns"]["SMS_OPT_IN__C"] == "sms_consent"
    assert (await sqlite_api.get("/contacts"))["items"] == []


async def test_what_a_preview_gives_can_be_sent_with_the_file(api: ServedApi) -> None:
    mapping = (await send(api, "/contacts/import/preview", SALESFORCE))["mapping"]
    mapping["consent"] = {"source": "paper form", "date": "2025-11-01"}

    done = await send(api, "/contacts/import", SALESFORCE, mapping)
    contact = await api.get("/contacts/0035e00000299AEC6D")
    again = await send(api, "/contacts/import", SALESFORCE, mapping)

    assert (done["accepted"], done["created"], done["encoding"], done["rejected"]) == (2, 2, "windows-1252", [])
    assert (contact["phone"], contact["first_name"], contact["attributes"]["BALANCE__C"]) == (
        "+14085550190",
        "Måns",
        "191.10",
    )
    assert contact["consent"] == {"sms": "opted_in", "email": "opted_out"}
    assert (again["updated"], again["unchanged"]) == (2, 2)
    (change,) = (await api.get("/consents/+14085550190/log"))["items"]
    assert change["evidence"]["document"] == "paper form"
    assert change["evidence"]["given_at"] == "2025-11-01"


async def test_a_mapping_may_be_yaml_and_one_that_does_not_fit_changes_nothing(sqlite_api: ServedApi) -> None:
    yaml = "columns:\n  ID: external_id\n  PHONE: phone\nothers: skip\n"
    done = await send(sqlite_api, "/contacts/import", SALESFORCE, yaml)
    assert done["accepted"] == 2
    assert (await sqlite_api.get("/contacts/0035e00000299AEC6D"))["phone"] == "+12125550100"

    for wrong, said in (
        ({"columns": {"Nope": "phone"}}, "Nope"),
        ({"columns": {"ID": "telephone"}}, "telephone"),
        ("{broken", "JSON"),
        ({"encoding": "klingon"}, "encoding"),
    ):
        refused = await send(sqlite_api, "/contacts/import", b"ID,PHONE\nnew,1\n", wrong, 422)
        assert said in refused["detail"]
    await sqlite_api.get("/contacts/new", 404)


async def test_an_export_imported_again_changes_nothing(api: ServedApi) -> None:
    await api.put(
        "/contacts/ann",
        {
            "phone": "(212) 555-0147",
            "email": "Ann@Example.com",
            "first_name": "=Ann",
            "last_name": "'t Hooft",
            "tags": ["vip", "a, b", "c;d"],
            "attributes": {
                "price": 12.5,
                "version": "1.10",
                "digits": "5",
                "truth": True,
                "spelt": "true",
                "parts": [1, {"a": "b"}],
                "note": 'two\nlines, "quoted"',
                "formula": "=1+1",
                "mobile": "+12125550199",
                "SMS opt out": "yes",
                "when": "2026-03-01 09:00",
                "postroad_x": "kept",
            },
            "sms_consent": {"state": "opted_in", "source": "web form"},
        },
    )
    await api.put("/contacts/'=odd", {"phone": "call me", "country": "SE", "email": "none"})
    await api.put("/contacts/ben", {"phone": "+12125550148", "sms_consent": {"state": "opted_out"}})
    before = (await api.get("/contacts"))["items"]

    response = await api.http.get("/api/v1/export/contacts", params={"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.text)))
    done = await api.import_csv(response.content)

    assert response.headers["content-type"].startswith("text/csv")
    assert [row["external_id"] for row in rows] == ["ann", "''=odd", "ben"]
    assert (rows[0]["sms_consent"], rows[0]["sms_consent_source"]) == ("opted_in", "web form")
    assert rows[2]["sms_consent"] == "opted_out"
    assert (done["rejected"], done["accepted"], done["unchanged"]) == ([], 3, 3)
    assert (await api.get("/contacts"))["items"] == before


async def test_a_list_of_opt_outs_counts_for_everybody_known_or_not(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": "212 555 0147", "sms_consent": {"state": "opted_in", "source": "form"}})
    listed = "(212) 555-0147\n+1 212-555-0148\n\nbob@Example.com\ncall me\n"

    done = await api.call("POST", "/opt-outs/import", files={"file": ("stops.txt", listed)})
    again = await api.call("POST", "/opt-outs/import", files={"file": ("stops.txt", listed)})
    later = await api.put(
        "/contacts/new", {"phone": "+12125550148", "sms_consent": {"state": "opted_in", "source": "x"}}
    )
    (change, *_) = (await api.get("/consents/+12125550147/log"))["items"]

    assert (done["rows"], done["opted_out"], done["already"]) == (4, 3, 0)
    assert [row["row"] for row in done["rejected"]] == [5]
    assert (again["opted_out"], again["already"]) == (0, 3)
    assert (await api.get("/contacts/ann"))["consent"]["sms"] == "opted_out"
    assert later["consent"]["sms"] == "opted_out"
    assert (change["evidence"]["document"], change["evidence"]["row"]) == ("opt-out list stops.txt", 1)

    exported = (await api.http.get("/api/v1/export/opt-outs")).text
    assert [row["address"] for row in csv.DictReader(io.StringIO(exported))] == [
        "bob@example.com",
        "+12125550147",
        "+12125550148",
    ]
    back = await api.call("POST", "/opt-outs/import", files={"file": ("back.csv", exported)})
    assert (back["rows"], back["already"], back["rejected"]) == (3, 3, [])


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("Phone,Reason,Date\n(212) 555-0147,STOP,2025-01-01\n", ["+12125550147"]),
        ("2025-01-01,+12125550147,STOP\n2025-01-02,+12125550148,STOP\n", ["+12125550147", "+12125550148"]),
        ("sep=;\nnumber;name\n+12125550147;Ann\n", ["+12125550147"]),
        ('"=""+12125550147"""\n', ["+12125550147"]),
        ("\ufeffemail,phone\na@x.com,+12125550147\n", ["a@x.com", "+12125550147"]),
    ],
)
async def test_lists_come_in_many_forms(sqlite_api: ServedApi, listed: str, expected: list[str]) -> None:
    await sqlite_api.call("POST", "/opt-outs/import", files={"file": ("stops.csv", listed)})

    exported = (await sqlite_api.http.get("/api/v1/export/opt-outs")).text
    assert [row["address"] for row in csv.DictReader(io.StringIO(exported))] == expected


async def test_a_launch_says_which_attributes_look_like_a_phone_or_like_consent(sqlite_api: ServedApi) -> None:
    await sqlite_api.import_csv("external_id,mobile,phone,Opted In\nann,+12125550147,,yes\nben,,+12125550148,no\n")
    journey = await sqlite_api.live_journey(
        {
            "schema": "postroad/journey@1",
            "name": "Sale",
            "settings": {},
            "nodes": [
                {
                    "id": "start",
                    "type": "trigger",
                    "position": {"x": 0, "y": 0},
                    "data": {"on": {"kind": "audience", "where": {"combinator": "and", "rules": []}}},
                },
                {"id": "s1", "type": "send_sms", "position": {"x": 0, "y": 1}, "data": {"body": "Sale!"}},
            ],
            "edges": [{"id": "e1", "source": "start", "sourceHandle": "next", "target": "s1"}],
        }
    )

    notes = (await sqlite_api.get(f"/journeys/{journey}/launch/preview"))["notes"]

    assert ['"mobile"' in note for note in notes] == [True, False]
    assert '"Opted In" looks like consent' in notes[1]
