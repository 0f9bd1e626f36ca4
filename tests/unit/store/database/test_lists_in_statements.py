"""A list goes into a statement as one parameter, on both databases, and an index still serves it."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from sqlalchemy import Connection, insert, not_, select

from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.database.dialect import listed
from engine.store.database.tables import metadata

_BY_ID = select(t.consent.c.address).where(listed(t.consent.c.address, "addresses")).order_by(t.consent.c.address)
_NUMBERS = [f"+1212555{n:04d}" for n in range(100, 110)]


@pytest.fixture
def conn(database_url: str) -> Generator[Connection]:
    db = Database(database_url)
    with db.write() as conn:
        metadata.create_all(conn)
        conn.execute(
            insert(t.consent),
            [{"channel": "sms", "address": number, "state": "unknown", "changed_at": 0} for number in _NUMBERS],
        )
        yield conn
    db.close()


@pytest.mark.parametrize("wanted", [[], _NUMBERS[:1], _NUMBERS[3:6], ["'; --", _NUMBERS[0]], _NUMBERS * 50])
def test_a_statement_built_once_finds_whatever_list_it_is_given(conn: Connection, wanted: list[str]) -> None:
    found = list(conn.execute(_BY_ID, {"addresses": wanted}).scalars())
    assert found == sorted(set(wanted) & set(_NUMBERS))


def test_it_can_be_denied_and_joined_with_other_conditions(conn: Connection) -> None:
    k = t.consent.c
    query = select(k.address).where(not_(listed(k.address, "without")), k.channel == "sms", listed(k.changed_at, "at"))
    found = set(conn.execute(query, {"without": _NUMBERS[1:], "at": [0, 7]}).scalars())
    assert found == {_NUMBERS[0]}


def test_an_index_serves_it(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    with db.write() as conn:
        metadata.create_all(conn)
        query = select(t.enrolment.c.step).where(listed(t.enrolment.c.id, "ids"))
        text = str(query.compile(db.engine))
        plan = " ".join(str(row) for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ("[1]",)))
    db.close()
    assert "SEARCH enrolment USING INTEGER PRIMARY KEY" in plan
