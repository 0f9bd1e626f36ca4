"""Hostile data: whatever a contact, an event or a step carries, it is taken, refused with a sentence, or set aside with
a reason; and everybody who came with it travels on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.rules.conditions.scores import LARGEST
from engine.rules.outcomes.reasons import Reason
from engine.store.migrations.migrate import upgrade
from tests.support.drawn import branch, chain, condition, on_event, sms, wait, when
from tests.support.served import ServedApi, serve
from tests.support.worlds import World, world_at

VALUES: dict[str, str] = {
    "nul": r'"a\u0000b"',
    "nul as a mail has it": '"%00 &#0; \\\\u0000 \\\\x00"',
    "half a pair": r'"\ud800"',
    "two halves the wrong way": r'"\udc00\ud800"',
    "2^53": "9007199254740993",
    "2^63": "9223372036854775807",
    "beyond 2^63": "9223372036854775808",
    "beyond 2^64": "18446744073709551616",
    "least": "-9223372036854775808",
    "infinite": "1e400",
    "largest double": "1.7976931348623157e308",
    "smallest double": "5e-324",
    "not a number": "NaN",
    "infinity": "-Infinity",
    "minus zero": "-0.0",
    "long number": "1" * 400,
    "long decimal": "0." + "3" * 5_000,
    "true": "true",
    "null": "null",
    "empty": '""',
    "blank": '" \\u00a0\\u2003 "',
    "huge text": '"' + "x" * 200_000 + '"',
    "wide text": '"' + "\U0001f600" * 20_000 + '"',
    "marks": '"a' + "\\u0301" * 3_000 + '"',
    "right to left": '"\\u202e\\u2066abc\\u2069"',
    "no characters": '"\\ufffe\\uffff\\ufdd0"',
    "controls": '"\\u0001\\u001b[31m\\u007f\\u0085"',
    "line ends": '"a\\r\\nb\\u2028c"',
    "deep list": "[" * 60 + "]" * 60,
    "deeper list": "[" * 90 + "]" * 90,
    "deep object": '{"a":' * 55 + "1" + "}" * 55,
    "list of kinds": '[1, "1", true, null, {"a": []}]',
    "object": '{"first_name": {"a": 1}}',
    "year 0": '"0000-00-00T00:00:00Z"',
    "year 1": '"0001-01-01T00:00:00+14:00"',
    "year 9999": '"9999-12-31T23:59:59.999Z"',
    "year 9999, west": '"9999-12-31T23:59:59-12:00"',
    "year 10000": '"+10000-01-01T00:00:00Z"',
    "30 February": '"2026-02-30T25:61:00Z"',
    "epoch": "1772355600000",
    "format": '"%s %d {0} {{ contact.phone }} {% raw %} $(id)"',
    "sql": '"\'; DROP TABLE contact; --"',
    "json": '"\\"}],\\"role\\":\\"admin\\""',
}

FIELDS = ("attribute", "name", "tag", "timezone", "country", "language", "phone", "email", "property", "date", "key")

JOURNEY = chain(
    {"id": "mark", "type": "update_contact", "data": {"set": {"seen": True}, "add_tags": ["x"], "add_score": 2**62}},
    {"id": "more", "type": "update_contact", "data": {"set": {"language": "en"}, "add_score": 2**62}},
    branch("asks", condition("contact.hostile", ">=", 10)),
    when("date", "event.at", "-PT1H"),
    when("birthday", "contact.hostile"),
    sms(
        "text",
        "{{ contact.hostile | default: 'you' }} {{ event.hostile | url_decode | truncate: 20 }} "
        "{{ contact.hostile | date: '%B' }} {{ contact.first_name | capitalize }} {{ '%00' | url_decode }}",
    ),
    edges=(("asks", "else", "date"),),
    on=on_event("go", key="event.key", requires=["at"]),
    message_class="transactional",
)


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[ServedApi]:
    upgrade(database_url, 0)
    async with serve(database_url, tmp_path) as served:
        yield served


@pytest.mark.anyio
async def test_hostile_values_stop_nobody_and_answer_with_sentences(api: ServedApi) -> None:
    journey = await api.live_journey(JOURNEY)
    consent = '"sms_consent":{"state":"opted_in","source":"web form"}'
    lines: list[bytes] = []
    for index, (field, value) in enumerate((field, value) for field in FIELDS for value in VALUES.values()):
        said = {
            "attribute": f'"attributes":{{"hostile":{value}}}',
            "name": f'"first_name":{value}',
            "tag": f'"tags":[{value}]',
            **{name: f'"{name}":{value}' for name in ("timezone", "country", "language", "email")},
            "phone": f'"phone":{value}',
        }.get(field, '"first_name":"Ann"')
        phone = "" if field == "phone" else f'"phone":"+1212{2_000_000 + index}",'
        body = f"{{{phone}{said},{consent}}}".encode()
        put = await api.http.put(
            f"/api/v1/contacts/h{index}", content=body, headers={"Content-Type": "application/json"}
        )
        assert put.status_code in (200, 201, 400, 422), f"{field} {value[:40]}: {put.text[:300]}"
        if put.is_error:
            assert put.json()["detail"], put.text
            await api.put(f"/contacts/h{index}", {"phone": f"+1212{2_000_000 + index}"})
        properties = {"at": '"2026-03-01T09:00:00Z"', "key": f'"{index}"', "hostile": '"fine"'}
        at = {"property": "hostile", "date": "at", "key": "key"}.get(field)
        if at is not None:
            properties[at] = value
        told = ",".join(f'"{name}":{value}' for name, value in properties.items())
        lines.append(f'{{"contact":"h{index}","name":"go","properties":{{{told}}}}}'.encode())
    for index in range(20):
        ben = {"phone": f"+1213{2_000_000 + index}", "first_name": "Ben", "attributes": {"hostile": "1984-05-06"}}
        await api.put(f"/contacts/ok{index}", ben)
        fine = f'{{"contact":"ok{index}","name":"go","properties":{{"at":"2026-03-01T09:00:00Z","key":"{index}"}}}}'
        lines.append(fine.encode())

    batch = await api.http.post(
        "/api/v1/events/batch", content=b"\n".join(lines), headers={"Content-Type": "application/x-ndjson"}
    )

    assert batch.status_code == 202, batch.text
    told = batch.json()
    assert all(one["detail"] and one["code"] for one in told["refused"])
    assert told["accepted"] + told["refused_count"] == len(lines)
    assert told["accepted"] > len(lines) * 0.8
    await api.travel()
    items: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await api.get(f"/enrolments?journey={journey}&limit=500" + (f"&cursor={cursor}" if cursor else ""))
        items, cursor = items + page["items"], page["next_cursor"]
    assert len(items) == told["accepted"]
    fine = [item for item in items if item["contact"].startswith("ok")]
    assert [one["status"] for one in fine] == ["completed"] * 20
    # Who still waits, waits for a date or was set aside.
    may_rest = (None, Reason.SET_ASIDE, Reason.WAIT_DATE_MISSING, Reason.WAIT_DATE_UNREADABLE)
    stuck = [item for item in items if item["status"] == "active" and item.get("reason") not in may_rest]
    assert stuck == []
    ben = await api.get("/contacts/ok0")
    assert ben["score"] == LARGEST


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def refuse(world: World, table: str, when: str, test: str) -> None:
    """From now on the database refuses to write one row."""
    with world.db.write() as conn:
        if world.db.is_sqlite:
            conn.execute(
                text(
                    f'CREATE TRIGGER refused BEFORE {when} ON "{table}" WHEN {test} '
                    "BEGIN SELECT RAISE(ABORT, 'refused'); END"
                )
            )
            return
        conn.execute(
            text(
                "CREATE FUNCTION refused() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = "
                "'22000'; END $$ LANGUAGE plpgsql"
            )
        )
        conn.execute(
            text(
                f'CREATE TRIGGER refused BEFORE {when} ON "{table}" FOR EACH ROW WHEN ({test}) '
                "EXECUTE FUNCTION refused()"
            )
        )


@pytest.mark.parametrize(
    ("table", "when", "column"),
    [
        ("enrolment", "UPDATE", "NEW.contact_id = {contact} AND NEW.rest = 'wait'"),
        ("contact", "UPDATE", "NEW.id = {contact}"),
        ("message", "INSERT", "NEW.contact_id = {contact}"),
    ],
    ids=["where it rests", "what a step writes", "its message"],
)
def test_a_row_that_the_database_refuses_is_set_aside_alone(world: World, table: str, when: str, column: str) -> None:
    marked = {"id": "mark", "type": "update_contact", "data": {"set": {"seen": True}, "add_score": 1}}
    journey = world.publish(chain(marked, wait("pause", "PT1M"), sms("text", "Hi")))
    people = world.contacts(300)
    refuse(world, table, when, column.format(contact=people[137]))
    process = world.process()
    process.launch(journey)

    process.travel()
    world.clock.forward(61_000)
    process.travel()

    by_contact = {one["contact_id"]: one for one in world.enrolments_of(journey)}
    left = by_contact.pop(people[137])
    assert {one["status"] for one in by_contact.values()} == {"completed"}
    assert (left["status"], left["note"]) == ("active", Reason.SET_ASIDE)
    assert left["due_at"] > world.clock()
    assert len(world.messages_of(journey)) == 299


def test_who_was_set_aside_travels_on_when_the_cause_is_gone(world: World) -> None:
    journey = world.publish(chain(wait("pause", "PT1M"), sms("text", "Hi")))
    people = world.contacts(10)
    refuse(world, "message", "INSERT", f"NEW.contact_id = {people[3]}")
    process = world.process()
    process.launch(journey)
    process.travel()
    world.clock.forward(61_000)
    process.travel()
    with world.db.write() as conn:
        conn.execute(text("DROP TRIGGER refused" if world.db.is_sqlite else "DROP TRIGGER refused ON message"))

    process.carry_on()

    assert world.statuses() == {"completed": 10}
    assert world.states() == {"accepted": 10}


def test_an_outcome_that_the_database_refuses_keeps_no_other_from_being_written(world: World) -> None:
    journey = world.publish(chain(sms("text", "Hi")))
    people = world.contacts(40)
    refuse(world, "message", "UPDATE", f"NEW.contact_id = {people[7]} AND NEW.state = 'accepted'")
    process = world.process()
    process.launch(journey)

    process.travel()

    assert world.states() == {"accepted": 39, "claimed": 1}


def test_an_event_that_the_database_refuses_takes_no_other_of_its_batch_with_it(world: World) -> None:
    world.contacts(1)
    refuse(world, "event", "INSERT", "NEW.name = 'broken'")
    process = world.process()
    events = [IncomingEvent("c0", "broken" if index in (3, 400) else "fine", {"n": index}) for index in range(500)]

    received = receive_events(process.context, events, world.clock())

    refused = [index for index, receipt in enumerate(received.receipts) if receipt.event_id is None]
    assert refused == [3, 400]
    assert all("send it without" in str(received.receipts[index].refusal) for index in refused)
    assert len({one.event_id for one in received.receipts}) == 499


def test_a_database_that_is_away_sets_nobody_aside(world: World) -> None:
    journey = world.publish(chain(sms("text", "Hi")))
    world.contacts(3)
    process = world.process()
    process.launch(journey)
    (cohort,) = process.open_cohorts()
    with world.db.write() as conn:
        conn.execute(text('ALTER TABLE "path" RENAME TO "elsewhere"'))
    with pytest.raises(Exception, match="path"):
        process.advance(cohort)
    with world.db.write() as conn:
        conn.execute(text('ALTER TABLE "elsewhere" RENAME TO "path"'))

    process.travel()

    assert world.statuses() == {"completed": 3}
