"""What changes under somebody who waits: only what the change touches moves, and what is due is never lost."""

from __future__ import annotations

import pytest

from tests.support.drawn import MANUAL
from tests.support.rehearsing import (
    BEN,
    Json,
    Step,
    ann,
    at,
    ended,
    enrol,
    event,
    journey,
    moment,
    on,
    play,
    rows,
    sms,
    wait,
    way,
)

TOKYO, HONOLULU = "Asia/Tokyo", "Pacific/Honolulu"
HOUR_BEFORE = {"to": "event.starts_at", "offset": "-PT1H"}


def webinar(if_past: str = "missed", **trigger: object) -> Json:
    """A text an hour before the start; another for those who missed that hour."""
    starts = on("registered", key="event.webinar", requires=["starts_at"], updated_by="moved", **trigger)
    steps = {
        "hour": wait(relative=HOUR_BEFORE, if_past=if_past),
        "text": sms("{{ event.link }}", opt_out_clause="never"),
        "late": sms("Late"),
    }
    return journey(starts, steps, "hour.next>text hour.missed>late text.next>")


REGISTERED = event("10:00", "registered", webinar="w", starts_at=moment("+3 18:00"), link="old")
NEW_LINK: Json = {"webinar": "w", "link": "new"}


@pytest.mark.parametrize("contact", ["ann", None])
@pytest.mark.parametrize("overdue", ["send", "skip"])
@pytest.mark.parametrize("again", [{}, {"starts_at": moment("+3 18:00")}, {"starts_at": "2026-03-05T19:00:00+01:00"}])
def test_an_update_that_moves_no_date_loses_nothing_that_is_due(contact: str | None, overdue: str, again: Json) -> None:
    update = event("+3 17:10", "moved", contact, **NEW_LINK, **again)
    pause, resume = at("+3 16:00", "pause"), at("+3 17:30", "resume", overdue=overdue)
    result = play(webinar(), [ann()], REGISTERED, pause, update, resume)
    reason = "paused" if overdue == "skip" else None
    assert rows(result, "node_id", "at", "reason") == [("text", "+3 17:30", reason)]


def test_an_update_in_the_second_in_which_a_reminder_is_due_changes_its_words_and_not_its_time() -> None:
    result = play(webinar(), [ann()], REGISTERED, event("+3 17:00", "moved", None, **NEW_LINK))
    assert rows(result, "node_id", "at", "body") == [("text", "+3 17:00", "new")]


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (moment("+4 18:00"), [("text", "+4 17:00")]),
        (moment("+3 18:20"), [("text", "+3 17:30")]),  # 17:20 is still in the pause
        (moment("+3 17:30"), [("text", "+3 17:30")]),  # due it was, and due it stays
    ],
    ids=["to another day", "to another time in the pause", "to an earlier time"],
)
def test_a_date_that_moves_while_its_reminder_is_overdue(to: str, expected: list[tuple[str, str]]) -> None:
    update = event("+3 17:10", "moved", None, webinar="w", starts_at=to)
    pause, resume = at("+3 16:00", "pause"), at("+3 17:30", "resume", overdue="send")
    assert rows(play(webinar(), [ann()], REGISTERED, pause, update, resume), "node_id", "at") == expected


WAITS: dict[str, Step] = {
    "an event's date": wait(relative=HOUR_BEFORE),
    "a contact's date": wait(relative={"to": "contact.renewal", "offset": "-P1D"}),
    "a birthday": wait(relative={"to": "contact.born", "yearly": True}),
    "a moment": wait(until=moment("+3 17:00")),
    "a time of day": wait(at={"time": "12:00", "weekdays": ["thu"]}),
    "a length": wait("PT79H"),
    "days": wait("P3DT7H"),
}
"""Each is due on day 3 at 17:00, for somebody in New York who came on day 0 at 10:00."""

SHE = ann(timezone="America/New_York", attributes={"renewal": moment("+4 17:00"), "born": "1990-03-05T17:00:00Z"})
WRITES: dict[str, Json] = {
    "nothing": {},
    "something else": {"plan": "pro"},
    "the same again": {"timezone": "America/New_York", "renewal": moment("+4 17:00"), "phone": "+1 212 555 0101"},
    "another name": {"first_name": "Ann"},
}


