"""Whoever gets no message is told why, and goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawn import AUDIENCE, MANUAL
from tests.support.rehearsing import (
    ANN,
    BEN,
    ann,
    at,
    ben,
    email,
    ended,
    enrol,
    event,
    journey,
    leave,
    on,
    person,
    play,
    reply,
    rows,
    sms,
    update,
    wait,
    way,
    ways,
)

ONE_TEXT = {"text": sms(), "end": leave()}


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (person("ann"), "no_phone"),
        (person("ann", ANN, "opted_out"), "opted_out"),
        (person("ann", ANN, None), "consent_unknown"),
        (person("ann", ANN, "unknown"), "consent_unknown"),
        (person("ann", ANN, "pending"), "consent_pending"),
        (person("ann", "ask at the desk"), "phone_not_a_number"),
        (person("ann", "2.12556E+09"), "phone_rounded"),
        (person("ann", "212-555-0101, 212-555-0102"), "phone_several_numbers"),
        (person("ann", "555-0101"), "phone_too_short"),
        (person("ann", "+1 212 555 0101 1234"), "phone_too_long"),
        (person("ann", "+1 (123) 456-7890"), "phone_not_valid"),
        (person("ann", "+1 212 555 0101 ext. 5"), "phone_extension"),
        (person("ann", "+442079460018"), "phone_fixed_line"),
        (person("ann", "+1 800 555 0199"), "phone_toll_free"),
        (person("ann", "+1 900 555 0199"), "phone_premium_rate"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_somebody_who_cannot_be_texted_is_skipped_with_the_reason(contact: dict[str, Any], reason: str) -> None:
    result = play(journey(MANUAL, ONE_TEXT), [contact], enrol("10:00"))
    assert rows(result, "state", "reason", "at") == [("skipped", reason, "10:00")]
    assert ended(result) == ("exited", None, "10:00")
    assert way(result) == "start text end.exit"


def test_an_opt_in_without_its_source_is_kept_as_unknown() -> None:
    undocumented = {"external_id": "ann", "phone": ANN, "sms_consent": {"state": "opted_in"}}
    result = play(journey(MANUAL, ONE_TEXT), [undocumented], enrol("10:00"))
    assert rows(result, "reason") == [("consent_unknown",)]


def test_a_skipped_contact_leaves_by_not_sent_when_that_leads_somewhere() -> None:
    drawn = journey(
        MANUAL, {"text": sms(), "thanks": update(add_tags=["texted"]), "sorry": update(add_tags=["not texted"])},
        "text.next>thanks text.not_sent>sorry thanks.next>",
    )  # fmt: skip
    result = play(drawn, [ann(), person("ben", BEN, "opted_out")], enrol("10:00", "ann", "ben"))
    assert way(result, "ann") == "start text thanks"
    assert way(result, "ben") == "start text.not_sent sorry"


def test_a_launch_texts_a_number_once_and_tells_the_other_contact_of_it() -> None:
    result = play(journey(AUDIENCE, ONE_TEXT), [ann(), person("anna", ANN), ben()], at("10:00", "launch"))
    assert rows(result, "contact", "state", "reason") == [
        ("ann", "accepted", None),
        ("anna", "skipped", "duplicate_number"),
        ("ben", "accepted", None),
    ]
    assert {status for _, status, _ in ways(result)} == {"exited"}


def test_each_visit_of_a_step_in_a_loop_is_a_message_of_its_own_in_a_launch() -> None:
    drawn = journey(AUDIENCE, {"text": sms(), "days": wait("P5D")}, "days.next>text")
    result = play(drawn, [ann(), person("anna", ANN)], at("10:00", "launch"), until="+8 00:00")
    assert rows(result, "contact", "reason", "at") == [
        ("ann", None, "10:00"),
        ("anna", "duplicate_number", "10:00"),
        ("ann", None, "+5 10:00"),
        ("anna", "duplicate_number", "+5 10:00"),
    ]


def test_one_contacts_own_runs_side_by_side_are_not_duplicates() -> None:
    drawn = journey(on("order", key="event.id"), ONE_TEXT, re_entry="always")
    result = play(drawn, [ann()], event("10:00", "order", id="1"), event("10:00", "order", id="2"))
    assert rows(result, "state") == [("accepted",), ("accepted",)]


def test_a_message_that_is_empty_for_somebody_is_not_sent() -> None:
    drawn = journey(MANUAL, {"text": sms("{{ contact.offer }}", opt_out_clause="never")})
    result = play(drawn, [ann(), ben(attributes={"offer": "10% off"})], enrol("10:00", "ann", "ben"))
    assert rows(result, "contact", "reason", "body") == [("ann", "body_empty", None), ("ben", None, "10% off")]


def test_a_message_over_1600_characters_is_not_sent() -> None:
    drawn = journey(MANUAL, {"text": sms("{{ contact.story }}")})
    result = play(drawn, [ann(attributes={"story": "a" * 1_590})], enrol("10:00"))
    assert rows(result, "reason") == [("body_too_long",)]


def test_a_public_shortener_that_comes_from_a_merge_field_is_not_sent() -> None:
    drawn = journey(MANUAL, {"text": sms("Look: {{ contact.link }}")})
    people = [ann(attributes={"link": "https://bit.ly/3xyz"}), ben(attributes={"link": "https://example.com/3"})]
    result = play(drawn, people, enrol("10:00", "ann", "ben"))
    assert rows(result, "contact", "reason") == [("ann", "public_shortener"), ("ben", None)]


def test_a_template_that_fails_for_one_contact_fails_for_nobody_else() -> None:
    drawn = journey(MANUAL, {"text": sms("{{ contact.amount | divided_by: contact.parts }} each")})
    people = [ann(attributes={"amount": 10, "parts": 0}), ben(attributes={"amount": 10, "parts": 2})]
    result = play(drawn, people, enrol("10:00", "ann", "ben"))
    assert [(contact, state) for contact, state in rows(result, "contact", "state")] == [
        ("ann", "skipped"),
        ("ben", "accepted"),
    ]


def test_nothing_is_sent_while_sms_is_off_for_the_account() -> None:
    result = play(journey(MANUAL, ONE_TEXT), [ann()], enrol("10:00"), account={"sms_enabled": False})
    assert rows(result, "reason") == [("sms_off",)]


def test_a_sender_that_was_taken_away_is_a_reason() -> None:
    drawn = journey(MANUAL, ONE_TEXT)
    result = play(drawn, [ann()], enrol("10:00"), account={"sender": "gone"})
    assert rows(result, "reason") == [("no_sender",)]


def test_an_email_without_an_address_is_skipped() -> None:
    drawn = journey(MANUAL, {"mail": email()})
    people = [ann(email="ann@example.com"), ben(), person("carol", email="not an address")]
    result = play(drawn, people, enrol("10:00", "ann", "ben", "carol"))
    assert rows(result, "contact", "channel", "state", "reason")[:2] == [
        ("ann", "email", "accepted", None),
        ("ben", "email", "skipped", "no_email"),
    ]
    assert rows(result, "contact", "state")[2] == ("carol", "skipped")


def test_somebody_who_unsubscribed_from_email_is_skipped_and_texts_go_on() -> None:
    drawn = journey(MANUAL, {"mail": email(), "text": sms()})
    unsubscribed = ann(email="ann@example.com", email_consent={"state": "opted_out"})
    result = play(drawn, [unsubscribed], enrol("10:00"))
    assert rows(result, "node_id", "reason") == [("mail", "email_opted_out"), ("text", None)]


def test_what_came_due_in_a_pause_that_was_resumed_with_skip_is_not_sent() -> None:
    drawn = journey(MANUAL, {"hour": wait("PT1H"), "text": sms(), "day": wait("P1D"), "next": sms()})
    result = play(
        drawn, [ann()], enrol("10:00"), at("10:30", "pause"), at("12:00", "resume", overdue="skip")
    )  # fmt: skip
    assert rows(result, "node_id", "at", "reason") == [("text", "12:00", "paused"), ("next", "+1 12:00", None)]


def test_a_cancelled_message_is_not_sent_and_its_contact_goes_on() -> None:
    drawn = journey(MANUAL, {"text": sms(), "end": leave()}, quiet_hours={"start": "21:00", "end": "08:00"})
    result = play(drawn, [ann()], enrol("04:00"), at("06:00", "cancel_message", contact="ann", node_id="text"))
    assert rows(result, "state", "reason", "at") == [("cancelled", "message_cancelled", "06:00")]
    assert ended(result) == ("exited", None, "06:00")


def test_a_number_removed_in_mid_journey_is_not_texted() -> None:
    drawn = journey(MANUAL, {"hour": wait("PT1H"), "text": sms()})
    result = play(drawn, [ann()], enrol("10:00"), at("10:30", "update_contact", contact="ann", set={"phone": None}))
    assert rows(result, "reason", "at") == [("no_phone", "11:00")]


def test_a_number_changed_in_mid_journey_is_the_one_that_is_texted() -> None:
    drawn = journey(MANUAL, {"first": sms(), "hour": wait("PT1H"), "second": sms()})
    changed = at("10:30", "update_contact", contact="ann", set={"phone": "(212) 555-0199"},
                 sms_consent={"state": "opted_in", "source": "web form"})  # fmt: skip
    result = play(drawn, [ann()], enrol("10:00"), changed)
    assert rows(result, "node_id", "to") == [("first", ANN), ("second", "+12125550199")]


def test_a_new_number_brings_its_own_consent() -> None:
    drawn = journey(MANUAL, {"hour": wait("PT1H"), "text": sms()})
    moved = at("10:30", "update_contact", contact="ann", set={"phone": BEN})
    result = play(drawn, [ann(), person("ben", BEN, "opted_out")], enrol("10:00"), moved)
    assert rows(result, "reason") == [("opted_out",)]


def test_a_transactional_message_goes_to_a_number_that_said_nothing_only_where_the_account_allows_it() -> None:
    drawn = journey(MANUAL, {"text": sms()}, message_class="transactional")
    people = [person("ann", ANN, None), person("ben", BEN, "opted_out")]
    strict = play(drawn, people, enrol("10:00", "ann", "ben"))
    lax = play(drawn, people, enrol("10:00", "ann", "ben"), account={"transactional_allows_unknown": True})
    assert rows(strict, "contact", "reason") == [("ann", "consent_unknown"), ("ben", "opted_out")]
    assert rows(lax, "contact", "reason") == [("ann", None), ("ben", "opted_out")]


def test_a_stop_blocks_transactional_messages_too() -> None:
    drawn = journey(on("order"), {"text": sms()}, message_class="transactional", re_entry="always")
    result = play(drawn, [ann()], event("10:00", "order"), reply("11:00", "STOP"), event("12:00", "order"))
    assert rows(result, "at", "reason") == [("10:00", None), ("12:00", "opted_out")]


def test_a_sender_texts_only_the_countries_it_serves() -> None:
    people = [person("ann", ANN), person("eva", "+46701740605"), person("zoe", "+33612345678", country="US")]
    senders = [{"id": "sandbox", "number": "+15005550006", "countries": ["US", "SE"]}]
    result = play(journey(MANUAL, {"text": sms()}), people, enrol("15:00", "ann", "eva", "zoe"), senders=senders)
    assert rows(result, "contact", "state", "reason") == [
        ("ann", "accepted", None),
        ("eva", "accepted", None),
        ("zoe", "skipped", "country_not_served"),
    ]
