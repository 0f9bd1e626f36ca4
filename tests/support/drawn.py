"""Journey documents for tests, drawn in a line or two."""

from __future__ import annotations

from typing import Any

EVERYBODY: dict[str, Any] = {"combinator": "and", "rules": []}
AUDIENCE: dict[str, Any] = {"kind": "audience", "where": EVERYBODY}
MANUAL: dict[str, Any] = {"kind": "manual"}


def on_event(name: str, **more: Any) -> dict[str, Any]:
    """A trigger on an event."""
    return {"kind": "event", "name": name, **more}


def condition(field: str, operator: str, value: Any) -> dict[str, Any]:
    """A condition of one rule."""
    return {"combinator": "and", "rules": [{"field": field, "operator": operator, "value": value}]}


OPTED_IN = condition("consent.sms", "=", "opted_in")


def wait(id_: str, length: str) -> dict[str, Any]:
    return {"id": id_, "type": "wait", "data": {"for": length}}


def until(id_: str, instant: str, if_past: str = "continue") -> dict[str, Any]:
    return {"id": id_, "type": "wait", "data": {"until": instant, "if_past": if_past}}


def when(id_: str, property_: str, offset: str = "PT0S", if_past: str = "continue") -> dict[str, Any]:
    """A wait for a date of the event or the contact."""
    return {"id": id_, "type": "wait", "data": {"relative": {"to": property_, "offset": offset}, "if_past": if_past}}


def sms(id_: str, body: str = "Hello {{ contact.first_name }}", **more: Any) -> dict[str, Any]:
    return {"id": id_, "type": "send_sms", "data": {"body": body, **more}}


def email(id_: str, body: str = "Hello {{ contact.first_name }}") -> dict[str, Any]:
    return {"id": id_, "type": "send_email", "data": {"subject": "News", "body": body}}


def branch(id_: str, where: dict[str, Any]) -> dict[str, Any]:
    """A branch with one path, `yes`."""
    return {"id": id_, "type": "branch", "data": {"paths": [{"id": "yes", "label": "Yes", "where": where}]}}


def leave(id_: str, reason: str | None = None) -> dict[str, Any]:
    return {"id": id_, "type": "exit", "data": {} if reason is None else {"reason": reason}}


def chain(
    *steps: dict[str, Any],
    on: dict[str, Any] = AUDIENCE,
    edges: tuple[tuple[str, str, str], ...] = (),
    off_the_line: tuple[dict[str, Any], ...] = (),
    name: str = "A journey",
    **settings: Any,
) -> dict[str, Any]:
    """A journey whose steps follow each other; `edges` (from, outlet, to) are drawn beside the line."""
    nodes = [{"id": "start", "type": "trigger", "data": {"on": on}}, *steps, *off_the_line]
    lines = [
        (source_step["id"], "yes" if source_step["type"] == "branch" else "next", target_step["id"])
        for source_step, target_step in zip(["start", *steps], steps, strict=False)
        if isinstance(source_step, dict)
    ]
    first = [("start", "next", steps[0]["id"])] if steps else []
    drawn = [
        {"id": f"e{index}", "source": source, "sourceHandle": outlet, "target": target}
        for index, (source, outlet, target) in enumerate([*first, *lines, *edges])
    ]
    return {
        "schema": "postroad/journey@1",
        "name": name,
        "settings": settings,
        "nodes": [{"position": {"x": 0, "y": 100 * index}, **node} for index, node in enumerate(nodes)],
        "edges": drawn,
    }


def opt_in_branch(length: str = "PT0S", **settings: Any) -> dict[str, Any]:
    """Those who opted in wait and get an SMS; the others leave."""
    return chain(
        branch("asks", OPTED_IN),
        wait("pause", length),
        sms("text"),
        edges=(("asks", "else", "no"),),
        off_the_line=(leave("no", "not opted in"),),
        **settings,
    )
