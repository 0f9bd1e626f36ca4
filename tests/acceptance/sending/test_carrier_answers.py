"""What the carrier answers, and what becomes of message and contact."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawn import AUDIENCE, MANUAL
from tests.support.rehearsing import (
    ANN,
    Json,
    ann,
    at,
    ben,
    ended,
    enrol,
    event,
    journey,
    leave,
    on,
    person,
    play,
    rows,
    sms,
    update,
    way,
)

TEXT = {"text": sms(), "end": leave()}


def answers(answer: str, times: int | None = None) -> list[Json]:
    return [{"to": ANN, "answer": answer, **({} if times is None else {"times": times})}]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("21211", "carrier_number"),
        ("21614", "carrier_number"),
        ("21408", "carrier_region"),
        ("30007", "carrier_filtered"),
        ("30005", "carrier_unreachable_phone"),
        ("99999", "carrier_rejected"),
    ],
)
def test_a_rejection_is_final_and_the_contact_goes_on(code: str, reason: str) -> None:
    result = play(
        journey(MANUAL, TEXT), [ann(), ben()], enrol("10:00", "ann", "ben"), carrier=answers(f"reject:{code}")
    )
    assert rows(result, "contact", "state", "reason") == [("ann", "rejected", reason), ("ben", "accepted", None)]
    assert ended(result) == ("exited", None, "10:00")


def test_a_rejected_message_leaves_by_not_sent_when_that_leads_somewhere() -> None:
    drawn = journey(
        MANUAL, {"text": sms(), "thanks": update(add_tags=["a"]), "sorry": update(add_tags=["b"])},
        "text.next>thanks text.not_sent>sorry thanks.next>",
    )  # fmt: skip
    assert way(play(drawn, [ann()], enrol("10:00"), carrier=answers("reject:30007"))) == "start text.not_sent sorry"


def test_a_busy_carrier_is_tried_again_with_growing_pauses() -> None:
    result = play(journey(MANUAL, TEXT), [ann()], enrol("10:00"), carrier=answers("throttle", 3))
    # After 2, 4 and 8 seconds.
    assert rows(result, "at", "state") == [("10:00:14", "accepted")]


def test_a_carrier_that_stays_busy_for_a_day_has_refused() -> None:
    result = play(journey(MANUAL, TEXT), [ann()], enrol("10:00"), carrier=answers("throttle"))
    ((state, reason, at_),) = rows(result, "state", "reason", "at")
    assert (state, reason) == ("rejected", "carrier_busy")
    assert at_.startswith("+1 10:")
    assert ended(result)[0] == "exited"


def test_a_time_out_is_unknown_is_not_sent_again_and_the_contact_goes_on_when_the_claim_has_run_out() -> None:
    result = play(journey(MANUAL, TEXT), [ann()], enrol("10:00"), carrier=answers("timeout", 1))
    assert rows(result, "state", "reason", "at") == [("unknown", "outcome_unknown", "10:00")]
    assert ended(result) == ("exited", None, "10:00:30")


def test_a_time_out_leaves_by_not_sent_when_that_leads_somewhere() -> None:
    drawn = journey(
        MANUAL, {"text": sms(), "thanks": update(add_tags=["a"]), "sorry": update(add_tags=["b"])},
        "text.next>thanks text.not_sent>sorry thanks.next>",
    )  # fmt: skip
    assert way(play(drawn, [ann()], enrol("10:00"), carrier=answers("timeout"))) == "start text.not_sent sorry"


def test_a_webhook_that_is_never_answered_is_called_again_for_a_day_and_then_leaves_by_failed() -> None:
    hook = ("webhook", {"url": "https://example.com/hook", "body": "{}"})
    drawn = journey(
        MANUAL, {"call": hook, "thanks": update(add_tags=["a"]), "sorry": update(add_tags=["b"])},
        "call.next>thanks call.failed>sorry thanks.next>",
    )  # fmt: skip
    result = play(drawn, [ann()], enrol("10:00"), carrier=[{"answer": "timeout"}])
    ((state, at_),) = rows(result, "state", "at")
    assert state == "unknown"
    assert at_.startswith("+1 10:")
    assert way(result) == "start call.failed sorry"


def test_a_step_that_says_twice_is_better_than_never_sends_again() -> None:
    drawn = journey(MANUAL, {"text": sms(on_unknown="resend"), "end": leave()})
    once = play(drawn, [ann()], enrol("10:00"), carrier=answers("timeout", 1))
    always = play(drawn, [ann()], enrol("10:00"), carrier=answers("timeout"))
    assert rows(once, "state", "at") == [("accepted", "10:00:31")]
    assert rows(always, "state", "at") == [("unknown", "10:01:02")]


def test_a_stop_between_two_tries_wins() -> None:
    result = play(
        journey(MANUAL, TEXT), [ann()], enrol("10:00"), at("10:00:01", "reply", from_=ANN, body="STOP"),
        carrier=answers("throttle", 1),
    )  # fmt: skip
    assert rows(result, "state", "reason", "at") == [("skipped", "opted_out", "10:00:02")]


def test_a_scripted_answer_can_be_for_everybody() -> None:
    result = play(journey(MANUAL, TEXT), [ann(), ben()], enrol("10:00", "ann", "ben"), carrier=[{"answer": "timeout"}])
    assert rows(result, "state") == [("unknown",), ("unknown",)]


def test_the_first_message_to_a_number_says_how_to_stop_and_then_one_every_30_days() -> None:
    drawn = journey(on("news"), {"text": sms("News", opt_out_clause="auto")}, re_entry="always")
    days = [event(f"+{day} 15:00", "news") for day in (0, 1, 29, 31, 40, 60, 62)]
    bodies = [body for (body,) in rows(play(drawn, [ann()], *days, until="+90 00:00"), "body")]
    with_clause = "News\nReply STOP to unsubscribe"
    assert bodies == [with_clause, "News", "News", with_clause, "News", "News", with_clause]


def test_the_clause_belongs_to_the_number_not_to_the_contact() -> None:
    drawn = journey(on("news"), {"text": sms("News")}, re_entry="always")
    result = play(drawn, [ann(), person("anna", ANN)], event("10:00", "news"), event("11:00", "news", "anna"))
    assert [("STOP" in body) for (body,) in rows(result, "body")] == [True, False]


@pytest.mark.parametrize(
    ("body", "settings", "account"),
    [
        ("News. Text STOP to end.", {}, {}),
        ("News", {"message_class": "transactional"}, {}),
    ],
    ids=["it says so itself", "transactional"],
)
def test_messages_that_need_no_clause_get_none(body: str, settings: Json, account: Json) -> None:
    result = play(journey(MANUAL, {"text": sms(body)}, **settings), [ann()], enrol("10:00"), account=account)
    assert rows(result, "body") == [(body,)]


def test_the_account_can_put_the_clause_on_every_message() -> None:
    drawn = journey(on("news"), {"text": sms("News")}, re_entry="always")
    account = {"opt_out_clause": {"always": True, "texts": {"en": "STOP=end"}}}
    result = play(drawn, [ann()], event("10:00", "news"), event("11:00", "news"), account=account)
    assert rows(result, "body") == [("News\nSTOP=end",), ("News\nSTOP=end",)]


def test_a_clause_that_never_arrived_is_due_again() -> None:
    drawn = journey(on("news"), {"text": sms("News")}, re_entry="always")
    result = play(drawn, [ann()], event("10:00", "news"), event("11:00", "news"), carrier=answers("reject:30007", 1))
    assert [("STOP" in body) for (body,) in rows(result, "body")] == [True, True]


@pytest.mark.parametrize(
    ("rate", "at_"),
    [
        (None, ["10:00", "10:00", "10:00"]),
        (1, ["10:00", "10:00:01", "10:00:02"]),
        (0.5, ["10:00", "10:00:02", "10:00:04"]),
    ],
)
def test_a_senders_rate_spreads_a_launch(rate: float | None, at_: list[str]) -> None:
    people = [person(f"c{n}", f"+1212555{n:04d}") for n in range(101, 104)]
    senders = [{"id": "sandbox", "number": "+15005550006", "rate": rate}]
    result = play(journey(AUDIENCE, {"text": sms("Hi")}), people, at("10:00", "launch"), senders=senders)
    assert [_whole(at) for (at,) in rows(result, "at")] == at_


def test_rates_count_segments() -> None:
    people = [person(f"c{n}", f"+1212555{n:04d}") for n in range(101, 104)]
    senders = [{"id": "sandbox", "number": "+15005550006", "rate": 1}]
    drawn = journey(AUDIENCE, {"text": sms("a" * 200, opt_out_clause="never")})
    result = play(drawn, people, at("10:00", "launch"), senders=senders)
    assert [_whole(at) for (at,) in rows(result, "at")] == ["10:00", "10:00:02", "10:00:04"]
    assert rows(result, "segments") == [(2,), (2,), (2,)]


def test_a_step_can_name_its_sender() -> None:
    drawn = journey(MANUAL, {"text": sms(sender="uk")})
    senders = [{"id": "uk", "number": "+447700900123"}]
    assert rows(play(drawn, [ann()], enrol("10:00"), senders=senders), "state") == [("accepted",)]


def _whole(at: Any) -> str:
    """To the second: a rate's slots are not whole milliseconds."""
    return str(at).partition(".")[0]


@pytest.mark.parametrize(
    ("code", "goes"),
    [("20429", "10:00:02"), ("30001", "10:00:02"), ("21611", "10:00:02"), ("30610", "11:00")],
)
def test_what_a_carrier_takes_later_is_tried_again(code: str, goes: str) -> None:
    result = play(journey(MANUAL, TEXT), [ann()], enrol("10:00"), carrier=answers(f"reject:{code}", 1))
    assert rows(result, "at", "state", "reason") == [(goes, "accepted", None)]
