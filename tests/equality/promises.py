"""Promises that every play must keep, whatever was drawn: equal traces can both be wrong.

Each is a rule of the contract, worked out from the request by little code that calls nothing of the engine, and each
speaks only where the rule leaves no doubt: of what happens in the very second of something else it says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from engine.rehearsal.request import RehearsalEventEntry, RehearsalRequest
from engine.rehearsal.result import RehearsedEnrolment, RehearsedMessage
from engine.rules.time.instants import SECOND, Millis, to_datetime, to_rfc3339
from tests.equality.lateness import branches, never_too_late
from tests.equality.reminders import reminders
from tests.equality.told import HANDED_OVER, STARTS, STOPS, TOLERANCE, Json, Told, at_time, later, shows
from tests.equality.traces import Played
from tests.equality.waits import waits


def broken(request: RehearsalRequest, played: Played) -> list[str]:
    """Every promise that the play broke, each as its name and what happened."""
    told = Told(request, *played)
    return [one for promise in PROMISES for one in promise(told)]


def nothing_after_stop(told: Told) -> Iterator[str]:
    """After a STOP nobody is texted, until the phone asks for it."""
    for number in {message.to for message in told.messages if message.channel == "sms" and message.to}:
        stopped: Millis | None = None
        said = [(reply.at, reply.body.strip().lower()) for reply in told.said(number)]
        handed = [
            (message.at, message.node_id)
            for message in told.messages
            if message.to == number and message.state in HANDED_OVER
        ]
        for at, what in sorted([*said, *handed]):
            if (at, what) in said:
                stopped = at if what in STOPS else None if what in STARTS else stopped
            elif stopped is not None and at > stopped + TOLERANCE:
                yield f"stop: {number} said STOP at {to_rfc3339(stopped)} and was texted by {what} at {to_rfc3339(at)}"


def only_who_opted_in(told: Told) -> Iterator[str]:
    """Nobody is texted by a Send SMS who never agreed to it."""
    for contact in told.request.contacts:
        agreed = contact.sms_consent is not None and contact.sms_consent.state == "opted_in"
        others = [one for one in told.request.contacts if one.phone == contact.phone]
        if agreed or len(others) > 1 or told.number(contact.external_id) is None:
            continue
        since = next((one.at for one in told.said(contact.phone) if one.body.strip().lower() in STARTS), told.until)
        for one in told.messages:
            if one.contact == contact.external_id and one.channel == "sms" and one.state in HANDED_OVER:
                journey = told.journey_of(_passage(told, one))
                kind = next(node["type"] for node in journey["nodes"] if node["id"] == one.node_id)
                if kind == "send_sms" and one.at < since:
                    yield f"consent: {contact.external_id} never agreed and was texted by {one.node_id}"


def quiet_nights(told: Told) -> Iterator[str]:
    """No marketing text is handed over in the quiet hours where the contact is."""
    for message in told.messages:
        settings = told.journey_of(_passage(told, message))["settings"]
        quiet, zones = settings.get("quiet_hours"), told.zones(message.contact)
        marketing = settings.get("message_class") == "marketing"
        if not (quiet and zones and marketing and message.channel == "sms" and message.state in HANDED_OVER):
            continue
        zone = at_time(zones, message.at)
        local = to_datetime(message.at).astimezone(zone).strftime("%H:%M")
        start, end = quiet["start"], quiet["end"]
        inside = start <= local < end if start < end else local >= start or local < end
        if inside and not shows(message.at, start, zone):
            yield f"quiet hours: {message.contact} was texted by {message.node_id} at {local} there"


def caps(told: Told) -> Iterator[str]:
    """A cap of so many a day skips nobody who had fewer that day, and lets nobody have more."""
    settings = [journey["settings"] for journey in told.journeys]
    cap = settings[0].get("frequency_cap")
    if not cap or any(setting.get("frequency_cap") != cap for setting in settings) or "T" in cap["per"]:
        return
    for number in {message.to for message in told.messages if message.to and message.channel == "sms"}:
        of_number = [message for message in told.messages if message.to == number and message.channel == "sms"]
        zones = told.zones(of_number[0].contact)
        if zones is None or len(zones) > 1:
            continue
        zone = zones[0][1]
        handed = [one for one in of_number if one.state in HANDED_OVER]
        for one in of_number:
            # By the calendar or over the last day: who had fewer by both is skipped by neither.
            since = later(one.at, f"-{cap['per']}", zone) + 30 * SECOND
            had = [other for other in handed if since < other.at <= one.at]
            if one.state == "skipped" and one.reason == "frequency_cap" and len(had) < cap["messages"]:
                yield f"cap: {one.contact} was skipped by {one.node_id} at {to_rfc3339(one.at)} after {len(had)} texts"
        if cap["per"] == "P1D" and not told.pauses and not any(setting.get("quiet_hours") for setting in settings):
            days = Counter(to_datetime(one.at).astimezone(zone).date() for one in handed)
            for day, n in sorted(days.items()):
                if n > cap["messages"]:
                    yield f"cap: {of_number[0].contact} got {n} texts on {day}"


def goals(told: Told) -> Iterator[str]:
    """Whose goal is reached is sent nothing more, and has converted."""
    for passage in told.passages:
        goal = told.journey_of(passage)["settings"].get("goal")
        reached = None if not goal or len(goal["rules"]) > 1 else _reached(told, passage, goal["rules"][0])
        if reached is None or reached <= passage.enrolled_at + TOLERANCE:
            continue
        for one in told.messages_of(passage):
            if one.at > reached + TOLERANCE and one.state in HANDED_OVER:
                yield (
                    f"goal: {passage.contact} reached it at {to_rfc3339(reached)} and was sent {one.node_id} "
                    f"at {to_rfc3339(one.at)}"
                )
        over = passage.ended_at is not None and passage.ended_at <= reached + TOLERANCE
        still = told.has_ends or any(pause.until is None for pause in told.pauses)
        if not over and not still and passage.status != "converted":
            yield f"goal: {passage.contact} reached it at {to_rfc3339(reached)} and is {passage.status}"


def _reached(told: Told, passage: RehearsedEnrolment, rule: Json) -> Millis | None:
    """When a goal became true for it, after it was enrolled."""
    field, value = rule["field"], rule["value"]
    if rule["operator"] != "=" or "within" in rule:
        return None
    if field.startswith("happened."):
        events = [entry for entry in told.entries if isinstance(entry, RehearsalEventEntry) and entry.name == field[9:]]
        mine = [event.at for event in events if event.contact == passage.contact and event.at > passage.enrolled_at]
        return mine[0] if mine else None
    if field.startswith("contact."):
        changes = told.values(passage.contact, field[8:])
        if at_time(changes, passage.enrolled_at) == value:
            return None
        return next((at for at, new in changes if at > passage.enrolled_at and new == value), None)
    if field.startswith("message.") and value == "replied":
        sent = [one for one in told.messages_of(passage) if one.state in HANDED_OVER]
        others = [one for one in told.passages if one.contact == passage.contact]
        if not sent or sent[0].node_id != field[8:] or len(others) > 1:
            return None
        following = sent[1].at if len(sent) > 1 else told.until
        said = [one.at for one in told.said(told.number(passage.contact)) if one.body.lower() not in (*STOPS, *STARTS)]
        return next((at for at in said if sent[0].at + TOLERANCE < at < following - TOLERANCE), None)
    return None


def answers(told: Told) -> Iterator[str]:
    """A reply is the answer to the last text before it, and reaches the passage that sent that one alone."""
    for passage in told.passages:
        came = passage.enrolled_at
        for hop in passage.path:
            data = told.node(passage, hop.node_id)["data"]
            asked = data.get("event") == "sms.replied" and data.get("match_key") and not data.get("where")
            if asked and hop.outcome in ("happened", "timed_out") and not told.pauses:
                number = told.number(passage.contact)
                if number is not None:
                    yield from _answered(told, passage, number, came, hop.at, hop.outcome == "happened")
            came = hop.at


def _answered(
    told: Told, passage: RehearsedEnrolment, number: str, came: Millis, left: Millis, happened: bool
) -> Iterator[str]:
    who = f"{passage.contact} ({passage.key})"
    handed = [
        message
        for message in told.messages
        if message.to == number and message.channel == "sms" and message.state in HANDED_OVER
    ]
    said = [one for one in told.said(number) if one.body.lower() not in (*STOPS, *STARTS, "help")]
    if happened:
        heard = [one for one in said if abs(one.at - left) <= TOLERANCE]
        last = [one for one in handed if heard and one.at < heard[0].at]
        if not heard:
            yield f"answer: {who} heard one at {to_rfc3339(left)}, when nobody wrote"
        elif last and last[-1].enrolment != passage.id and heard[0].at - last[-1].at > TOLERANCE:
            yield f"answer: {who} took the answer at {to_rfc3339(left)} to another passage's text"
        return
    for one in said:
        last = [text for text in handed if text.at < one.at - TOLERANCE]
        meanwhile = came + TOLERANCE < one.at < left - TOLERANCE
        clear = not any(abs(text.at - one.at) <= TOLERANCE for text in handed)
        if meanwhile and clear and last and last[-1].enrolment == passage.id:
            yield f"answer: {who} was answered at {to_rfc3339(one.at)} and timed out"


def nothing_left_lying(told: Told) -> Iterator[str]:
    """A text waits only while its passage waits with it."""
    by_id = {one.id: one for one in told.passages}
    for one in told.messages:
        passage = by_id[one.enrolment]
        if one.state in ("planned", "claimed") and passage.at_step != one.node_id:
            yield f"left lying: {one.contact}'s {one.node_id} is {one.state}, and the passage is {passage.status}"


def arms(told: Told) -> Iterator[str]:
    """The same contact and key take the same arm of a split, whatever else is worded otherwise."""
    taken: dict[tuple[str, str, str, str], tuple[str | None, int]] = {}
    for passage in told.passages:
        for hop in passage.path:
            node = told.node(passage, hop.node_id)
            if node["type"] == "split":
                which = (passage.contact, passage.key, hop.node_id, str(node["data"]["arms"]))
                arm, version = taken.setdefault(which, (hop.outcome, passage.version))
                if arm != hop.outcome:
                    yield f"arm: {passage.contact} took {arm} of version {version}, {hop.outcome} of {passage.version}"


def written_once(told: Told) -> Iterator[str]:
    """No step is on a path twice for one visit."""
    for passage in told.passages:
        for one, other in zip(passage.path, passage.path[1:], strict=False):
            if one == other:
                yield f"path: {passage.contact} has {one.node_id} ({one.outcome}) at {to_rfc3339(one.at)} twice"


def _passage(told: Told, message: RehearsedMessage) -> RehearsedEnrolment:
    return next(passage for passage in told.passages if passage.id == message.enrolment)


PROMISES: Final[tuple[Callable[[Told], Iterator[str]], ...]] = (
    waits,
    reminders,
    never_too_late,
    branches,
    nothing_after_stop,
    only_who_opted_in,
    quiet_nights,
    caps,
    goals,
    answers,
    nothing_left_lying,
    arms,
    written_once,
)
