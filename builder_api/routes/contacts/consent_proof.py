"""Proof of consent: the log of a number or an e-mail address, to keep or to hand over. It is only ever read here."""

from __future__ import annotations

from typing import Final

from fastapi.responses import HTMLResponse
from starlette.responses import Response

from builder_api.dependencies import DatabaseDep, ExternalId, NowDep
from builder_api.pages.consent_proof import csv_text, proof_page
from builder_api.web.strict_route import room
from engine.rules.addresses.email import normal_email
from engine.rules.consent.consent import Channel
from engine.store.account import accounts
from engine.store.consent import consents
from engine.store.consent.consents import ConsentLogRow
from engine.store.database.database import Database

router = room("contacts")

_MOST: Final = 10_000
"""Changes of one address: more than anybody makes."""
_CSV = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A row per change, oldest first."}
}
_PAGE = {200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "A page to print."}}


@router.get("/consents/{address}/log.csv", response_class=Response, responses={**_CSV})
def get_consent_log_csv(address: ExternalId, database: DatabaseDep) -> Response:
    """Every change of the consent of a number (E.164) or an e-mail address, with its evidence, as CSV."""
    channel, named = _place(address)
    name = "".join(character if character.isalnum() or character in ".@" else "_" for character in named)
    headers = {"Content-Disposition": f'attachment; filename="consent-{name.encode("ascii", "replace").decode()}.csv"'}
    text = csv_text(_changes(database, channel, named))
    return Response(text, headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/consents/{address}/proof", response_class=HTMLResponse, responses={**_PAGE})
def get_consent_proof(address: ExternalId, database: DatabaseDep, now: NowDep) -> Response:
    """The same as a page, to print or to save as PDF."""
    channel, named = _place(address)
    changes = _changes(database, channel, named)
    with database.read() as conn:
        state = consents.states(conn, channel, [named], now)[named]
        account = accounts.load(conn)
    return proof_page(named, state, changes, "" if account is None else account.installation, now)


def _place(address: str) -> tuple[Channel, str]:
    return ("email", normal_email(address) or address) if "@" in address else ("sms", address)


def _changes(database: Database, channel: Channel, address: str) -> list[ConsentLogRow]:
    """Oldest first."""
    with database.read() as conn:
        return consents.history(conn, channel, address, before_id=None, limit=_MOST)[::-1]
