"""Receipts: what a carrier tells of a message after it took it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from engine.admission.incoming_event import IncomingEvent, note_event
from engine.movement.contact_writes import follow
from engine.rules.consent.consent import Source, SourceKind
from engine.rules.messages.twilio import Receipt
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState, MessageState, StepMetric
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.carrier.codes import OPTED_OUT, refused
from engine.store.consent.consent_changes import ConsentChange, change_consents
from engine.store.database.conflicts import again_on_conflict
from engine.store.events.follow_ups import FollowChanges, FollowUp, note
from engine.store.journeys.counts import Tally, add_counts
from engine.store.messages import receipts

_RANK: Final[dict[MessageState, int]] = {
    MessageState.CLAIMED: 0,
    MessageState.UNKNOWN: 0,
    MessageState.ACCEPTED: 1,
    MessageState.DELIVERED: 2,
    MessageState.UNDELIVERED: 2,
}
"""A message never goes back. One whose hand-over nobody knows of may still be told of."""


@dataclass(frozen=True, slots=True)
class CarrierReceipt:
    """One receipt."""

    carrier: str
    message_id: int
    """Ours, which the carrier was told to send back."""
    carrier_id: str | None
    state: Receipt
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptOutcome:
    """What a receipt changed."""

    changed: bool
    event: IncomingEvent | None = None
    """The built-in event that it is, to be taken in."""
    wakes: tuple[int, ...] = ()


def receive_receipt(context: Context, receipt: CarrierReceipt, now: Millis) -> ReceiptOutcome:
    """Writes a receipt down unless it says less than is known. The same one again changes nothing."""
    wrote, follow_up = _write_down(context, receipt, now)
    return replace(wrote, wakes=follow(context, follow_up, now))


@again_on_conflict
def _write_down(context: Context, receipt: CarrierReceipt, now: Millis) -> tuple[ReceiptOutcome, FollowUp | None]:
    state = MessageState(receipt.state)
    opted_out = receipt.code == OPTED_OUT
    with context.db.write(urgent=True) as conn:
        row = receipts.lock(conn, receipt.message_id, receipt.carrier)
        if row is None or (row.carrier_id and receipt.carrier_id and row.carrier_id != receipt.carrier_id):
            return ReceiptOutcome(changed=False), None
        # A claimed one is its worker's to settle, or housekeeping's: its enrolment goes on with it.
        if row.state not in _RANK or row.state == MessageState.CLAIMED or _RANK[state] <= _RANK[row.state]:
            return ReceiptOutcome(changed=False), None
        reason = _reason(state, receipt.code)
        receipts.write(
            conn,
            row.id,
            state,
            carrier_id=receipt.carrier_id,
            code=receipt.code,
            reason=reason,
            delivered_at=now if state == MessageState.DELIVERED else None,
            now=now,
        )
        if row.version_id is not None and row.step is not None:
            add_counts(conn, row.version_id, _tally(row, state, reason))
        if opted_out:
            source = Source(SourceKind.CARRIER)
            details = {"carrier": receipt.carrier, "code": receipt.code, "message_id": row.id}
            change_consents(conn, [ConsentChange("sms", row.to, ConsentState.OPTED_OUT, source, details)], now)
        follow_up = note(conn, FollowChanges.opted_out([row.to]), now) if opted_out else None
        event = _event(row, state)
        event = None if event is None else note_event(conn, event, now)
    return ReceiptOutcome(changed=True, event=event), follow_up


def _reason(state: MessageState, code: str | None) -> str | None:
    if state != MessageState.UNDELIVERED:
        return None
    return str(Reason.CARRIER_REJECTED) if code is None else str(refused(code).reason)


def _tally(row: receipts.ReceiptedMessage, state: MessageState, reason: str | None) -> Tally:
    step = row.step or ""
    tally: Tally = Counter()
    if row.state == MessageState.UNKNOWN:
        tally[step, StepMetric.UNKNOWN, ""] -= 1
        tally[step, StepMetric.SENT, ""] += 1
    if state == MessageState.DELIVERED:
        tally[step, StepMetric.DELIVERED, ""] += 1
    elif state == MessageState.UNDELIVERED:
        tally[step, StepMetric.FAILED, reason or ""] += 1
    return tally


def _event(row: receipts.ReceiptedMessage, state: MessageState) -> IncomingEvent | None:
    if state != MessageState.DELIVERED or row.contact is None:
        return None
    properties = {"message_id": row.id, "node_id": row.step, "journey_id": row.journey}
    return IncomingEvent(row.contact, "sms.delivered", properties, idempotency_id=f"postroad:delivered:{row.id}")
