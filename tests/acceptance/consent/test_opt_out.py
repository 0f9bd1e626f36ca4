"""STOP, START and HELP from a phone, and what they do to journeys."""

from __future__ import annotations

import pytest

from tests.support.drawn import AUDIENCE, MANUAL
from tests.support.rehearsing import (
    ANN,
    BEN,
    ann,
    at,
    ben,
    branch,
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
    rule,
    sms,
    split,
    update,
    wait,
    wait_for,
    way,
    ways,
)

TEXT_WAIT_TEXT = {"first": sms(), "day": wait("P1D"), "second": sms()}
TEXT_WAIT_MAIL = {"first": sms(), "day": wait("P1D"), "second": sms(), "mail": email()}


def test_a_stop_in_the_middle_of_a_wait_with_only_texts_ahead_ends_the_way_at_once() -> None:
    result = play(journey(MANUAL, TEXT_WAIT_TEXT), [ann()], enrol("10:00"), reply("11:00", "STOP"))
    assert rows(result, "node_id", "at") == [("first", "10:00")]
    assert ended(result) == ("completed", "only_sms_ahead", "11:00")


def test_with_something_else_ahead_the_way_goes_on_and_the_text_is_skipped() -> None:
    result = play(journey(MANUAL, TEXT_WAIT_MAIL), [ann(email="a@example.com")], enrol("10:00"), reply("11:00", "STOP"))
    assert rows(result, "node_id", "at", "reason") == [
        ("first", "10:00", None),
        ("second", "+1 10:00", "opted_out"),
        ("mail", "+1 10:00", None),
    ]


@pytest.mark.parametrize(
    "something",
    [email(), update(add_tags=["done"]), ("webhook", {"url": "https://example.com/hook", "method": "POST"})],
    ids=["an e-mail", "an update", "a webhook"],
)
def test_what_counts_as_something_else_ahead(something: tuple[str, dict[str, object]]) -> None:
    drawn = journey(MANUAL, {"first": sms(), "day": wait("P1D"), "second": sms(), "else": something})
    result = play(drawn, [ann(email="a@example.com")], enrol("10:00"), reply("11:00", "STOP"))
    assert ended(result) == ("completed", None, "+1 10:00")


def test_an_opted_out_contact_does_not_wait_for_texts_on_arrival() -> None:
    result = play(
        journey(MANUAL, {"day": wait("P1D"), "text": sms()}), [person("ann", ANN, "opted_out")], enrol("10:00")
    )
    assert rows(result) == []
    assert ended(result) == ("completed", "only_sms_ahead", "10:00")


def test_a_start_does_not_bring_back_a_way_that_a_stop_ended() -> None:
    result = play(
        journey(MANUAL, TEXT_WAIT_TEXT), [ann()], enrol("10:00"), reply("11:00", "STOP"), reply("12:00", "START")
    )
    assert rows(result, "node_id") == [("first",)]
    assert ended(result)[:2] == ("completed", "only_sms_ahead")


def test_a_start_before_the_next_text_lets_it_through_when_the_way_was_still_open() -> None:
    people = [ann(email="a@example.com")]
    result = play(
        journey(MANUAL, TEXT_WAIT_MAIL), people, enrol("10:00"), reply("11:00", "STOP"), reply("12:00", "UNSTOP")
    )
    assert rows(result, "node_id", "reason") == [("first", None), ("second", None), ("mail", None)]


def test_a_journey_that_ends_on_opt_out_ends_at_once_also_in_the_middle_of_a_wait() -> None:
    drawn = journey(MANUAL, TEXT_WAIT_MAIL, on_opt_out="exit")
    result = play(drawn, [ann(email="a@example.com")], enrol("10:00"), reply("11:00", "STOP"))
    assert rows(result, "node_id") == [("first",)]
    assert ended(result) == ("exited", "exit_on_opt_out", "11:00")


def test_a_journey_that_ends_on_opt_out_ends_while_it_waits_for_an_event() -> None:
    drawn = journey(MANUAL, {"order": wait_for("order"), "mail": email()}, "order.timed_out>mail", on_opt_out="exit")
    result = play(drawn, [ann(email="a@example.com")], enrol("10:00"), reply("11:00", "STOP"))
    assert ended(result) == ("exited", "exit_on_opt_out", "11:00")


def test_a_stop_ends_every_journey_way_of_every_contact_with_the_number() -> None:
    people = [ann(), person("anna", ANN), ben()]
    result = play(journey(MANUAL, TEXT_WAIT_TEXT), people, enrol("10:00", "ann", "anna", "ben"), reply("11:00", "STOP"))
    assert ways(result) == [
        ("ann", "completed", "only_sms_ahead"),
        ("anna", "completed", "only_sms_ahead"),
        ("ben", "completed", None),
    ]


