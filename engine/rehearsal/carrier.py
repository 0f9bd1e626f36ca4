"""The scripted carrier: takes everything, except where a script says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Unknowable
from engine.sending.carrier.codes import scripted


@dataclass(slots=True)
class AnswerScript:
    """An answer, and for how many more messages; None is for good."""

    answer: str
    times: int | None = None


@dataclass(slots=True)
class ScriptedCarrier:
    """A carrier for every channel that answers at once."""

    scripts: Mapping[str, AnswerScript]
    otherwise: AnswerScript
    name: str = "scripted"
    can_look_up: bool = True
    handed_over: int = 0
    """Messages so far."""
    _lost: set[str] = field(default_factory=set[str])
    """References of messages whose hand-over was not answered."""

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        """Takes messages as the scripts say."""
        self.handed_over += len(messages)
        return [self._answer(message) for message in messages]

    async def look_up(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        """A carrier that did not answer in time does not know either, as the sandbox."""
        silent = Unknowable("the virtual carrier does not answer")
        return [silent if message.reference in self._lost else None for message in messages]

    def _answer(self, message: Outgoing) -> CarrierAnswer:
        script = self.scripts.get(message.to, self.otherwise)
        if script.times is not None:
            if script.times == 0:
                return Accepted()
            script.times -= 1
        answer = scripted(script.answer)
        if isinstance(answer, Unknowable):
            self._lost.add(message.reference)
        return answer
