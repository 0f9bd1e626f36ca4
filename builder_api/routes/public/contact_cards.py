"""Senders' contact cards, to share: whoever has one sees who texts them. Anybody may fetch it; it holds what every text
shows anyway."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from builder_api.dependencies import DatabaseDep
from builder_api.pages.page import page
from builder_api.routes.account.senders import SenderId
from builder_api.web.errors import NotFound, answers
from builder_api.web.strict_route import room
from engine.rules.messages.contact_card import contact_card
from engine.store.account import accounts
from engine.store.account.senders import find_sender
from engine.store.database.database import Database

router = room("senders")
public = APIRouter(tags=["senders"], include_in_schema=False)

_CARD = {200: {"content": {"text/vcard": {"schema": {"type": "string"}}}, "description": "A vCard 3.0."}}


@router.get("/senders/{sender_id}/card.vcf", response_class=Response, responses=answers(NotFound) | _CARD)
def get_contact_card(sender_id: SenderId, database: DatabaseDep) -> Response:
    """The contact card of a sender: the account's name with the sender's number. `/card/{sender_id}.vcf` gives it
    without a key."""
    card = _card(database, sender_id)
    if card is None:
        raise NotFound(
            f'there is no sender "{sender_id}" with a number, or the account has no name yet; '
            f"PUT /api/v1/senders/{sender_id} sets one up, PATCH /api/v1/account names it"
        )
    return _answer(card)


@public.get("/card/{sender_id}.vcf")
def show_contact_card(sender_id: SenderId, database: DatabaseDep) -> Response:
    """The same, for phones."""
    card = _card(database, sender_id)
    return page("There is no such card", "Check the address you came by.", 404) if card is None else _answer(card)


def _card(database: Database, sender_id: str) -> str | None:
    with database.read() as conn:
        sender = find_sender(conn, sender_id)
        account = accounts.load_settings(conn)
    if sender is None or not sender.number or account.name is None:
        return None
    return contact_card(account.name, sender.number)


def _answer(card: str) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="contact.vcf"', "Cache-Control": "no-cache"}
    return Response(card, headers=headers, media_type="text/vcard")
