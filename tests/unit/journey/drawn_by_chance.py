"""Journeys drawn by chance: sound ones, wild ones, and JSON that is no journey at all."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.unit.journey.drawing import Json, rule, step

IDS = [f"n{number}" for number in range(12)]
DURATIONS = st.sampled_from(["PT1H", "P1D", "PT0S", "-PT1H", "P1M", "soon", ""])
BODIES = st.sampled_from(
    ["Hi", "Hi {{ contact.first_name | default: 'you' }}", "{{ event.code }}", "Reply START", "{{", "{{ x }}", "’", ""]
)
EVENTS = st.sampled_from(["purchase", "sms.replied", "sms.opted_in", "sms.odd", ""])
FIELDS = st.sampled_from(
    ["contact.plan", "contact.tags", "consent.sms", "event.total", "happened.purchase", "message.n3", "entry.x", "odd"]
)
OPERATORS = st.sampled_from(["=", "!=", "<", "in", "between", "null", "like"])
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=3)
)
RULES = st.builds(lambda field, operator, value: rule(field, operator, value)["rules"][0], FIELDS, OPERATORS, VALUES)
CONDITIONS: st.SearchStrategy[Json] = st.recursive(
    st.builds(
        lambda rules, combinator, negated: {"combinator": combinator, "not": negated, "rules": rules},
        st.lists(RULES, max_size=3),
        st.sampled_from(["and", "or"]),
        st.booleans(),
    ),
    lambda inner: st.builds(lambda rules: {"combinator": "or", "rules": rules}, st.lists(inner, max_size=2)),
    max_leaves=4,
)

TRIGGERS = st.one_of(
    st.just({"kind": "manual"}),
    st.builds(lambda where: {"kind": "audience", "where": where}, CONDITIONS),
    st.builds(
        lambda name, where, key, requires: {
            "kind": "event",
            "name": name,
            "where": where,
            "key": key,
            "requires": requires,
        },
        EVENTS,
        st.none() | CONDITIONS,
        st.sampled_from([None, "event.id", "id", ""]),
        st.lists(st.sampled_from(["starts_at", "id"]), max_size=2),
    ),
    st.builds(lambda word: {"kind": "keyword", "keyword": word}, st.sampled_from(["JOIN", "STOP", ""])),
)

DATA: dict[str, st.SearchStrategy[Json]] = {
    "branch": st.builds(
        lambda wheres: {"paths": [{"id": f"p{index}", "where": where} for index, where in enumerate(wheres)]},
        st.lists(CONDITIONS, max_size=3),
    ),
    "split": st.builds(
        lambda shares: {"arms": [{"id": f"p{index}", "percent": share} for index, share in enumerate(shares)]},
        st.lists(st.sampled_from([0, 25, 50, 100, -5, 33.3]), max_size=4),
    ),
    "wait": st.one_of(
        st.builds(lambda text: {"for": text}, DURATIONS),
        st.builds(lambda text: {"until": text}, st.sampled_from(["2030-01-01T00:00:00Z", "2030-01-01", "now"])),
        st.builds(lambda time: {"at": {"time": time, "weekdays": ["mon"]}}, st.sampled_from(["09:00", "25:00"])),
        st.builds(
            lambda to, offset, yearly: {"relative": {"to": to, "offset": offset, "yearly": yearly}},
            st.sampled_from(["event.starts_at", "event.other", "contact.birthday", "birthday"]),
            DURATIONS,
            st.booleans(),
        ),
        st.just({}),
        st.just({"for": "PT1H", "until": "2030-01-01T00:00:00Z"}),
    ),
    "wait_for": st.builds(
        lambda event, where, timeout, match: {"event": event, "where": where, "timeout": timeout, "match_key": match},
        EVENTS,
        st.none() | CONDITIONS,
        DURATIONS,
        st.booleans(),
    ),
    "send_sms": st.builds(lambda body: {"body": body}, st.none() | BODIES),
    "send_email": st.builds(lambda subject, body: {"subject": subject, "body": body}, BODIES, BODIES),
    "update_contact": st.builds(
        lambda tags, score: {"add_tags": tags, "remove_tags": ["a"], "add_score": score, "set": {"plan": "pro"}},
        st.lists(st.sampled_from(["a", "b"]), max_size=2),
        st.integers(-5, 5),
    ),
    "webhook": st.builds(
        lambda url, body: {"url": url, "body": body}, st.sampled_from(["https://x.io", "x", ""]), BODIES
    ),
    "ask_opt_in": st.builds(lambda body, timeout: {"body": body, "timeout": timeout}, BODIES, DURATIONS),
    "exit": st.just({}),
}
OUTLETS = st.sampled_from(["next", "p0", "p1", "p2", "else", "missed", "happened", "timed_out", "not_sent", "failed"])


@st.composite
def wild_journeys(draw: st.DrawFn) -> Json:
    """Well-formed documents that may be wrong in every way a marketer can think of."""
    triggers = [step("start", "trigger", on=draw(TRIGGERS)) for _ in range(draw(st.sampled_from([1, 1, 1, 0, 2])))]
    nodes = [_drawn_step(draw, step_id) for step_id in draw(st.lists(st.sampled_from(IDS), max_size=10))]
    ends = st.sampled_from(["start", *IDS])
    edges = draw(st.lists(st.tuples(ends, OUTLETS, ends), max_size=16))
    return _document(
        [*triggers, *nodes],
        [*(("start", "next", node["id"]) for node in nodes[:1]), *edges],
        goal=draw(st.none() | CONDITIONS),
        quiet_hours=draw(st.sampled_from([None, {"start": "21:00", "end": "08:00"}, {"start": "x", "end": ""}])),
    )


@st.composite
def sound_journeys(draw: st.DrawFn) -> Json:
    """Journeys that a plan can be made of: one trigger, lines only ahead, each outlet with one line at most."""
    kinds = [draw(st.sampled_from(sorted(DATA))) for _ in range(draw(st.integers(1, 10)))]
    nodes = [step(f"n{number}", kind, **draw(_sound(kind))) for number, kind in enumerate(kinds)]
    edges = [("start", "next", "n0")]
    for number, node in enumerate(nodes[:-1]):
        ahead = st.sampled_from([later["id"] for later in nodes[number + 1 :]])
        edges += [(node["id"], outlet, draw(ahead)) for outlet in _outlets(node) if draw(st.booleans())]
    return _document(
        [step("start", "trigger", on={"kind": "event", "name": "a", "requires": ["starts_at"]}), *nodes], edges
    )


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["wait", "trigger"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "data", "nodes", "edges", "settings", "on", "kind", "paths", "where", "rules"]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@st.composite
def garbled_journeys(draw: st.DrawFn) -> Json:
    """A journey with one part of it replaced by any JSON."""
    document = draw(wild_journeys())
    place = draw(st.sampled_from(["schema", "name", "settings", "nodes", "edges", "node", "data", "edge", "extra"]))
    junk = draw(JSON)
    match place:
        case "node" if document["nodes"]:
            document["nodes"][0] = junk
        case "data" if document["nodes"]:
            document["nodes"][-1]["data"] = junk
        case "edge" if document["edges"]:
            document["edges"][0] = junk
        case _:
            document[place] = junk
    return document


def _drawn_step(draw: st.DrawFn, step_id: str) -> Json:
    kind = draw(st.sampled_from(sorted(DATA)))
    return {"id": step_id, "type": kind, "position": {"x": 1, "y": 2}, "data": draw(DATA[kind])}


def _sound(kind: str) -> st.SearchStrategy[Json]:
    match kind:
        case "wait":
            return st.sampled_from([{"for": "PT1H"}, {"relative": {"to": "event.starts_at", "offset": "-PT1H"}}])
        case "wait_for" | "ask_opt_in":
            return st.just(
                {"event": "a", "timeout": "P1D"} if kind == "wait_for" else {"body": "START", "timeout": "P1D"}
            )
        case _:
            return DATA[kind]


def _outlets(node: Json) -> list[str]:
    match node["type"]:
        case "branch":
            return [*(path["id"] for path in node["data"]["paths"]), "else"]
        case "split":
            return [arm["id"] for arm in node["data"]["arms"]]
        case "wait_for":
            return ["happened", "timed_out"]
        case "ask_opt_in":
            return ["opted_in", "timed_out"]
        case "exit":
            return []
        case _:
            return ["next"]


def _document(nodes: list[Json], edges: list[tuple[str, str, str]], **settings: Any) -> Json:
    return {
        "schema": "postroad/journey@1",
        "name": "Drawn by chance",
        "settings": settings,
        "nodes": nodes,
        "edges": [
            {"id": f"e{number}", "source": source, "sourceHandle": outlet, "target": target}
            for number, (source, outlet, target) in enumerate(edges)
        ],
    }
