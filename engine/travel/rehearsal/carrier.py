"""The scripted carrier: takes everything, except where a script says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.travel.carrier import Accepted, Answer, Outgoing
from engine.travel.carrier_codes import scripted


@dataclass(slots=True)
class Script:
    """An answer, and for how many more messages; None is for good."""

    answer: str
    times: int | None = None


@dataclass(slots=True)
class ScriptedCarrier:
    """A carrier for every channel that answers at once."""

    scripts: Mapping[str, Script]
    otherwise: Script
    name: str = "scripted"
    can_look_up: bool = True

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[Answer]:
        """Takes messages as the scripts say."""
        return [self._answer(message) for message in messages]

    async def look_up(self, messages: Sequence[Outgoing]) -> list[Answer | None]:
        """Nothing is ever left in the air: every hand-over was answered."""
        return [None] * len(messages)

    def _answer(self, message: Outgoing) -> Answer:
        script = self.scripts.get(message.to, self.otherwise)
        if script.times is not None:
            if script.times == 0:
                return Accepted()
            script.times -= 1
        return scripted(script.answer)
