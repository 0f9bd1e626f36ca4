"""What was said about a key before its registration came is found, however many other keys were spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from engine.movement.precedence import kept_for
from engine.store.database.database import Database
from engine.store.enrolments.active_enrolments import with_key
from engine.store.events.events import EventRow, ReceivedEvent, insert_events
from engine.store.migrations.migrate import upgrade

NOW = 1_767_225_600_000

KEYS: tuple[Any, ...] = (
    "o-1",
    "100",
    100,
    100.0,
    0.5,
    1e-7,
    1e22,
    10**17,
    True,
    "true",
    'say "yes"',
    "a\\b",
    "50%_off",
    "Käse",
    "1e5",
    "north/west",
    "x" * 300,
)
"""As systems write them: JSON escapes some, and a database may store a number in another way than it came."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    upgrade(database_url, NOW)
    opened = Database(database_url)
    yield opened
    opened.close()


def key_of(properties: dict[str, Any]) -> str:
    value = properties["id"]
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@pytest.mark.parametrize("together", [1, len(KEYS)])
def test_an_update_is_kept_for_its_registration_whatever_its_key_is(database: Database, together: int) -> None:
    with database.write() as conn:
        said = [{"id": key, "date": f"of {key!r}"} for key in KEYS]
        insert_events(conn, [EventRow(None, "moved", one, NOW, None) for one in said], NOW)
    entries = [ReceivedEvent(10_000 + n, 1, "registered", {"id": key}, NOW, NOW) for n, key in enumerate(KEYS)]
    for start in range(0, len(entries), together):
        asked = entries[start : start + together]
        with database.read() as conn:
            kept = kept_for(conn, "moved", None, asked, key_of)
        for entry in asked:
            last = [one["date"] for one in said if key_of(one) == key_of(entry.properties)][-1]
            found = kept[entry.event_id, 1]
            assert found is not None
            assert found["date"] == last


def test_one_registration_reads_only_what_may_be_about_it(database: Database) -> None:
    with database.write() as conn:
        insert_events(conn, [EventRow(None, "moved", {"id": f"o-{n}"}, NOW, None) for n in range(100, 300)], NOW)
    looked_at: list[Any] = []

    def looking(properties: dict[str, Any]) -> str:
        looked_at.append(properties)
        return key_of(properties)

    with database.read() as conn:
        kept_for(conn, "moved", None, [ReceivedEvent(10_000, 1, "registered", {"id": "o-107"}, NOW, NOW)], looking)
    assert len(looked_at) == 2


def test_who_has_a_key_is_found_by_the_index_of_keys(database: Database) -> None:
    asked: list[tuple[str, Any]] = []
    with database.read() as conn:
        if conn.dialect.name != "sqlite":
            return
        event.listen(conn, "before_cursor_execute", lambda _c, _k, said, values, *_: asked.append((said, values)))
        with_key(conn, 1, [1], "o-1", None)
        said, values = asked[0]
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values).all()
    assert any("ix_enrolment_key" in row[-1] for row in plan), plan
