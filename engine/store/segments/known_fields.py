"""What conditions can ask of: the fields that contacts and events really have, with the values that occur.

Looked at in samples of fixed size, so that opening the builder costs the same for any number of contacts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

from sqlalchemy import Connection, func, select

from engine.rules.conditions.comparison import moment_in
from engine.rules.conditions.values import number_spelt
from engine.store.database import core as t
from engine.store.database.dialect import among

_SAMPLE: Final = 2_000
_VALUES: Final = 50
"""A field with more values than these is free text."""
_LONGEST_VALUE: Final = 80
_JOURNEYS: Final = 200

Kind = Literal["text", "number", "boolean", "date", "datetime", "tags", "choice", "event"]

BUILT_IN_EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sms.delivered": ("message_id", "node_id"),
    "sms.clicked": ("message_id", "node_id", "url"),
    "sms.replied": ("body", "kind"),
    "sms.opted_out": ("body", "kind"),
    "sms.opted_in": ("body", "kind"),
}


@dataclass(slots=True)
class KnownField:
    """One field as it occurs."""

    kinds: Counter[Kind] = field(default_factory=Counter[Kind])
    values: Counter[str] = field(default_factory=Counter[str])
    many: bool = False

    def add(self, value: Any) -> None:
        """One occurrence."""
        if value is None:
            return
        self.kinds[_kind(value)] += 1
        if isinstance(value, str) and not self.many:
            self.values[value[:_LONGEST_VALUE]] += 1
            if len(self.values) > _VALUES * 4:
                self.many = True
                self.values.clear()

    @property
    def kind(self) -> Kind:
        """What it mostly is."""
        return max(self.kinds, key=lambda kind: (self.kinds[kind], kind)) if self.kinds else "text"

    @property
    def common(self) -> list[str]:
        """Its values, the most frequent first; none when it is free text."""
        if self.many or len(self.values) > _VALUES or self.kind != "text":
            return []
        return [value for value, _ in self.values.most_common()]


def _kind(value: Any) -> Kind:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str() if number_spelt(value) is not None:
            # A number that is kept as it was written (`12.50`).
            return "number"
        case str():
            moment = moment_in(value)
            return "text" if moment is None else "date" if moment.at is None else "datetime"
        case list():
            return "tags"
        case _:  # Any other JSON value.
            return "text"


@dataclass(slots=True)
class KnownFields:
    """Everything that occurs."""

    columns: dict[str, KnownField]
    attributes: dict[str, KnownField]
    tags: list[str]
    events: dict[str, dict[str, KnownField]]


def known_fields(conn: Connection) -> KnownFields:
    """Looks at samples of contacts and events, and at what journeys wait for."""
    columns = {name: KnownField() for name in ("language", "country", "timezone")}
    attributes: dict[str, KnownField] = {}
    tags: Counter[str] = Counter()
    for row in _contacts(conn):
        for name, known_field in columns.items():
            known_field.add(row[name])
        own: dict[str, Any] = row["attributes"] or {}
        for name, value in own.items():
            attributes.setdefault(name, KnownField()).add(value)
        tags.update(row["tags"] or [])
    return KnownFields(columns, attributes, [tag for tag, _ in tags.most_common(_VALUES * 4)], _events(conn))


def _contacts(conn: Connection) -> Iterable[Mapping[str, Any]]:
    """The newest, and some from all over."""
    c = t.contact.c
    selected = select(c.id, c.language, c.country, c.timezone, c.attributes, c.tags)
    largest = conn.execute(select(func.max(c.id))).scalar_one() or 0
    every = max(1, largest // _SAMPLE)
    newest = conn.execute(selected.order_by(c.id.desc()).limit(_SAMPLE)).mappings().all()
    if largest <= _SAMPLE:
        return cast(list[Mapping[str, Any]], newest)
    spread = list(range(every, largest + 1, every))[:_SAMPLE]
    return cast(list[Mapping[str, Any]], [*newest, *conn.execute(selected.where(among(conn, c.id, spread))).mappings()])


def _events(conn: Connection) -> dict[str, dict[str, KnownField]]:
    e = t.event.c
    fields_by_event: dict[str, dict[str, KnownField]] = {
        name: {field_name: KnownField() for field_name in properties} for name, properties in BUILT_IN_EVENTS.items()
    }
    for name in _named_in_journeys(conn):
        fields_by_event.setdefault(name, {})
    for name, properties in conn.execute(select(e.name, e.properties).order_by(e.id.desc()).limit(_SAMPLE)):
        fields = fields_by_event.setdefault(name, {})
        values: dict[str, Any] = properties or {}
        for field_name, value in values.items():
            fields.setdefault(field_name, KnownField()).add(value)
    return fields_by_event


def _named_in_journeys(conn: Connection) -> set[str]:
    """Events that journeys start from, follow or wait for, whether or not one has come yet."""
    j = t.journey.c
    names: set[object] = set()
    for draft in conn.execute(select(j.draft).order_by(j.updated_at.desc()).limit(_JOURNEYS)).scalars():
        for node in draft.get("nodes", []):
            data = node.get("data", {})
            names.add(data.get("event"))
            trigger = data.get("on")
            if isinstance(trigger, dict) and cast(dict[str, Any], trigger).get("kind") == "event":
                trigger_data = cast(dict[str, Any], trigger)
                names |= {trigger_data.get(name) for name in ("name", "updated_by", "cancelled_by")}
    return {name for name in names if isinstance(name, str) and name}
