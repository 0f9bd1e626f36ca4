"""Opt-in forms: set up here, shown and taken in by `public_forms`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from sqlalchemy import Connection

from builder_api.dependencies import ContextDep, CursorText, DatabaseDep, Limit, NowDep
from builder_api.intake.idempotency import creating_room
from builder_api.models.forms import Form, FormIn, FormPage, FormSummary, FormWords, Wording, Wordings
from builder_api.pages.form_page import snippet
from builder_api.web import cursors
from builder_api.web.errors import WITH_BODY, AccountUnnamed, NotFound, answers
from builder_api.web.strict_route import room
from engine.inbound.forms import says_who_asks
from engine.rules.consent.form_words import form_words
from engine.rules.consent.opt_in_question import opt_in_question
from engine.runtime.context import Context
from engine.store.account import accounts
from engine.store.account.senders import find_sender
from engine.store.inbound import forms

creating = creating_room("forms")
router = room("forms")

FormId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$")]


@router.get("/forms")
def list_forms(database: DatabaseDep, limit: Limit = 50, cursor: CursorText = None) -> FormPage:
    """Opt-in forms, newest first."""
    with database.read() as conn:
        rows = forms.listed(conn, before_id=cursors.before_id(cursor), limit=limit + 1)
    page, following = cursors.cut(rows, limit, lambda row: [row.id])
    return FormPage(items=[FormSummary.model_validate(_plain(row)) for row in page], next_cursor=following)


@creating.post("/forms", status_code=201, responses=answers(AccountUnnamed, *WITH_BODY))
def create_form(body: FormIn, context: ContextDep, now: NowDep) -> Form:
    """Makes a form, open for sign-ups."""
    with context.db.write() as conn:
        _who_asks(conn, body)
        row = forms.create(conn, body.name, body.settings, body.wording.strip(), now)
        if not body.open:
            row = forms.save(conn, row.public_id, row.name, row.set, row.text, True, now) or row
        return _whole(conn, context, row)


@router.get("/forms/words")
def get_form_words(database: DatabaseDep, language: Annotated[str, Query(max_length=35)] = "en") -> FormWords:
    """What a form says by itself in a language; in English, where nobody translated it."""
    words = form_words(language)
    with database.read() as conn:
        account = accounts.load_settings(conn)
        sender = find_sender(conn, account.sender)
    number = None if sender is None else sender.number
    texts = {name: getattr(words, name) for name in FormWords.model_fields if name not in ("again", "question")}
    return FormWords(
        **texts,
        again=words.again if number is None else words.again_to.format(number=number),
        question=opt_in_question(account.name or "...", language) or "",
    )


@router.get("/forms/{form_id}", responses=answers(NotFound))
def get_form(form_id: FormId, context: ContextDep) -> Form:
    """A form, the address of its page, and the HTML to embed it."""
    with context.db.read() as conn:
        return _whole(conn, context, _found(conn, form_id))


@router.put("/forms/{form_id}", responses=answers(NotFound, AccountUnnamed, *WITH_BODY))
def save_form(form_id: FormId, body: FormIn, context: ContextDep, now: NowDep) -> Form:
    """Changes a form. Another wording is its next version; what people agreed to before is kept as it was."""
    with context.db.write() as conn:
        _who_asks(conn, body)
        row = forms.save(conn, form_id, body.name, body.settings, body.wording.strip(), not body.open, now)
        if row is None:
            raise _no_form(form_id)
        return _whole(conn, context, row)


@router.get("/forms/{form_id}/wordings", responses=answers(NotFound))
def list_wordings(form_id: FormId, database: DatabaseDep) -> Wordings:
    """Every wording that people ever agreed to by this form."""
    with database.read() as conn:
        rows = forms.wordings(conn, _found(conn, form_id).id)
    return Wordings(items=[Wording(version=row.number, text=row.text, created_at=row.created_at) for row in rows])


def _found(conn: Connection, form_id: str) -> forms.FormRow:
    row = forms.find(conn, form_id)
    if row is None:
        raise _no_form(form_id)
    return row


def _who_asks(conn: Connection, body: FormIn) -> None:
    """A form that asks for an opt-in says in whose name."""
    settings = accounts.load_settings(conn)
    if body.open and not says_who_asks(settings.name, body.settings):
        raise AccountUnnamed(
            "the account has no name yet, and this form would ask people to get texts from nobody; name it under "
            'Settings, Account (PATCH /api/v1/account {"name": "Acme"}), or write the question yourself'
        )


def _no_form(form_id: str) -> NotFound:
    return NotFound(f'there is no form "{form_id}"; GET /api/v1/forms lists them')


def _plain(row: forms.FormRow) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.name,
        "wording": row.text,
        "wording_version": row.wording,
        "settings": row.set,
        "open": row.closed_at is None,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _whole(conn: Connection, context: Context, row: forms.FormRow) -> Form:
    url = f"{context.address}/f/{row.public_id}"
    more = {"url": url, "snippet": snippet(row, url), "submissions": forms.outcomes(conn, row.id)}
    return Form.model_validate(_plain(row) | more)
