"""Affected journeys: those that an event does something to after their trigger, and so whom it is about when it names
no contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.enrolments.active_enrolments import contacts_with_key
from engine.store.enrolments.cohorts import versions_in_use
from engine.store.journeys.live_versions import LiveVersion


@dataclass
class AffectedJourneys:
    """The journeys that are updated or cancelled by events, or wait for them, as one transaction sees them. Looked for
    when somebody asks: most events name their contact and lack nothing."""

    conn: Connection
    context: Context
    admitting: Sequence[tuple[LiveVersion, CompiledPlan]]

    @cached_property
    def _journeys(self) -> list[tuple[int, CompiledPlan]]:
        versions = {*versions_in_use(self.conn), *(version.version_id for version, _ in self.admitting)}
        plans = self.context.plans
        return [(plans.journey_of(self.conn, version), plans.get(self.conn, version)) for version in sorted(versions)]

    def _of(self, name: str) -> list[tuple[int, CompiledPlan]]:
        return [(journey_id, compiled) for journey_id, compiled in self._journeys if name in compiled.follows]

    def other_than(self, journey_id: int, name: str) -> bool:
        """Whether a journey other than this one does anything with such an event beside starting."""
        return any(other != journey_id for other, _ in self._of(name))

    def keyed(self, name: str, properties: dict[str, Any]) -> bool:
        """Whether such an event carries the key of one of them at least."""
        return any(compiled.key_of(properties) is not None for _, compiled in self._of(name))

    def concerned(self, name: str, properties: dict[str, Any]) -> list[int]:
        """The contacts that an event without a contact is about: who is, or was, in such a journey with its key. In
        order of id."""
        keys = {(journey_id, compiled.key_of(properties)) for journey_id, compiled in self._of(name)}
        contacts = {
            contact_id
            for journey_id, key in keys
            if key is not None
            for contact_id in contacts_with_key(self.conn, journey_id, key)
        }
        return sorted(contacts)
