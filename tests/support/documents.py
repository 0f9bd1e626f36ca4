"""Journey documents for tests of the API, in a line each."""

from __future__ import annotations

from typing import Any

from tests.support.drawn import AUDIENCE, MANUAL, OPTED_IN


def document(
    trigger: dict[str, Any], steps: dict[str, dict[str, Any]], *edges: str, name: str = "Test", **settings: Any
) -> dict[str, Any]:
    """A journey. `steps` maps ids to nodes without their id; an edge reads `source.outlet>target`."""
    nodes = [{"id": "start", "type": "trigger", "position": {"x": 0, "y": 0}, "data": {"on": trigger}}]
    nodes += [{"id": node_id, "position": {"x": 0, "y": 0}, **node} for node_id, node in steps.items()]
    lines: list[dict[str, str]] = []
    for number, edge in enumerate(edges):
        source, _, rest = edge.partition(".")
        outlet, _, target = rest.partition(">")
        lines.append({"id": f"e{number}", "source": source, "sourceHandle": outlet, "target": target})
    return {
        "schema": "postroad/journey@1",
        "name": name,
        "settings": settings,
        "nodes": nodes,
        "edges": lines,
    }


def sms(body: str = "Hello") -> dict[str, Any]:
    return {"type": "send_sms", "data": {"body": body}}


def wait(length: str) -> dict[str, Any]:
    return {"type": "wait", "data": {"for": length}}


ON_ORDER = {"kind": "event", "name": "order.placed", "key": "event.order_id", "requires": ["order_id"]}


def confirmation(**settings: Any) -> dict[str, Any]:
    """An order becomes an SMS."""
    chosen = {"message_class": "transactional", "re_entry": "always"} | settings
    return document(ON_ORDER, {"s1": sms("Order {{ event.order_id }}")}, "start.next>s1", **chosen)


def announcement() -> dict[str, Any]:
    """Everybody gets an SMS, who opted in."""
    paths = {"paths": [{"id": "yes", "label": "Opted in", "where": OPTED_IN}]}
    return document(
        AUDIENCE,
        {"b": {"type": "branch", "data": paths}, "s1": sms(), "out": {"type": "exit", "data": {}}},
        "start.next>b",
        "b.yes>s1",
        "b.else>out",
    )


def by_hand(*, wait_first: str | None = None) -> dict[str, Any]:
    """Contacts enrolled by hand get an SMS, perhaps after a wait."""
    if wait_first is None:
        return document(MANUAL, {"s1": sms()}, "start.next>s1")
    return document(MANUAL, {"w": wait(wait_first), "s1": sms()}, "start.next>w", "w.next>s1")
