"""Compiled statements are found by which statement it is, and never taken for another."""

from __future__ import annotations

import gc

from sqlalchemy import bindparam, create_engine, literal, select

from engine.store.database import statement_cache
from engine.store.database.statement_cache import StatementCache


def test_statements_that_come_and_go_are_never_taken_for_each_other() -> None:
    engine = create_engine("sqlite://")
    with engine.connect().execution_options(compiled_cache=StatementCache()) as conn:
        for n in range(3 * statement_cache.MOST):
            # Each is thrown away at once, so the next ones often lie where it lay in memory.
            found = conn.execute(select(literal(n).label(f"n{n % 7}"), bindparam("x") + n % 5), {"x": 1}).one()
            assert (found._fields[0], *found) == (f"n{n % 7}", n, 1 + n % 5)
            if n % 1000 == 0:
                gc.collect()
    engine.dispose()


def test_a_statement_is_compiled_once() -> None:
    cache = StatementCache()
    statement = select(bindparam("x"))
    engine = create_engine("sqlite://")
    with engine.connect().execution_options(compiled_cache=cache) as conn:
        assert [conn.execute(statement, {"x": n}).scalar_one() for n in range(5)] == list(range(5))
        assert len(cache) == 1
    engine.dispose()


def test_it_does_not_grow_without_end() -> None:
    cache = StatementCache()
    for n in range(3 * statement_cache.MOST):
        cache["dialect", ("description", n), ()] = n
        assert cache.get(("dialect", ("description", n), ())) == n
    assert len(cache) <= statement_cache.MOST
