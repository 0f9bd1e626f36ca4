"""The reply desk of a process that receives messages from phones."""

from __future__ import annotations

from dataclasses import dataclass

from engine.inbound.replies import InboundMessage, ReplyOutcome
from engine.inbound.reply_desk import take_reply
from engine.runtime.clock import Clock, wall_clock
from engine.sending.dispatcher import Dispatcher
from workflows.client import CohortClient


@dataclass(slots=True)
class LiveReplyDesk:
    """Takes replies in, in the process that receives them."""

    dispatcher: Dispatcher
    cohorts: CohortClient
    clock: Clock = wall_clock

    async def receive(self, inbound: InboundMessage) -> ReplyOutcome:
        """When this returns, consent, confirmation and what follows for journeys have been committed."""
        outcome = await take_reply(self.dispatcher, inbound, self.clock)
        self.cohorts.soon((), outcome.wakes, urgent=True)
        return outcome

    async def send(self, message_id: int) -> None:
        """Hands over a planned message that belongs to no journey, if it may go."""
        await self.dispatcher.send_service_message(message_id, self.clock)
