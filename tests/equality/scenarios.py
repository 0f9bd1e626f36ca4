"""Scenarios drawn by chance: a journey, contacts and a timeline, told in minutes from a day that is chosen later.

No two things of a scenario happen in the same second, and no two contacts share a number: what then comes first, and
gets the clause, the last place under a cap or the carrier's scripted answer, is nobody's promise, in a rehearsal (where
the timeline comes first) no more than in production.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from hypothesis import strategies as st

from engine.journey.checks.all_checks import review
from engine.rules.time.instants import DAY, HOUR, MINUTE, SECOND, Millis, to_rfc3339

Json = dict[str, Any]

DAYS = 12
"""How long a scenario is watched."""

ZONES = (None, "America/New_York", "America/Los_Angeles", "Europe/Stockholm", "Australia/Sydney", "Asia/Kolkata")
NUMBERS = ("+1212555010{}", "+1305555010{}", "+1415555010{}", "+4670174060{}")
NEVER_TEXTED = "+442079460018"


class Drawn(Protocol):
    """What was drawn: everything but the day on which it begins."""

    def begins(self, after: Millis) -> Millis:
        """The day on which to begin it, a midnight, not before `after`, which is one too."""
        ...

    def request(self, base: Millis) -> Json:
        """The rehearsal of it, beginning at `base` (a midnight, UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class Scenario:
    """A journey of any steps, and whatever may happen."""

    journey: Json
    second_version: Json | None
    contacts: tuple[Json, ...]
    timeline: tuple[tuple[int, Json], ...]
    """(minutes from the beginning, the entry without its time)."""
    carrier: tuple[Json, ...]

    def begins(self, after: Millis) -> Millis:
        """Any day will do."""
        return after

    def request(self, base: Millis) -> Json:
        """The rehearsal of it, beginning at `base` (a midnight, UTC)."""
        timeline: list[Json] = []
        for place, (minutes, entry) in enumerate(self.timeline):
            # A second of its own for each: odd ones, since what follows from an entry keeps its seconds.
            at = base + minutes * MINUTE + (2 * place + 1) * SECOND
            timeline.append({"at": to_rfc3339(at), **dated(entry, base)})
        return {
            "journey": dated(self.journey, base),
            "start": to_rfc3339(base),
            # At a second that nothing is due at.
            "until": to_rfc3339(base + DAYS * DAY + 55 * SECOND),
            "contacts": [dated(contact, base) for contact in self.contacts],
            "timeline": timeline,
            "carrier": list(self.carrier),
        }


def dated(value: Any, base: Millis) -> Any:
    """Puts times where the scenario has `{"in minutes": n}`; `as` an hour east of Greenwich, or as a bare day, too."""
    if isinstance(value, dict):
        if "in minutes" in value:
            at = base + value["in minutes"] * MINUTE
            match value.get("as"):
                case "day":
                    return to_rfc3339(at)[:10]
                case "east":
                    return to_rfc3339(at + HOUR).replace("Z", "+01:00")
                case _:
                    return to_rfc3339(at)
        return {name: dated(inner, base) for name, inner in value.items()}
    return [dated(inner, base) for inner in value] if isinstance(value, list) else value


def _moment(first_day: int = 0, last_day: int = DAYS + 2) -> st.SearchStrategy[Json]:
    return st.integers(first_day * 96, last_day * 96).map(lambda quarters: {"in minutes": quarters * 15})


def _rule(field: str, operator: str, value: Any, **more: Any) -> Json:
    return {"combinator": "and", "rules": [{"field": field, "operator": operator, "value": value, **more}]}


CONDITIONS = st.sampled_from(
    [
        _rule("consent.sms", "=", "opted_in"),
        _rule("consent.sms", "!=", "opted_out"),
        _rule("contact.plan", "=", "pro"),
        _rule("contact.score", ">=", 2),
        _rule("contact.tags", "contains", "seen"),
        _rule("event.amount", ">", 50),
        _rule("happened.purchase", "=", True),
        _rule("happened.purchase", "=", True, within="P1D"),
        _rule("contact.timezone", "null", None),
    ]
)

BODIES = st.sampled_from(
    [
        "Hello",
        "Hi {{ contact.first_name | default: 'there' }}, {{ event.amount }}",
        "{{ contact.plan }}",
        "See you {{ contact.renewal | date: '%A' }} Reply STOP to end",
    ]
)


def _wait() -> st.SearchStrategy[Json]:
    lengths = st.sampled_from(["PT1M", "PT45M", "PT6H", "P1D", "P2D", "P1DT6H"])
    if_past = st.sampled_from(["continue", "missed"])
    time = st.sampled_from(["00:00", "02:30", "09:00", "21:00"])
    days = st.sampled_from([[], ["mon", "tue"], ["sat"]])
    offset = st.sampled_from(["-P1D", "-PT1H", "PT0S", "PT90M"])
    return st.one_of(
        st.builds(lambda length: {"for": length}, lengths),
        st.builds(lambda until, past: {"until": until, "if_past": past}, _moment(), if_past),
        st.builds(lambda at, on: {"at": {"time": at, **({"weekdays": on} if on else {})}}, time, days),
        st.builds(
            lambda to, by, past: {"relative": {"to": to, "offset": by}, "if_past": past},
            st.sampled_from(["event.starts_at", "contact.renewal"]),
            offset,
            if_past,
        ),
    )


def _step(keyed: bool) -> st.SearchStrategy[tuple[str, Json]]:
    sms = st.builds(
        lambda body, clause, unknown: ("send_sms", {"body": body, "opt_out_clause": clause, "on_unknown": unknown}),
        BODIES,
        st.sampled_from(["auto", "auto", "never"]),
        st.sampled_from(["hold", "hold", "resend"]),
    )
    wait_for = st.builds(
        lambda name, timeout, key: ("wait_for", {"event": name, "timeout": timeout, "match_key": key}),
        st.sampled_from(["purchase", "purchase", "sms.replied"]),
        st.sampled_from(["PT2H", "P1D", "P3D"]),
        st.booleans() if keyed else st.just(False),
    )
    return st.one_of(
        sms,
        sms,
        _wait().map(lambda data: ("wait", data)),
        _wait().map(lambda data: ("wait", data)),
        wait_for,
        wait_for,
        st.builds(lambda where: ("branch", {"paths": [{"id": "yes", "label": "", "where": where}]}), CONDITIONS),
        st.builds(lambda a: ("split", {"arms": [{"id": "a", "percent": a}, {"id": "b", "percent": 100 - a}]}),
                  st.sampled_from([0, 30, 50])),
        st.sampled_from(
            [
                ("update_contact", {"add_tags": ["seen"], "add_score": 1}),
                ("update_contact", {"set": {"plan": "pro"}, "remove_tags": ["seen"]}),
                ("send_email", {"subject": "Hi", "body": "Hello {{ contact.first_name }}"}),
                ("exit", {"reason": "done"}),
            ]
        ),
        st.sampled_from(
            [
                ("ask_opt_in", {"body": "Reply START to get texts from us", "timeout": "P3D"}),
                ("webhook", {"url": "https://example.com/hook", "body": "{{ contact.plan }}"}),
            ]
        ),
    )  # fmt: skip


_OUTLETS = {"branch": ("yes", "else"), "split": ("a", "b"), "wait": ("next", "missed"), "exit": (),
            "wait_for": ("happened", "timed_out"), "send_sms": ("next", "not_sent"),
            "ask_opt_in": ("opted_in", "timed_out"), "webhook": ("next", "failed")}  # fmt: skip


def _at_leisure(kind: str, data: Json) -> tuple[str, Json]:
    """The step as it is in a loop: hours become days, so that nobody goes round a thousand times."""
    if kind == "wait" and str(data.get("for", "P")).startswith("PT"):
        return kind, {"for": "P1D"}
    if kind in ("wait_for", "ask_opt_in"):
        return kind, data | {"timeout": "P1D"}
    return kind, data


@st.composite
def _journey(draw: st.DrawFn, trigger: Json) -> Json:
    """Steps in a row, with shortcuts forward and now and then a way back."""
    steps = draw(st.lists(_step("key" in trigger), min_size=3, max_size=9))
    if not any(kind == "send_sms" for kind, _ in steps):
        steps.append(("send_sms", {"body": "Bye"}))
    edges: list[tuple[str, str, str]] = [("start", "next", "n0")]
    for place, (kind, _) in enumerate(steps):
        for outlet in _OUTLETS.get(kind, ("next",)):
            optional = outlet in ("missed", "not_sent", "failed")
            if optional and draw(st.integers(0, 2)):
                continue
            target = place + 1 if not optional and draw(st.integers(0, 3)) else draw(st.integers(0, len(steps)))
            if target < len(steps):
                edges.append((f"n{place}", outlet, f"n{target}"))
    if any(source != "start" and int(target[1:]) <= int(source[1:]) for source, _, target in edges):
        steps = [_at_leisure(kind, data) for kind, data in steps]
    settings = {
        "message_class": draw(st.sampled_from(["marketing", "marketing", "transactional"])),
        "re_entry": draw(st.sampled_from(["never", "after_exit", "always"])),
        "on_opt_out": draw(st.sampled_from(["skip_sms", "exit"])),
        "timezone": draw(st.sampled_from(["UTC", "Europe/Berlin"])),
        "quiet_hours": draw(st.sampled_from([None, None, {"start": "21:00", "end": "08:00"}])),
        "frequency_cap": draw(st.sampled_from([None, None, {"messages": 2, "per": "PT30H"}])),
        "goal": draw(st.sampled_from([None, None, None, _rule("happened.purchase", "=", True)])),
    }
    return {
        "schema": "postroad/journey@1",
        "name": "By chance",
        "settings": settings,
        "nodes": [
            {"id": "start", "type": "trigger", "data": {"on": trigger}},
            *({"id": f"n{place}", "type": kind, "data": data} for place, (kind, data) in enumerate(steps)),
        ],
        "edges": [
            {"id": f"e{place}", "source": source, "sourceHandle": outlet, "target": target}
            for place, (source, outlet, target) in enumerate(edges)
        ],
    }


TRIGGERS = st.sampled_from(
    [
        {"kind": "event", "name": "signup", "requires": ["starts_at"]},
        {"kind": "event", "name": "signup", "requires": ["starts_at"], "key": "event.id", "updated_by": "moved",
         "cancelled_by": "off"},
        {"kind": "audience", "where": {"combinator": "and", "rules": []}},
        {"kind": "manual"},
        {"kind": "keyword", "keyword": "JOIN"},
    ]
)  # fmt: skip


@st.composite
def _contacts(draw: st.DrawFn) -> list[Json]:
    found: list[Json] = []
    for place in range(draw(st.integers(2, 4))):
        phone: str | None = draw(st.sampled_from(NUMBERS)).format(place)
        phone = draw(st.sampled_from([phone, phone, phone, phone, None, NEVER_TEXTED if place == 0 else phone]))
        contact: Json = {
            "external_id": f"c{place}",
            "first_name": draw(st.sampled_from([None, "Ann", "Åsa"])),
            "phone": phone,
            "email": draw(st.sampled_from([None, f"c{place}@example.com"])),
            "timezone": draw(st.sampled_from(ZONES)),
            "attributes": {"plan": draw(st.sampled_from(["free", "pro"]))},
        }
        renewal = draw(st.one_of(st.none(), _moment(1)))
        if renewal is not None:
            contact["attributes"]["renewal"] = renewal
        state = draw(st.sampled_from(["opted_in", "opted_in", "opted_in", "opted_in", "opted_out", "pending", None]))
        if state is not None:
            contact["sms_consent"] = {"state": state, "source": "web form"}
        found.append(contact)
    return found


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario whose journey can be published."""
    trigger = draw(TRIGGERS)
    publishable = _journey(trigger).filter(lambda drawn: review(dated(drawn, 1_800_000_000_000)).publishable)
    journey = draw(publishable)
    contacts = draw(_contacts())
    entries = draw(st.lists(_entry(contacts, trigger), min_size=2, max_size=9))
    second = draw(st.one_of(st.none(), st.none(), publishable))
    if second is not None:
        entries.append({"do": "publish", "journey": second})
    starts = _starts(trigger, [contact["external_id"] for contact in contacts], _numbers(contacts))
    slots = draw(
        st.lists(
            st.integers(1, (DAYS - 4) * 96), min_size=len(entries), max_size=len(entries), unique=True
        )
    )  # fmt: skip
    timeline = [(60 + place, entry) for place, entry in enumerate(starts)]
    timeline += [
        (120 + slot * 15, entry) for slot, entry in sorted(zip(slots, entries, strict=True), key=lambda pair: pair[0])
    ]
    scripts: list[Json] = []
    for one in contacts:
        answer = draw(st.sampled_from([None, None, None, "reject:30007", "reject:21610", "throttle", "timeout"]))
        if answer is not None and one["phone"]:
            scripts.append({"to": one["phone"], "answer": answer, "times": draw(st.sampled_from([1, 2]))})
    return Scenario(journey, second, tuple(contacts), tuple(timeline), tuple(scripts))


def _starts(trigger: Json, names: list[str], numbers: list[str]) -> list[Json]:
    match trigger["kind"]:
        case "audience":
            return [{"do": "launch"}]
        case "manual":
            return [{"do": "enrol", "contacts": names}]
        case "keyword":
            return [{"do": "reply", "from": number, "body": "Join"} for number in dict.fromkeys(numbers)]
        case _:
            return [_signup(name, "a", 60 * 24 * 4, 80) for name in names]


def _signup(name: str, key: str, minutes: int, amount: int) -> Json:
    properties = {"id": key, "amount": amount, "starts_at": {"in minutes": minutes}}
    return {"do": "event", "name": "signup", "contact": name, "properties": properties}


def _numbers(contacts: list[Json]) -> list[str]:
    """Phones that can text us."""
    return [contact["phone"] for contact in contacts if contact["phone"] and contact["phone"] != NEVER_TEXTED]


def _entry(contacts: list[Json], trigger: Json) -> st.SearchStrategy[Json]:
    names = st.sampled_from([contact["external_id"] for contact in contacts])
    numbers = _numbers(contacts)
    purchases = st.builds(
        lambda who, amount: {"do": "event", "name": "purchase", "contact": who, "properties": {"amount": amount}},
        names,
        st.integers(1, 99),
    )
    choices: list[st.SearchStrategy[Json]] = [
        purchases,
        st.builds(
            lambda who, change: {"do": "update_contact", "contact": who, "set": change},
            names,
            st.one_of(
                st.sampled_from([{"plan": "pro"}, {"timezone": "Asia/Tokyo"}, {"phone": None}, {"tags": ["seen"]}]),
                _moment(2).map(lambda moment: {"renewal": moment}),
            ),
        ),
        st.builds(lambda who: {"do": "cancel", "contact": who}, names),
        purchases,
        st.just({"do": "pause"}),
        st.builds(lambda overdue: {"do": "resume", "overdue": overdue}, st.sampled_from(["send", "skip", "shift"])),
    ]
    if numbers:
        said = st.sampled_from(["STOP", "STOP", "START", "START", "HELP", "Yes please", "stop texting me", "JOIN"])
        replies = st.builds(
            lambda number, body: {"do": "reply", "from": number, "body": body}, st.sampled_from(numbers), said
        )
        choices += [replies, replies, replies]
    if trigger["kind"] == "event":
        choices.append(
            st.builds(_signup, names, st.sampled_from(["a", "b"]), st.integers(1, DAYS * 24).map(lambda h: h * 60),
                      st.sampled_from([10, 80]))
        )  # fmt: skip
    if trigger.get("updated_by"):
        choices.append(
            st.builds(
                lambda moment, who: {"do": "event", "name": "moved", "properties": {"id": "a", "starts_at": moment},
                                     **({} if who is None else {"contact": who})},
                _moment(2),
                st.one_of(st.none(), names),
            )
        )  # fmt: skip
        choices.append(st.just({"do": "event", "name": "off", "properties": {"id": "b"}}))
    if trigger["kind"] == "manual":
        choices.append(st.builds(lambda who: {"do": "enrol", "contacts": [who]}, names))
    if trigger["kind"] == "audience":
        choices.append(st.just({"do": "launch"}))
    return st.one_of(choices)