@pytest.mark.parametrize("waits", WAITS)
@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("when", "timeline", "sent"),
    [
        ("+1 10:00", [], "+3 17:00"),
        ("+3 17:00", [], "+3 17:00"),
        ("+3 17:10", [at("+3 16:00", "pause"), at("+3 17:30", "resume", overdue="send")], "+3 17:30"),
    ],
    ids=["long before", "in the same second", "overdue in a pause"],
)
def test_a_contact_that_is_written_moves_nothing_that_it_does_not_change(
    waits: str, write: str, when: str, timeline: list[Json], sent: str
) -> None:
    drawn = journey(on("registered", requires=["starts_at"]), {"wait": WAITS[waits], "text": sms(), "end": wait("P1D")})
    written = at(when, "update_contact", contact="ann", set=WRITES[write])
    result = play(drawn, [SHE], REGISTERED, written, *timeline)
    assert rows(result, "node_id", "at") == [("text", sent)]


@pytest.mark.parametrize("if_past", ["missed", "continue"])
@pytest.mark.parametrize("gone", [None, "", "TBD", "to be announced"])
def test_who_waits_for_a_date_that_is_gone_gets_nothing_and_waits_for_another(if_past: str, gone: str | None) -> None:
    gone_ = event("+1 10:00", "moved", None, webinar="w", starts_at=gone)
    result = play(webinar(if_past), [ann()], REGISTERED, gone_)
    (passage,) = result.enrolments
    reason = "wait_date_unreadable" if gone else "wait_date_missing"
    assert (rows(result), passage.status, passage.at_step, passage.reason) == ([], "active", "hour", reason)
    assert passage.due_at is None
    there = event("+9 10:00", "moved", None, webinar="w", starts_at=moment("+12 18:00"))
    # The clocks have gone forward; an hour is an hour.
    assert rows(play(webinar(if_past), [ann()], REGISTERED, gone_, there), "node_id", "at") == [("text", "+12 17:00")]


def test_a_date_that_comes_back_in_the_past_was_missed() -> None:
    gone = event("+1 10:00", "moved", None, webinar="w", starts_at=None)
    back = event("+2 10:00", "moved", None, webinar="w", starts_at=moment("+2 10:30"))
    assert rows(play(webinar(), [ann()], REGISTERED, gone, back), "node_id", "at") == [("late", "+2 10:00")]


def test_a_date_is_gone_while_its_reminder_is_overdue() -> None:
    gone = event("+3 17:10", "moved", None, webinar="w", starts_at=None)
    pause, resume = at("+3 16:00", "pause"), at("+3 17:30", "resume", overdue="send")
    assert rows(play(webinar(), [ann()], REGISTERED, pause, gone, resume)) == []


def test_whoever_comes_to_a_wait_whose_date_is_gone_waits_there() -> None:
    starts = on("registered", key="event.webinar", requires=["starts_at"], updated_by="moved")
    steps = {"day": wait("P1D"), "hour": wait(relative=HOUR_BEFORE, if_past="continue"), "text": sms()}
    gone = event("+1 09:00", "moved", None, webinar="w", starts_at=None)
    result = play(journey(starts, steps), [ann()], REGISTERED, gone)
    assert (rows(result), way(result)) == ([], "start day hour")


def test_whoever_waits_for_a_date_waits_a_year() -> None:
    gone = event("+1 10:00", "moved", None, webinar="w", starts_at=None)
    result = play(webinar(), [ann()], REGISTERED, gone, until="+400 00:00")
    assert rows(result) == []
    assert ended(result) == ("completed", "no_date_came", "+366 10:00")


