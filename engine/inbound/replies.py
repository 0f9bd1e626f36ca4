"""Replies: a message from a phone is kept, its consent written, answered once, and then followed up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import assert_never

from sqlalchemy import Connection

from engine.admission.named_contacts import keyword_journeys
from engine.rules.addresses.carrier_address import read_address
from engine.rules.consent.consent import Evidence, Source, SourceKind, state_now
from engine.rules.messages.twilio import CarrierWord
from engine.rules.outcomes.states import ConsentState, InboundKind, StepMetric
from engine.rules.replies.keywords import OTHER, Reply, read_reply, reply_from
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.settings.account import AccountSettings
from engine.settings.reply_settings import answer_text, reply_settings
from engine.store.account import accounts
from engine.store.consent.consent_changes import ConsentChange, change_consents
from engine.store.consent.numbers import numbers
from engine.store.contacts.contacts_by_number import language_of
from engine.store.database.conflicts import again_on_conflict
from engine.store.inbound.inbound import insert_inbound
from engine.store.journeys.counts import add_counts
from engine.store.messages.replied import last_message_to, note_reply
from engine.store.messages.service_messages import plan_service_message


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message from a phone, as its carrier brought it."""

    carrier: str
    carrier_inbound_id: str
    """The carrier's id of it; the same one again changes nothing."""
    number: str
    """As the carrier writes it: E.164, maybe with a channel before it (`whatsapp:+12125550101`)."""
    body: str
    sent_to: str | None = None
    """Our number, written likewise."""
    carrier_answered: bool = False
    """The carrier has confirmed the STOP, START or HELP itself."""
    carrier_word: CarrierWord | None = None
    """What the carrier took it for, which decides whatever the body says."""


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """What a reply did."""

    kind: str
    """`opt_out`, `opt_in`, `help`, `other`, `nobody` (it is from no phone: kept, and nothing follows) or `repeated`."""
    inbound_id: int | None = None
    service_message_id: int | None = None
    """The confirmation or HELP answer to send now."""
    wakes: tuple[int, ...] = field(default=())


@again_on_conflict
def receive_reply(context: Context, inbound: InboundMessage, now: Millis) -> ReplyOutcome:
    """Keeps the message and writes the consent it changes; when this returns, a STOP counts everywhere.

    What follows for journeys is done in transactions of its own, by `after_reply.follow_reply`.
    """
    sender, our = read_address(inbound.number), read_address(inbound.sent_to or "")
    inbound = replace(inbound, number=sender.number or inbound.number, sent_to=our.number or inbound.sent_to)
    with context.db.write(urgent=True) as conn:
        if sender.number is None:
            inserted = insert_inbound(conn, {**_row(inbound, OTHER, None, now), "followed_at": now})
            return ReplyOutcome("repeated" if inserted is None else "nobody")
        settings = accounts.load_settings(conn)
        reply = _read(conn, inbound, settings, now)
        message_id = last_message_to(conn, inbound.number, inbound.sent_to)
        inbound_id = insert_inbound(conn, _row(inbound, reply, message_id, now))
        if inbound_id is None:
            return ReplyOutcome("repeated")
        joins = reply.kind == InboundKind.OTHER and bool(keyword_journeys(conn, context, inbound.body))
        changed = _change_consent(conn, inbound, reply, joins, inbound_id, sender.channel, now)
        service: int | None = None
        answers = reply.kind == InboundKind.HELP or changed
        if reply.kind != InboundKind.OTHER and answers and not inbound.carrier_answered:
            text = answer_text(settings, reply.kind, language_of(conn, inbound.number))
            service = plan_service_message(
                conn, inbound.number, text, f"reply_{reply.kind}", settings.sender, now, inbound_id=inbound_id
            )
        if message_id is not None:
            counted = note_reply(conn, message_id, now)
            if counted is not None:
                add_counts(conn, counted[0], Counter({(counted[1], StepMetric.REPLIED, ""): 1}))
        return ReplyOutcome(reply.kind, inbound_id, service)


def _read(conn: Connection, inbound: InboundMessage, settings: AccountSettings, now: Millis) -> Reply:
    """What the message is: by the carrier's word, else by its own words and what its number had said before."""
    if inbound.carrier_word is not None:
        return Reply(inbound.carrier_word, "carrier")
    reply = read_reply(inbound.body, reply_settings(settings))
    return reply_from(reply, _state(conn, inbound.number, now)) if reply.affirms else reply


def _state(conn: Connection, number: str, now: Millis) -> ConsentState:
    known = numbers(conn, "sms", [number], lock=True, exclusive=True).get(number)
    return ConsentState.UNKNOWN if known is None else state_now(ConsentState(known.state), known.changed_at, now)


def _row(inbound: InboundMessage, reply: Reply, message_id: int | None, now: Millis) -> dict[str, object]:
    return {
        "carrier": inbound.carrier,
        "carrier_inbound_id": inbound.carrier_inbound_id,
        "number": inbound.number,
        "sent_to": inbound.sent_to,
        "body": inbound.body,
        "at": now,
        "kind": reply.kind,
        "matched": reply.matched,
        "message_id": message_id,
        "carrier_answered": inbound.carrier_answered,
    }


def _change_consent(
    conn: Connection,
    inbound: InboundMessage,
    reply: Reply,
    joins: bool,
    inbound_id: int,
    channel: str | None,
    now: Millis,
) -> bool:
    """Writes the number's consent and its log row; whether anything changed. Of an unknown number too.

    A journey's keyword is an opt-in (an inbound keyword), but does not undo a STOP: only the words of an opt-in do.
    """
    kind = InboundKind(reply.kind)
    match kind:
        case InboundKind.OPT_OUT:
            state = ConsentState.OPTED_OUT
        case InboundKind.OPT_IN:
            state = ConsentState.OPTED_IN
        case InboundKind.HELP | InboundKind.OTHER:
            if not joins or _state(conn, inbound.number, now) is ConsentState.OPTED_OUT:
                return False
            state = ConsentState.OPTED_IN
        case _ as never:
            assert_never(never)
    evidence = Evidence(
        wording=inbound.body, keyword=reply.word or (inbound.body.strip() if joins else None), actor="phone"
    )
    source = Source(SourceKind.PHONE, evidence=evidence)
    details = {
        "matched": reply.matched,
        "inbound_id": inbound_id,
        "carrier": inbound.carrier,
        "carrier_inbound_id": inbound.carrier_inbound_id,
        "sent_to": inbound.sent_to,
        "carrier_word": inbound.carrier_word,
        "channel": channel,
    }
    change = ConsentChange("sms", inbound.number, state, source, details)
    return change_consents(conn, [change], now)[0].changed
