"""Files to take away: all contacts, and all who opted out; and lists of opt-outs taken in."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Annotated, Literal

from anyio import from_thread, to_thread
from fastapi import Query, Request
from starlette.responses import Response, StreamingResponse

from builder_api.access.access import Caller
from builder_api.dependencies import CallerDep, DatabaseDep, NowDep, ServicesDep
from builder_api.models.imports import OptOutResult, RowProblem
from builder_api.services import ApiServices
from builder_api.web.errors import BadRequest, UnsupportedMediaType, answers
from builder_api.web.multipart import Upload
from builder_api.web.pulling import pull
from builder_api.web.strict_route import room
from engine.movement.contact_writes import follow
from engine.rules.consent.consent import Channel
from engine.rules.imports.cells import for_a_spreadsheet
from engine.store.account import accounts
from engine.store.contacts.files.contact_export import exported_contacts
from engine.store.contacts.files.contact_import import ListReport
from engine.store.contacts.files.file_refused import FileRefused
from engine.store.contacts.files.opt_out_list import HEADER, OptOutNumbers, import_opt_outs, opt_outs
from engine.store.events.follow_ups import FollowUp

router = room("contacts")

_CSV = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A CSV, streamed."}}
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}
Format = Annotated[Literal["csv"], Query(description="What the file is.")]


@router.get("/export/contacts", response_class=Response, responses={**_CSV})
def export_contacts(database: DatabaseDep, now: NowDep, format: Format = "csv") -> Response:  # noqa: A002 (the parameter's name)
    """All contacts with their attributes and consent. Importing the file again changes nothing."""
    return _file(exported_contacts(database, now), "contacts")


@router.get("/export/opt-outs", response_class=Response, responses={**_CSV})
def export_opt_outs(
    database: DatabaseDep,
    channel: Annotated[Channel | None, Query(description="Only numbers, or only e-mail addresses.")] = None,
    format: Format = "csv",  # noqa: A002 (the parameter's name)
) -> Response:
    """Every number and address that opted out, with when and how, also those that no contact has."""
    rows = ([for_a_spreadsheet(cell) for cell in row] for row in opt_outs(database, channel))
    return _file(itertools.chain((list(HEADER),), rows), "opt-outs")


def _file(rows: Iterable[Sequence[str]], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(_lines(rows), headers=headers, media_type="text/csv; charset=utf-8")


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    several = iter(rows)
    while chunk := list(itertools.islice(several, 500)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows(chunk)
        yield text.getvalue()


@router.post(
    "/opt-outs/import",
    responses=answers(BadRequest, UnsupportedMediaType, FileRefused),
    openapi_extra=_FORM,
)
async def import_opt_out_list(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    name: Annotated[
        str | None, Query(max_length=200, description="The list's name, where the body is the file.")
    ] = None,
) -> OptOutResult:
    """Opts out every number and e-mail address of a list: one a line, or a CSV with a column for them. A number that no
    contact has is remembered. The list's name, the row and who sent it are kept as evidence."""
    upload = Upload(request)
    report = ListReport()
    done = await to_thread.run_sync(_import, services, caller, upload, upload.chunks(), report, name)
    rejected = [RowProblem(row=row, reason=reason, sentence=sentence) for row, reason, sentence in report.rejects]
    return OptOutResult(rows=done.rows, opted_out=done.opted_out, already=done.already, rejected=rejected)


def _import(
    services: ApiServices,
    caller: Caller,
    upload: Upload,
    chunks: AsyncIterator[bytes],
    report: ListReport,
    name: str | None,
) -> OptOutNumbers:
    now = services.now()
    with services.database.read() as conn:
        plan = accounts.load_settings(conn).number_plan

    def changed(follow_up: FollowUp) -> None:
        wakes = follow(services.context, follow_up, now)
        if wakes:
            from_thread.run_sync(services.waker.soon, (), wakes)

    pulled = pull(chunks)
    head = list(itertools.islice(pulled, 1))
    return import_opt_outs(
        services.database,
        itertools.chain(head, pulled),
        report,
        plan=plan,
        actor=caller.name,
        file_name=upload.file_name or name,
        now=now,
        changed=changed,
    )
