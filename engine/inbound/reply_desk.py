"""The reply desk: everything that is done with a message from a phone, in its order."""

from __future__ import annotations

from dataclasses import replace

from engine.inbound.after_reply import follow_reply
from engine.inbound.replies import InboundMessage, ReplyOutcome, receive_reply
from engine.runtime.clock import Clock
from engine.sending.dispatcher import Dispatcher


async def take_reply(dispatcher: Dispatcher, inbound: InboundMessage, clock: Clock) -> ReplyOutcome:
    """Consent is written first and counts from then on; then the confirmation goes out and journeys follow.

    The outcome's `wakes` are all the cohorts that must look at it now.
    """
    context = dispatcher.context
    outcome: ReplyOutcome = await dispatcher.run(receive_reply, context, inbound, clock())
    if outcome.inbound_id is None:
        return outcome
    if outcome.service_message_id is not None:
        await dispatcher.send_service_message(outcome.service_message_id, clock)
    wakes = await dispatcher.run(follow_reply, context, outcome.inbound_id, clock())
    return replace(outcome, wakes=tuple(dict.fromkeys((*outcome.wakes, *wakes))))
