"""What moves waits does so alike in rehearsal and in production: pauses, updates and writes around due times, dates
that are gone, zones, and webinars that are moved after their reminders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.equality.both import both
from tests.equality.scenarios import Scenario

Json = dict[str, Any]

DAY = 24 * 60
START = 3 * DAY + 18 * 60
"""The minute at which the webinar starts."""


def minutes(n: int) -> Json:
    return {"in minutes": n}


def journey(trigger: Json, *steps: tuple[str, str, Json], missed: str | None = None) -> Json:
    nodes = [("start", "trigger", {"on": trigger}), *steps]
    edges = [(source[0], "next", target[0]) for source, target in zip(nodes, steps, strict=False)]
    if missed is not None:
        edges = [edge for edge in edges if edge[2] != missed] + [(steps[0][0], "missed", missed)]
    return {
        "schema": "postroad/journey@1",
        "name": "Moved",
        "settings": {"message_class": "transactional"},
        "nodes": [{"id": id_, "type": kind, "data": data} for id_, kind, data in nodes],
        "edges": [
            {"id": f"e{n}", "source": source, "sourceHandle": outlet, "target": target}
            for n, (source, outlet, target) in enumerate(edges)
        ],
    }


def sms(id_: str) -> tuple[str, str, Json]:
    return id_, "send_sms", {"body": f"{id_} {{{{ event.starts_at | date: '%d %H:%M' }}}} {{{{ event.link }}}}"}


def before(id_: str, offset: str, if_past: str = "continue") -> tuple[str, str, Json]:
    return id_, "wait", {"relative": {"to": "event.starts_at", "offset": offset}, "if_past": if_past}


ON: Json = {
    "kind": "event", "name": "registered", "key": "event.w", "requires": ["starts_at"], "updated_by": "moved",
    "cancelled_by": "off",
}  # fmt: skip
WEBINAR = journey(ON, before("day", "-PT24H"), sms("text_day"), before("hour", "-PT1H"), sms("text_hour"))
LAST = journey(ON, before("hour", "-PT1H", "missed"), sms("text"), sms("late"), missed="late")
MANUAL: Json = {"kind": "manual"}
NINE = journey(MANUAL, ("nine", "wait", {"at": {"time": "09:00", "weekdays": ["mon", "wed", "fri"]}}), sms("text"))
THREE = journey(MANUAL, ("three", "wait", {"for": "P3D"}), sms("text"))
ANN: Json = {
    "external_id": "ann", "phone": "+12125550101", "timezone": "Pacific/Honolulu",
    "sms_consent": {"state": "opted_in", "source": "web form"},
}  # fmt: skip


def came(at: int = 600, starts_at: Json | str | None = None) -> tuple[int, Json]:
    properties = {"w": "1", "starts_at": starts_at or minutes(START), "link": "a"}
    return at, {"do": "event", "contact": "ann", "name": "registered", "properties": properties}


def event(at: int, name: str, **properties: Any) -> tuple[int, Json]:
    return at, {"do": "event", "name": name, "properties": {"w": "1", **properties}}


def written(at: int, **values: Any) -> tuple[int, Json]:
    return at, {"do": "update_contact", "contact": "ann", "set": values}


def paused(since: int, until: int, overdue: str) -> list[tuple[int, Json]]:
    return [(since, {"do": "pause"}), (until, {"do": "resume", "overdue": overdue})]


ENROL = (600, {"do": "enrol", "contacts": ["ann"]})
LATER = minutes(START + 2 * DAY)
PAUSED = START - 120, START - 30

CASES: dict[str, tuple[Json, list[tuple[int, Json]]]] = {
    "a new link, overdue in a pause": (LAST, [came(), event(START - 50, "moved", link="b"), *paused(*PAUSED, "send")]),
    "a write, overdue in a pause": (LAST, [came(), written(START - 50, plan="pro"), *paused(*PAUSED, "skip")]),
    "a pause that is resumed with shift": (LAST, [came(), *paused(*PAUSED, "shift")]),
    "a new link in the minute it is due": (LAST, [came(), event(START - 60, "moved", link="b")]),
    "no date, then another": (
        WEBINAR,
        [came(), event(2000, "moved", starts_at=None), event(4000, "moved", starts_at=minutes(START + DAY))],
    ),
    "moved after the day reminder": (
        WEBINAR,
        [came(), event(START - 300, "moved", starts_at=LATER)],
    ),
    "moved after the last reminder": (
        WEBINAR,
        [came(), event(START - 20, "moved", starts_at=LATER)],
    ),
    "moved by hours after the last": (WEBINAR, [came(), event(START - 20, "moved", starts_at=minutes(START + 180))]),
    "called off and made again": (WEBINAR, [came(), event(900, "off"), came(1200)]),
    "an update before its registration": (WEBINAR, [event(590, "moved", starts_at=minutes(START + DAY)), came()]),
    "a date that can not be read": (WEBINAR, [came(600, "03/05/2026"), came(700, "TBD")]),
    "nine o'clock in another zone": (NINE, [ENROL, written(1500, timezone="Asia/Tokyo")]),
    "nine o'clock in a pause with shift": (NINE, [ENROL, *paused(700, 3 * DAY, "shift")]),
    "a shift and a write": (THREE, [ENROL, *paused(DAY, 2 * DAY, "shift"), written(3 * DAY, timezone="Asia/Tokyo")]),
}


def test_what_moves_waits_is_alike_in_both(
    database_url: str, temporal_test_server_binary: Path, tmp_path: Path
) -> None:
    with both(temporal_test_server_binary, database_url, tmp_path / "data") as played:
        told = {}
        for name, (drawn, timeline) in CASES.items():
            scenario = Scenario(drawn, None, (ANN,), tuple(sorted(timeline, key=lambda one: one[0])), ())
            found = played.differences(scenario, judged=False)
            if found:
                told[name] = found
    assert told == {}
