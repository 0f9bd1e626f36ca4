"""Journeys that tests begin with, as people would have drawn them: placed on the canvas."""

from __future__ import annotations

import itertools
from typing import Any

from tests.support.drawn import OPTED_IN, branch, chain, leave, sms, wait

ROW = 138
_SERIAL = itertools.count(1)
_AWAKE: dict[str, Any] = {"quiet_hours": None}


def unused(word: str) -> str:
    """A name that no other test uses."""
    return f"{word}.t{next(_SERIAL)}"


def placed(document: dict[str, Any]) -> dict[str, Any]:
    """The same, with every step below the one before it."""
    nodes = [{**node, "position": {"x": 0, "y": ROW * row}} for row, node in enumerate(document["nodes"])]
    return {**document, "nodes": nodes}


def on(event: str) -> dict[str, Any]:
    return {"kind": "event", "name": event}


def only_start(event: str = "something.happened", name: str = "A start") -> dict[str, Any]:
    """A start, and nothing yet."""
    return placed(chain(on=on(event), name=name, **_AWAKE))


def line(event: str = "something.happened", name: str = "A line", **settings: Any) -> dict[str, Any]:
    """start -> sms1 -> wait1 -> sms2."""
    steps = (sms("sms1", "Hello"), wait("wait1", "P1D"), sms("sms2", "Hello again"))
    return placed(chain(*steps, on=on(event), name=name, **{**_AWAKE, **settings}))


def fork(event: str = "something.happened", name: str = "A fork") -> dict[str, Any]:
    """start -> branch1, whose `yes` leads to sms1; `else` is open. exit1 stands beside, unreached."""
    document = placed(
        chain(
            branch("branch1", OPTED_IN),
            sms("sms1", "Hello"),
            off_the_line=(leave("exit1", "not opted in"),),
            on=on(event),
            name=name,
            **_AWAKE,
        )
    )
    document["nodes"][-1]["position"] = {"x": 320, "y": 2 * ROW}
    return document


def ways(document: dict[str, Any]) -> list[str]:
    """The ways of a document as `from outlet to`, sorted."""
    return sorted(f"{edge['source']} {edge['sourceHandle']} {edge['target']}" for edge in document["edges"])
