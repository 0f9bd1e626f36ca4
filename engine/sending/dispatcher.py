"""Handing over: the loop that prepares, claims, hands over and settles batches, whatever carriers it is given."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import OperationalError

from engine.movement.contact_writes import follow_moves
from engine.rules.outcomes.reasons import Reason
from engine.rules.time.instants import Millis
from engine.runtime.clock import Clock
from engine.runtime.context import Context
from engine.runtime.quarantine import isolate_failure
from engine.sending import batches, claims
from engine.sending.carrier.carrier import Carrier, CarrierAnswer, Outgoing, Rejected, Throttled, Unknowable
from engine.sending.carrier.outgoing import outgoing
from engine.sending.in_flight import InFlightMessages
from engine.sending.service_messages import service_messages
from engine.sending.settle import CarrierOutcome, SettleOutcome, settle
from engine.store.account.senders import find_sender
from engine.store.messages.messages import ClaimedMessage, overdue_claims

_log = logging.getLogger(__name__)

HAND_OVER_TIMEOUT = 20.0
"""Seconds a carrier is given for a batch; always less than the claim lasts."""

SAFETY_MARGIN: Millis = 8_000
"""Time kept between the end of a hand-over and its claim's deadline. Whoever settles what is overdue reads another
machine's clock: as far as the two may differ, they still never both act."""

AGAIN_AFTER = 0.5
"""Seconds before an outcome is written again when the database did not take it."""

FULL: Millis = 200
"""When as many messages are in flight as may be, room is looked for again after this."""

OVERDUE_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class DispatchOutcome:
    """What a call did."""

    sent: int
    next_at: Millis | None
    """When the sender's rate lets the next one go; None when nobody is held up by it."""
    wakes: tuple[int, ...]


