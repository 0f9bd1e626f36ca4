"""Conditions: react-querybuilder groups, as a marketer draws them, over the facts of one enrolment."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Operator = Literal[
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "contains",
    "doesNotContain",
    "beginsWith",
    "endsWith",
    "in",
    "notIn",
    "between",
    "notBetween",
    "null",
    "notNull",
]


class Rule(BaseModel):
    """One comparison: a field of the facts, an operator, a value."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    field: str
    operator: str
    value: Any = None
    within: str | None = None
    """For `happened.<event>`: an ISO 8601 duration that the event must lie within."""


class Condition(BaseModel):
    """A group of rules joined by `and` or `or`, possibly negated."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    combinator: Literal["and", "or"] = "and"
    negated: Annotated[bool, Field(alias="not")] = False
    rules: tuple[Condition | Rule, ...] = ()