def test_a_stop_while_quiet_hours_hold_the_message_wins() -> None:
    drawn = journey(MANUAL, {"text": sms(), "end": leave()}, quiet_hours={"start": "21:00", "end": "08:00"})
    result = play(drawn, [ann()], enrol("04:00"), reply("12:59", "STOP"))
    assert rows(result, "at", "state", "reason") == [("13:00", "skipped", "opted_out")]
    assert way(result) == "start text end.exit"


def test_a_stop_at_the_very_moment_a_message_is_due_wins() -> None:
    result = play(
        journey(MANUAL, TEXT_WAIT_MAIL), [ann(email="a@example.com")], enrol("10:00"), reply("+1 10:00", "STOP")
    )
    assert rows(result, "node_id", "reason")[1] == ("second", "opted_out")


def test_a_branch_on_consent_sees_the_stop() -> None:
    drawn = journey(
        MANUAL, {"day": wait("P1D"), "opted": branch(), "text": sms(), "mail": email()},
        "opted.yes>text opted.else>mail text.next>",
    )  # fmt: skip
    result = play(drawn, [ann(email="a@example.com")], enrol("10:00"), reply("11:00", "stop"))
    assert rows(result, "node_id") == [("mail",)]


def test_email_consent_is_left_alone_by_a_stop() -> None:
    drawn = journey(
        MANUAL, {"day": wait("P1D"), "agreed": branch(rule("consent.email", "=", "opted_in")), "mail": email()}
    )
    agreed = ann(email="a@example.com", email_consent={"state": "opted_in", "source": "web form"})
    result = play(drawn, [agreed], enrol("10:00"), reply("11:00", "STOP"))
    assert rows(result, "node_id", "state") == [("mail", "accepted")]


@pytest.mark.parametrize(
    "words", ["STOP", "stop", " Stop. ", "UNSUBSCRIBE", "opt-out", "please stop texting me", "Stpo"]
)
def test_a_stop_is_confirmed_once_and_right_away(words: str) -> None:
    result = play(journey(MANUAL, {"text": sms()}), [ann()], reply("11:00", words), reply("11:05", words))
    (one,) = result.replies
    assert (one.kind, one.contact, one.to, one.state) == ("opt_out", "ann", ANN, "accepted")
    assert "unsubscribed" in one.body
    assert "START" in one.body


@pytest.mark.parametrize("words", ["stopwatch sale?", "don't stop", "Thank you!", "I'll be there at noon"])
def test_other_words_are_neither_a_stop_nor_answered(words: str) -> None:
    drawn = journey(MANUAL, {"day": wait("P1D"), "text": sms()})
    result = play(drawn, [ann()], enrol("10:00"), reply("11:00", words))
    assert result.replies == ()
    assert rows(result, "state") == [("accepted",)]


def test_intent_without_a_keyword_does_not_count_where_the_account_takes_keywords_only() -> None:
    drawn = journey(MANUAL, {"day": wait("P1D"), "text": sms()})
    account = {"opt_out_matching": "keywords_only"}
    result = play(drawn, [ann()], enrol("10:00"), reply("11:00", "please stop texting me"), account=account)
    assert rows(result, "state") == [("accepted",)]


def test_each_change_is_answered_and_help_always() -> None:
    result = play(
        journey(MANUAL, {"text": sms()}),
        [ann()],
        reply("10:00", "STOP"),
        reply("10:01", "START"),
        reply("10:02", "START"),
        reply("10:03", "HELP"),
        reply("10:04", "info"),
        reply("10:05", "STOP"),
        reply("10:06", "HELP"),
    )
    assert [one.kind for one in result.replies] == ["opt_out", "opt_in", "help", "help", "opt_out", "help"]


def test_a_stranger_gets_help_and_is_remembered_when_they_say_stop() -> None:
    drawn = journey(on("signup"), {"text": sms()})
    stranger = "+12125550155"
    becomes = at("12:00", "update_contact", contact="ann", set={"phone": stranger},
                 sms_consent={"state": "opted_in", "source": "web form"})  # fmt: skip
    result = play(
        drawn,
        [ann()],
        reply("10:00", "HELP", stranger),
        reply("11:00", "STOP", stranger),
        becomes,
        event("13:00", "signup"),
    )
    assert [(one.to, one.kind) for one in result.replies] == [(stranger, "help"), (stranger, "opt_out")]
    assert rows(result, "to", "reason") == [(stranger, "opted_out")]


