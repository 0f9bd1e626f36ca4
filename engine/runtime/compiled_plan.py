"""A plan made ready to run in this process: conditions and waits compiled once, per version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import networkx as nx

from engine.journey.parts.triggers import BUILT_IN_EVENTS, EventTrigger
from engine.journey.plan import Plan, Step
from engine.journey.steps.ask_opt_in import AskOptInData
from engine.journey.steps.branch import BranchData
from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.steps.split import SplitData
from engine.journey.steps.wait import WaitData
from engine.journey.steps.wait_for import WaitForData
from engine.journey.steps.webhook import WebhookData
from engine.rules.conditions.conditions import Condition, Facts, Reads, compile_condition, look_up
from engine.rules.states import MessageClass
from engine.rules.time.instants import from_rfc3339
from engine.rules.waits import WaitRelative, WaitSpec, needs_zone, wait_at, wait_for, wait_relative
from engine.rules.waits import WaitUntil as WaitUntilInstant
from engine.runtime import lateness
from engine.runtime.lateness import Lateness

Holds = Callable[[Facts], bool]

SENDS = (SendSmsData, SendEmailData, WebhookData, AskOptInData)


_LONGEST_KEY = 500

_NOTHING = Reads()


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be fetched about people before a run can be decided."""

    reads: Reads = _NOTHING
    zone: bool = False
    """Whether a local time is decided: the contact's zone and number."""
    splits: frozenset[str] = frozenset()
    """Steps at which an arm may be drawn, which depends on who it is."""

    @property
    def arm(self) -> bool:
        """Whether an arm may be drawn."""
        return bool(self.splits)

    @property
    def personal(self) -> bool:
        """Whether the run can differ from one person to the next."""
        return self.zone or self.arm or self.reads != Reads()

    def union(self, others: Iterable[Needs]) -> Needs:
        found = [self, *others]
        return Needs(
            Reads().union(*(one.reads for one in found)),
            any(one.zone for one in found),
            frozenset(step for one in found for step in one.splits),
        )


@dataclass(slots=True)
class CompiledStep:
    """One step with its decisions compiled."""

    step: Step
    in_cycle: bool
    paths: tuple[tuple[str, Holds], ...] = ()
    """A branch's outlets and conditions, in order."""
    wait: WaitSpec | None = None
    where: Holds | None = None
    """A `wait_for`'s condition on the awaited event."""
    lateness: Lateness | None = None
    """How late a send may be, or a wait be left; None for as late as it gets."""
    needs: Needs = field(default_factory=Needs)
    """What the run from here to the next rests needs, this step included."""

    @property
    def sends(self) -> bool:
        return isinstance(self.step.data, SENDS)


