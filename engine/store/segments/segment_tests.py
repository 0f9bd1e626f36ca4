"""Segments made ready to be asked: their conditions as they are now, compiled once while they stay the same."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, select

from engine.rules.conditions.conditions import Condition, Facts, Reads, compile_condition, reads
from engine.rules.conditions.segment_conditions import spelt_out
from engine.store.database import core as t
from engine.store.database.dialect import among


class SegmentTest(NamedTuple):
    """One segment, as a question to a contact's facts."""

    segment: str
    holds: Callable[[Facts], bool]
    reads: Reads


def segment_tests(conn: Connection, segments: Iterable[str]) -> list[SegmentTest]:
    """The tests of these segments; one that does not exist (any more) has nobody in it."""
    ids = sorted(set(segments))
    definitions = read_definitions(conn, ids)
    definitions_json = orjson.dumps({name: definitions[name] for name in sorted(definitions)})
    return [_compiled(segment, definitions_json) for segment in ids]


def read_definitions(conn: Connection, segments: Iterable[str]) -> dict[str, object]:
    """The conditions of these segments, and of all that they name, as JSON; what does not exist is left out."""
    s = t.segment.c
    definitions: dict[str, object] = {}
    requested: set[str] = set()
    waiting = set(segments)
    while waiting:
        requested |= waiting
        rows = conn.execute(select(s.public_id, s.condition).where(among(conn, s.public_id, sorted(waiting)))).all()
        definitions |= {row[0]: row[1] for row in rows}
        mentioned = {name for row in rows for name in reads(Condition.model_validate(row[1])).segments}
        waiting = mentioned - requested
    return definitions


@lru_cache(maxsize=256)
def _compiled(segment: str, definitions_json: bytes) -> SegmentTest:
    definitions = {name: Condition.model_validate(raw) for name, raw in orjson.loads(definitions_json).items()}
    condition = Condition.model_validate({"rules": [{"field": f"segment.{segment}", "operator": "=", "value": True}]})
    whole = spelt_out(condition, definitions)
    return SegmentTest(segment, compile_condition(whole), reads(whole))
