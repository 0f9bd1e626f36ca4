"""What contacts and events carry, for the checks of a document: asked for only when it names what not everybody has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from sqlalchemy import Connection, select

from engine.journey.definition.known_names import KnownNames, ValueKind
from engine.store.database import core as t
from engine.store.segments.known_fields import known_fields

_JOURNEYS: Final = 500
"""The newest so many journeys are looked at for what their steps set."""


def known_names(conn: Connection) -> KnownNames:
    """Looks at samples of contacts and events, and at what the steps of journeys give contacts."""
    fields = known_fields(conn)
    set_names: dict[str, ValueKind] = dict.fromkeys(_set_by_steps(conn), "text")
    return KnownNames(
        contact={**set_names, **{name: field.kind for name, field in fields.attributes.items()}},
        events={
            event: {name: field.kind for name, field in properties.items() if field.kinds or event.startswith("sms.")}
            for event, properties in fields.events.items()
        },
        has_contacts=conn.execute(select(t.contact.c.id).limit(1)).first() is not None,
    )


def _set_by_steps(conn: Connection) -> Iterator[str]:
    j = t.journey.c
    for draft in conn.execute(select(j.draft).order_by(j.updated_at.desc()).limit(_JOURNEYS)).scalars():
        for data in _data_of(draft):
            attributes = data.get("set")
            if isinstance(attributes, dict):
                yield from (str(name) for name in cast(Iterable[object], attributes))


def _data_of(draft: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    nodes = draft.get("nodes")
    for node in cast(list[Any], nodes) if isinstance(nodes, list) else []:
        data = cast(dict[str, Any], node).get("data") if isinstance(node, dict) else None
        if isinstance(data, dict):
            yield cast(dict[str, Any], data)
