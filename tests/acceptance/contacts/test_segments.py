"""Segments of contacts: counted, used as audience, in branches and as filters, and never in a circle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from engine.store.database import core as t
from tests.support.drawn import AUDIENCE, branch, chain, condition, leave, sms
from tests.support.served import ServedApi
from tests.support.worlds import world_at

pytestmark = pytest.mark.anyio

VIPS = condition("contact.tags", "contains", "vip")


def in_segment(segment: dict[str, Any], value: bool = True) -> dict[str, Any]:
    return condition(f"segment.{segment['id']}", "=", value)


async def save(api: ServedApi, name: str, where: dict[str, Any]) -> dict[str, Any]:
    return await api.post("/segments", {"name": name, "condition": where}, 201)


async def people(api: ServedApi, n: int, **more: Any) -> None:
    for index in range(n):
        await api.put(
            f"/contacts/c{index}",
            {
                "phone": f"+1212555{1000 + index}",
                "tags": ["vip"] if index % 2 else [],
                "sms_consent": {"state": "opted_in", "source": "web form"},
                **more,
            },
        )


async def count(api: ServedApi, where: dict[str, Any]) -> int:
    return (await api.post("/segments/count", {"condition": where}))["count"]


async def test_a_segment_is_saved_changed_counted_listed_and_deleted(api: ServedApi) -> None:
    await people(api, 4)
    vips = await save(api, "VIPs", VIPS)

    assert await api.get(f"/segments/{vips['id']}/count") == {"count": 2, "of": 4, "exact": True}
    found = await api.get("/contacts", params={"segment": vips["id"]})
    assert {each["external_id"] for each in found["items"]} == {"c1", "c3"}
    found = await api.get("/contacts", params={"segment": vips["id"], "search": "c3"})
    assert [each["external_id"] for each in found["items"]] == ["c3"]

    changed = await api.put(
        f"/segments/{vips['id']}", {"name": "Others", "condition": condition("contact.tags", "doesNotContain", "vip")}
    )
    assert changed["name"] == "Others"
    assert (await api.get(f"/segments/{vips['id']}/count"))["count"] == 2
    assert [each["name"] for each in (await api.get("/segments"))["items"]] == ["Others"]
    await api.call("DELETE", f"/segments/{vips['id']}", 204)
    await api.get(f"/segments/{vips['id']}", 404)


async def test_a_condition_is_counted_and_looked_into_while_it_is_drawn(api: ServedApi) -> None:
    await people(api, 5)

    assert await count(api, VIPS) == 2
    first = await api.post("/segments/contacts", {"condition": VIPS}, params={"limit": 1})
    then = await api.post("/segments/contacts", {"condition": VIPS}, params={"cursor": first["next_cursor"]})
    assert [each["external_id"] for each in (*first["items"], *then["items"])] == ["c3", "c1"]
    assert then["next_cursor"] is None


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (condition("event.total", "=", 1), "can't be asked here"),
        (condition("message.s1", "=", "sent"), "can't be asked here"),
        (condition("behaviour.opened", "=", True), "nothing that becomes of messages"),
        (condition("behaviour.clicked", "=", "perhaps"), "neither true nor false"),
        (condition("segment.s_nowhere", "=", True), "does not exist"),
        (condition("contact.age", "~", 1), "no operator"),
    ],
)
async def test_a_condition_that_cannot_be_asked_of_a_contact_is_refused(
    sqlite_api: ServedApi, where: dict[str, Any], said: str
) -> None:
    refused = await sqlite_api.post("/segments", {"name": "No", "condition": where}, 422)

    assert said in refused["detail"]
    assert (await sqlite_api.get("/segments"))["items"] == []


async def test_segments_of_segments_are_asked_to_the_ground_and_never_in_a_circle(api: ServedApi) -> None:
    await people(api, 4, language="fr")
    vips = await save(api, "VIPs", VIPS)
    french = await save(
        api,
        "French VIPs",
        {
            "combinator": "and",
            "rules": [*in_segment(vips)["rules"], *condition("contact.language", "=", "fr")["rules"]],
        },
    )
    others = await save(api, "The others", in_segment(french, False))

    assert await count(api, in_segment(french)) == 2
    assert await count(api, in_segment(others)) == 2

    refused = await api.put(f"/segments/{vips['id']}", {"name": "VIPs", "condition": in_segment(others)}, 409)
    assert '"VIPs" -> "The others" -> "French VIPs" -> "VIPs"' in refused["detail"]
    refused = await api.put(f"/segments/{vips['id']}", {"name": "VIPs", "condition": in_segment(vips)}, 409)
    assert "lead back to itself" in refused["detail"]
    assert (await api.get(f"/segments/{vips['id']}"))["used_by"] == ['the segment "French VIPs"']
    refused = await api.call("DELETE", f"/segments/{vips['id']}", 409)
    assert 'the segment "French VIPs"' in refused["detail"]


async def test_segments_that_double_with_every_step_are_refused_before_they_are_spelt_out(
    sqlite_api: ServedApi,
) -> None:
    named = await save(sqlite_api, "0", VIPS)
    for step in range(1, 10):
        named = await save(sqlite_api, str(step), {"rules": [*in_segment(named)["rules"], *in_segment(named)["rules"]]})
    twice = {"rules": [*in_segment(named)["rules"], *in_segment(named)["rules"]]}

    refused = await sqlite_api.post("/segments", {"name": "10", "condition": twice}, 422)
    assert "more than 1,000 rules" in refused["detail"]
    refused = await sqlite_api.post("/segments/count", {"condition": twice}, 422)
    first = (await sqlite_api.get("/segments?limit=500"))["items"][-1]
    wider = {"rules": VIPS["rules"] * 3}
    refused = await sqlite_api.put(f"/segments/{first['id']}", {"name": "0", "condition": wider}, 409)
    assert '"9"' in refused["detail"]


async def test_a_segment_is_an_audience_and_a_branch(api: ServedApi) -> None:
    await people(api, 6, attributes={"plan": "pro"})
    await api.put("/contacts/c1", {"attributes": {"plan": "free"}})
    vips = await save(api, "VIPs", VIPS)
    pros = await save(api, "Pros", condition("contact.plan", "=", "pro"))
    document = chain(
        branch("pro", in_segment(pros)),
        sms("s1", "Hello"),
        on=AUDIENCE | {"where": in_segment(vips)},
        edges=(("pro", "else", "no"),),
        off_the_line=(leave("no"),),
    )
    journey = await api.live_journey(document)

    launched = await api.post(f"/journeys/{journey}/launch")
    await api.travel()

    assert launched["enrolled"] == 3
    assert {each["contact"] for each in (await api.get(f"/messages?journey={journey}"))["items"]} == {"c3", "c5"}
    assert (await api.get(f"/segments/{vips['id']}"))["used_by"] == ['the journey "A journey"']


async def test_a_journey_that_asks_for_a_segment_that_is_not_there_is_refused(sqlite_api: ServedApi) -> None:
    document = chain(branch("b", condition("segment.s_gone", "=", True)), sms("s1"))
    found = await sqlite_api.post("/journeys/check", document)

    assert "unknown_segment" in {each["code"] for each in found["findings"]}
    created = await sqlite_api.post("/journeys", document, 201)
    await sqlite_api.post(f"/journeys/{created['id']}/publish", expect=422)


def test_contacts_are_found_by_what_became_of_their_messages(database_url: str, tmp_path: Path) -> None:
    from engine.rules.conditions.conditions import Condition
    from engine.rules.time.instants import DAY
    from engine.store.segments import segments

    with world_at(database_url, tmp_path) as world:
        process = world.process()
        texted = world.contacts(4)
        world.contacts(1, "unknown")
        first = world.publish(chain(sms("s1", "Hello")))
        process.launch(first)
        process.travel()
        clicked, replied = (row["id"] for row in world.messages()[:2])
        with world.db.write() as conn:
            m = t.message
            conn.execute(update(m).where(m.c.id == clicked).values(clicked_at=world.clock()))
            conn.execute(update(m).where(m.c.id == replied).values(replied_at=world.clock()))
        world.clock.forward(10 * DAY)

        def who(field: str, value: bool = True, **more: Any) -> list[int]:
            where = Condition.model_validate({"rules": [{"field": field, "operator": "=", "value": value, **more}]})
            with world.db.read() as conn:
                return sorted(segments.fitting_before(conn, where, world.clock(), None, 100, 1_000)[0])

        everybody = [*texted, texted[-1] + 1]
        assert who("behaviour.sent") == texted
        assert who("behaviour.not_sent") == everybody[4:]
        assert who("behaviour.clicked") == texted[:1]
        assert who("behaviour.clicked", False) == everybody[1:]
        assert who("behaviour.replied") == texted[1:2]
        assert who(f"behaviour.clicked.{first.public_id}") == texted[:1]
        assert who("behaviour.clicked.j_other") == []
        assert who("behaviour.sent", within="P11D") == texted
        assert who("behaviour.sent", within="P9D") == []


async def test_the_fields_of_what_became_of_messages_are_offered(sqlite_api: ServedApi) -> None:
    journey = await sqlite_api.live_journey(chain(sms("s1", "Hello"), name="Spring"))

    offered = {each["name"]: each for each in (await sqlite_api.get("/fields"))["fields"]}

    assert offered["behaviour.clicked"]["kind"] == "event"
    assert offered[f"behaviour.replied.{journey}"]["group"] == "Messages of Spring"
    where = {"rules": [{"field": f"behaviour.replied.{journey}", "operator": "=", "value": False, "within": "P30D"}]}
    assert await count(sqlite_api, where) == 0
