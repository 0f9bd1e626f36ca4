"""What a contact gets, as its own page shows and changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, assert_never

from sqlalchemy import Connection

from engine.movement.contact_writes import follow
from engine.rules.consent.consent import Channel, Evidence, Source, SourceKind
from engine.rules.consent.preference_words import PreferenceWords, preference_words
from engine.rules.links.page_tokens import contact_of_token
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.page_links import signing_secret
from engine.store.account import accounts
from engine.store.consent import consents
from engine.store.consent.consent_changes import ConsentChange, change_consents
from engine.store.contacts import contacts
from engine.store.contacts.contacts import address_of
from engine.store.events.follow_ups import FollowChanges, note

Wish = Literal["in", "out"]

ONE_CLICK = "one click in a mail program (List-Unsubscribe)"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a contact's own page shows."""

    contact_id: int
    words: PreferenceWords
    """In the contact's language, else the account's."""
    phone: str | None
    sms: ConsentState
    email: str | None
    email_state: ConsentState


def read_preferences(context: Context, token: str, now: Millis) -> Preferences | None:
    """What the contact of a token gets now; None for a token that is none of ours."""
    with context.db.read() as conn:
        row = _contact(conn, token)
        return None if row is None else _read(conn, row, now)


def _contact(conn: Connection, token: str) -> dict[str, Any] | None:
    contact_id = contact_of_token(signing_secret(conn), token)
    if contact_id is None:
        return None
    return next(iter(contacts.by_ids(conn, [contact_id])), None)


def _read(conn: Connection, row: dict[str, Any], now: Millis) -> Preferences:
    states: dict[Channel, ConsentState] = {}
    addresses: dict[Channel, str | None] = {}
    channels: tuple[Channel, ...] = ("sms", "email")
    for channel in channels:
        address = addresses[channel] = address_of(row, channel)
        known = {} if address is None else consents.states(conn, channel, [address], now)
        states[channel] = known.get(address or "", ConsentState.UNKNOWN)
    return Preferences(
        row["id"], _words(conn, row), addresses["sms"], states["sms"], addresses["email"], states["email"]
    )


def _words(conn: Connection, row: dict[str, Any]) -> PreferenceWords:
    return preference_words(row["language"], accounts.load_settings(conn).language)


def button(words: PreferenceWords, channel: Channel, wish: Wish) -> str | None:
    """What the button for a wish says: the wording that is kept as evidence. None for texts, which only the phone
    brings back."""
    match channel, wish:
        case "sms", "out":
            return words.stop_texts
        case "email", "out":
            return words.stop_emails
        case "email", "in":
            return words.emails_again
        case "sms", "in":
            return None
        case _ as never:
            assert_never(never)


def change_preference(
    context: Context,
    token: str,
    channel: Channel,
    wish: Wish,
    now: Millis,
    *,
    ip: str,
    user_agent: str | None,
    by: str | None = None,
) -> tuple[int, ...] | None:
    """Does what the contact wishes for the number or address it has now; the cohorts to wake, None for a token that is
    none of ours.

    `by` is how it was wished without a button. A STOP is not undone here: only the phone does that. Once is enough: the
    same wish again changes nothing.
    """
    with context.db.write(urgent=True) as conn:
        row = _contact(conn, token)
        if row is None:
            return None
        address = address_of(row, channel)
        wording = button(_words(conn, row), channel, wish)
        if address is None or wording is None:
            return ()
        evidence = Evidence(
            wording=None if by else wording,
            page=by or "preference page",
            ip=ip[:100],
            user_agent=(user_agent or "")[:500] or None,
        )
        state = ConsentState.OPTED_IN if wish == "in" else ConsentState.OPTED_OUT
        source = Source(SourceKind.PREFERENCE_PAGE, "preference page", evidence)
        decision = change_consents(conn, [ConsentChange(channel, address, state, source)], now)[0]
        if not decision.changed:
            return ()
        stops = [address] if channel == "sms" else []
        follow_up = note(conn, FollowChanges.opted_out(stops, [row["id"]]), now)
    return follow(context, follow_up, now)
