"""Opt-in forms: shown, taken in with their evidence, confirmed by START; and whatever is forged is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from engine.runtime.clock import wall_clock
from engine.store.database import core as t
from tests.support.drawn import MANUAL, chain, condition, on_event, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

PHONE = "+12125550147"
WORDING = "I agree to get texts from Acme, up to 4 a month. Msg&Data rates may apply. Reply STOP to end."
TYPED = {"phone": "(212) 555-0147", "first_name": "Ann", "agree": "yes", "wording": "1"}


async def make(api: ServedApi, wording: str = WORDING, **settings: Any) -> dict[str, Any]:
    return await api.post("/forms", {"name": "Footer", "wording": wording, "settings": settings}, 201)


async def post(api: ServedApi, form: dict[str, Any] | str, typed: dict[str, str] | None = None, **options: Any) -> Any:
    form_id = form if isinstance(form, str) else form["id"]
    headers = {"Referer": "https://acme.example/", "User-Agent": "Mozilla/5.0 Test", **options.pop("headers", {})}
    body = options or {"data": TYPED if typed is None else typed}
    return await api.http.post(f"{api.address}/f/{form_id}", headers=headers, **body)


async def consent(api: ServedApi) -> str:
    found = (await api.get("/contacts"))["items"]
    return found[0]["consent"]["sms"] if found else "nobody"


async def log(api: ServedApi) -> list[dict[str, Any]]:
    return (await api.get(f"/consents/{PHONE}/log"))["items"]


async def on_the_phone(api: ServedApi) -> list[str]:
    messages = (await api.get(f"/sandbox/phones/{PHONE}"))["messages"]
    return [each["body"] for each in messages if each["direction"] == "to_phone"]


async def everything(api: ServedApi) -> dict[str, int]:
    """How many rows there are of whatever a post could touch."""
    tables = (t.contact, t.consent, t.consent_log, t.message, t.event, t.form_submission, t.enrolment)
    with api.parts.database.read() as conn:
        return {each.name: conn.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}


async def test_a_number_is_asked_once_and_opted_in_by_its_start_with_all_the_evidence(api: ServedApi) -> None:
    await api.call("PATCH", "/account", json={"name": "Acme"})
    form = await make(api)

    for _ in range(2):
        assert (await post(api, form)).status_code == 200

    assert await on_the_phone(api) == [
        "Reply START to receive texts from Acme. Reply STOP to get none. Msg&Data rates may apply."
    ]
    assert await consent(api) == "pending"
    (asked,) = await log(api)
    assert (asked["source"], asked["after"]) == ("form", "pending")
    assert asked["evidence"] == {
        "document": "form Footer",
        "wording": WORDING,
        "wording_version": "1",
        "page": "https://acme.example/",
        "ip": "127.0.0.1",
        "user_agent": "Mozilla/5.0 Test",
        "form": form["id"],
        "submitted_phone": "(212) 555-0147",
    }

    await api.post(f"/sandbox/phones/{PHONE}/reply", {"body": "Start"})

    assert await consent(api) == "opted_in"
    assert (await log(api))[0]["source"] == "phone"
    assert (await api.get(f"/forms/{form['id']}"))["submissions"] == {"asked": 1, "waiting": 1}


async def test_without_double_opt_in_the_tick_is_the_consent(api: ServedApi) -> None:
    form = await make(api, double_opt_in=False, tags=["footer"], language="fr")

    await post(api, form)

    contact = (await api.get("/contacts"))["items"][0]
    assert (contact["first_name"], contact["phone_raw"], contact["tags"], contact["language"]) == (
        "Ann",
        "(212) 555-0147",
        ["footer"],
        "fr",
    )
    assert await consent(api) == "opted_in"
    assert await on_the_phone(api) == []


@pytest.mark.parametrize("double", [True, False], ids=["asks for START", "the tick is enough"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_form_of_who_is_opted_in_already_is_kept_as_evidence_and_changes_nothing_else(
    api: ServedApi, double: bool, accept: str
) -> None:
    claimed = {"state": "opted_in", "source": "an old list"}
    await api.put("/contacts/ann", {"phone": PHONE, "sms_consent": claimed})
    waiting = {"id": "w1", "type": "wait_for", "data": {"event": "sms.opted_in", "timeout": "P3D"}}
    told = sms("s1", "You opted in")
    passage = await api.live_journey(chain(waiting, on=MANUAL, edges=(("w1", "happened", "s1"),), off_the_line=(told,)))
    await api.post(f"/journeys/{passage}/enrolments", {"contacts": ["ann"]})
    greeted = await api.live_journey(chain(sms("s1", "Hello"), on=on_event("sms.opted_in")))
    await api.travel()
    form = await make(api, double_opt_in=double)

    assert (await post(api, form, headers={"Accept": accept})).status_code == 200
    await api.travel()

    confirmed, _ = await log(api)
    assert (confirmed["before"], confirmed["after"], confirmed["source"]) == ("opted_in", "opted_in", "form")
    evidence = confirmed["evidence"]
    assert (evidence["form"], evidence["wording"], evidence["wording_version"]) == (form["id"], WORDING, "1")
    assert (evidence["ip"], evidence["document"]) == ("127.0.0.1", "form Footer")
    exported = (await api.http.get(f"/api/v1/consents/{PHONE}/log.csv")).text
    assert exported.splitlines()[-1].split(",")[1:6] == ["sms", PHONE, "opted_in", "opted_in", "form"]
    proof = (await api.http.get(f"/api/v1/consents/{PHONE}/proof")).text
    assert "<strong>opted in</strong>, given again" in proof
    assert "127.0.0.1" in proof
    assert await on_the_phone(api) == []
    assert await consent(api) == "opted_in"
    assert (await api.get(f"/enrolments?journey={greeted}"))["items"] == []
    (under_way,) = (await api.get(f"/enrolments?journey={passage}"))["items"]
    assert (under_way["status"], under_way["step"]) == ("active", "w1")
    assert (await api.get(f"/forms/{form['id']}"))["submissions"] == {"already": 1}


async def test_a_form_starts_journeys(api: ServedApi) -> None:
    form = await make(api, double_opt_in=False)
    opted_in = on_event("form.submitted", where=condition("event.outcome", "=", "opted_in"))
    journey = await api.live_journey(chain(sms("s1", "Welcome to {{ event.form_name }}"), on=opted_in))

    await post(api, form)
    await api.travel()

    assert [each["state"] for each in (await api.get(f"/messages?journey={journey}"))["items"]] == ["accepted"]


async def test_a_form_does_not_undo_a_stop_and_tells_nobody_of_it(api: ServedApi) -> None:
    form = await make(api, double_opt_in=False)
    first = await post(api, form)
    await api.post(f"/sandbox/phones/{PHONE}/reply", {"body": "STOP"})

    again = await post(api, form)

    assert await consent(api) == "opted_out"
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert (await api.get(f"/forms/{form['id']}"))["submissions"] == {"opted_in": 1, "stopped": 1}
    await api.post(f"/sandbox/phones/{PHONE}/reply", {"body": "START"})
    assert await consent(api) == "opted_in"


async def test_whoever_types_a_number_changes_nothing_of_who_has_it(sqlite_api: ServedApi) -> None:
    await sqlite_api.put("/contacts/bo", {"phone": PHONE, "first_name": "Bo", "attributes": {"plan": "pro"}})
    form = await make(sqlite_api, asks=["first_name", "last_name"])

    await post(sqlite_api, form, TYPED | {"first_name": "Mallory", "last_name": "X"})

    contact = await sqlite_api.get("/contacts/bo")
    assert (contact["first_name"], contact["last_name"], contact["attributes"]) == ("Bo", None, {"plan": "pro"})
    assert len((await sqlite_api.get("/contacts"))["items"]) == 1


async def test_another_wording_is_another_version_and_the_old_ones_are_kept(api: ServedApi) -> None:
    form = await make(api, double_opt_in=False)
    changed = await api.put(f"/forms/{form['id']}", {"name": "Footer", "wording": WORDING + " Really."})

    assert changed["wording_version"] == 2
    versions = (await api.get(f"/forms/{form['id']}/wordings"))["items"]
    assert [(each["version"], each["text"]) for each in versions] == [(2, WORDING + " Really."), (1, WORDING)]
    # A page that has embedded the old words shows those: they are what was agreed to.
    await post(api, form)
    assert (await log(api))[0]["evidence"]["wording"] == WORDING


async def test_consent_is_collected_before_sms_is_switched_on_and_the_question_follows(api: ServedApi) -> None:
    await api.call("PATCH", "/account", json={"sms_enabled": False})
    form = await make(api)
    await post(api, form)
    assert (await consent(api), await on_the_phone(api)) == ("pending", [])

    await api.call("PATCH", "/account", json={"sms_enabled": True})
    (message_id,) = unsent_service_messages(api)
    assert api.parts.desk is not None
    await api.parts.desk.send(message_id)

    assert len(await on_the_phone(api)) == 1


def unsent_service_messages(api: ServedApi) -> list[int]:
    """What housekeeping finds."""
    from engine.sending.service_messages.service_messages import unsent_service_messages as found

    return found(api.parts.context, wall_clock() + 10_000)


async def test_while_sms_is_off_questions_do_not_stand_in_the_way_of_confirmations(api: ServedApi) -> None:
    await api.call("PATCH", "/account", json={"sms_enabled": False})
    await post(api, await make(api))

    assert unsent_service_messages(api) == []
    await api.post(f"/sandbox/phones/{PHONE}/reply", {"body": "STOP"})
    assert len(await on_the_phone(api)) == 1


async def test_a_question_does_not_pass_a_stop_that_came_before_it_left(api: ServedApi) -> None:
    await api.call("PATCH", "/account", json={"sms_enabled": False})
    await post(api, await make(api))
    await api.post(f"/sandbox/phones/{PHONE}/reply", {"body": "STOP"})
    await api.call("PATCH", "/account", json={"sms_enabled": True})

    (message_id,) = unsent_service_messages(api)
    assert api.parts.desk is not None
    await api.parts.desk.send(message_id)

    shown = await api.get(f"/messages/{message_id}")
    assert (shown["state"], shown["reason"]) == ("skipped", "opted_out")
    assert len(await on_the_phone(api)) == 1


async def test_the_page_shows_the_form_escapes_everything_and_lets_nothing_in_from_elsewhere(
    sqlite_api: ServedApi,
) -> None:
    wording = WORDING + " <script>alert(1)</script>"
    form = await make(sqlite_api, wording, title="Texts & <more>", asks=["email"])

    response = await sqlite_api.http.get(f"{sqlite_api.address}/f/{form['id']}")

    assert response.status_code == 200
    assert "<script" not in response.text
    assert "&lt;script&gt;" in response.text
    assert "Texts &amp; &lt;more&gt;" in response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert f'action="{form["url"]}"' in form["snippet"]
    assert "&lt;script&gt;" in form["snippet"]
    refused = await post(sqlite_api, form, TYPED | {"phone": '"><b>x'})
    assert refused.status_code == 422
    assert "<b>" not in refused.text


async def test_a_form_speaks_its_language_where_its_settings_say_nothing(sqlite_api: ServedApi) -> None:
    form = await make(sqlite_api, language="sv", asks=["first_name"], button="Ja tack")
    words = await sqlite_api.get("/forms/words?language=sv")

    page = await sqlite_api.http.get(f"{sqlite_api.address}/f/{form['id']}")
    for told in (words["title"], words["phone_label"], words["first_name"], "Ja tack"):
        assert told in page.text
    refused = await post(sqlite_api, form, TYPED | {"phone": "ring mig"}, headers={"Accept": "text/html"})
    assert "sms till det här numret" in refused.text
    thanked = await post(sqlite_api, form)
    assert words["asked"] in thanked.text
    assert (await on_the_phone(sqlite_api))[0] == words["question"]
    await sqlite_api.put(
        f"/forms/{form['id']}", {"name": "Footer", "wording": WORDING, "settings": form["settings"], "open": False}
    )
    assert "stängt" in (await post(sqlite_api, form, headers={"Accept": "text/html"})).text


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"typed": TYPED | {"agree": ""}}, 422, "not_agreed"),
        ({"typed": {key: TYPED[key] for key in ("phone", "wording")}}, 422, "not_agreed"),
        ({"typed": TYPED | {"phone": ""}}, 422, "no_phone"),
        ({"typed": TYPED | {"phone": "call me"}}, 422, "phone_not_a_number"),
        ({"typed": TYPED | {"phone": "+1 900 555 0123"}}, 422, "phone_premium_rate"),
        ({"typed": TYPED | {"wording": "7"}}, 422, "unknown_wording"),
        ({"typed": TYPED | {"wording": "1; DROP TABLE form"}}, 422, "unknown_wording"),
        ({"typed": TYPED | {"email": "not-one"}}, 422, "email_not_valid"),
        ({"typed": TYPED | {"first_name": "x" * 101}}, 422, "too_long"),
        ({"typed": TYPED | {"sms_consent": "opted_in"}}, 400, "unknown_field"),
        ({"content": b"phone=1&phone=2"}, 400, "unknown_field"),
        ({"content": b"phone=%ff%fe&agree=yes"}, 400, "bad_request"),
        ({"content": b"phone=%00&agree=yes"}, 400, "bad_request"),
        ({"content": b"&".join(b"a%d=1" % index for index in range(1000))}, 400, "bad_request"),
        ({"content": b"phone=" + b"1" * 2_000_000}, 413, "too_large"),
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 415, "unsupported_media_type"),
        (
            {"content": b"", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
            415,
            "unsupported_media_type",
        ),
    ],
)
async def test_a_forged_post_is_refused_with_a_clear_error_and_touches_nothing(
    sqlite_api: ServedApi, options: dict[str, Any], status: int, code: str
) -> None:
    form = await make(sqlite_api, asks=["first_name", "email"])
    before = await everything(sqlite_api)
    given = dict(options)
    headers = {"Accept": "application/json", **given.pop("headers", {})}
    if "content" in given:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}

    response = await post(sqlite_api, form, given.pop("typed", None), headers=headers, **given)

    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert await everything(sqlite_api) == before


async def test_an_unknown_or_closed_form_takes_nothing(sqlite_api: ServedApi) -> None:
    form = await make(sqlite_api)
    await sqlite_api.put(f"/forms/{form['id']}", {"name": "Footer", "wording": WORDING, "open": False})
    before = await everything(sqlite_api)

    assert (await post(sqlite_api, "f_nowhere")).status_code == 404
    assert (await post(sqlite_api, form)).status_code == 410
    assert (await sqlite_api.http.get(f"{sqlite_api.address}/f/{form['id']}")).status_code == 410
    assert await everything(sqlite_api) == before


async def test_who_fills_in_the_field_that_nobody_sees_is_thanked_and_forgotten(sqlite_api: ServedApi) -> None:
    form = await make(sqlite_api)
    before = await everything(sqlite_api)

    response = await post(sqlite_api, form, TYPED | {"website": "https://spam.example"})

    assert response.status_code == 200
    assert await everything(sqlite_api) == before


async def test_too_many_posts_from_one_address_or_for_one_number_are_refused(sqlite_api: ServedApi) -> None:
    form = await make(sqlite_api)

    for_one = [(await post(sqlite_api, form)).status_code for _ in range(6)]
    from_one = [
        (await post(sqlite_api, form, TYPED | {"phone": f"+1212555{1000 + index}"})).status_code for index in range(20)
    ]

    assert for_one == [200] * 5 + [429]
    assert (from_one[0], from_one[-1]) == (200, 429)
    assert from_one.count(200) == 15


async def test_behind_a_proxy_that_is_trusted_the_evidence_has_the_visitors_address(api: ServedApi) -> None:
    form = await make(api)
    # What a visitor claims comes first; what our proxy saw comes last.
    await post(api, form, TYPED, headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})

    assert (await log(api))[0]["evidence"]["ip"] == "198.51.100.7"
