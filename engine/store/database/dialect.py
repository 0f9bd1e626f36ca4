"""The few places where SQLite and PostgreSQL are told apart."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Integer,
    Select,
    Table,
    Text,
    TypeDecorator,
    any_,
    bindparam,
    column,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def is_sqlite(conn: Connection) -> bool:
    return conn.dialect.name == "sqlite"


def take_turns(conn: Connection, matter: int) -> None:
    """Until this transaction ends, no other one has this turn at the matter. On SQLite every writer has it already."""
    if not is_sqlite(conn):
        conn.execute(select(func.pg_advisory_xact_lock(matter)))


def stand_in_line(conn: Connection, line: int, of: int, *, share: bool) -> None:
    """Takes a place in a line, until the transaction ends: those who share it stand in it together, and whoever wants
    it alone waits only for those who came before. (A row's own lock is not fair: PostgreSQL lets new sharers past
    somebody who waits to have it alone, for as long as any come.) On SQLite every writer is alone already."""
    if not is_sqlite(conn):
        conn.execute(_IN_LINE if share else _ALONE_IN_LINE, {"place": (line << 32) + of})


_PLACE = bindparam("place", type_=BigInteger)
_IN_LINE = select(func.pg_advisory_xact_lock_shared(_PLACE))
_ALONE_IN_LINE = select(func.pg_advisory_xact_lock(_PLACE))


def among(conn: Connection, column: ColumnElement[Any], values: Iterable[int | str]) -> ColumnElement[bool]:
    """`what IN values` as one parameter, however many there are, so that the statement is compiled once."""
    listed = list(values)
    if is_sqlite(conn):
        each = func.json_each(bindparam(None, orjson.dumps(listed).decode(), unique=True)).table_valued("value")
        return column.in_(select(each.c.value))
    # By the column, not by the values: an empty list says nothing of its kind.
    of_numbers = isinstance(column.type, Integer)
    kind: Any = ARRAY(BigInteger) if of_numbers else ARRAY(Text)
    return column == any_(bindparam(None, listed, type_=kind, unique=True))


class _ListParameter(TypeDecorator[Any]):
    """A list as one parameter: JSON on SQLite, an array on PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, of_numbers: bool) -> None:
        super().__init__()
        self.of_numbers = of_numbers

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        array: Any = ARRAY(BigInteger if self.of_numbers else Text)
        kind: Any = Text() if dialect.name == "sqlite" else array
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        listed = list(value)
        return orjson.dumps(listed).decode() if dialect.name == "sqlite" else listed


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        # Without this it is compared to 1 where booleans are numbers, and then no index serves it.
        return self


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 (both are compiled; values are bound)


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({values})"


def listed(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`what IN` the list that the statement is given under this name. A statement of the busy paths is built once, when
    its module is loaded: building one takes six times as long as running it."""
    of_numbers = column.type.python_type is int
    return _Among(column, bindparam(name, type_=_ListParameter(of_numbers)))


def each_of(conn: Connection, values: Sequence[int]) -> ColumnElement[int]:
    """The values as a column, for `INSERT ... SELECT`."""
    if is_sqlite(conn):
        rows = func.json_each(bindparam(None, orjson.dumps(list(values)).decode(), unique=True))
        return rows.table_valued("value").c.value
    array: Any = bindparam(None, list(values), type_=ARRAY(BigInteger), unique=True)
    return func.unnest(array).table_valued(column("value", BigInteger)).render_derived().c.value


def insert(conn: Connection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_on(is_sqlite(conn), table)


def insert_on(on_sqlite: bool, table: Table) -> Any:
    """The same, for a statement that is built once for each."""
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def inserted(conn: Connection, statement: Any) -> int:
    """Executes an INSERT; how many rows it wrote, those that `on_conflict` left out not counted.

    SQLAlchemy keeps the count of an INSERT only when asked, and says -1 on PostgreSQL otherwise.
    """
    return conn.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


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
        largest = conn.execute(_largest_id(table)).scalar_one()
        return list(range(largest + 1, largest + n + 1))
    rows = conn.execute(
        text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :n)"),
        {"name": table.name, "n": n},
    )
    return sorted(rows.scalars())


@cache
def _largest_id(table: Table) -> Select[Any]:
    return select(func.coalesce(func.max(table.c.id), 0))


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that all have the same columns, in one round trip's worth of statements."""
    if rows:
        conn.execute(_insert_inline(table), list(rows))


@cache
def _insert_inline(table: Table) -> Insert:
    """Built once: where single rows are written by the thousand, building it costs as much as running it."""
    return table.insert().inline()
