"""A small language for rehearsals: journeys drawn in a line or two, people, and what came of it as plain tuples."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from engine.rehearsal import RehearsalRequest, RehearsalResult, rehearse
from tests.support.drawn import on_event

Json = dict[str, Any]
Step = tuple[str, Json]
"""(type, data)"""

START = "2026-03-02T00:00:00Z"
"""A Monday. Times without a date are on this day."""

ANN, BEN, CAROL, DEV = "+12125550101", "+12125550102", "+12125550103", "+12125550104"
"""Numbers in New York, which is five hours behind UTC until 8 March 2026, then four."""


def rule(field: str, operator: str = "=", value: Any = True, **more: Any) -> Json:
    return {"combinator": "and", "rules": [{"field": field, "operator": operator, "value": value, **more}]}


OPTED_IN = rule("consent.sms", "=", "opted_in")


def sms(body: str = "Hello", **data: Any) -> Step:
    return "send_sms", {"body": body, **data}


def email(subject: str = "Hello", body: str = "Hello") -> Step:
    return "send_email", {"subject": subject, "body": body}


def wait(for_: str | None = None, **data: Any) -> Step:
    return "wait", data if for_ is None else {"for": for_, **data}


def wait_for(event: str, timeout: str = "P1D", **data: Any) -> Step:
    return "wait_for", {"event": event, "timeout": timeout, **data}


def branch(where: Json = OPTED_IN) -> Step:
    return "branch", {"paths": [{"id": "yes", "label": "", "where": where}]}


def split(a: float = 50) -> Step:
    return "split", {"arms": [{"id": "a", "percent": a}, {"id": "b", "percent": 100 - a}]}


def update(**data: Any) -> Step:
    return "update_contact", data


def leave(reason: str | None = None) -> Step:
    return "exit", {"reason": reason} if reason else {}


on = on_event


def journey(trigger: Json, steps: dict[str, Step], lines: str = "", *, name: str = "Journey", **settings: Any) -> Json:
    """Steps in order, each leading to the next by its first outlet. `lines` replaces that: `a.yes>b c.next>d`; a step
    that has a line there keeps none of its own, and `a.next>` leads nowhere."""
    drawn = {}
    for line in lines.split():
        source, target = line.split(">")
        step, outlet = source.split(".")
        drawn.setdefault(step, []).append((outlet, target))
    order = list(steps)
    edges: list[tuple[str, str, str]] = [("start", "next", order[0])]
    for place, step in enumerate(order):
        if step in drawn:
            edges += [(step, outlet, target) for outlet, target in drawn[step] if target]
        elif place + 1 < len(order) and steps[step][0] != "exit":
            edges.append((step, _FIRST.get(steps[step][0], "next"), order[place + 1]))
    nodes = [{"id": "start", "type": "trigger", "data": {"on": trigger}}]
    nodes += [{"id": step, "type": kind, "data": data} for step, (kind, data) in steps.items()]
    return {
        "schema": "postroad/journey@1",
        "name": name,
        "settings": settings,
        "nodes": nodes,
        "edges": [
            {"id": f"e{n}", "source": source, "sourceHandle": outlet, "target": target}
            for n, (source, outlet, target) in enumerate(edges)
        ],
    }


_FIRST = {"branch": "yes", "split": "a", "wait_for": "happened", "ask_opt_in": "opted_in"}


def person(name: str, phone: str | None = None, consent: str | None = "opted_in", **columns: Any) -> Json:
    """Somebody in New York who opted in, unless said otherwise."""
    contact: Json = {"external_id": name, "phone": phone, **columns}
    if consent is not None:
        contact["sms_consent"] = {"state": consent, "source": "web form"}
    return contact


def ann(**columns: Any) -> Json:
    return person("ann", ANN, **columns)


def ben(**columns: Any) -> Json:
    return person("ben", BEN, **columns)


def at(time: str, do: str, **data: Any) -> Json:
    """A line of the timeline: `10:00`, `+2 10:00` (days later), or the whole time."""
    return {"at": moment(time), "do": do, **{name.rstrip("_"): value for name, value in data.items()}}


def moment(time: str) -> str:
    """`10:00` on the first day, `+2 10:00` two days later, anything else as it is."""
    if "T" in time:
        return time
    days, _, clock = time.rpartition(" ")
    day = date(2026, 3, 2) + timedelta(days=int(days or 0))
    return f"{day}T{clock if clock.count(':') == 2 else clock + ':00'}Z"


def event(time: str, name: str, contact: str | None = "ann", **properties: Any) -> Json:
    return at(time, "event", name=name, contact=contact, properties=properties)


def enrol(time: str, *names: str) -> Json:
    return at(time, "enrol", contacts=list(names or ("ann",)))


def reply(time: str, body: str, number: str = ANN) -> Json:
    return at(time, "reply", from_=number, body=body)


def play(drawn: Json, contacts: list[Json], *timeline: Json, until: str = "+60 00:00", **more: Any) -> RehearsalResult:
    """Plays it; a journey with errors fails the test with its findings."""
    request = {"journey": drawn, "start": START, "until": moment(until), "contacts": contacts, **more}
    result = rehearse(RehearsalRequest.model_validate(request | {"timeline": list(timeline)}))
    assert result.publishable, [str(finding) for finding in result.findings]
    return result


def rows(result: RehearsalResult, *names: str) -> list[tuple[Any, ...]]:
    """Messages as tuples of these fields, in order of time; `at` reads as the time of the first day, or `+2 10:00`."""
    fields = names or ("contact", "node_id", "at", "state")
    return [tuple(_shown(name, getattr(message, name)) for name in fields) for message in result.messages]


def ways(result: RehearsalResult) -> list[tuple[str, str, str | None]]:
    """(contact, status, reason) of each passage."""
    return [(enrolment.contact, enrolment.status, enrolment.reason) for enrolment in result.enrolments]


def way(result: RehearsalResult, contact: str = "ann") -> str:
    """A contact's only passage as `start b1.yes s1 w1.happened`: outlets are named unless they are `next`."""
    (enrolment,) = (each for each in result.enrolments if each.contact == contact)
    hops = (
        f"{hop.node_id}" if hop.outcome in ("next", None) else f"{hop.node_id}.{hop.outcome}" for hop in enrolment.path
    )
    return " ".join(hops)


def ended(result: RehearsalResult, contact: str = "ann") -> tuple[str, str | None, str | None]:
    """(status, reason, when) of a contact's only passage."""
    (enrolment,) = (each for each in result.enrolments if each.contact == contact)
    return enrolment.status, enrolment.reason, None if enrolment.ended_at is None else shown_time(enrolment.ended_at)


def _shown(name: str, value: Any) -> Any:
    return shown_time(value) if name == "at" else value


def shown_time(ms: int) -> str:
    """`10:00` on the first day, `+2 10:00` two days later."""
    day, rest = divmod(ms - _START_MS, 86_400_000)
    seconds, left = divmod(rest, 1000)
    clock = f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
    clock += f":{seconds % 60:02d}" if seconds % 60 or left else ""
    clock += f".{left:03d}" if left else ""
    return f"+{day} {clock}" if day else clock


_START_MS = 1_772_409_600_000
