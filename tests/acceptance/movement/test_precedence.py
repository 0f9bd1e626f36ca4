"""Events that come late, early, twice or out of order: the one that happened last counts."""

from __future__ import annotations

from typing import Any

import pytest

from engine.rehearsal import RehearsalResult
from tests.support.rehearsing import Json, ann, at, ben, branch, event, journey, moment, on, play, rows, sms, wait, ways
from tests.support.rehearsing import rule as asked


def webinar(**trigger: Any) -> Json:
    starts = on(
        "registered", key="event.w.id", requires=["w.starts_at"], updated_by="moved", cancelled_by="off", **trigger
    )
    hour = wait(relative={"to": "event.w.starts_at", "offset": "-PT1H"})
    body = "{{ event.w.link }} {{ event.w.room }} {{ event.seat }}"
    return journey(starts, {"hour": hour, "text": sms(body, opt_out_clause="never")}, message_class="transactional")


def posted(time: str, name: str, contact: str | None = "ann", *, happened: str | None = None, **w: Any) -> Json:
    said = {} if happened is None else {"occurred_at": moment(happened)}
    seat = {"seat": w.pop("seat")} if "seat" in w else {}
    return at(time, "event", name=name, contact=contact, properties={"w": {"id": "1", **w}, **seat}, **said)


OLD, NEW, NEWER = moment("+3 18:00"), moment("+4 18:00"), moment("+5 18:00")


def sent(result: RehearsalResult) -> list[tuple[Any, ...]]:
    return [(at_, body.rstrip()) for at_, body in rows(result, "at", "body")]


def test_an_update_is_merged_name_by_name_also_in_depth() -> None:
    come = posted("10:00", "registered", starts_at=OLD, link="a", room="b", seat="c")
    update = posted("11:00", "moved", None, starts_at=NEW, room=None)
    assert sent(play(webinar(), [ann()], come, update)) == [("+4 17:00", "a  c")]


@pytest.mark.parametrize("contact", ["ann", None])
def test_an_older_update_never_wins_over_a_newer_one(contact: str | None) -> None:
    come = posted("10:00", "registered", starts_at=OLD, link="a")
    newer = posted("12:00", "moved", contact, happened="12:00", starts_at=NEWER, room="new")
    older = posted("13:00", "moved", contact, happened="11:00", starts_at=NEW, room="old", link="b")
    # What the newer one says nothing of is still news.
    assert sent(play(webinar(), [ann()], come, newer, older)) == [("+5 17:00", "b new")]
    assert sent(play(webinar(), [ann()], come, older, newer)) == [("+5 17:00", "b new")]


def test_an_update_of_one_contact_is_not_held_back_by_one_of_another() -> None:
    people = [ann(), ben()]
    come = [posted("10:00", "registered", who, starts_at=OLD, link="a", room="b") for who in ("ann", "ben")]
    newer = posted("12:00", "moved", "ben", happened="12:00", starts_at=NEWER)
    older = posted("13:00", "moved", "ann", happened="11:00", starts_at=NEW)
    result = play(webinar(), people, *come, newer, older)
    assert rows(result, "contact", "at") == [("ann", "+4 17:00"), ("ben", "+5 17:00")]


def test_an_update_that_is_older_than_the_registration_changes_nothing_that_it_names() -> None:
    come = posted("10:00", "registered", happened="09:30", starts_at=NEW, link="a")
    late = posted("11:00", "moved", None, happened="09:00", starts_at=OLD, room="b")
    assert sent(play(webinar(), [ann()], come, late)) == [("+4 17:00", "a b")]


@pytest.mark.parametrize("contact", ["ann", None])
@pytest.mark.parametrize(
    ("update", "registration", "goes"),
    [
        (("10:00", None), ("10:05", None), "+4 17:00"),  # shortly before
        (("10:00", "10:00"), ("10:05", "09:55"), "+4 17:00"),  # out of order
        (("10:00", "10:00"), ("+2 10:05", "09:55"), "+4 17:00"),  # a registration that comes days late
        (("10:00", "10:00"), ("10:05", "10:02"), "+3 17:00"),  # the registration is newer, and says what is so
        (("10:00", None), ("+2 10:05", None), "+3 17:00"),  # it was about another date
    ],
)
def test_an_update_that_comes_before_its_registration_is_kept_for_it(
    contact: str | None, update: tuple[str, str | None], registration: tuple[str, str | None], goes: str
) -> None:
    moved = posted(update[0], "moved", contact, happened=update[1], starts_at=NEW)
    other = posted(update[0], "moved", contact, happened=update[1], starts_at=NEWER) | {"name": "elsewhere"}
    come = posted(registration[0], "registered", happened=registration[1], starts_at=OLD)
    assert rows(play(webinar(), [ann()], moved, other, come), "at") == [(goes,)]