@pytest.mark.parametrize("renewal", [None, "soon", "03/12/2026"])
def test_a_contact_without_the_date_waits_for_it(renewal: str | None) -> None:
    drawn = journey(MANUAL, {"before": wait(relative={"to": "contact.renewal", "offset": "-P1D"}), "text": sms()})
    contact = ann(attributes={} if renewal is None else {"renewal": renewal})
    assert rows(play(drawn, [contact], enrol("10:00"))) == []
    there = at("+2 10:00", "update_contact", contact="ann", set={"renewal": "2026-03-12"})
    assert rows(play(drawn, [contact], enrol("10:00"), there), "at") == [("+9 04:00",)]


@pytest.mark.parametrize("write", [*WRITES.values(), {"timezone": TOKYO}, {"timezone": None, "phone": BEN}], ids=str)
def test_a_wait_that_was_shifted_stays_shifted(write: Json) -> None:
    """Also over the hour that the clocks skip on day 6."""
    drawn = journey(MANUAL, {"three": wait("P3D"), "text": sms()})
    paused = at("+3 10:00", "pause"), at("+5 10:00", "resume", overdue="shift")
    written = at("+5 20:00", "update_contact", contact="ann", set=write)
    result = play(drawn, [SHE], enrol("+2 10:00"), *paused, written)
    assert rows(result, "at") == [("+7 10:00",)]


def test_a_time_out_that_was_shifted_stays_shifted() -> None:
    waits = "wait_for", {"event": "order", "timeout": "P3D"}
    drawn = journey(on("cart"), {"order": waits, "text": sms()}, "order.timed_out>text")
    paused = at("+1 10:00", "pause"), at("+3 10:00", "resume", overdue="shift")
    written = at("+4 10:00", "update_contact", contact="ann", set={"timezone": TOKYO})
    assert rows(play(drawn, [SHE], event("10:00", "cart"), *paused, written), "at") == [("+5 10:00",)]


WEEKDAYS = {"time": "09:00", "weekdays": ["mon", "tue", "wed", "thu", "fri"]}


@pytest.mark.parametrize(
    ("zone", "moves_at", "to", "sent"),
    [
        # Thursday 20:00 UTC is 10:00 in Honolulu; nine on Friday is 19:00 UTC there.
        (HONOLULU, "+4 18:00", {"timezone": TOKYO}, "+7 00:00"),  # Saturday 03:00 in Tokyo: Monday it is
        (HONOLULU, "+4 18:00", {"timezone": "America/New_York"}, "+7 13:00"),  # Friday 13:00: nine is over there
        (HONOLULU, "+4 10:00", {"timezone": "America/New_York"}, "+4 14:00"),
        (HONOLULU, "+4 19:00", {"timezone": TOKYO}, "+4 19:00"),  # due already
        (TOKYO, "+3 23:59", {"timezone": HONOLULU}, "+4 19:00"),
        (None, "+4 10:00", {"phone": "+819012345678", "country": None}, "+7 00:00"),  # by the number's zone
        (TOKYO, "+3 23:00", {"timezone": None, "phone": None}, "+4 09:00"),  # nobody knows: the journey's
    ],
)
def test_a_time_of_day_is_kept_when_the_zone_changes(zone: str | None, moves_at: str, to: Json, sent: str) -> None:
    drawn = journey(MANUAL, {"nine": wait(at=WEEKDAYS), "mail": ("send_email", {"subject": "Hi", "body": "Hi"})})
    moved = at(moves_at, "update_contact", contact="ann", set=to)
    result = play(drawn, [ann(timezone=zone, email="ann@example.com")], enrol("+3 20:00"), moved)
    assert rows(result, "at") == [(sent,)]


def test_a_date_that_another_zone_puts_into_the_past_is_due_and_not_missed() -> None:
    """Midnight of the 10th came in Tokyo while it was still the 9th in Honolulu."""
    drawn = journey(MANUAL, {"day": wait(relative={"to": "contact.renewal"}), "text": sms()})
    contact = ann(timezone=HONOLULU, attributes={"renewal": "2026-03-10"})
    moved = at("+7 20:00", "update_contact", contact="ann", set={"timezone": TOKYO})
    assert rows(play(drawn, [contact], enrol("10:00"), moved), "at") == [("+7 20:00",)]
