"""Opt-in forms as people outside see them: a page, and the post of a form wherever it stands. No key is needed."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import Response

from builder_api.access.visitors import visitor_address
from builder_api.dependencies import ServicesDep
from builder_api.pages.form_page import TRAP, closed_page, form_page, thanks_page
from builder_api.pages.page import page
from builder_api.services import ApiServices
from builder_api.web.errors import problem_document
from builder_api.web.problems import ProblemResponse
from builder_api.web.statuses import answered
from engine.inbound.forms import UNNAMED, FormRefused, Submission, says_who_asks, submit
from engine.rules.consent.form_words import refusal as in_language
from engine.store.account import accounts
from engine.store.account.senders import find_sender
from engine.store.inbound import forms
from engine.store.inbound.forms import FormRow

router = APIRouter(tags=["public forms"], include_in_schema=False)

LARGEST: Final = 16_384
"""Bytes of a post: many times what a person can type into it."""
_MOST_FIELDS: Final = 20
_KNOWN: Final = ("phone", "first_name", "last_name", "email", "wording", "agree", TRAP)


@router.get("/f/{form_id}")
async def show_form(form_id: str, services: ServicesDep) -> Response:
    """The hosted page of a form."""
    form = await run_sync(_find, services, form_id)
    if form is None:
        return page("There is no such form", "Check the address you came by.", 404)
    if form.closed_at is not None:
        return closed_page(form)
    if not await run_sync(_says_who_asks, services, form):
        return page("This form is not open yet", UNNAMED, 409)
    return form_page(form)


@router.post("/f/{form_id}")
async def take_form(form_id: str, request: Request, services: ServicesDep) -> Response:
    """Takes a form in, from our own page or from somebody else's."""
    form = await run_sync(_find, services, form_id)
    fields: dict[str, str] = {}
    try:
        if form is None:
            raise FormRefused("There is no such form. Check the address you came by.", code="unknown_form")
        fields = await _read(request)
        if fields.get(TRAP):
            # Whoever filled in what nobody sees learns nothing from the answer.
            return thanks_page(form, await run_sync(_our_number, services))
        taken = await run_sync(submit, services.context, _submission(form_id, fields, request), services.now())
    except FormRefused as refused:
        return _refusal(request, form, refused, fields)
    services.waker.soon((), taken.wakes)
    await request.app.state.intake.take(taken.event)
    if taken.question_id is not None and services.desk is not None:
        await services.desk.send(taken.question_id)
    return thanks_page(form, await run_sync(_our_number, services))


async def _read(request: Request) -> dict[str, str]:
    """The fields of the post; raises FormRefused for whatever no form of ours sends."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormRefused(
            "This takes the post of a form: application/x-www-form-urlencoded.", code="unsupported_media_type"
        )
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise FormRefused("The form is larger than a form of ours can be.", code="too_large")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=_MOST_FIELDS,
            errors="strict",
        )  # fmt: skip
    except (ValueError, UnicodeError):
        raise FormRefused(
            "The form can't be read. Load the page again and sign up from there.", code="bad_request"
        ) from None
    fields = dict(pairs)
    strange = sorted(set(fields) - set(_KNOWN))
    if strange or len(fields) != len(pairs):
        raise FormRefused("The form has a field that ours has not, or one of them twice.", code="unknown_field")
    if any("\0" in value for value in fields.values()):
        raise FormRefused("The form has a character that can't be typed.")
    return fields


def _submission(form_id: str, fields: dict[str, str], request: Request) -> Submission:
    wording = fields.get("wording", "")
    return Submission(
        form=form_id,
        wording=int(wording) if wording.isascii() and wording.isdigit() and len(wording) < 9 else 0,
        agreed=fields.get("agree") in ("yes", "on", "true", "1"),
        phone=fields.get("phone", ""),
        ip=visitor_address(request),
        user_agent=request.headers.get("user-agent"),
        page=request.headers.get("referer") or request.headers.get("origin"),
        fields={name: fields[name] for name in ("first_name", "last_name", "email") if name in fields},
    )


def _refusal(request: Request, form: FormRow | None, refused: FormRefused, fields: dict[str, str]) -> Response:
    status = answered(refused.code).status
    if "text/html" not in request.headers.get("accept", "text/html"):
        return ProblemResponse(
            problem_document(status, refused.code, "The form was not taken", str(refused), field=refused.field)
        )
    if form is not None and refused.code == "form_closed":
        return closed_page(form)
    if form is None or status not in (400, 422, 429):
        return page("The form was not taken", str(refused), status)
    problem = in_language(form.set.language, refused.code, str(refused))
    return form_page(form, problem, refused.field, fields, status)


def _find(services: ApiServices, form_id: str) -> FormRow | None:
    with services.database.read() as conn:
        return forms.find(conn, form_id)


def _our_number(services: ApiServices) -> str | None:
    with services.database.read() as conn:
        sender = find_sender(conn, accounts.load_settings(conn).sender)
    return None if sender is None else sender.number


def _says_who_asks(services: ApiServices, form: FormRow) -> bool:
    with services.database.read() as conn:
        return says_who_asks(accounts.load_settings(conn).name, form.set)
