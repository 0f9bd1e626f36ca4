"""Segments within conditions: circles among them, and conditions with the segments they name spelt out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.rules.conditions.comparison import flag_in
from engine.rules.conditions.conditions import Condition, Rule, reads, rules_of

Definitions = Mapping[str, Condition]
"""Segment id -> its condition."""

NOBODY = Condition.model_validate({"not": True})
"""Holds for nobody: an empty group holds for everybody, and this is its opposite."""


def circle(start: str, definitions: Definitions) -> tuple[str, ...] | None:
    """The way from a segment back to itself by way of those it names, both ends included; None when there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        segment = waiting.pop()
        for mentioned in _named(segment, definitions):
            if mentioned == start:
                way = [start, segment]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if mentioned not in came_from:
                came_from[mentioned] = segment
                waiting.append(mentioned)
    return None


def _named(segment: str, definitions: Definitions) -> tuple[str, ...]:
    definition = definitions.get(segment)
    return () if definition is None else reads(definition).segments


MOST_RULES: Final = 1_000
"""Rules of a condition with all its segments spelt out: more than anybody draws, and few enough to be asked quickly."""


def rules_within(condition: Condition, definitions: Definitions) -> int:
    """How many rules a condition has with its segments spelt out. (Segments that each name the one before twice double
    with every step: counted here without being spelt out.)"""
    sizes: dict[str, int] = {}

    def size(part: Condition, within: frozenset[str]) -> int:
        total = 0
        for rule in rules_of(part):
            root, _, name = rule.field.partition(".")
            if root != "segment" or name in within or name not in definitions:
                total += 1
                continue
            if name not in sizes:
                sizes[name] = size(definitions[name], within | {name})
            total += sizes[name]
        return total

    return size(condition, frozenset())


def spelt_out(condition: Condition, definitions: Definitions) -> Condition:
    """The condition with each `segment.<id>` replaced by that segment's own condition, however deep.

    A segment that does not exist, or that leads back to itself, has nobody in it.
    """
    return _spelt_out(condition, definitions, frozenset())


def _spelt_out(condition: Condition, definitions: Definitions, within: frozenset[str]) -> Condition:
    parts = [
        _rule(part, definitions, within) if isinstance(part, Rule) else _spelt_out(part, definitions, within)
        for part in condition.rules
    ]
    return condition.model_copy(update={"rules": tuple(parts)})


def _rule(rule: Rule, definitions: Definitions, within: frozenset[str]) -> Rule | Condition:
    root, _, segment = rule.field.partition(".")
    if root != "segment":
        return rule
    expected = _wants(rule)
    if expected is None:
        return NOBODY
    definition = None if segment in within else definitions.get(segment)
    whole = NOBODY if definition is None else _spelt_out(definition, definitions, within | {segment})
    return whole if expected else Condition.model_validate({"not": True, "rules": [whole]})


def _wants(rule: Rule) -> bool | None:
    """Whether the rule asks to be in the segment; None when it asks nothing that can be answered."""
    if rule.operator in ("null", "notNull"):
        return rule.operator == "notNull"
    flag = flag_in(rule.value)
    if flag is None or rule.operator not in ("=", "!="):
        return None
    return flag is (rule.operator == "=")
