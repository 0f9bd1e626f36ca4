"""The few places where SQLite and PostgreSQL are told apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    column,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite


def is_sqlite(conn: Connection) -> bool:
    return conn.dialect.name == "sqlite"


def among(conn: Connection, what: ColumnElement[Any], values: Iterable[int | str]) -> ColumnElement[bool]:
    """`what IN values` as one parameter, however many there are, so that the statement is compiled once."""
    listed = list(values)
    if is_sqlite(conn):
        each = func.json_each(bindparam(None, orjson.dumps(listed).decode(), unique=True)).table_valued("value")
        return what.in_(select(each.c.value))
    # By the column, not by the values: an empty list says nothing of its kind.
    of_numbers = isinstance(what.type, Integer)
    kind: Any = ARRAY(BigInteger) if of_numbers else ARRAY(Text)
    return what == any_(bindparam(None, listed, type_=kind, unique=True))


def each_of(conn: Connection, values: Sequence[int]) -> ColumnElement[int]:
    """The values as a column, for `INSERT ... SELECT`."""
    if is_sqlite(conn):
        rows = func.json_each(bindparam(None, orjson.dumps(list(values)).decode(), unique=True))
        return rows.table_valued("value").c.value
    array: Any = bindparam(None, list(values), type_=ARRAY(BigInteger), unique=True)
    return func.unnest(array).table_valued(column("value", BigInteger)).render_derived().c.value


def insert(conn: Connection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if is_sqlite(conn) else postgresql.insert(table)


Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def locked(conn: Connection, query: Query, *, share: bool = False) -> Query:
    """The query with its rows locked until the transaction ends. SQLite's one writer needs no row locks."""
    return query if is_sqlite(conn) else query.with_for_update(read=share)


def take_ids(conn: Connection, table: Table, n: int) -> list[int]:
    """`n` new ids for rows that this transaction is about to insert, ascending.

    SQLite has one writer at a time, so the next ids are the ones after the largest; PostgreSQL's come from the
    column's sequence.
    """
    if n == 0:
        return []
    if is_sqlite(conn):
        largest = conn.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return list(range(largest + 1, largest + n + 1))
    rows = conn.execute(
        text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :n)"),
        {"name": table.name, "n": n},
    )
    return sorted(rows.scalars())


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that all have the same columns, in one round trip's worth of statements."""
    if rows:
        conn.execute(table.insert().inline(), list(rows))
