"""The journeys that are measured."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

_OPTED_IN = {"combinator": "and", "rules": [{"field": "consent.sms", "operator": "=", "value": "opted_in"}]}
_EVERYBODY = {
    "combinator": "and",
    "rules": [{"field": "contact.external_id", "operator": "beginsWith", "value": "bench-"}],
}
BODY = "Hi {{ contact.first_name | default: 'there' }}, your {{ contact.plan }} plan has news. Reply STOP to opt out."


def audience(wait: str) -> dict[str, Any]:
    """An audience through a branch on opt-in, a wait and an SMS."""
    return _document(
        "Audience",
        {"on": {"kind": "audience", "where": _EVERYBODY}},
        [
            _node("opted_in", "branch", {"paths": [{"id": "yes", "label": "Opted in", "where": _OPTED_IN}]}),
            _node("wait", "wait", {"for": wait}),
            _node("sms", "send_sms", {"body": BODY}),
            _node("others", "exit", {"reason": "not opted in"}),
        ],
        [
            ("start", "next", "opted_in"),
            ("opted_in", "yes", "wait"),
            ("opted_in", "else", "others"),
            ("wait", "next", "sms"),
        ],
    )


def confirmation() -> dict[str, Any]:
    """An order becomes a transactional SMS."""
    return _document(
        "Order confirmation",
        {"on": {"kind": "event", "name": "order.placed", "key": "event.order_id"}},
        [_node("sms", "send_sms", {"body": "Your order {{ event.order_id }} is confirmed."})],
        [("start", "next", "sms")],
        {"message_class": "transactional", "re_entry": "always"},
    )


def reminder(wait: str) -> dict[str, Any]:
    """A lone event that rests before its SMS."""
    return _document(
        "Reminder",
        {"on": {"kind": "event", "name": "registered", "key": "event.id"}},
        [_node("wait", "wait", {"for": wait}), _node("sms", "send_sms", {"body": BODY})],
        [("start", "next", "wait"), ("wait", "next", "sms")],
        {"re_entry": "always"},
    )


def year() -> dict[str, Any]:
    """Ten waits and ten SMS over a year, all day long."""
    nodes: list[dict[str, Any]] = []
    for n in range(10):
        nodes += [_node(f"wait{n}", "wait", {"for": "P36D"}), _node(f"sms{n}", "send_sms", {"body": BODY})]
    ids = ["start", *(node["id"] for node in nodes)]
    edges = [(source, "next", target) for source, target in pairwise(ids)]
    trigger = {"on": {"kind": "event", "name": "signed_up"}}
    return _document("A year", trigger, nodes, edges, {"quiet_hours": None})


def webinar() -> dict[str, Any]:
    """A reminder an hour before a webinar that may be moved."""
    trigger = {
        "kind": "event",
        "name": "webinar.registered",
        "key": "event.webinar_id",
        "requires": ["starts_at"],
        "updated_by": "webinar.rescheduled",
    }
    return _document(
        "Webinar",
        {"on": trigger},
        [
            _node("hour", "wait", {"relative": {"to": "event.starts_at", "offset": "-PT1H"}}),
            _node("sms", "send_sms", {"body": "Starts in an hour. Reply STOP to opt out."}),
        ],
        [("start", "next", "hour"), ("hour", "next", "sms")],
    )


def long_line(steps: int) -> dict[str, Any]:
    """A journey of many steps: branch, wait, SMS, and again."""
    nodes: list[dict[str, Any]] = []
    edges: list[tuple[str, str, str]] = []
    before = ("start", "next")
    for i in range(steps // 3):
        nodes += [
            _node(f"b{i}", "branch", {"paths": [{"id": "yes", "label": "Opted in", "where": _OPTED_IN}]}),
            _node(f"w{i}", "wait", {"for": "P1D"}),
            _node(f"s{i}", "send_sms", {"body": BODY}),
        ]
        edges += [(*before, f"b{i}"), (f"b{i}", "yes", f"w{i}"), (f"b{i}", "else", f"s{i}"), (f"w{i}", "next", f"s{i}")]
        before = (f"s{i}", "next")
    return _document("Long", {"on": {"kind": "manual"}}, nodes, edges)


def _node(node_id: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": node_id, "type": kind, "position": {"x": 0, "y": 0}, "data": data}


def _document(
    name: str,
    trigger: dict[str, Any],
    nodes: list[dict[str, Any]],
    edges: list[tuple[str, str, str]],
    settings: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "schema": "postroad/journey@1",
        "name": name,
        "settings": settings or {},
        "nodes": [_node("start", "trigger", trigger), *nodes],
        "edges": [
            {"id": f"e{i}", "source": source, "sourceHandle": outlet, "target": target}
            for i, (source, outlet, target) in enumerate(edges)
        ],
    }