@dataclass(slots=True)
class Dispatcher:
    """Everything it takes to hand messages over, for the life of a process."""

    context: Context
    carriers: Mapping[str, Carrier]
    installation: str
    executor: Executor | None = None
    """Where database work is done, so that it holds up nobody else; None does it on the spot, as a rehearsal does."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits so many seconds; in a rehearsal it moves the clock."""
    _in_flight: InFlightMessages = field(default_factory=InFlightMessages)

    async def dispatch(
        self,
        cohort_id: int,
        clock: Clock,
        budget: Millis,
        stopping: Callable[[], bool] = lambda: False,
        *,
        overdue: bool = True,
    ) -> DispatchOutcome:
        """Puts a cohort's members through the gate until nobody rests at a send step, or the budget is used. A process
        that is stopping finishes what it has claimed, and claims no more. `overdue`: whether a claim may wait to be
        settled."""
        began = clock()
        sent = 0
        wakes: list[int] = []
        if overdue:
            settled = await self.settle_overdue(clock, cohort_id=cohort_id)
            wakes.extend(settled.wakes)
        closed: dict[str, Millis] = {}
        most = batches.BATCH_SIZE
        while clock() - began < budget and not stopping():
            batch = await self._prepare(cohort_id, clock(), tuple(sorted(closed)), most)
            if batch is None:
                if not closed:
                    break
                opens = min(closed.values())
                if opens - began >= budget:
                    return DispatchOutcome(sent, opens, tuple(dict.fromkeys(wakes)))
                await self.sleep(max(0, opens - clock()) / 1000)
                closed.clear()
                continue
            with self._room(batch) as room:
                granted, at = await self._slots(batch, room, clock)
                if granted == 0 and batch.lengths:
                    try:
                        wakes.extend(await self._claim_the_rest(batch, clock))
                    except Exception as error:  # noqa: BLE001 (what is nobody's fault is raised again)
                        most = await self._narrow_down(batch, error, clock())
                        continue
                    closed[batch.step_id] = at
                    continue
                ahead = at - clock()
                if ahead > 0:
                    await self.sleep(ahead / 1000)
                try:
                    claimed = await self.run(claims.claim, self.context, batch, granted, clock())
                except Exception as error:  # noqa: BLE001 (what is nobody's fault is raised again)
                    most = await self._narrow_down(batch, error, clock())
                    continue
                wakes.extend(claimed.wakes)
                if claimed.paused:
                    break
                if claimed.rows:
                    done = await self._hand_over(batch, claimed, clock)
                    sent += done.settled
                    wakes.extend(done.wakes)
            wakes.extend(await self._follow(claimed, clock))
        return DispatchOutcome(sent, None, tuple(dict.fromkeys(wakes)))

    def _room(self, batch: batches.Batch) -> AbstractContextManager[int]:
        """How many of the batch may be in flight. What is sent again when nobody knows (a webhook) may in any
        number."""
        going = len(batch.lengths)
        if batch.carrier not in self._unaskable or batch.gate.channel == "webhook":
            return nullcontext(going)
        return self._in_flight.room(batch.carrier, going)

    async def _slots(self, batch: batches.Batch, room: int, clock: Clock) -> tuple[int, Millis]:
        """How many may go, and when; none while as many are in flight as may be."""
        if room == 0 and batch.lengths:
            return 0, clock() + FULL
        return await self.run(batches.grant_slots, self.context, batch, room, clock())

    @property
    def _unaskable(self) -> frozenset[str]:
        return frozenset(name for name, carrier in self.carriers.items() if not carrier.can_look_up)

    async def _prepare(self, cohort_id: int, now: Millis, closed: Sequence[str], most: int) -> batches.Batch | None:
        def look() -> batches.Batch | None:
            return batches.prepare(self.context, cohort_id, now, self._unaskable, most, closed=closed)

        return await self.run(look)

    async def _narrow_down(self, batch: batches.Batch, error: Exception, now: Millis) -> int:
        """The size of the next batch, after one that the database refused."""
        people = [member.enrolment for member in batch.members]
        return await self.run(isolate_failure, self.context, people, error, now) or batches.BATCH_SIZE

    async def _claim_the_rest(self, batch: batches.Batch, clock: Clock) -> tuple[int, ...]:
        """Skips and holds need no slot."""
        if len(batch.lengths) == len(batch.members):
            return ()
        claimed = await self.run(claims.claim, self.context, batch, 0, clock())
        return (*claimed.wakes, *await self._follow(claimed, clock))

    async def _follow(self, claimed: claims.ClaimOutcome, clock: Clock) -> list[int]:
        """For those who were skipped: what follows from where they went."""
        if not claimed.waiting_for and not claimed.changed:
            return []
        return await self.run(follow_moves, self.context, claimed, clock())

    async def _hand_over(self, batch: batches.Batch, claimed: claims.ClaimOutcome, clock: Clock) -> SettleOutcome:
        carrier = self.carriers.get(claimed.rows[0].carrier or "")
        number = None if batch.sender is None else batch.sender.number
        data, unsubscribe = batch.gate.data, batch.unsubscribe
        messages = [outgoing(row, data, number, self.installation, unsubscribe) for row in claimed.rows]
        outcomes = await self._outcomes(carrier, claimed.rows, messages, claimed.deadline_at, clock)
        return await self._settle(outcomes, claimed.deadline_at, clock, self.context.owner, batch.cohort.urgent)

    async def _outcomes(
        self,
        carrier: Carrier | None,
        rows: Sequence[ClaimedMessage],
        messages: Sequence[Outgoing],
        deadline_at: Millis,
        clock: Clock,
    ) -> list[CarrierOutcome]:
        """Hands over; what is known of each. Where the answer was lost, a carrier that can be asked is asked at once.

        That it has never heard of a message proves nothing yet, the message may still be on its way there: such a
        claim is left until its deadline, and asked about again then.
        """
        answers: list[CarrierAnswer | None] = list(await self._answers(carrier, messages, deadline_at, clock))
        lost = [index for index, answer in enumerate(answers) if isinstance(answer, Unknowable)]
        if lost and carrier is not None and carrier.can_look_up:
            looked_up = await carrier.look_up([messages[index] for index in lost])
            for index, answer in zip(lost, looked_up, strict=True):
                answers[index] = None if isinstance(answer, Unknowable) else answer
        return [CarrierOutcome(row, answer) for row, answer in zip(rows, answers, strict=True) if answer is not None]

    async def _answers(
        self, carrier: Carrier | None, messages: Sequence[Outgoing], deadline_at: Millis, clock: Clock
    ) -> list[CarrierAnswer]:
        if carrier is None:
            return [Rejected("no_carrier", Reason.NO_SENDER)] * len(messages)
        seconds = min(HAND_OVER_TIMEOUT, (deadline_at - SAFETY_MARGIN - clock()) / 1000)
        if seconds <= 0:
            # Stalled for too long between claim and now: nothing was handed over, and it is certain.
            return [Throttled(0, "stalled")] * len(messages)
        return await carrier.hand_over(messages, seconds)

    async def settle_overdue(self, clock: Clock, *, cohort_id: int | None = None) -> SettleOutcome:
        """Settles claims whose deadline has passed: asks the carrier, where it can be asked."""
        now = clock()
        rows = await self.run(self._overdue, now, cohort_id)
        if not rows:
            return SettleOutcome(0, (), ())
        by_carrier: dict[str, list[ClaimedMessage]] = {}
        for row in rows:
            by_carrier.setdefault(row.carrier or "", []).append(row)
        outcomes: list[CarrierOutcome] = []
        for name, group in sorted(by_carrier.items()):
            outcomes.extend(await self._look_up(self.carriers.get(name), group))
        return await self._settle(outcomes, clock(), clock, None, False)

    async def _look_up(self, carrier: Carrier | None, rows: list[ClaimedMessage]) -> list[CarrierOutcome]:
        if carrier is None or not carrier.can_look_up:
            lost = Unknowable("the worker died while the message was handed over, and the carrier can't be asked")
            return [CarrierOutcome(row, lost) for row in rows]
        answers = await carrier.look_up([outgoing(row, None, None, self.installation) for row in rows])
        # Never arrived there: it is certain that nobody got it, so it goes through the gate again.
        never = Throttled(0, "never_arrived")
        return [
            CarrierOutcome(row, never if answer is None else answer) for row, answer in zip(rows, answers, strict=True)
        ]

    def _overdue(self, now: Millis, cohort_id: int | None) -> list[ClaimedMessage]:
        with self.context.db.read() as conn:
            return overdue_claims(conn, now, OVERDUE_AT_ONCE, cohort_id=cohort_id)

    async def send_service_message(self, message_id: int, clock: Clock) -> None:
        """Sends a planned service message, if nobody has and it may go."""
        claimed: claims.ClaimOutcome = await self.run(service_messages.claim, self.context, message_id, clock())
        for row in claimed.rows:
            carrier = self.carriers.get(row.carrier or "")
            number = await self.run(self._number, row.sender_id)
            message = outgoing(row, None, number, self.installation)
            outcomes = await self._outcomes(carrier, [row], [message], claimed.deadline_at, clock)
            await self._settle(outcomes, claimed.deadline_at, clock, self.context.owner, True)

    def _number(self, sender_id: str | None) -> str | None:
        if sender_id is None:
            return None
        with self.context.db.read() as conn:
            sender = find_sender(conn, sender_id)
        return None if sender is None else sender.number

    async def _settle(
        self, outcomes: Sequence[CarrierOutcome], until: Millis, clock: Clock, owner: str | None, urgent: bool
    ) -> SettleOutcome:
        """Writes outcomes down. What a carrier said must not be forgotten because the database was away for a moment:
        it is written again for as long as nobody else may settle it."""

        def write() -> SettleOutcome:
            return settle(self.context, outcomes, clock(), owner=owner, urgent=urgent)

        while True:
            try:
                return await self.run(write)
            except OperationalError:
                if clock() >= until - SAFETY_MARGIN:
                    raise
                _log.warning("the outcome of %d messages was not written and is written again", len(outcomes))
                await self.sleep(AGAIN_AFTER)

    async def run(self, work: Callable[..., Any], *args: Any) -> Any:
        """Does database work where this process does it."""
        if self.executor is None:
            return work(*args)
        return await asyncio.get_running_loop().run_in_executor(self.executor, work, *args)
