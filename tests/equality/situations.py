"""Situations drawn by chance: a short journey of one kind, and what happens to it around the times that matter to it.

Where `scenarios` draws anything, these draw what is hard: a write in the very second of a reminder or a second before
it, a pause over it, a webinar moved or without a date, a zone changed under a wait, the hour that is skipped in spring,
a goal reached while a text is held, the answer to one of two questions. What comes of them is judged by `promises`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.rules.time.instants import DAY, HOUR, MINUTE, SECOND, Millis, to_datetime, to_rfc3339
from tests.equality.scenarios import Json, dated

DAYS = 14
"""How long a situation is watched."""

ZONES = ("America/New_York", "Europe/Stockholm", "Asia/Kolkata", "Pacific/Honolulu", "Asia/Tokyo", "Australia/Sydney")

Happening = tuple[Millis, Json]
"""When, from the beginning, and what: an entry of the timeline without its time."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything but the day on which it begins."""

    kind: str
    journey: Json
    contacts: tuple[Json, ...]
    timeline: tuple[Happening, ...]
    clocks_change_in: str | None = None
    """A zone in which the clocks change some days after the beginning."""

    def begins(self, after: Millis) -> Millis:
        """The day, or five days before the clocks change."""
        if self.clocks_change_in is None:
            return after
        zone, day = ZoneInfo(self.clocks_change_in), after
        while _offset(day + 5 * DAY, zone) == _offset(day + 6 * DAY, zone):
            day += DAY
        return day

    def request(self, base: Millis) -> Json:
        """The rehearsal of it, beginning at `base` (a midnight, UTC)."""
        return {
            "journey": dated(self.journey, base),
            "start": to_rfc3339(base),
            "until": to_rfc3339(base + DAYS * DAY + 55 * SECOND),
            "contacts": [dated(contact, base) for contact in self.contacts],
            "timeline": [{"at": to_rfc3339(base + at), **dated(entry, base)} for at, entry in self.timeline],
        }


def _offset(at: Millis, zone: ZoneInfo) -> timedelta | None:
    return to_datetime(at).astimezone(zone).utcoffset()


def _person(place: int, zone: str, state: str = "opted_in", **attributes: Any) -> Json:
    return {
        "external_id": f"p{place}",
        "phone": f"+1212555010{place}",
        "timezone": zone,
        "sms_consent": {"state": state, "source": "web form"},
        "attributes": attributes,
    }


def _sms(name: str, body: str = "") -> tuple[str, str, Json]:
    return name, "send_sms", {"body": body or f"This is {name}", "opt_out_clause": "never"}


def _line(trigger: Json, steps: list[tuple[str, str, Json]], more: tuple[Json, ...] = (), **settings: Any) -> Json:
    """Steps in a row; `more` edges lead elsewhere."""
    outlets = {"wait_for": "happened", "ask_opt_in": "opted_in", "split": "a", "branch": "yes", "exit": None}
    edges = [{"id": "e0", "source": "start", "sourceHandle": "next", "target": steps[0][0]}]
    for (name, kind, _), (target, _, _) in pairwise(steps):
        outlet = outlets.get(kind, "next")
        if outlet and not any(one["source"] == name and one["sourceHandle"] == outlet for one in more):
            edges.append({"id": f"e-{name}", "source": name, "sourceHandle": outlet, "target": target})
    return {
        "schema": "postroad/journey@1",
        "name": "A situation",
        "settings": {"message_class": "marketing", "re_entry": "never", "timezone": "UTC"} | settings,
        "nodes": [
            {"id": "start", "type": "trigger", "data": trigger},
            *({"id": name, "type": kind, "data": data} for name, kind, data in steps),
        ],
        "edges": [*edges, *more],
    }


def _edge(source: str, outlet: str, target: str) -> Json:
    return {"id": f"{source}-{outlet}", "source": source, "sourceHandle": outlet, "target": target}


MANUAL: Json = {"on": {"kind": "manual"}}
WEBINAR: Json = {
    "on": {"kind": "event", "name": "registered", "key": "event.id", "requires": ["starts_at"],
           "updated_by": "moved", "cancelled_by": "off"}
}  # fmt: skip


