"""A step whose data is being checked, and what its findings say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.journey.definition.circumstances import Circumstances
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.triggers import BUILT_IN_EVENTS, Trigger
from engine.journey.wording.phrases import quoted
from engine.rules.time.durations import parse_duration


@dataclass(frozen=True)
class CheckedStep:
    """What a definition is told besides the data; its findings are about this step."""

    id: str
    spoken: Callable[[], str]
    """How findings speak of it; asked only when there is one."""
    trigger: Trigger | None
    """What starts the journey; None where that can't be known."""
    circumstances: Circumstances

    @cached_property
    def name(self) -> str:
        """As findings speak of it: `“Wait 1 hour”`."""
        return self.spoken()

    def error(self, code: FindingCode, message: str, remedy: str, field: str | None = None) -> Finding:
        """A finding that stops a publish."""
        return error(code, message, remedy, node=self.id, field=field)

    def warning(self, code: FindingCode, message: str, remedy: str, field: str | None = None) -> Finding:
        """A finding to know about."""
        return warning(code, message, remedy, node=self.id, field=field)

    def unreadable(self, code: FindingCode, field: str, problem: Exception) -> Finding:
        """A finding from a rule's own "what is wrong; what to do"."""
        message, _, remedy = str(problem).partition("; ")
        return self.error(code, f"{self.name}: {message}", remedy or "choose another value", field)

    def duration_problem(self, field: str, text: str, *, may_be_zero: bool) -> Finding | None:
        """What is wrong with a length of time that the step waits; None when nothing is."""
        try:
            duration = parse_duration(text)
        except ValueError as problem:
            return self.unreadable(FindingCode.INVALID_DURATION, field, problem)
        if duration.sign < 0 or (duration.is_zero and not may_be_zero):
            what = "before it begins" if duration.sign < 0 else "no time"
            message = f"{self.name} waits {quoted(text)}, which is {what}"
            return self.error(FindingCode.DURATION_NOT_POSITIVE, message, "use a longer time, such as PT1H", field)
        return None

    def event_name(self, field: str, name: str) -> Iterator[Finding]:
        """An event that is named must have a name; `sms.` is kept for Postroad's own."""
        if not name.strip():
            message = f"{self.name} does not say which event it waits for"
            yield self.error(FindingCode.NO_EVENT_NAME, message, "name the event, such as webinar.registered", field)
        elif name.startswith("sms.") and name not in BUILT_IN_EVENTS:
            yield self.warning(
                FindingCode.UNKNOWN_BUILT_IN_EVENT,
                f"{self.name} names the event {quoted(name)}, which is none of Postroad's own",
                f"use one of {', '.join(BUILT_IN_EVENTS)}, or a name that does not begin with sms.",
                field,
            )

    def repeated_outlets(self, field: str, outlets: tuple[str, ...]) -> Iterator[Finding]:
        """Outlets that have one id; `field` is what the step calls them: paths, arms."""
        if len(set(outlets)) == len(outlets):
            return
        for outlet, count in Counter(outlets).items():
            if count > 1:
                is_else = outlet == "else" and field == "paths"
                what = f"a path with the id {quoted(outlet)}, which is what all others take"
                several = f"several {field} with the id {quoted(outlet)}"
                yield self.error(
                    FindingCode.DUPLICATE_OUTLET_ID,
                    f"{self.name} has {what if is_else else several}",
                    f"give each of its {field} an id of its own",
                    field,
                )

    def no_body(self, what: str) -> Finding:
        """A message that says nothing."""
        return self.error(FindingCode.NO_BODY, f"{what} of {self.name} has no body", "write one", "body")
