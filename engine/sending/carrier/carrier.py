"""What a carrier is: it takes messages, says what became of each, and some can be asked again later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.rules.time.instants import Millis


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as a carrier gets it."""

    message_id: int
    reference: str
    """Our id of it, unique over all installations: the idempotency key where a carrier knows such a thing."""
    channel: str
    """`sms`, `email` or `webhook`."""
    sender: str | None
    """The number (or address) it comes from."""
    to: str
    body: str
    segments: int
    subject: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """What else the channel needs: a webhook's method and headers."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier took it."""

    carrier_id: str | None = None
    delivered_at: Millis | None = None
    """When the carrier says in the same breath that it has arrived."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The carrier will not take it, now or later."""

    code: str
    """The carrier's own code."""
    reason: str
    """The reason code of `engine.rules.outcomes.reasons`."""
    opted_out: bool = False
    """It says that the number opted out: a STOP that we missed."""


@dataclass(frozen=True, slots=True)
class Throttled:
    """Not taken, certainly; try again later."""

    retry_after: Millis
    """Milliseconds to wait."""
    code: str | None = None
    reason: str = "carrier_busy"


@dataclass(frozen=True, slots=True)
class Unknowable:
    """The connection broke, or the time was up: nobody here can know whether it was taken."""

    detail: str


CarrierAnswer = Accepted | Rejected | Throttled | Unknowable


class Carrier(Protocol):
    """Takes SMS (or e-mail, or webhooks). One object serves all batches of a process, also at the same time."""

    @property
    def name(self) -> str: ...

    @property
    def can_look_up(self) -> bool:
        """Whether it can be asked what became of a message, by our reference."""
        ...

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        """Hands messages over; an answer for each, in the same order, within so many seconds. Never raises:
        what it can't know is `Unknowable`."""
        ...

    async def look_up(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        """What became of messages handed over before: None where the carrier never got it, `Unknowable` where it
        can't say."""
        ...
