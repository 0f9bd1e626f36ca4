"""Facts about a group of people, fetched at once: whatever their next run reads, and nothing else."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from engine.rules.conditions.conditions import Facts, Reads
from engine.rules.outcomes.states import NOT_SENT, SENT, ConsentState, MessageFact, MessageState
from engine.rules.time.instants import Millis, to_rfc3339
from engine.store.database import core as t
from engine.store.database.dialect import among, listed
from engine.store.segments.behaviour import behaviour
from engine.store.segments.segment_tests import segment_tests

CONTACT_COLUMNS = (
    "external_id",
    "phone",
    "phone_problem",
    "email",
    "first_name",
    "last_name",
    "timezone",
    "language",
    "country",
    "score",
    "created_at",
)
"""Columns a condition or template may read by name, beside the contact's attributes and tags."""


class FactsSubject(Protocol):
    """Somebody whose facts are read: an enrolment, or a contact about to be enrolled."""

    @property
    def id(self) -> int: ...
    @property
    def contact_id(self) -> int: ...
    @property
    def properties(self) -> dict[str, Any] | None: ...


class ContactFacts(NamedTuple):
    """One person's facts and public id."""

    facts: Facts
    external_id: str


_NOTHING: dict[str, Any] = {}


def load_facts(
    conn: Connection,
    people: Sequence[FactsSubject],
    reads: Reads,
    now: Millis,
    *,
    zone: bool = False,
    external_id: bool = False,
) -> list[ContactFacts]:
    """The facts of each, in the same order. `zone` adds what a local time needs: the contact's zone and number."""
    contact_names = set(reads.contact)
    if zone:
        contact_names |= {"timezone", "phone"}
    of_contact = reads.consent or reads.happened or reads.segments or reads.behaviour
    from_elsewhere = of_contact or reads.messages or reads.since_entry
    if not (contact_names or external_id or from_elsewhere):
        if not reads.event:
            shared = ContactFacts(Facts(now=now), "")
            return [shared] * len(people)
        return [ContactFacts(Facts(event=person.properties or _NOTHING, now=now), "") for person in people]
    ids = [person.contact_id for person in people]
    contacts, external = _contacts(conn, ids, contact_names) if contact_names or external_id else ({}, {})
    consents = _consents(conn, ids, reads.consent)
    happened = _happened(conn, ids, reads.happened)
    messages = _messages(conn, [person.id for person in people], reads.messages)
    since_entry = _since_entry(conn, [person.id for person in people], reads.since_entry)
    segments = _segments(conn, ids, reads.segments, now)
    behaved = behaviour(conn, ids, reads.behaviour) if reads.behaviour else {}
    loaded: list[ContactFacts] = []
    for person in people:
        contact_id = person.contact_id
        facts = Facts(
            contact=contacts.get(contact_id, _NOTHING),
            consent=consents.get(contact_id, _NO_CONSENT),
            event=person.properties or _NOTHING,
            happened=happened.get(contact_id, _NOTHING),
            messages=messages.get(person.id, _NOTHING),
            segments=segments.get(contact_id, _NO_SEGMENTS),
            now=now,
            behaviour=behaved.get(contact_id, _NOTHING),
            since_entry=since_entry.get(person.id, _NOTHING),
        )
        loaded.append(ContactFacts(facts, external.get(contact_id, "")))
    return loaded


_NO_CONSENT: Final[dict[str, str]] = {"sms": ConsentState.UNKNOWN.value, "email": ConsentState.UNKNOWN.value}
_NO_SEGMENTS: frozenset[str] = frozenset()


def _contacts(
    conn: Connection, ids: Sequence[int], names_read: set[str]
) -> tuple[dict[int, dict[str, Any]], dict[int, str]]:
    roots = {name.split(".", 1)[0] for name in names_read}
    columns = [name for name in CONTACT_COLUMNS if name in roots and name != "external_id"]
    if "tags" in roots:
        columns.append("tags")
    attributes = bool(roots - {*CONTACT_COLUMNS, "tags"})
    names = ("external_id", *columns)
    query = _select_contacts(names, attributes)
    contacts: dict[int, dict[str, Any]] = {}
    external: dict[int, str] = {}
    for row in conn.execute(query, {"ids": ids}):
        values = tuple(row)
        own = dict(zip(names, values[1:], strict=False))
        if "created_at" in own:
            own["created_at"] = to_rfc3339(own["created_at"])
        contacts[values[0]] = {**(values[-1] or _NOTHING), **own} if attributes else own
        external[values[0]] = values[1]
    return contacts, external


@lru_cache(maxsize=256)
def _select_contacts(names: tuple[str, ...], attributes: bool) -> Select[Any]:
    c = t.contact.c
    columns = [c.id, *(c[name] for name in names), *([c.attributes] if attributes else [])]
    return select(*columns).where(listed(c.id, "ids"))


