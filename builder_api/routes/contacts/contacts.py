"""Contacts: one by one, searched, and what happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Query
from pydantic import TypeAdapter
from sqlalchemy import Connection

from builder_api.access.access import Caller
from builder_api.dependencies import CallerDep, CursorText, DatabaseDep, ExternalId, Limit, NowDep, ServicesDep
from builder_api.models.contacts import (
    ClaimKept,
    ConsentIn,
    ConsentLogEntry,
    ConsentLogPage,
    Contact,
    ContactIn,
    ContactPage,
    PutContact,
    TimelineEntry,
    TimelinePage,
    contact_of,
)
from builder_api.web import cursors
from builder_api.web.errors import WITH_BODY, NotFound, answers
from builder_api.web.strict_route import room
from engine.movement.contact_writes import put_people
from engine.rules.addresses.email import normal_email
from engine.rules.conditions.conditions import Condition
from engine.rules.consent.consent import Channel, Evidence, Source, SourceKind
from engine.rules.consent.consent_words import required_consent_cell
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.account import accounts
from engine.store.consent import consents
from engine.store.contacts import contacts, timeline
from engine.store.segments import segments

router = room("contacts")

_ENTRY: TypeAdapter[TimelineEntry] = TypeAdapter(TimelineEntry)


@router.put("/contacts/{external_id}", responses=answers(*WITH_BODY))
async def put_contact(
    external_id: ExternalId, body: ContactIn, services: ServicesDep, now: NowDep, caller: CallerDep
) -> PutContact:
    """Creates a contact, or changes what is given of it."""
    contact, wakes = await run_sync(_put, services.context, _person(external_id, body, caller), now)
    services.waker.soon((), wakes)
    return contact


def _put(context: Context, person: contacts.ContactInput, now: Millis) -> tuple[PutContact, tuple[int, ...]]:
    with context.db.read() as conn:
        numbers = contacts.PhoneReader(accounts.load_settings(conn).number_plan)
    (written,), wakes = put_people(context, [person], numbers, now)
    with context.db.read() as conn:
        (contact,) = contacts_out(conn, [written.row], now)
    kept = [
        ClaimKept(channel=claim.channel, reason=decision.kept_reason, sentence=decision.kept_reason.sentence)
        for claim, decision in written.decisions
        if decision.kept_reason is not None
    ]
    return PutContact.model_construct(**dict(contact), consent_kept=kept), wakes


def _person(external_id: str, body: ContactIn, caller: Caller) -> contacts.ContactInput:
    given = body.model_fields_set
    names = {"phone": "phone_raw"}
    columns = {
        names.get(name, name): getattr(body, name)
        for name in given
        if names.get(name, name) in contacts.WRITABLE_COLUMNS
    }
    claims = [
        contacts.ContactConsentChange(
            channel, required_consent_cell(claim.state), _source(claim, caller), dict(claim.evidence)
        )
        for channel, claim in _claims(body)
        if claim is not None
    ]
    return contacts.ContactInput(
        external_id,
        columns,
        dict(body.attributes),
        body.tags if "tags" in given else None,
        claims=tuple(claims),
    )


def _claims(body: ContactIn) -> tuple[tuple[Channel, ConsentIn | None], ...]:
    return ("sms", body.sms_consent), ("email", body.email_consent)


def _source(claim: ConsentIn, caller: Caller) -> Source:
    kind = SourceKind.USER if caller.by == "session" else SourceKind.API
    return Source(kind, claim.source, Evidence(actor=caller.name))


def contacts_out(conn: Connection, rows: Sequence[Mapping[str, Any]], now: Millis) -> list[Contact]:
    """Contacts as they are shown, with the consent of their numbers and addresses."""
    addresses: dict[Channel, list[str]] = {"sms": [], "email": []}
    for row in rows:
        for channel, of_channel in addresses.items():
            if (address := contacts.address_of(row, channel)) is not None:
                of_channel.append(address)
    sms, email = (consents.states(conn, channel, addresses[channel], now) for channel in ("sms", "email"))
    return [contact_of(row, sms, email) for row in rows]


@router.get("/contacts", responses=answers(NotFound))
def list_contacts(
    database: DatabaseDep,
    now: NowDep,
    search: Annotated[str | None, Query(max_length=200, description="Part of an id, name, e-mail or number.")] = None,
    segment: Annotated[
        str | None,
        Query(
            pattern=r"^[A-Za-z0-9_-]{1,60}$",
            description="Only who is in this segment now. A page can then have fewer than asked for, and yet a next.",
        ),
    ] = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> ContactPage:
    """Contacts, newest first."""
    with database.read() as conn:
        if segment is not None:
            return members(conn, segment, search, now, limit, cursor)
        rows = contacts.search(conn, search, before_id=cursors.before_id(cursor), limit=limit + 1)
        page, following = cursors.cut(rows, limit, lambda row: [row["id"]])
        return ContactPage.model_construct(items=contacts_out(conn, page, now), next_cursor=following)


def members(
    conn: Connection, segment: str, search: str | None, now: Millis, limit: int, cursor: str | None
) -> ContactPage:
    """A page of those in a segment; raises NotFound."""
    row = segments.find(conn, segment)
    if row is None:
        raise NotFound(f'there is no segment "{segment}"; GET /api/v1/segments lists them')
    return fitting(conn, Condition.model_validate(row.condition), search, now, limit, cursor)


def fitting(
    conn: Connection, condition: Condition, search: str | None, now: Millis, limit: int, cursor: str | None
) -> ContactPage:
    """A page of contacts who fit a condition."""
    ids, following = segments.fitting_before(
        conn, condition, now, cursors.before_id(cursor), limit, segments.ASKED, contacts.having(search)
    )
    items = contacts_out(conn, contacts.by_ids(conn, ids), now)
    return ContactPage.model_construct(
        items=items, next_cursor=None if following is None else cursors.encode(following)
    )


@router.get("/contacts/{external_id}", responses=answers(NotFound))
def get_contact(external_id: ExternalId, database: DatabaseDep, now: NowDep) -> Contact:
    """One contact."""
    with database.read() as conn:
        return contacts_out(conn, [found_contact(conn, external_id)], now)[0]


def found_contact(conn: Connection, external_id: str) -> dict[str, Any]:
    """The contact's row; raises NotFound."""
    row = contacts.find(conn, external_id)
    if row is None:
        raise NotFound(f'there is no contact "{external_id}"; PUT /api/v1/contacts/{{external_id}} creates one')
    return row


