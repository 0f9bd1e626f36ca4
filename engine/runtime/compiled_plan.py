"""A plan made ready to run in this process: conditions and waits compiled once, per version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import networkx as nx

from engine.journey.definition.arrival import Decisions, Holds
from engine.journey.definition.definition import StepDefinition
from engine.journey.parts.triggers import BUILT_IN_EVENTS, EventTrigger
from engine.journey.plan import Plan, Step
from engine.journey.step_types import definition_of
from engine.journey.timing.lateness import Lateness
from engine.journey.timing.waits import WaitRelative, WaitSpec
from engine.rules.conditions.conditions import Condition, Facts, Reads, compile_condition, look_up
from engine.rules.outcomes.states import MessageClass
from engine.runtime import lateness

_LONGEST_KEY = 500

_NOTHING = Reads()
_SMS_CONSENT = Reads(consent=("sms",))


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
        needs = [self, *others]
        return Needs(
            Reads().union(*(each.reads for each in needs)),
            any(each.zone for each in needs),
            frozenset(step for each in needs for step in each.splits),
        )


@dataclass(slots=True)
class CompiledStep:
    """One step with its decisions compiled."""

    step: Step
    in_cycle: bool
    definition: StepDefinition[Any]
    """Its type's."""
    decisions: Decisions
    lateness: Lateness | None
    """How late a send may be, or a wait be left; None for as late as it gets."""
    needs: Needs = field(default_factory=Needs)
    """What the run from here to the next rests needs, this step included."""

    @property
    def sends(self) -> bool:
        """Whether it hands something over to the outside."""
        return self.definition.dispatch is not None

    @property
    def wait(self) -> WaitSpec | None:
        """What a wait waits for."""
        return self.decisions.wait

    @property
    def where(self) -> Holds | None:
        """A `wait_for`'s condition on the awaited event."""
        return self.decisions.where

    def is_connected(self, outlet: str) -> bool:
        """Whether an outlet leads to another step."""
        return self.step.target(outlet) is not None


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
    def _awaited(self) -> frozenset[str]:
        events = (step.definition.awaits(step.step.data) for step in self.steps.values())
        return frozenset(event for event in events if event is not None)

    @cached_property
    def listens_to(self) -> frozenset[str]:
        """Names of events that somebody under way may wait for, or that the goal asks about."""
        awaited = self._awaited
        goal = self.plan.goal_reads
        # What a goal knows of messages changes with Postroad's own events.
        own = BUILT_IN_EVENTS if goal.messages or goal.behaviour or goal.segments else ()
        return frozenset({*awaited, *own, *goal.happened})

    @cached_property
    def follows(self) -> frozenset[str]:
        """Names of events, other than Postroad's own, that do something to those who are under way."""
        trigger = self.plan.trigger
        names = set(self._awaited)
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
        needs: list[Needs] = [Needs(self.goal_reads)]
        visited: set[str] = set()
        waiting = list(starts)
        while waiting:
            step_id = waiting.pop()
            if step_id in visited:
                continue
            visited.add(step_id)
            here = self.steps[step_id]
            step = here.step
            arrival = here.definition.arrival_needs(step.data, here.decisions)
            asks_consent = arrival.sms_consent or (here.definition.ends_for_opted_out and step.only_sms_ahead)
            needs.append(
                Needs(
                    (step.reads if arrival.own_reads else _NOTHING).union(_SMS_CONSENT if asks_consent else _NOTHING),
                    arrival.zone,
                    frozenset({step.id} if arrival.arm else ()),
                )
            )
            if arrival.passes:
                waiting.extend(target for _, target in step.outlets)
        return Needs().union(needs)


def _needs_to_leave(here: CompiledStep) -> Needs:
    return Needs(here.step.reads, zone=here.decisions.lateness is not None and here.decisions.lateness.needs_zone)


def _goal(plan: Plan) -> tuple[Holds | None, Reads]:
    """The goal, and what it reads. Unless it counts whatever ever happened, it reads the events since entering."""
    goal, goal_reads = plan.settings.goal, plan.goal_reads
    if goal is None:
        return None, goal_reads
    holds = compile_condition(goal)
    if plan.settings.goal_counts == "ever" or not goal_reads.happened:
        return holds, goal_reads

    def reached(facts: Facts) -> bool:
        return holds(replace(facts, happened=facts.since_entry))

    return reached, replace(goal_reads, happened=(), since_entry=goal_reads.happened)


def _compile(step: Step, in_cycle: bool) -> CompiledStep:
    definition = definition_of(step.data)
    decisions = definition.decisions(step.data)
    return CompiledStep(step, in_cycle, definition, decisions, decisions.lateness)


def _steps_in_cycles(plan: Plan) -> set[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(step.id for step in plan.steps)
    graph.add_edges_from((step.id, target) for step in plan.steps for _, target in step.outlets)
    in_cycles: set[str] = set()
    for component in nx.strongly_connected_components(graph):
        first = next(iter(component))
        if len(component) > 1 or graph.has_edge(first, first):
            in_cycles |= component
    return in_cycles