def consent_states(conn: Connection, channel: str, ids: Iterable[int]) -> dict[int, str]:
    """Contact id -> state of its current number (or e-mail address); those without a row are left out.

    Two look-ups by key: joined, SQLite's planner would read through all consent for each group.
    """
    query = _PHONES if channel == "sms" else _EMAILS
    addresses = {row[0]: row[1] for row in conn.execute(query, {"ids": list(ids)})}
    parameters = {"channel": channel, "addresses": sorted(set(addresses.values()))}
    states = {row[0]: row[1] for row in conn.execute(_STATES, parameters)}
    return {contact_id: states[address] for contact_id, address in addresses.items() if address in states}


_c, _k = t.contact.c, t.consent.c
_PHONES = select(_c.id, _c.phone).where(listed(_c.id, "ids"), _c.phone.is_not(None))
_EMAILS = select(_c.id, _c.email_address).where(listed(_c.id, "ids"), _c.email_address.is_not(None))
_STATES = select(_k.address, _k.state).where(_k.channel == bindparam("channel"), listed(_k.address, "addresses"))


def _consents(conn: Connection, ids: Sequence[int], channels: Sequence[str]) -> dict[int, dict[str, str]]:
    consents: dict[int, dict[str, str]] = {}
    for channel in channels:
        for contact_id, state in consent_states(conn, channel, ids).items():
            # Conditions compare plain text: a member of an enum is a value that they do not know.
            consents.setdefault(contact_id, dict(_NO_CONSENT))[channel] = str(state)
    return consents


def _happened(conn: Connection, ids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, int]]:
    if not names:
        return {}
    e = t.event.c
    query = (
        select(e.contact_id, e.name, func.max(e.occurred_at))
        .where(among(conn, e.contact_id, ids), e.name.in_(names))
        .group_by(e.contact_id, e.name)
    )
    last_times: dict[int, dict[str, int]] = {}
    for contact_id, name, last in conn.execute(query):
        last_times.setdefault(contact_id, {})[name] = last
    return last_times


def _since_entry(conn: Connection, enrolment_ids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, int]]:
    """Enrolment -> event -> when it last happened since the enrolment began: after the event that enrolled, where one
    did, else from the moment of admission on."""
    if not names:
        return {}
    e, en = t.event.c, t.enrolment.c
    cause = t.event.alias("cause")
    after_the_cause = or_(
        e.occurred_at > cause.c.occurred_at, and_(e.occurred_at == cause.c.occurred_at, e.id > cause.c.id)
    )
    query = (
        select(en.id, e.name, func.max(e.occurred_at))
        .join(t.event, e.contact_id == en.contact_id)
        .outerjoin(cause, cause.c.id == en.cause_id)
        .where(
            among(conn, en.id, enrolment_ids),
            e.name.in_(names),
            or_(after_the_cause, and_(cause.c.id.is_(None), e.occurred_at >= en.admitted_at)),
        )
        .group_by(en.id, e.name)
    )
    last_times: dict[int, dict[str, int]] = {}
    for enrolment_id, name, last in conn.execute(query):
        last_times.setdefault(enrolment_id, {})[name] = last
    return last_times


def _messages(
    conn: Connection, enrolment_ids: Sequence[int], steps: Sequence[str]
) -> dict[int, dict[str, frozenset[str]]]:
    if not steps:
        return {}
    m = t.message.c
    query = select(m.enrolment_id, m.step, m.state, m.clicked_at, m.replied_at).where(
        among(conn, m.enrolment_id, enrolment_ids), m.step.in_(steps)
    )
    facts_by_enrolment: dict[int, dict[str, frozenset[str]]] = {}
    for enrolment_id, step, state, clicked_at, replied_at in conn.execute(query):
        facts: set[str] = set()
        if state in SENT:
            facts.add(MessageFact.SENT)
        if state == MessageState.DELIVERED:
            facts.add(MessageFact.DELIVERED)
        if state in NOT_SENT:
            facts.add(MessageFact.NOT_SENT)
        if clicked_at is not None:
            facts.add(MessageFact.CLICKED)
        if replied_at is not None:
            facts.add(MessageFact.REPLIED)
        of_steps = facts_by_enrolment.setdefault(enrolment_id, {})
        of_steps[step] = of_steps.get(step, frozenset()) | facts
    return facts_by_enrolment


class _Member(NamedTuple):
    """A contact that is asked whether it is in a segment."""

    contact_id: int
    id: int = 0
    properties: dict[str, Any] | None = None


def _segments(conn: Connection, ids: Sequence[int], names: Sequence[str], now: Millis) -> dict[int, frozenset[str]]:
    """Which of these segments each contact is in: their conditions, as they are now, over the contact's own facts."""
    if not names:
        return {}
    tests = segment_tests(conn, names)
    needed = Reads().union(*(test.reads for test in tests))
    people = [_Member(contact_id) for contact_id in dict.fromkeys(ids)]
    facts_of_people = load_facts(conn, people, needed, now)
    return {
        person.contact_id: frozenset(test.segment for test in tests if test.holds(contact_facts.facts))
        for person, contact_facts in zip(people, facts_of_people, strict=True)
    }
