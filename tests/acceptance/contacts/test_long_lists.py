"""Conditions that name a hundred thousand values: saved, counted, published and launched as any other."""

from __future__ import annotations

from typing import Any

from engine.rules.conditions.constant_problems import MOST_LISTED
from tests.support.drawn import chain, sms
from tests.support.served import ServedApi


def priced(values: list[Any]) -> dict[str, Any]:
    return {"rules": [{"field": "contact.price", "operator": "in", "value": values}]}


async def test_a_hundred_thousand_values_hold_in_a_segment_and_in_an_audience(api: ServedApi) -> None:
    rows = (f"c{n},+1212555{1000 + n},{'12.5' if n % 2 else 'none of them'}" for n in range(40))
    await api.import_csv("\n".join(("id,phone,price", *rows)))
    named = priced([f"{n}.50" for n in range(MOST_LISTED)])

    segment = await api.post("/segments", {"name": "Many", "condition": named}, 201)
    counted = await api.get(f"/segments/{segment['id']}/count")
    assert (counted["count"], counted["of"]) == (20, 40)

    journey = await api.live_journey(chain(sms("sms1"), on={"kind": "audience", "where": named}))
    launched = await api.post(f"/journeys/{journey}/launch")
    assert launched["enrolled"] == 20


async def test_more_than_that_is_told_in_a_sentence_not_in_a_hundred_thousand_values(sqlite_api: ServedApi) -> None:
    too_many = priced(list(range(MOST_LISTED + 1)))
    problem = await sqlite_api.post("/segments", {"name": "More", "condition": too_many}, 422)
    assert "has a list of 100,001 values, more than 100,000" in problem["detail"]
    document = chain(sms("sms1"), on={"kind": "audience", "where": too_many})
    journey = await sqlite_api.post("/journeys", document, 201)
    refused = await sqlite_api.post(f"/journeys/{journey['id']}/publish", None, 422)
    assert any("more than 100,000" in finding["message"] for finding in refused["findings"])