class CompiledPlan:
    """A version's plan, compiled. Immutable once made; safe to share between threads."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.goal, self.goal_reads = _goal(plan)
        cyclic = _steps_in_cycles(plan)
        self.steps = {step.id: _compile(step, step.id in cyclic) for step in plan.steps}
        for step_id, late in lateness.of_sends(plan).items():
            self.steps[step_id].lateness = late
        for compiled_step in self.steps.values():
            compiled_step.needs = self._needs_from([compiled_step.step.id])
        self.entry_needs = self._needs_from([] if plan.entry is None else [plan.entry])

    def needs_after(self, step_id: str) -> Needs:
        """What is needed to move on from a rest at this step (or from the trigger), whichever outlet it leaves by."""
        if step_id == self.plan.trigger_id:
            return self.entry_needs
        return self._after[step_id]

    @cached_property
    def _after(self) -> dict[str, Needs]:
        return {
            step.id: self._needs_from([target for _, target in step.outlets]).union(
                [_needs_to_leave(self.steps[step.id])]
            )
            for step in self.plan.steps
        }

    @cached_property
    def listens_to(self) -> frozenset[str]:
        """Names of events that somebody under way may wait for, or that the goal asks about."""
        awaited = {step.data.event for step in self.plan.steps if isinstance(step.data, WaitForData)}
        goal = self.plan.goal_reads
        # What a goal knows of messages changes with Postroad's own events.
        own = BUILT_IN_EVENTS if goal.messages or goal.behaviour or goal.segments else ()
        return frozenset({*awaited, *own, *goal.happened})

    @cached_property
    def follows(self) -> frozenset[str]:
        """Names of events, other than Postroad's own, that do something to those who are under way."""
        trigger = self.plan.trigger
        names = {step.data.event for step in self.plan.steps if isinstance(step.data, WaitForData)}
        if isinstance(trigger, EventTrigger):
            names |= {name for name in (trigger.updated_by, trigger.cancelled_by) if name is not None}
        return frozenset(names.difference(BUILT_IN_EVENTS))

    @cached_property
    def dates_of_event(self) -> tuple[str, ...]:
        """The event's properties that waits are counted from."""
        tos = {step.wait.to for step in self.steps.values() if isinstance(step.wait, WaitRelative)}
        return tuple(sorted(to.removeprefix("event.") for to in tos if to.startswith("event.")))

    @cached_property
    def trigger_where(self) -> Holds | None:
        where: Condition | None = getattr(self.plan.trigger, "where", None)
        return None if where is None else compile_condition(where)

    @cached_property
    def key_path(self) -> tuple[str, ...] | None:
        """The path of the event property that is the key; None when the trigger has no key."""
        trigger = self.plan.trigger
        if not isinstance(trigger, EventTrigger) or trigger.key is None:
            return None
        return tuple(trigger.key.removeprefix("event.").split("."))

    def key_of(self, properties: Mapping[str, Any]) -> str | None:
        """The key of an event for this journey; None when the journey has no key or the event lacks it.

        Numbers are keys by their value: 100, 100.0 and 1e2 are one. Text is taken as it is: "100.0" is not "100"; which
        spelling a system uses for its ids is its own affair.
        """
        if self.key_path is None:
            return None
        value = look_up(properties, ".".join(self.key_path), self.key_path)
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return (str(int(value)) if value.is_integer() else repr(value))[:_LONGEST_KEY]
        return str(value)[:_LONGEST_KEY]

    @property
    def urgent(self) -> bool:
        """Whether its messages are transactional, and so go before all others."""
        return self.plan.settings.message_class == MessageClass.TRANSACTIONAL

    def _needs_from(self, starts: list[str]) -> Needs:
        """The needs of every step that can be reached from these without resting, and of arriving at the rests."""
        found: list[Needs] = [Needs(self.goal_reads)]
        seen: set[str] = set()
        waiting = list(starts)
        while waiting:
            step_id = waiting.pop()
            if step_id in seen:
                continue
            seen.add(step_id)
            here = self.steps[step_id]
            step = here.step
            passes = not step.rests or isinstance(step.data, (WaitData, AskOptInData))
            if here.wait is not None:
                reads = step.reads
                if step.only_sms_ahead:
                    reads = reads.union(Reads(consent=("sms",)))
                found.append(Needs(reads, needs_zone(here.wait) or _late_by_zone(here)))
            elif isinstance(step.data, WaitForData):
                reads = Reads(consent=("sms",)) if step.only_sms_ahead else Reads()
                found.append(Needs(reads, zone=True))
            elif isinstance(step.data, AskOptInData):
                found.append(Needs(Reads(consent=("sms",))))
            elif not step.rests:
                found.append(Needs(step.reads, splits=frozenset({step.id} if isinstance(step.data, SplitData) else ())))
            if passes:
                # A wait that is over on arrival is passed in the same run.
                waiting.extend(target for _, target in step.outlets)
        return Needs().union(found)


def _needs_to_leave(here: CompiledStep) -> Needs:
    return Needs(here.step.reads, zone=here.wait is not None and _late_by_zone(here))


def _late_by_zone(here: CompiledStep) -> bool:
    return here.lateness is not None and here.lateness.needs_zone


def _goal(plan: Plan) -> tuple[Holds | None, Reads]:
    """The goal, and what it reads. Unless it counts whatever ever happened, it is told of the events since entering."""
    goal, found = plan.settings.goal, plan.goal_reads
    if goal is None:
        return None, found
    holds = compile_condition(goal)
    if plan.settings.goal_counts == "ever" or not found.happened:
        return holds, found

    def reached(facts: Facts) -> bool:
        return holds(replace(facts, happened=facts.since_entry))

    return reached, replace(found, happened=(), since_entry=found.happened)


def _compile(step: Step, in_cycle: bool) -> CompiledStep:
    compiled = CompiledStep(step, in_cycle)
    match step.data:
        case BranchData(paths=paths):
            compiled.paths = tuple((path.id, compile_condition(path.where)) for path in paths)
        case WaitData() as wait:
            compiled.wait = _wait_spec(wait)
            compiled.lateness = lateness.of_wait(wait)
        case WaitForData(where=where):
            compiled.where = None if where is None else compile_condition(where)
        case _:
            pass
    return compiled


def _wait_spec(wait: WaitData) -> WaitSpec:
    if wait.for_ is not None:
        return wait_for(wait.for_)
    if wait.until is not None:
        return WaitUntilInstant(from_rfc3339(wait.until))
    if wait.at is not None:
        return wait_at(wait.at.time, wait.at.weekdays)
    if wait.relative is not None:
        return wait_relative(wait.relative.to, wait.relative.offset, yearly=wait.relative.yearly)
    raise ValueError("a wait without a time was published")


def _steps_in_cycles(plan: Plan) -> set[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(step.id for step in plan.steps)
    graph.add_edges_from((step.id, target) for step in plan.steps for _, target in step.outlets)
    found: set[str] = set()
    for component in nx.strongly_connected_components(graph):
        first = next(iter(component))
        if len(component) > 1 or graph.has_edge(first, first):
            found |= component
    return found
