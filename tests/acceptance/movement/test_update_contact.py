"""What an `update_contact` step changes: it does what it says, for this passage and for the contact's others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rehearsing import (
    Json,
    Step,
    ann,
    branch,
    email,
    event,
    journey,
    on,
    play,
    rows,
    rule,
    sms,
    update,
    wait,
    wait_for,
    ways,
)

TOKYO = "Asia/Tokyo"


def two_passages(watching: Step, changes: Step, between: Step | None = None, **settings: Any) -> Json:
    """Whoever comes with `what` `watch` waits and is texted; any other changes the contact."""
    steps = {"which": branch(rule("event.what", "=", "watch")), "wait": watching, "text": sms("Due")}
    if between is not None:
        steps["between"] = between
    steps["change"] = changes
    lines = f"which.yes>wait which.else>{'change' if between is None else 'between'} text.next>"
    return journey(on("go", key="event.k"), steps, lines, re_entry="always", **settings)


def go(time: str, what: str) -> Json:
    return event(time, "go", k=what, what=what)


RENEWAL = wait(relative={"to": "contact.renewal", "offset": "-P7D"})
NINE = wait(at={"time": "09:00"})
MIDNIGHT = wait(relative={"to": "contact.renewal"})


@pytest.mark.parametrize(
    ("watching", "changes", "sent"),
    [
        (RENEWAL, update(set={"renewal": "2026-04-20"}), "+42 04:00"),
        (RENEWAL, update(set={"plan": "pro"}), "+23 04:00"),
        (RENEWAL, update(add_tags=["pro"]), "+23 04:00"),
        (RENEWAL, update(set={"renewal": None}), None),
        (RENEWAL, update(set={"renewal": "soon"}), None),
        (MIDNIGHT, update(set={"timezone": TOKYO}), "+29 15:00"),
        (NINE, update(set={"timezone": TOKYO}), "+2 00:00"),
        (NINE, update(set={"timezone": "America/New_York"}), "+1 14:00"),
        (wait("P2D"), update(set={"renewal": "2026-04-20"}), "+2 10:00"),
    ],
)
@pytest.mark.parametrize("between", [None, wait("PT1H"), email(), sms("Not due")], ids=str)
def test_an_update_moves_the_waits_of_other_passages(
    watching: Step, changes: Step, sent: str | None, between: Step | None
) -> None:
    drawn = two_passages(watching, changes, between)
    contact = ann(email="ann@example.com", attributes={"renewal": "2026-04-01"})
    begun = "+1 09:00" if watching is NINE else "10:00"
    result = play(drawn, [contact], go(begun, "watch"), go("+1 12:00", "change"))
    due = [at for step, at in rows(result, "node_id", "at") if step == "text"]
    assert due == ([] if sent is None else [sent])


def test_an_update_reaches_the_goals_of_other_passages() -> None:
    drawn = two_passages(
        wait("P5D"), update(set={"plan": "pro"}), goal=rule("contact.plan", "=", "pro"), message_class="transactional"
    )
    result = play(drawn, [ann()], go("10:00", "watch"), go("+1 10:00", "change"))
    assert rows(result) == []
    assert ways(result)[0] == ("ann", "converted", "goal_reached")


@pytest.mark.parametrize(("points", "status"), [(9, "active"), (10, "converted")])
def test_a_score_reaches_the_goals_of_other_passages(points: int, status: str) -> None:
    drawn = two_passages(wait("P5D"), update(add_score=points), goal=rule("contact.score", ">=", 10))
    result = play(drawn, [ann()], go("10:00", "watch"), go("+1 10:00", "change"), until="+2 00:00")
    assert ways(result)[0][1] == status


def test_an_update_behind_a_skipped_text_and_behind_an_answer_counts_for_others_too() -> None:
    behind_skip = two_passages(RENEWAL, update(set={"renewal": "2026-04-20"}), sms("{{ contact.nothing }}"))
    behind_event = two_passages(RENEWAL, update(set={"renewal": "2026-04-20"}), wait_for("reply", "P30D"))
    behind_event["edges"] += [{"id": "h", "source": "between", "sourceHandle": "happened", "target": "change"}]
    behind_event["edges"] = list({(e["source"], e["sourceHandle"]): e for e in behind_event["edges"]}.values())
    contact = ann(attributes={"renewal": "2026-04-01"})
    for drawn in (behind_skip, behind_event):
        come = go("10:00", "watch"), go("+1 10:00", "change"), event("+1 11:00", "reply")
        result = play(drawn, [contact], *come)
        assert [at for step, at in rows(result, "node_id", "at") if step == "text"] == ["+42 04:00"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("timezone", TOKYO), ("country", "JP"), ("language", "ja"), ("first_name", "Anne"), ("last_name", None),
     ("plan", "pro"), ("plan", None), ("visits", 3), ("vip", True)],
)  # fmt: skip
def test_what_a_step_sets_is_so_at_once_and_stays_so(field: str, value: object) -> None:
    is_so = rule(f"contact.{field}", *(("null", True) if value is None else ("=", value)))
    steps = {
        "set": update(set={field: value}),
        "now": branch(is_so),
        "text": sms("At once"),
        "minute": wait("PT1M"),
        "then": branch(is_so),
        "still": sms("Still"),
    }
    contact = ann(last_name="Lee", timezone="UTC", attributes={"plan": "free"})
    result = play(journey(on("go"), steps), [contact], event("10:00", "go"))
    assert rows(result, "node_id", "at") == [("text", "10:00"), ("still", "10:01")]


def test_a_zone_that_a_step_sets_counts_for_the_waits_behind_it() -> None:
    steps = {"set": update(set={"timezone": TOKYO}), "nine": NINE, "text": sms()}
    assert rows(play(journey(on("go"), steps), [ann()], event("10:00", "go")), "at") == [("+1 00:00",)]
