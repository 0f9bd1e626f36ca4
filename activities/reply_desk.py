"""The reply desk: everything that is done with a message from a phone, before it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from activities.clock import wall_clock
from engine.travel.handing_over import HandingOver
from engine.travel.replies import InboundMessage, ReplyOutcome, follow_up, receive_reply
from workflows.client import Travel


@dataclass(slots=True)
class ReplyDesk:
    """Takes replies in, in the process that receives them."""

    handing_over: HandingOver
    travel: Travel

    async def receive(self, inbound: InboundMessage) -> ReplyOutcome:
        """Consent is written first and counts from then on; then the confirmation goes out and journeys follow."""
        context = self.handing_over.context
        outcome = await asyncio.to_thread(receive_reply, context, inbound, wall_clock())
        if outcome.inbound_id is None:
            return outcome
        if outcome.service_message_id is not None:
            await self.handing_over.send_service_reply(outcome.service_message_id, wall_clock)
        wakes = await asyncio.to_thread(
            follow_up, context, outcome.inbound_id, inbound.number, outcome.kind, wall_clock()
        )
        self.travel.soon((), wakes, urgent=True)
        return outcome
