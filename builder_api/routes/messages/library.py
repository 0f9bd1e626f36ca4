"""The library of messages: written once, with versions and languages, used in any journey or to answer a reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query
from sqlalchemy import Connection

from builder_api.dependencies import CallerDep, ContextDep, CursorText, DatabaseDep, Limit, NowDep
from builder_api.intake.idempotency import creating_room
from builder_api.models.library import (
    LibraryMessage,
    LibraryPage,
    LibraryPreview,
    LibraryQuestion,
    LibrarySummary,
    LibraryText,
    LibraryUse,
    LibraryVersion,
    LibraryVersions,
    NewLibraryMessage,
    TextCount,
)
from builder_api.web import cursors
from builder_api.web.errors import WITH_BODY, FieldProblem, InvalidRequest, NotFound, UnknownContact, answers
from builder_api.web.strict_json import escape
from builder_api.web.strict_route import room
from engine.journey.parts.pinned import language_for
from engine.journey.wording.tags import without_tags
from engine.preview.sms_preview import MergeContext, preview
from engine.rules.links.links import public_shorteners_in
from engine.rules.liquid.template import template_problems
from engine.rules.messages.encoding import measure
from engine.sending.page_links import contact_values
from engine.settings.library_files import Kind
from engine.store import library
from engine.store.account import accounts
from engine.store.contacts import contacts

creating = creating_room("library")
router = room("library")

MessageId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$")]


@router.get("/library")
def list_library(
    database: DatabaseDep,
    kind: Annotated[Kind | None, Query(description="Only these; without it, all.")] = None,
    search: Annotated[str | None, Query(max_length=200, description="Part of a name.")] = None,
    archived: Annotated[bool, Query(description="Those taken out of the library, instead of those in it.")] = False,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> LibraryPage:
    """Messages of the library, newest first."""
    with database.read() as conn:
        rows = library.listed(
            conn,
            kind=kind,
            search=search,
            archived=archived,
            before_id=cursors.before_id(cursor),
            limit=limit + 1,
        )
    page, following = cursors.cut(rows, limit, lambda row: [row.id])
    return LibraryPage(items=[LibrarySummary.model_validate(_plain(row)) for row in page], next_cursor=following)


@creating.post("/library", status_code=201, responses=answers(*WITH_BODY))
def create_library_message(
    body: NewLibraryMessage, database: DatabaseDep, now: NowDep, caller: CallerDep
) -> LibraryMessage:
    """Puts a message into the library."""
    _sound(body.texts)
    with database.write() as conn:
        row = library.create(conn, body.name, body.kind, body.fallback, body.texts, caller.name, now)
        return _whole(conn, row)


@router.get("/library/{message_id}", responses=answers(NotFound))
def get_library_message(message_id: MessageId, database: DatabaseDep) -> LibraryMessage:
    """A message of the library: its texts, their lengths, and the journeys that send it."""
    with database.read() as conn:
        return _whole(conn, _found(conn, message_id))


@router.put("/library/{message_id}", responses=answers(NotFound, *WITH_BODY))
def save_library_message(
    message_id: MessageId, body: LibraryText, database: DatabaseDep, now: NowDep, caller: CallerDep
) -> LibraryMessage:
    """Changes a message: what it says now is its next version. Published journeys go on with the version they were
    published with, until they are published again. A message that was taken out of the library is in it again."""
    _sound(body.texts)
    with database.write() as conn:
        row = library.save(conn, message_id, body.name, body.fallback, body.texts, caller.name, now)
        if row is None:
            raise _no_message(message_id)
        return _whole(conn, row)


@router.delete("/library/{message_id}", status_code=204, responses=answers(NotFound))
def archive_library_message(message_id: MessageId, database: DatabaseDep, now: NowDep) -> None:
    """Takes a message out of the library. Journeys that were published with it go on sending it."""
    with database.write() as conn:
        if not library.archive(conn, message_id, now):
            raise _no_message(message_id)


@router.get("/library/{message_id}/versions", responses=answers(NotFound))
def list_library_versions(message_id: MessageId, database: DatabaseDep) -> LibraryVersions:
    """All versions of a message."""
    with database.read() as conn:
        rows = library.versions(conn, _found(conn, message_id).id)
    return LibraryVersions(
        items=[LibraryVersion.model_validate(row._asdict() | {"version": row.number}) for row in rows]
    )


@router.post("/library/{message_id}/preview", responses=answers(NotFound, UnknownContact, *WITH_BODY))
def preview_library_message(
    message_id: MessageId, body: LibraryQuestion, context: ContextDep, now: NowDep
) -> LibraryPreview:
    """A message in the language of a contact, rendered and counted without the opt-out clause."""
    contact: dict[str, Any] = {}
    with context.db.read() as conn:
        row = _found(conn, message_id)
        account = accounts.load_settings(conn)
        if body.contact is not None:
            person = contacts.find(conn, body.contact)
            if person is None:
                raise UnknownContact(f'there is no contact "{body.contact}"; choose another, or none')
            contact = contact_values(conn, context.address, person)
    language = language_for(row.texts, row.fallback, body.language or contact.get("language"))
    reading = preview(
        row.texts[language], contact, account, now, context.address, MergeContext(body.event, body.journey)
    )
    return LibraryPreview(
        language=language,
        text=reading.measured.text,
        encoding=reading.measured.encoding,
        segments=reading.measured.segments,
        missing=list(reading.missing),
    )


def _found(conn: Connection, message_id: str) -> library.LibraryMessageRow:
    row = library.find(conn, message_id)
    if row is None:
        raise _no_message(message_id)
    return row


def _no_message(message_id: str) -> NotFound:
    return NotFound(f'the library has no message "{message_id}"; GET /api/v1/library lists them')


def _sound(texts: Mapping[str, str]) -> None:
    """Raises InvalidRequest for texts that no journey could be published with."""
    errors: list[FieldProblem] = []
    for language, text in texts.items():
        pointer = f"/texts/{escape(language)}"
        for problem in template_problems(text):
            line = f"line {problem.line}: " if problem.line else ""
            errors.append(
                FieldProblem(place="body", pointer=pointer, message=f"{line}{problem.message}", remedy=problem.remedy)
            )
        errors += [
            FieldProblem(
                place="body",
                pointer=pointer,
                message=f"has a link of {domain}, a public shortener that carriers block",
                remedy="write the full link; Postroad shortens it with your own domain",
            )
            for domain in public_shorteners_in(text)
        ]
    if errors:
        detail = "; ".join(f"{each.pointer}: {each.message} ({each.remedy})" for each in errors[:3])
        raise InvalidRequest(detail, errors=errors)


def _plain(row: library.LibraryMessageRow) -> dict[str, Any]:
    return row._asdict() | {"id": row.public_id}


def _whole(conn: Connection, row: library.LibraryMessageRow) -> LibraryMessage:
    counts = [_counted(language, text) for language, text in sorted(row.texts.items())]
    used_by = [
        LibraryUse(
            journey=use.journey,
            name=use.name,
            node_id=use.step,
            version=use.version,
            newest=use.version == row.version,
        )
        for use in library.uses(conn, row.public_id)
    ]
    return LibraryMessage.model_validate(_plain(row) | {"counts": counts, "used_by": used_by})


def _counted(language: str, text: str) -> TextCount:
    measured = measure(without_tags(text))
    return TextCount(
        language=language, encoding=measured.encoding, segments=measured.segments, characters=len(measured.text)
    )
