"""Importing contacts from a CSV of any size."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Generator
from contextlib import ExitStack
from functools import partial
from typing import Annotated

from anyio import from_thread, to_thread
from fastapi import Query, Request
from starlette.responses import Response, StreamingResponse

from builder_api.access.access import Caller
from builder_api.dependencies import CallerDep, ServicesDep
from builder_api.imports.import_preview import PREVIEWED, preview_file, read_mapping_text
from builder_api.imports.import_report import SpooledReport
from builder_api.intake.idempotency import HEADER, Once, streaming_room
from builder_api.models.imports import ImportPreview, ImportResult
from builder_api.services import ApiServices
from builder_api.web.errors import BadRequest, NotUtf8, UnsupportedMediaType, answers
from builder_api.web.multipart import Upload
from builder_api.web.pulling import beginning, pull
from builder_api.web.strict_route import room
from engine.movement.contact_writes import follow
from engine.rules.imports.import_mapping import FileMapping
from engine.store.account import accounts
from engine.store.contacts.files.contact_import import ImportCounts, import_contacts
from engine.store.contacts.files.file_refused import FileRefused
from engine.store.events.follow_ups import FollowUp

router = streaming_room("contacts")
previews = room("contacts")

_FIELDS = {
    "file": {
        "type": "string",
        "format": "binary",
        "description": "A CSV, as spreadsheets and other systems export it.",
    },
    "mapping": {
        "type": "string",
        "description": "What the columns are, as JSON or YAML; send it before the file. Without it they are guessed.",
        "examples": [
            '{"columns": {"Mobile": "phone", "Internal note": "skip"}, "consent": {"source": "web form 2026-03"}}'
        ],
    },
}
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": _FIELDS}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}

MappingText = Annotated[
    str | None,
    Query(max_length=4_000, description="The mapping as JSON, for a body that is the file itself."),
]


@router.post(
    "/contacts/import",
    response_model=ImportResult,
    responses=answers(BadRequest, NotUtf8, UnsupportedMediaType, FileRefused),
    openapi_extra=_FORM,
)
async def import_contacts_csv(
    request: Request, services: ServicesDep, caller: CallerDep, mapping: MappingText = None
) -> Response:
    """Imports a CSV with a header row, streamed: rows are written while the file is still being sent.

    Columns: external_id (needed), phone, email, first_name, last_name, timezone, language, country, tags (by `;` or
    `,`), sms_consent, sms_opt_out, sms_consent_source, sms_consent_date, and the same for email; every other column is
    an attribute. Headings of well-known systems (HubSpot, Salesforce, Mailchimp, Shopify, Klaviyo) and of other
    languages are recognised. A mapping says otherwise: `columns` (heading -> one of these, `attribute`,
    `attribute.NAME` or `skip`), `others` (`guess`, `attributes`, `skip`), `consent` (`source` and `date`, for rows
    that don't say), `encoding`, `delimiter`. The answer tells what each column was taken as. UTF-8, UTF-16 and
    Windows-1252 are recognised.
    """
    upload = Upload(request, ("mapping",))
    work = _Work(services, caller, upload, mapping)
    key = request.headers.get(HEADER)
    if key is None:
        return await _answer(work, upload.chunks())
    once = Once(request, key)
    return await once.streamed(upload.chunks(), partial(_answer_whole, work), work.mapping_bytes)


@previews.post(
    "/contacts/import/preview",
    responses=answers(BadRequest, UnsupportedMediaType, FileRefused),
    openapi_extra=_FORM,
)
async def preview_import(request: Request, services: ServicesDep, mapping: MappingText = None) -> ImportPreview:
    """Looks at the beginning of a file: what each column would become, with samples, and what should be known before
    it is imported. Imports nothing. The first megabyte is enough."""
    upload = Upload(request, ("mapping",))
    head, whole = bytearray(), True
    async for chunk in upload.chunks():
        if len(head) < PREVIEWED:
            head += chunk
        else:
            whole = False
    file_mapping = read_mapping_text(upload.fields.get("mapping", mapping))
    return await to_thread.run_sync(preview_file, bytes(head), file_mapping, whole)


class _Work:
    """One import: who wants it, and what was sent with the file."""

    def __init__(self, services: ApiServices, caller: Caller, upload: Upload, mapping: str | None) -> None:
        self.services = services
        self.caller = caller
        self.upload = upload
        self._mapping = mapping

    def mapping_bytes(self) -> bytes:
        """The form's mapping, for the request's hash."""
        return self.upload.fields.get("mapping", "").encode()

    def mapping(self) -> FileMapping:
        """The mapping, once as much of the form has come as is looked at before rows are imported."""
        return read_mapping_text(self.upload.fields.get("mapping", self._mapping))


async def _answer(work: _Work, chunks: AsyncIterator[bytes]) -> Response:
    with ExitStack() as spools:
        report = spools.enter_context(SpooledReport())
        imported = await to_thread.run_sync(_import, work, chunks, report)
        owned = spools.pop_all()
    return StreamingResponse(_told(owned, report, imported), media_type="application/json")


async def _answer_whole(work: _Work, chunks: AsyncIterator[bytes]) -> Response:
    """The answer in one piece, to be kept for the next time the key comes."""
    with SpooledReport() as report:
        imported = await to_thread.run_sync(_import, work, chunks, report)
        return Response(b"".join(report.json(imported)), media_type="application/json")


def _told(owned: ExitStack, report: SpooledReport, imported: ImportCounts) -> Generator[bytes]:
    with owned:
        yield from report.json(imported)


def _import(work: _Work, chunks: AsyncIterator[bytes], report: SpooledReport) -> ImportCounts:
    services = work.services
    now = services.now()
    with services.database.read() as conn:
        plan = accounts.load_settings(conn).number_plan

    def changed(follow_up: FollowUp) -> None:
        wakes = follow(services.context, follow_up, now)
        if wakes:
            from_thread.run_sync(services.waker.soon, (), wakes)

    pulled = pull(chunks)
    head = beginning(pulled)
    return import_contacts(
        services.database,
        itertools.chain(head, pulled),
        report,
        plan=plan,
        actor=work.caller.name,
        now=now,
        changed=changed,
        mapping=work.mapping(),
        file_name=work.upload.file_name,
    )