def test_no_upload_undoes_a_stop_and_a_start_does() -> None:
    drawn = journey(on("order"), {"text": sms()}, re_entry="always")
    again = at("11:00", "update_contact", contact="ann", sms_consent={"state": "opted_in", "source": "a new list"})
    result = play(
        drawn,
        [ann()],
        reply("10:00", "STOP"),
        again,
        event("12:00", "order"),
        reply("13:00", "YES"),
        event("14:00", "order"),
    )
    assert rows(result, "at", "reason") == [("12:00", "opted_out"), ("14:00", None)]


def test_an_opt_out_by_a_user_ends_what_has_only_texts_ahead_too() -> None:
    by_hand = at("11:00", "update_contact", contact="ann", sms_consent={"state": "opted_out"})
    result = play(journey(MANUAL, TEXT_WAIT_TEXT), [ann()], enrol("10:00"), by_hand)
    assert ended(result) == ("completed", "only_sms_ahead", "11:00")


def test_a_carriers_word_that_the_number_opted_out_becomes_a_stop() -> None:
    drawn = journey(on("order"), {"text": sms()}, re_entry="always")
    result = play(
        drawn, [ann()], event("10:00", "order"), event("11:00", "order"),
        carrier=[{"to": ANN, "answer": "reject:21610"}],
    )  # fmt: skip
    assert rows(result, "at", "state", "reason") == [
        ("10:00", "rejected", "carrier_opted_out"),
        ("11:00", "skipped", "opted_out"),
    ]


def test_a_missed_stop_ends_what_has_only_texts_ahead() -> None:
    result = play(
        journey(MANUAL, TEXT_WAIT_TEXT), [ann()], enrol("10:00"), carrier=[{"to": ANN, "answer": "reject:21610"}]
    )
    assert ended(result) == ("completed", "only_sms_ahead", "10:00")


def test_a_missed_stop_ends_a_journey_that_ends_on_opt_out() -> None:
    drawn = journey(MANUAL, TEXT_WAIT_MAIL, on_opt_out="exit")
    result = play(
        drawn, [ann(email="a@example.com")], enrol("10:00"), carrier=[{"to": ANN, "answer": "reject:21610"}]
    )  # fmt: skip
    assert ended(result) == ("exited", "exit_on_opt_out", "10:00")


def test_one_contacts_stop_leaves_the_others_of_a_launch_alone() -> None:
    result = play(journey(AUDIENCE, TEXT_WAIT_TEXT), [ann(), ben()], at("10:00", "launch"), reply("11:00", "STOP", BEN))
    assert rows(result, "contact", "node_id") == [("ann", "first"), ("ben", "first"), ("ann", "second")]


def test_a_wait_before_a_split_of_texts_only_is_not_waited_out() -> None:
    drawn = journey(
        MANUAL, {"day": wait("P1D"), "offer": split(), "one": sms(), "two": sms()},
        "offer.a>one offer.b>two one.next> two.next>",
    )  # fmt: skip
    result = play(drawn, [ann()], enrol("10:00"), reply("11:00", "STOP"))
    assert ended(result) == ("completed", "only_sms_ahead", "11:00")


ASKED_TO_CONFIRM = {
    "ask": sms("Your visit is Tue 3 pm. Reply YES to confirm"),
    "day": wait("P1D"),
    "offer": sms("Offer"),
}


@pytest.mark.parametrize("word", ["Yes", "Oui", "Ja", "Sim", "Alta"])
def test_a_yes_to_something_else_is_no_opt_in(word: str) -> None:
    drawn = journey(MANUAL, ASKED_TO_CONFIRM)
    result = play(drawn, [person("ann", ANN, "unknown")], enrol("10:00"), reply("11:00", word))

    assert rows(result, "node_id", "reason")[-1] == ("offer", "consent_unknown")


@pytest.mark.parametrize("before", ["pending", "opted_out"])
@pytest.mark.parametrize("word", ["Yes", "Sí", "START"])
def test_a_yes_opts_in_who_was_asked_or_had_stopped(before: str, word: str) -> None:
    drawn = journey(MANUAL, {"day": wait("P1D"), "offer": sms("Offer"), "mail": email()})
    result = play(drawn, [person("ann", ANN, before, email="a@example.com")], enrol("10:00"), reply("11:00", word))

    assert ("offer", None) in rows(result, "node_id", "reason")


def test_a_text_from_a_short_code_changes_nothing_and_a_channel_is_no_part_of_a_number() -> None:
    drawn = journey(MANUAL, {"day": wait("P1D"), "offer": sms("Offer"), "mail": email()})
    short = play(drawn, [ann(email="a@example.com")], enrol("10:00"), reply("11:00", "STOP", "12345"))
    whatsapp = play(drawn, [ann(email="a@example.com")], enrol("10:00"), reply("11:00", "STOP", f"whatsapp:{ANN}"))

    assert ("offer", None) in rows(short, "node_id", "reason")
    assert ("offer", "opted_out") in rows(whatsapp, "node_id", "reason")