def test_an_update_for_somebody_else_or_another_key_is_not_kept_for_it() -> None:
    others = posted("10:00", "moved", "ben", starts_at=NEW), posted("10:00", "moved", None, id="2", starts_at=NEW)
    come = posted("10:05", "registered", starts_at=OLD)
    assert rows(play(webinar(), [ann(), ben()], *others, come), "at") == [("+3 17:00",)]


def test_a_registration_that_was_called_off_before_it_came_enrols_nobody() -> None:
    off = posted("10:00", "off", happened="09:59")
    assert ways(play(webinar(), [ann()], off, posted("10:05", "registered", happened="09:58", starts_at=OLD))) == []
    again = play(webinar(), [ann()], off, posted("10:05", "registered", happened="10:04", starts_at=OLD))
    assert [status for _, status, _ in ways(again)] == ["completed"]
    untimed = play(webinar(), [ann()], posted("10:00", "off"), posted("10:05", "registered", starts_at=OLD))
    assert [status for _, status, _ in ways(untimed)] == ["completed"]


def test_a_cancellation_of_before_does_not_end_a_registration_that_was_made_after_it() -> None:
    come = posted("10:00", "registered", happened="09:58", starts_at=OLD)
    off, again = (
        posted("10:10", "off", happened="10:01"),
        posted("10:05", "registered", happened="10:04", starts_at=NEW),
    )
    result = play(webinar(), [ann()], come, posted("10:01", "off", happened="10:00"), again, off)
    assert rows(result, "at") == [("+4 17:00",)]


@pytest.mark.parametrize(
    ("written", "refused"),
    [
        ("2026-03-05 18:00:00+00", False),
        ("2026-03-05T18:00:00+0000", False),
        ("2026-03-05 18:00:00 UTC", False),
        ("03/05/2026", True),
        ("1772733600", True),
        (1772733600, True),
        (1772733600000, True),
        ("TBD", True),
        ("Thursday", True),
        ({"at": "2026-03-05T18:00:00Z"}, True),
        (True, True),
    ],
)
def test_a_date_that_can_not_be_read_for_certain_is_refused_with_its_name(written: Any, refused: bool) -> None:
    result = play(webinar(), [ann()], posted("10:00", "registered", starts_at=written))
    if not refused:
        assert rows(result, "at") == [("+3 17:00",)]
        return
    (told_,) = result.refused
    assert (result.enrolments, "w.starts_at" in told_.detail) == ((), True)


@pytest.mark.parametrize(("ahead", "refused"), [("10:05", False), ("10:05:01", True), ("+300 10:00", True)])
@pytest.mark.parametrize("name", ["registered", "moved", "off", "anything"])
def test_what_has_not_happened_yet_is_refused(name: str, ahead: str, refused: bool) -> None:
    result = play(webinar(), [ann()], posted("10:00", name, happened=ahead, starts_at=OLD))
    assert [("lies ahead" in one.detail) for one in result.refused] == ([True] if refused else [])


@pytest.mark.parametrize(("happened", "enrols"), [(None, True), ("+1 10:00", True), ("10:00", True), ("09:59", False)])
def test_events_of_long_ago_enrol_nobody_and_have_happened_all_the_same(happened: str | None, enrols: bool) -> None:
    drawn = journey(
        on("registered", not_older_than="P1D"), {"was": branch(asked("happened.registered")), "text": sms()}
    )
    came = posted("+1 10:00", "registered", happened=happened, starts_at=OLD)
    result = play(drawn, [ann()], came)
    assert (len(result.enrolments), result.refused) == (int(enrols), ())
    # It is written down: whoever comes later sees that it happened.
    later = play(drawn, [ann()], came, event("+2 10:00", "registered", happened="now"))
    assert rows(later, "node_id") == [("text",)]
