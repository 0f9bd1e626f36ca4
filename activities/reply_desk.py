"""The reply desk of a process that receives messages from phones."""

from __future__ import annotations

from dataclasses import dataclass

from activities.clock import wall_clock
from engine.inbound.replies import InboundMessage, ReplyOutcome
from engine.inbound.reply_desk import take_reply
from engine.runtime.context import Clock
from engine.sending.hand_over import HandingOver
from workflows.client import Travel


@dataclass(slots=True)
class LiveReplyDesk:
    """Takes replies in, in the process that receives them."""

    handing_over: HandingOver
    travel: Travel
    clock: Clock = wall_clock

    async def receive(self, inbound: InboundMessage) -> ReplyOutcome:
        """When this returns, consent, confirmation and what follows for journeys have been committed."""
        outcome = await take_reply(self.handing_over, inbound, self.clock)
        self.travel.soon((), outcome.wakes, urgent=True)
        return outcome

    async def send(self, message_id: int) -> None:
        """Hands over a planned message that belongs to no journey, if it may go."""
        await self.handing_over.send_service_message(message_id, self.clock)