@router.get("/contacts/{external_id}/timeline", responses=answers(NotFound))
def get_contact_timeline(
    external_id: ExternalId, database: DatabaseDep, limit: Limit = 50, cursor: CursorText = None
) -> TimelinePage:
    """Everything that happened to a contact, newest first."""
    before = None if cursor is None else timeline.TimelinePlace._make(cursors.decode(cursor, 3))
    with database.read() as conn:
        contact = found_contact(conn, external_id)
        entries = timeline.read(conn, contact, before=before, limit=limit + 1)
    page, following = cursors.cut(entries, limit, lambda entry: entry.place)
    items = [_ENTRY.validate_python({"kind": entry.kind, "at": entry.place.at, **entry.details}) for entry in page]
    return TimelinePage(items=items, next_cursor=following)


@router.get("/consents/{address}/log")
def get_consent_log(
    address: ExternalId, database: DatabaseDep, limit: Limit = 50, cursor: CursorText = None
) -> ConsentLogPage:
    """Every change of the consent of a number (E.164) or an e-mail address, newest first."""
    channel: Channel = "email" if "@" in address else "sms"
    with database.read() as conn:
        rows = consents.history(
            conn,
            channel,
            (normal_email(address) or address) if channel == "email" else address,
            before_id=cursors.before_id(cursor),
            limit=limit + 1,
        )
    page, following = cursors.cut(rows, limit, lambda row: [row.id])
    items = [ConsentLogEntry.model_validate(row) for row in page]
    return ConsentLogPage(items=items, next_cursor=following)
