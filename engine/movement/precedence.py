"""Precedence: of several events about the same thing the one that happened last counts, in whatever order they come.

When an event happened is what its sender says (`occurred_at`), else when it was received. An update that is older than
another changes nothing that the other names. One that comes before its registration is kept for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from sqlalchemy import Connection

from engine.rules.conditions.merge_patch import merged, without
from engine.rules.time.instants import DAY, MINUTE, Millis
from engine.store.enrolments.active_enrolments import ActiveEnrolment
from engine.store.events.events import ReceivedEvent, events_between, registrations

CLOCK_SKEW: Final[Millis] = 5 * MINUTE
"""How far ahead of ours a sender's clock may be: what Kerberos allows (RFC 4120, 5.2.3). An event of a later time is
refused, as it would win over every other for as long as its time lies ahead."""

KEPT_FOR: Final[Millis] = 30 * DAY
"""How long an update waits for its registration, when both say when they happened."""

KEPT_UNTIMED: Final[Millis] = DAY
"""The same when the registration does not say so: then only what was received shortly before counts as meant for it,
and not what was said about an earlier date under the same key."""

KeyOf = Callable[[dict[str, Any]], str | None]
"""The key of an event with these properties."""


def effective(
    conn: Connection, enrolments: Sequence[ActiveEnrolment], event: ReceivedEvent, key: str, key_of: KeyOf
) -> list[tuple[ActiveEnrolment, dict[str, Any]]]:
    """Those of these enrolments that an update changes something of, each with what of the update is not older than
    what is known."""
    newer = [
        other
        for other in events_between(
            conn,
            {event.name},
            [enrolment.enrolment.contact_id for enrolment in enrolments],
            happened_after=event.occurred_at,
            received_after=event.occurred_at - CLOCK_SKEW,
        )
        if other.event_id != event.event_id and key_of(other.properties) == key
    ]
    entries = later_registrations(conn, enrolments, event)
    changed: list[tuple[ActiveEnrolment, dict[str, Any]]] = []
    for enrolment in enrolments:
        properties = event.properties
        entry = entries.get(enrolment.enrolment.id)
        for other in newer:
            if other.contact_id in (None, enrolment.enrolment.contact_id):
                properties = without(properties, other.properties)
        if entry is not None:
            properties = without(properties, entry.properties)
        if properties:
            changed.append((enrolment, properties))
    return changed


def later_registrations(
    conn: Connection, enrolments: Sequence[ActiveEnrolment], event: ReceivedEvent
) -> dict[int, ReceivedEvent]:
    """Enrolment -> the event that enrolled it, of those that happened after this one, when both say when they did."""
    if event.occurred_at >= event.received_at:
        return {}
    ids = [enrolment.enrolment.id for enrolment in enrolments]
    entries = registrations(conn, ids, happened_after=event.occurred_at)
    return {enrolment_id: entry for enrolment_id, entry in entries.items() if entry.is_timed}


def kept_for(
    conn: Connection, updated_by: str | None, cancelled_by: str | None, entries: Sequence[ReceivedEvent], key_of: KeyOf
) -> dict[tuple[int, int | None], dict[str, Any] | None]:
    """What was kept for these registrations: by event and contact, their properties as later updates have them, or None
    for one that was called off before it came. Those for which nothing was kept are left out."""
    names = {name for name in (updated_by, cancelled_by) if name is not None}
    keyed = [(entry, key) for entry in entries if (key := key_of(entry.properties)) is not None]
    if not names or not keyed:
        return {}
    first = min(entry.received_at for entry, _ in keyed)
    kept = events_between(
        conn,
        names,
        [entry.contact_id for entry, _ in keyed if entry.contact_id is not None],
        happened_after=first - KEPT_FOR,
        received_after=first - KEPT_FOR,
        mentioning=_as_stored({key for _, key in keyed}),
    )
    by_key: dict[str | None, list[ReceivedEvent]] = defaultdict(list)
    for other in kept:
        by_key[key_of(other.properties)].append(other)
    changed: dict[tuple[int, int | None], dict[str, Any] | None] = {}
    for entry, key in keyed:
        place = entry.event_id, entry.contact_id
        properties: Mapping[str, Any] = entry.properties
        for other in by_key.get(key, ()):
            if other.event_id >= entry.event_id or other.contact_id not in (None, entry.contact_id):
                continue
            if other.name == cancelled_by and entry.is_timed and other.occurred_at >= entry.occurred_at:
                changed[place] = None
                break
            if other.name == updated_by and _is_meant_for(other, entry):
                properties = merged(properties, other.properties)
                changed[place] = dict(properties)
    return changed


_FEW: Final = 5
"""Keys that are looked for in the stored text of events; for more, reading all the events is quicker."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9 _.:@/-]{1,100}", re.ASCII)
_MAYBE_EXPONENT: Final = re.compile(r"-?\d[\d.]*e[-+]?\d+|-?\d{16,}", re.ASCII)


def _as_stored(keys: AbstractSet[str]) -> AbstractSet[str]:
    """Texts of which one stands in the stored properties of every event with one of these keys; none when that can't be
    told: what JSON escapes, and numbers that may be stored with an exponent or without."""
    plain = all(_PLAIN.fullmatch(key) and not _MAYBE_EXPONENT.fullmatch(key) for key in keys)
    return keys if plain and len(keys) <= _FEW else frozenset()


def _is_meant_for(update: ReceivedEvent, entry: ReceivedEvent) -> bool:
    if entry.is_timed:
        return update.occurred_at >= entry.occurred_at
    return update.received_at >= entry.received_at - KEPT_UNTIMED
