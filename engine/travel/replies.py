"""Replies: a message from a phone is kept, its consent written, answered once, and then followed up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection

from engine.reply_settings import answer_text, reply_settings
from engine.rules.consent import ConsentState, Evidence, Source, SourceKind
from engine.rules.instants import Millis
from engine.rules.keywords import Reply, read_reply
from engine.rules.reasons import Reason
from engine.store import accounts
from engine.store.cohorts import due_earlier
from engine.store.consent_changes import Claim, change_consents
from engine.store.control import active_with_number, cohorts_of
from engine.store.counts import add_counts
from engine.store.inbound import (
    InboundRow,
    followed,
    insert_inbound,
    language_of,
    last_message_to,
    note_reply,
    plan_service_reply,
    unfollowed,
)
from engine.travel.context import Context
from engine.travel.control import end_and_count

CHUNK = 500


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message from a phone, as its carrier brought it."""

    carrier: str
    carrier_inbound_id: str
    """The carrier's id of it; the same one again changes nothing."""
    number: str
    """E.164."""
    body: str
    sent_to: str | None = None
    """Our number."""
    carrier_answered: bool = False
    """The carrier has confirmed the STOP, START or HELP itself."""


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """What a reply did."""

    kind: str
    """`opt_out`, `opt_in`, `help`, `other` or `repeated`."""
    inbound_id: int | None = None
    service_message_id: int | None = None
    """The confirmation or HELP answer to send now."""
    wakes: tuple[int, ...] = field(default=())


def receive_reply(context: Context, inbound: InboundMessage, now: Millis) -> ReplyOutcome:
    """Keeps the message and writes the consent it changes; when this returns, a STOP counts everywhere.

    What follows for journeys is done in transactions of its own, by `follow_up`.
    """
    with context.db.write(urgent=True) as conn:
        settings = accounts.load_settings(conn)
        reply = read_reply(inbound.body, reply_settings(settings))
        message_id = last_message_to(conn, inbound.number)
        inbound_id = insert_inbound(conn, _row(inbound, reply, message_id, now))
        if inbound_id is None:
            return ReplyOutcome("repeated")
        changed = _change_consent(conn, inbound, reply, inbound_id, now)
        service: int | None = None
        answers = reply.kind == "help" or changed
        if reply.kind != "other" and answers and not inbound.carrier_answered:
            text = answer_text(settings, reply.kind, language_of(conn, inbound.number))
            service = plan_service_reply(
                conn, inbound_id, inbound.number, text, settings.sender, f"reply_{reply.kind}", now
            )
        if message_id is not None:
            counted = note_reply(conn, message_id, now)
            if counted is not None:
                add_counts(conn, counted[0], Counter({(counted[1], "replied", ""): 1}))
        return ReplyOutcome(reply.kind, inbound_id, service)


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


def _change_consent(conn: Connection, inbound: InboundMessage, reply: Reply, inbound_id: int, now: Millis) -> bool:
    """Writes the number's consent and its log row; whether anything changed. Of an unknown number too."""
    match reply.kind:
        case "opt_out":
            state = ConsentState.OPTED_OUT
        case "opt_in":
            state = ConsentState.OPTED_IN
        case _:
            return False
    evidence = Evidence(wording=inbound.body, keyword=reply.word, actor="phone")
    source = Source(SourceKind.PHONE, evidence=evidence)
    details = {
        "matched": reply.matched,
        "inbound_id": inbound_id,
        "carrier": inbound.carrier,
        "carrier_inbound_id": inbound.carrier_inbound_id,
        "sent_to": inbound.sent_to,
    }
    claim = Claim("sms", inbound.number, state, source, details)
    return change_consents(conn, [claim], now)[0].changed


def follow_up(context: Context, inbound_id: int, number: str, kind: str, now: Millis) -> tuple[int, ...]:
    """Does to journeys what a reply does to them, as often as it is called; the cohorts to wake."""
    wakes: list[int] = []
    if kind == "opt_out":
        wakes.extend(_after_opt_out(context, number, now))
    with context.db.write(urgent=True) as conn:
        followed(conn, inbound_id, now)
    return tuple(dict.fromkeys(wakes))


def _after_opt_out(context: Context, number: str, now: Millis) -> list[int]:
    """Ends enrolments of journeys that end on opt-out, and waits with nothing but SMS ahead."""
    wakes: list[int] = []
    after = 0
    while True:
        with context.db.write(urgent=True) as conn:
            rows = active_with_number(conn, number, CHUNK, after)
            if not rows:
                return wakes
            after = rows[-1][0]
            exits: list[int] = []
            finished: list[int] = []
            for enrolment_id, version_id, step_id, rest in rows:
                runnable = context.plans.get(conn, version_id)
                if runnable.plan.settings.on_opt_out == "exit":
                    exits.append(enrolment_id)
                    continue
                step = runnable.plan.get(step_id)
                if step is not None and rest in ("wait", "wait_for") and step.only_sms_ahead:
                    finished.append(enrolment_id)
            wakes.extend(cohorts_of(conn, [*exits, *finished]))
            end_and_count(conn, exits, "exited", Reason.EXIT_ON_OPT_OUT, now)
            end_and_count(conn, finished, "completed", Reason.ONLY_SMS_AHEAD, now)
            due_earlier(conn, wakes, now)


def left_to_follow(context: Context, before: Millis) -> list[InboundRow]:
    """Replies from before then whose consequences are not done: their process died."""
    with context.db.read() as conn:
        return unfollowed(conn, before, 100)
