"""Every form that a value must have is said in words, not as a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import orjson

from builder_api.openapi import printed
from builder_api.web.validation import FORMS


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        of = cast(dict[str, Any], schema)
        if isinstance(of.get("pattern"), str):
            yield of["pattern"]
        for value in of.values():
            yield from patterns(value)
    elif isinstance(schema, list):
        for value in cast(list[Any], schema):
            yield from patterns(value)


def test_every_pattern_of_the_description_has_words() -> None:
    assert set(patterns(orjson.loads(printed()))) <= set(FORMS)
