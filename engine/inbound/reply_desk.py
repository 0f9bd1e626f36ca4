"""The reply desk: everything that is done with a message from a phone, in its order."""

from __future__ import annotations

from dataclasses import replace

from engine.inbound.after_reply import follow_reply
from engine.inbound.replies import InboundMessage, ReplyOutcome, receive_reply
from engine.runtime.context import Clock
from engine.sending.hand_over import HandingOver


async def take_reply(handing_over: HandingOver, inbound: InboundMessage, clock: Clock) -> ReplyOutcome:
    """Consent is written first and counts from then on; then the confirmation goes out and journeys follow.

    The outcome's `wakes` are all the cohorts that must look at it now.
    """
    context = handing_over.context
    outcome: ReplyOutcome = await handing_over.run(receive_reply, context, inbound, clock())
    if outcome.inbound_id is None:
        return outcome
    if outcome.service_message_id is not None:
        await handing_over.send_service_message(outcome.service_message_id, clock)
    wakes = await handing_over.run(follow_reply, context, outcome.inbound_id, clock())
    return replace(outcome, wakes=tuple(dict.fromkeys((*outcome.wakes, *wakes))))