def _event(name: str, contact: str | None, **properties: Any) -> Json:
    return {"do": "event", "name": name, "contact": contact, "properties": properties}


def _write(contact: str, **changes: Any) -> Json:
    return {"do": "update_contact", "contact": contact, "set": changes}


def _resume() -> st.SearchStrategy[Json]:
    return st.sampled_from(["send", "skip", "shift"]).map(lambda overdue: {"do": "resume", "overdue": overdue})


def _apart(happenings: list[Happening]) -> tuple[Happening, ...]:
    """In order of time, and no two in the same second."""
    found: list[Happening] = []
    for at, entry in sorted(happenings, key=lambda one: one[0]):
        found.append((max(at, found[-1][0] + SECOND) if found else at, entry))
    return tuple(found)


AROUND = st.sampled_from([-2 * DAY, -3 * HOUR, -MINUTE, -SECOND, -1, 0, 1, 40, 300, 20 * MINUTE, 20 * MINUTE])
"""How long before or after a due time something comes."""


@st.composite
def reminders(draw: st.DrawFn) -> Situation:
    """A webinar's reminders; its date is moved, taken away, written again; contacts are written; pauses."""
    offsets = draw(st.sampled_from([["-PT1H"], ["-P1D", "-PT1H"], ["-P1D", "-PT3H", "-PT1H"]]))
    if_past = draw(st.sampled_from(["missed", "continue"]))
    field = draw(st.sampled_from(["event.starts_at", "event.starts_at", "event.starts_at", "contact.renewal"]))
    steps: list[tuple[str, str, Json]] = []
    more: list[Json] = []
    for place, offset in enumerate(offsets):
        steps.append((f"w{place}", "wait", {"relative": {"to": field, "offset": offset}, "if_past": if_past}))
        name, kind, text = _sms(f"s{place}", 'At {{ event.starts_at | date: "%d %H:%M" }}')
        steps.append((name, kind, text | draw(st.sampled_from([{}, {}, {"not_later_than": "PT10M"}]))))
    if if_past == "missed" and draw(st.booleans()):
        steps.append(_sms("late", "You missed it"))
        more = [_edge(f"w{place}", "missed", "late") for place in range(len(offsets))]
        more.append(_edge(f"s{len(offsets) - 1}", "next", "end"))
        steps.append(("end", "exit", {}))
    start = 5 * 24 * 60 + draw(st.integers(0, 95)) * 15
    zones = [draw(st.sampled_from(ZONES)) for _ in range(2)]
    people = [_person(place, zone, renewal={"in minutes": start}) for place, zone in enumerate(zones)]
    spelt: Json = {"in minutes": start} | draw(st.sampled_from([{}, {}, {"as": "east"}]))
    happenings: list[Happening] = [
        (HOUR + place * MINUTE, _event("registered", f"p{place}", id="w", starts_at=spelt)) for place in range(2)
    ]
    before = {"-PT1H": HOUR, "-PT3H": 3 * HOUR, "-P1D": DAY}
    dues = [start * MINUTE - before[offset] for offset in offsets]
    if draw(st.booleans()):
        due = draw(st.sampled_from(dues))
        dues = [due]
        happenings += [(due - draw(st.sampled_from([DAY, HOUR])), {"do": "pause"})]
        happenings += [(due + draw(st.sampled_from([30 * MINUTE, 2 * HOUR, DAY + HOUR])), draw(_resume()))]
    for _ in range(draw(st.integers(1, 3))):
        away = draw(AROUND)
        races = abs(away) <= SECOND
        at = draw(st.sampled_from(dues)) + away + (0 if races else 7 * SECOND)
        happenings.append((at, draw(_news(start, races))))
    return Situation("reminders", _line(WEBINAR, steps, tuple(more)), tuple(people), _apart(happenings))


