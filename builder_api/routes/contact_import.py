"""Importing contacts from a CSV of any size."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack
from functools import partial

from anyio import from_thread, to_thread
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from builder_api.access import Caller
from builder_api.dependencies import CallerDep, PartsDep
from builder_api.errors import BadRequest, FileRefused, NotUtf8, UnsupportedMediaType, answers
from builder_api.idempotency import HEADER, Once, streaming_room
from builder_api.import_report import SpooledReport
from builder_api.models.contacts import ImportResult
from builder_api.multipart import stream_file
from builder_api.parts import Parts
from engine.store import accounts
from engine.store.contact_import import Imported, ImportRefused, import_contacts
from engine.store.follow_ups import FollowUp
from engine.travel.people import follow

router = streaming_room("contacts")

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary", "description": "A CSV in UTF-8."}},
                }
            },
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@router.post(
    "/contacts/import",
    response_model=ImportResult,
    responses=answers(BadRequest, NotUtf8, UnsupportedMediaType, FileRefused),
    openapi_extra=_FORM,
)
async def import_contacts_csv(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Imports a CSV with a header row, streamed: rows are written while the file is still being sent.

    Columns: external_id (needed), phone, email, first_name, last_name, timezone, language, country, tags (by `;`),
    sms_consent, sms_consent_source, email_consent, email_consent_source; every other column is an attribute.
    """
    chunks = stream_file(request)
    key = request.headers.get(HEADER)
    if key is None:
        return await _answer(parts, caller, chunks)
    once = Once(request, key)
    return await once.streamed(chunks, partial(_answer_whole, parts, caller))


async def _answer(parts: Parts, caller: Caller, chunks: AsyncIterator[bytes]) -> Response:
    with ExitStack() as spools:
        report = spools.enter_context(SpooledReport())
        imported = await to_thread.run_sync(_import, parts, caller, chunks, report)
        owned = spools.pop_all()
    return StreamingResponse(_told(owned, report, imported), media_type="application/json")


async def _answer_whole(parts: Parts, caller: Caller, chunks: AsyncIterator[bytes]) -> Response:
    """The answer in one piece, to be kept for the next time the key comes."""
    with SpooledReport() as report:
        imported = await to_thread.run_sync(_import, parts, caller, chunks, report)
        return Response(b"".join(report.json(imported)), media_type="application/json")


def _told(owned: ExitStack, report: SpooledReport, imported: Imported) -> Generator[bytes]:
    with owned:
        yield from report.json(imported)


def _import(parts: Parts, caller: Caller, chunks: AsyncIterator[bytes], report: SpooledReport) -> Imported:
    now = parts.now()
    with parts.database.read() as conn:
        plan = accounts.load_settings(conn).number_plan

    def changed(follow_up: FollowUp) -> None:
        wakes = follow(parts.context, follow_up, now)
        if wakes:
            from_thread.run_sync(parts.waker.soon, (), wakes)

    try:
        return import_contacts(
            parts.database, _pulled(chunks), report, plan=plan, actor=caller.name, now=now, changed=changed
        )
    except ImportRefused as refusal:
        raise FileRefused(
            str(refusal), row=refusal.row, byte=refusal.byte, accepted=refusal.imported.accepted
        ) from None


def _pulled(chunks: AsyncIterator[bytes]) -> Iterator[bytes]:
    """The chunks, fetched from the event loop one at a time: the sender is held back to the pace of the import."""
    while True:
        chunk = from_thread.run(anext, chunks, None)
        if chunk is None:
            return
        yield chunk
