"""What the gate has to know of numbers: their consent, and what they got within a cap's window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.rules.messages.frequency_caps import CapWindow
from engine.rules.outcomes.states import MessageChannel
from engine.sending.gate import Gate, NumberState
from engine.store.consent.numbers import NumberRow, numbers
from engine.store.messages.messages import marketing_dues

UNKNOWN_NUMBER = NumberState()


@dataclass(frozen=True, slots=True)
class NumberStates:
    """Numbers as they are known at one moment."""

    rows: Mapping[str, NumberRow]
    dues: Mapping[str, Sequence[int]]
    """When marketing messages to each were due."""

    def of(self, phone: str | None, window: CapWindow | None) -> NumberState:
        """One number, as the gate judges a message that counts within that window."""
        row = self.rows.get(phone or "")
        if row is None:
            return UNKNOWN_NUMBER
        counted = 0 if window is None else sum(window.holds(due) for due in self.dues.get(row.address, ()))
        return NumberState(row.state, row.changed_at, row.clause_at, counted)


def number_states(
    conn: Connection,
    gate: Gate,
    phones: Iterable[str | None],
    windows: Iterable[CapWindow | None],
    *,
    lock: bool = False,
    exclusive: bool = False,
) -> NumberStates:
    """These numbers, with all that counts within any of the windows; none where the gate's channel has no numbers.
    `lock` and `exclusive` as in `numbers`."""
    if gate.channel is not MessageChannel.SMS:
        return NumberStates({}, {})
    rows = numbers(conn, MessageChannel.SMS, {phone for phone in phones if phone}, lock=lock, exclusive=exclusive)
    starts = [window.start for window in windows if window is not None]
    if gate.cap is None or not starts:
        return NumberStates(rows, {})
    return NumberStates(rows, marketing_dues(conn, rows, min(starts)))