def _news(start: int, races: bool) -> st.SearchStrategy[Json]:
    """A write of the webinar or of a contact; one that comes in a due second changes no date."""
    who = st.sampled_from([None, None, "p0"])
    same = st.sampled_from([{"in minutes": start}, {"in minutes": start, "as": "east"}])
    nothing = [
        st.builds(lambda one: _event("moved", one, id="w", join_url="https://example.com/new"), who),
        st.builds(lambda one, date: _event("moved", one, id="w", starts_at=date), who, same),
        st.builds(_write, st.sampled_from(["p0", "p1"])),
        st.builds(lambda one: _write(one, plan="pro"), st.sampled_from(["p0", "p1"])),
        st.builds(lambda one, date: _write(one, renewal=date), st.sampled_from(["p0", "p1"]), same),
    ]
    if races:
        return st.one_of(nothing)
    other = st.sampled_from([-2, 1, 3, 5]).map(lambda days: {"in minutes": start + days * 24 * 60})
    unreadable = st.sampled_from(["TBD", "tomorrow", "sometime in March"])
    dates = st.one_of(other, other, st.none(), unreadable)
    return st.one_of(
        *nothing,
        st.builds(lambda one, date: _event("moved", one, id="w", starts_at=date), who, dates),
        st.builds(lambda one, date: _event("moved", one, id="w", starts_at=date), who, dates),
        st.builds(lambda one, date: _write(one, renewal=date), st.sampled_from(["p0", "p1"]), dates),
        st.builds(lambda zone: _write("p0", timezone=zone), st.sampled_from(ZONES)),
    )


@st.composite
def postponed(draw: st.DrawFn) -> Situation:
    """A webinar loses its date, and has a new one later, or never."""
    offsets = draw(st.sampled_from([["-PT1H"], ["-P1D", "-PT1H"]]))
    steps: list[tuple[str, str, Json]] = []
    for place, offset in enumerate(offsets):
        wait = {"relative": {"to": "event.starts_at", "offset": offset}, "if_past": "continue"}
        steps += [(f"w{place}", "wait", wait), _sms(f"s{place}")]
    date = draw(st.integers(6 * 24, 8 * 24)) * 60
    lost = draw(st.integers(2 * 24, 4 * 24)) * HOUR + 7 * SECOND
    happenings: list[Happening] = [
        (HOUR, _event("registered", "p0", id="w", starts_at={"in minutes": date})),
        (lost, _event("moved", None, id="w", starts_at=draw(st.sampled_from([None, None, "", "TBD"])))),
    ]
    if draw(st.booleans()):
        new = {"in minutes": date + draw(st.sampled_from([0, 2, 4])) * 24 * 60}
        happenings.append(
            (lost + draw(st.sampled_from([HOUR, 20 * HOUR])), _event("moved", None, id="w", starts_at=new))
        )
    if draw(st.booleans()):
        happenings.append((lost + 2 * HOUR, _write("p0", plan="pro")))
    people = (_person(0, draw(st.sampled_from(ZONES))),)
    return Situation("postponed", _line(WEBINAR, steps), people, _apart(happenings))


@st.composite
def hours(draw: st.DrawFn) -> Situation:
    """Waits for an hour of the day, and people who go far away meanwhile."""
    weekdays = draw(st.sampled_from([[], ["mon", "tue", "wed", "thu", "fri"], ["sat"], ["mon", "thu"]]))
    at = {"time": draw(st.sampled_from(["09:00", "00:00", "18:30"])), **({"weekdays": weekdays} if weekdays else {})}
    first = draw(st.sampled_from([{"for": "PT6H"}, {"for": "P1D"}, {"at": at}]))
    steps = [("w0", "wait", first), _sms("s0"), ("w1", "wait", {"at": at}), _sms("s1")]
    begins = draw(st.integers(1, 24)) * HOUR
    people = (_person(0, draw(st.sampled_from(ZONES))), _person(1, draw(st.sampled_from(ZONES))))
    happenings: list[Happening] = [(begins, {"do": "enrol", "contacts": ["p0", "p1"]})]
    moves = st.sampled_from(ZONES).map(lambda zone: _write("p0", timezone=zone))
    for _ in range(draw(st.integers(1, 3))):
        idle = st.sampled_from([_write("p0"), _write("p1", plan="pro")])
        moved = begins + draw(st.sampled_from([1, 3, 7, 13, 20, 31, 45, 60, 84])) * HOUR + 11 * SECOND
        happenings.append((moved, draw(st.one_of(moves, moves, idle))))
    if draw(st.integers(0, 2)) == 0:
        paused = draw(st.integers(30, 80)) * HOUR + 31 * SECOND
        happenings += [(paused, {"do": "pause"}), (paused + draw(st.integers(1, 60)) * HOUR, draw(_resume()))]
    change = draw(st.sampled_from([None, None, "America/New_York"]))
    return Situation("hours", _line(MANUAL, steps), people, _apart(happenings), change)


