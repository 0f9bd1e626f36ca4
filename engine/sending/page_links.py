"""The addresses of contacts' own pages, in SMS, in e-mails and in the headers of e-mails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection

from engine.rules.links.page_tokens import page_token
from engine.store.account import accounts
from engine.store.segments.facts import ContactFacts

Headers = tuple[tuple[str, str], ...]
"""Names of an e-mail's headers with their values."""

MERGE_FIELD: Final = "preferences_url"
"""`{{ contact.preferences_url }}` in any body is the address of the contact's own page."""


def signing_secret(conn: Connection) -> bytes:
    """What the tokens of these pages are signed with."""
    return accounts.secret_for(conn, "preferences")


def preferences_url(address: str, secret: bytes, contact_id: int) -> str:
    """The address of a contact's own page; `address` is where this installation is reached."""
    return f"{address}/p/{page_token(secret, contact_id)}"


def unsubscribe_headers(address: str, secret: bytes, contact_id: int) -> Headers:
    """The headers by which a mail program unsubscribes with one click (RFC 2369, RFC 8058); for every marketing
    e-mail. Both must be covered by the message's DKIM signature."""
    url = f"{preferences_url(address, secret, contact_id)}/unsubscribe"
    return ("List-Unsubscribe", f"<{url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def unsubscribing(conn: Connection, address: str) -> Callable[[int], Headers]:
    """The headers that unsubscribe a contact, by its id."""
    secret = signing_secret(conn)
    return lambda contact_id: unsubscribe_headers(address, secret, contact_id)


def with_urls(
    conn: Connection, address: str, contact_ids: Sequence[int], people: Sequence[ContactFacts]
) -> list[ContactFacts]:
    """The same people, who know the address of their own page."""
    secret = signing_secret(conn)
    return [
        known._replace(
            facts=replace(
                known.facts,
                contact={**known.facts.contact, MERGE_FIELD: preferences_url(address, secret, contact_id)},
            )
        )
        for contact_id, known in zip(contact_ids, people, strict=True)
    ]


def contact_values(conn: Connection, address: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a body can ask of a contact (its row): attributes, columns, and the address of its page."""
    own = preferences_url(address, signing_secret(conn), row["id"])
    return {**row["attributes"], **row, MERGE_FIELD: own}
