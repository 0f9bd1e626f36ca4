"""Liquid's tags in texts."""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile(r"\{[{%]")


def without_tags(body: str, instead: str = "") -> str:
    """The body without its merge fields and tags; what is not closed stays. Linear, whatever the body."""
    kept: list[str] = []
    at = 0
    while (tag := _TAG.search(body, at)) is not None:
        end = body.find("}}" if tag[0] == "{{" else "%}", tag.end())
        if end < 0:
            break
        kept += (body[at : tag.start()], instead)
        at = end + 2
    return "".join([*kept, body[at:]])