@st.composite
def lengths(draw: st.DrawFn) -> Situation:
    """Lengths of time and time-outs, a pause of them, and writes after it."""
    length = draw(st.sampled_from(["PT6H", "P1D", "P3D", "P2D"]))
    first: tuple[str, str, Json] = ("w", "wait", {"for": length})
    more: tuple[Json, ...] = ()
    if draw(st.integers(0, 2)) == 0:
        first = ("w", "wait_for", {"event": "purchase", "timeout": length})
        more = (_edge("w", "timed_out", "s"),)
    steps = [first, _sms("s"), ("w2", "wait", {"for": "P1D"}), _sms("s2")]
    people = (_person(0, draw(st.sampled_from(ZONES))), _person(1, "Asia/Kolkata"))
    paused = draw(st.integers(2, 60)) * HOUR + 17 * SECOND
    resumed = paused + draw(st.sampled_from([HOUR, 30 * HOUR, 2 * DAY]))
    happenings: list[Happening] = [
        (HOUR, {"do": "enrol", "contacts": ["p0", "p1"]}),
        (paused, {"do": "pause"}),
        (resumed, draw(_resume())),
    ]
    writes = st.sampled_from([_write("p0"), _write("p0", plan="pro"), _write("p1", email="p1@example.com")])
    for _ in range(draw(st.integers(1, 3))):
        after = draw(st.sampled_from([paused, resumed, resumed])) + draw(st.sampled_from([MINUTE, HOUR, 11 * HOUR]))
        happenings.append(
            (after, draw(st.one_of(writes, st.sampled_from(ZONES).map(lambda z: _write("p0", timezone=z)))))
        )
    return Situation("lengths", _line(MANUAL, steps, more), people, _apart(happenings))


@st.composite
def every_day(draw: st.DrawFn) -> Situation:
    """A text each morning under a cap of one a day, or two times a day under two; the clocks change now and then."""
    twice = draw(st.booleans())
    zone = draw(st.sampled_from(["America/New_York", "Europe/Stockholm", "Asia/Kolkata"]))
    steps: list[tuple[str, str, Json]] = [("w", "wait", {"at": {"time": "09:00"}}), _sms("s")]
    if twice:
        steps += [("w2", "wait", {"at": {"time": draw(st.sampled_from(["18:00", "20:45"]))}}), _sms("s2")]
    more = (_edge(steps[-1][0], "next", "w"),)
    cap = {"messages": 2 if twice else 1, "per": "P1D"}
    happenings: list[Happening] = [(draw(st.integers(1, 20)) * HOUR, {"do": "enrol", "contacts": ["p0"]})]
    if draw(st.booleans()):
        happenings.append((3 * DAY + draw(st.integers(0, 95)) * 15 * MINUTE, _write("p0", plan="pro")))
    change = None if zone == "Asia/Kolkata" else draw(st.sampled_from([zone, None]))
    journey = _line(MANUAL, steps, more, frequency_cap=cap)
    return Situation("every day", journey, (_person(0, zone),), _apart(happenings), change)


