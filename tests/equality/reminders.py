"""Each reminder once for each date that held when it was due: what a play's reminders are judged by as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from engine.rehearsal.result import RehearsedEnrolment
from engine.rules.time.instants import Millis, to_rfc3339
from tests.equality.told import HANDED_OVER, STOPS, TOLERANCE, Told, at_time, later


def reminders(told: Told) -> Iterator[str]:
    """What is wrong with the reminders of journeys that are nothing but waits for one date, each with its text."""
    if told.pauses or told.has_ends or len(told.journeys) > 1 or told.request.carrier:
        return
    settings = told.request.journey["settings"]
    if settings.get("quiet_hours") or settings.get("frequency_cap") or settings.get("goal"):
        return
    for passage in told.passages:
        chain = _chain(told, passage)
        if chain is None:
            continue
        expected = _expected(told, passage, *chain)
        if expected is None:
            continue
        texts = {text for _, text in chain[1]}
        sent = sorted(
            (one.at, one.node_id)
            for one in told.messages_of(passage)
            if one.node_id in texts and one.state in HANDED_OVER
        )
        if not _alike(expected, sent):
            yield f"reminders: {passage.contact} ({passage.key}) got {_told(sent)}; right is {_told(expected)}"


def _chain(told: Told, passage: RehearsedEnrolment) -> tuple[str, list[tuple[str, str]]] | None:
    """The date that all waits are for, and each wait's offset with the text behind it; none for another journey."""
    found: list[tuple[str, str]] = []
    fields: set[str] = set()
    place = told.targets(passage, "start").get("next")
    while place is not None:
        node, text = told.node(passage, place), told.targets(passage, place).get("next")
        if node["type"] != "wait" or "relative" not in node["data"] or text is None or len(found) > 5:
            return None
        if told.node(passage, text)["type"] != "send_sms":
            return None
        fields.add(node["data"]["relative"]["to"])
        found.append((node["data"]["relative"].get("offset", "PT0S"), text))
        place = told.targets(passage, text).get("next")
    if len(fields) != 1:
        return None
    return fields.pop(), found


def _expected(
    told: Told, passage: RehearsedEnrolment, field: str, chain: list[tuple[str, str]]
) -> list[tuple[Millis, str]] | None:
    """Every reminder that is due while its date holds; none when a date leaves a reminder behind at once."""
    dates, zones = told.dates(passage, field), told.zones(passage.contact)
    contact = next(one for one in told.request.contacts if one.external_id == passage.contact)
    agreed = contact.sms_consent is not None and contact.sms_consent.state == "opted_in"
    stopped = any(one.body.lower() in STOPS for one in told.said(contact.phone))
    if (
        dates is None
        or zones is None
        or len(zones) > 1
        or not agreed
        or stopped
        or told.number(passage.contact) is None
    ):
        return None
    dates = [(max(since, passage.enrolled_at), date) for since, date in dates]
    again = told.journey_of(passage)["nodes"][0]["data"].get("on", {}).get("when_moved", "again") == "again"
    expected: list[tuple[Millis, str]] = []
    passed = 0
    for place, (since, date) in enumerate(dates):
        ends = dates[place + 1][0] if place + 1 < len(dates) else told.until
        if date is None:
            continue
        if not isinstance(date, int):
            return None
        dues = [later(date, offset, at_time(zones, since)) for offset, _ in chain]
        if dues != sorted(dues):
            return None
        ahead = next((number for number, due in enumerate(dues) if due > since), len(dues))
        if any(abs(due - edge) <= TOLERANCE for due in dues for edge in (since, ends)):
            return None
        if ahead > passed or (field.startswith("contact.") and place):
            return None  # A reminder is past as its date becomes known: `if_past` has its say.
        for number in range(ahead if again else passed, len(dues)):
            if dues[number] < ends:
                expected.append((dues[number], chain[number][1]))
                passed = number + 1
        if passed == len(chain):
            return expected  # It is through; what comes later finds nobody.
    return expected


def _alike(expected: list[tuple[Millis, str]], sent: list[tuple[Millis, str]]) -> bool:
    if len(expected) != len(sent):
        return False
    pairs = zip(expected, sent, strict=True)
    return all(right[1] == one[1] and abs(right[0] - one[0]) <= TOLERANCE for right, one in pairs)


def _told(texts: list[tuple[Millis, str]]) -> str:
    return ", ".join(f"{node_id} at {to_rfc3339(at)}" for at, node_id in texts) or "nothing"