@st.composite
def goals(draw: st.DrawFn) -> Situation:
    """A goal that is reached while a text is held by the night or by a pause, or shortly before it is due."""
    suits: Json = {"do": "reply", "from": "+12125550100", "body": "yes, that suits me"}
    rule, reaching = draw(
        st.sampled_from(
            [
                (("message.s1", "replied"), suits),
                (("message.s1", "replied"), suits),
                (("contact.plan", "pro"), _write("p0", plan="pro")),
                (("happened.purchase", True), _event("purchase", "p0", amount=5)),
            ]
        )
    )
    goal = {"combinator": "and", "rules": [{"field": rule[0], "operator": "=", "value": rule[1]}]}
    steps = [_sms("s1"), ("w", "wait", {"for": "PT4H"}), _sms("s2"), ("w2", "wait", {"for": "P1D"}), _sms("s3")]
    happenings: list[Happening] = [(18 * HOUR, {"do": "enrol", "contacts": ["p0"]})]
    by_night = draw(st.integers(0, 3)) < 3
    # s2 is due at 22:00, and held until 08:00 by night.
    held = (23 * 60 + draw(st.integers(0, 8 * 60))) * MINUTE
    others = [19 * HOUR, 22 * HOUR - SECOND, 32 * HOUR - SECOND, 40 * HOUR]
    reached = draw(st.sampled_from([*[held] * 6, *others]))
    happenings.append((reached, reaching))
    if draw(st.integers(0, 2)) == 0:
        happenings += [(20 * HOUR, {"do": "pause"}), (26 * HOUR, draw(_resume()))]
    quiet = {"start": "21:00", "end": "08:00"} if by_night else None
    journey = _line(MANUAL, steps, goal=goal, quiet_hours=quiet)
    return Situation("goals", journey, (_person(0, "UTC", plan="free"),), _apart(happenings))


@st.composite
def two_questions(draw: st.DrawFn) -> Situation:
    """Two passages of one contact ask; one of them is answered."""
    trigger: Json = {"on": {"kind": "event", "name": "booked", "key": "event.id", "requires": ["at"]}}
    keyed = draw(st.integers(0, 3)) > 0
    steps = [
        ("w", "wait", {"relative": {"to": "event.at", "offset": "-P1D"}, "if_past": "continue"}),
        _sms("ask", "{{ event.id }} tomorrow. Does it suit you?"),
        ("r", "wait_for", {"event": "sms.replied", "timeout": "PT4H", "match_key": keyed}),
        ("yes", "update_contact", {"add_tags": ["confirmed"]}),
        ("end", "exit", {}),
        _sms("no", "No answer for {{ event.id }}, please call"),
    ]
    more = (_edge("r", "timed_out", "no"),)
    gap = draw(st.sampled_from([1, 2, 3]))
    days = 3 * 24 * 60
    happenings: list[Happening] = [
        (HOUR, _event("booked", "p0", id="A", at={"in minutes": days})),
        (HOUR + 9 * SECOND, _event("booked", "p0", id="B", at={"in minutes": days + gap * 60})),
    ]
    asked = (days - 24 * 60) * MINUTE
    for _ in range(draw(st.integers(1, 2))):
        at = asked + draw(st.sampled_from([30, 90, 150, 210, 290])) * MINUTE + 13 * SECOND
        body = draw(st.sampled_from(["Yes that is fine", "ok thank you", "no, sorry"]))
        happenings.append((at, {"do": "reply", "from": "+12125550100", "body": body}))
    journey = _line(trigger, steps, more, re_entry="always", message_class="transactional")
    return Situation("two questions", journey, (_person(0, "UTC"),), _apart(happenings))


@st.composite
def opt_in_questions(draw: st.DrawFn) -> Situation:
    """Somebody is asked to opt in, by night or by day, and says START before, while or after the question is held."""
    steps = [
        ("ask", "ask_opt_in", {"body": "Reply START to get texts from us", "timeout": "P2D"}),
        _sms("welcome"),
        ("w", "wait", {"for": "P1D"}),
        _sms("second"),
        ("no", "update_contact", {"add_tags": ["no"]}),
    ]
    more = (_edge("ask", "timed_out", "no"),)
    begins = draw(st.sampled_from([22 * HOUR, 12 * HOUR]))
    happenings: list[Happening] = [(begins, {"do": "enrol", "contacts": ["p0", "p1"]})]
    for number in ("+12125550100", "+12125550101"):
        at = begins + draw(st.sampled_from([-HOUR, MINUTE, HOUR, 10 * HOUR - SECOND, 12 * HOUR, 3 * DAY])) + 3 * SECOND
        body = draw(st.sampled_from(["START", "START", "START", "STOP", "hm?"]))
        happenings.append((at, {"do": "reply", "from": number, "body": body}))
    quiet = draw(st.sampled_from([None, {"start": "21:00", "end": "08:00"}, {"start": "21:00", "end": "08:00"}]))
    state = draw(st.sampled_from(["unknown", "pending"]))
    people = (_person(0, "UTC", state), _person(1, "UTC", state))
    return Situation("opt-in questions", _line(MANUAL, steps, more, quiet_hours=quiet), people, _apart(happenings))


@st.composite
def wordings(draw: st.DrawFn) -> Situation:
    """Contacts come to a split again after a body was worded otherwise."""
    trigger: Json = {"on": {"kind": "event", "name": "hi"} | draw(st.sampled_from([{}, {"key": "event.id"}]))}
    percent = draw(st.integers(20, 80))
    arms = {"arms": [{"id": "a", "percent": percent}, {"id": "b", "percent": 100 - percent}]}

    def version(body: str) -> Json:
        steps = [("x", "split", arms), _sms("sa", "Arm a"), ("end", "exit", {}), _sms("sb", body)]
        return _line(trigger, steps, (_edge("x", "b", "sb"),), re_entry="always")

    people = tuple(_person(place, "UTC") for place in range(4))
    happenings: list[Happening] = []
    for at in (2 * HOUR, 6 * HOUR):
        happenings += [(at + place * MINUTE, _event("hi", f"p{place}", id="k")) for place in range(4)]
    happenings.append((4 * HOUR, {"do": "publish", "journey": version("Arm b, worded better")}))
    return Situation("wordings", version("Arm b"), people, _apart(happenings))


@st.composite
def states(draw: st.DrawFn) -> Situation:
    """What became of a text decides the way on: sent, delivered, replied, not sent; and a STOP in between."""
    state = draw(st.sampled_from(["sent", "delivered", "replied", "not_sent"]))
    where = {"combinator": "and", "rules": [{"field": "message.s1", "operator": "=", "value": state}]}
    heard = draw(st.sampled_from(["sms.replied", "sms.delivered", "sms.opted_out"]))
    steps = [
        _sms("s1"),
        ("r", "wait_for", {"event": heard, "timeout": "PT6H"}),
        ("b", "branch", {"paths": [{"id": "yes", "label": "", "where": where}]}),
        ("tag", "update_contact", {"add_tags": ["so"]}),
        ("w", "wait", {"for": "P1D"}),
        _sms("s2"),
    ]
    more = (_edge("r", "timed_out", "b"), _edge("b", "yes", "tag"), _edge("b", "else", "w"))
    happenings: list[Happening] = [(9 * HOUR, {"do": "enrol", "contacts": ["p0", "p1"]})]
    for number in ("+12125550100", "+12125550101"):
        at = 9 * HOUR + draw(st.sampled_from([MINUTE, 2 * HOUR, 8 * HOUR, 29 * HOUR])) + 5 * SECOND
        body = draw(st.sampled_from(["STOP", "thanks a lot", "START", "stop texting me"]))
        happenings.append((at, {"do": "reply", "from": number, "body": body}))
    people = (_person(0, "UTC"), _person(1, "UTC", draw(st.sampled_from(["opted_in", "pending"]))))
    return Situation("states", _line(MANUAL, steps, more), people, _apart(happenings))


KINDS: dict[str, st.SearchStrategy[Situation]] = {
    "reminders": reminders(),
    "postponed": postponed(),
    "hours": hours(),
    "lengths": lengths(),
    "every day": every_day(),
    "goals": goals(),
    "two questions": two_questions(),
    "opt-in questions": opt_in_questions(),
    "wordings": wordings(),
    "states": states(),
}
"""Each kind by its name."""
