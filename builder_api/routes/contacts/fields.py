"""What conditions can ask of in this account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from builder_api.dependencies import DatabaseDep
from builder_api.models.conditions import FieldInfo, FieldKind, Fields, KnownEvent, Property
from builder_api.web.strict_route import room
from engine.rules.outcomes.states import ConsentState, JourneyStatus, MessageFact
from engine.rules.time.zones import zone_names
from engine.store.journeys import journeys
from engine.store.segments import segments
from engine.store.segments.known_fields import KnownField, KnownFields, known_fields

router = room("fields")

_EQUAL: Final = ("=", "!=", "in", "notIn", "null", "notNull")
_ORDERED: Final = ("=", "!=", "<", "<=", ">", ">=", "between", "notBetween", "null", "notNull")
_TEXT: Final = (
    *("=", "!=", "contains", "doesNotContain", "beginsWith", "endsWith", "in", "notIn", "null", "notNull"),
    *("<", "<=", ">", ">="),
)
_OPERATORS: Final[Mapping[FieldKind, Sequence[str]]] = {
    "text": _TEXT,
    "number": (*_ORDERED, "in", "notIn"),
    "boolean": ("=", "!=", "null", "notNull"),
    "date": _ORDERED,
    "datetime": _ORDERED,
    "tags": ("contains", "doesNotContain", "in", "notIn", "null", "notNull"),
    "choice": _EQUAL,
    "event": ("=",),
}
_COLUMNS: Final = (
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("external_id", "Id"),
)
_SEGMENTS: Final = 500
"""The newest so many segments are offered."""
_JOURNEYS: Final = 30
"""The newest so many live journeys are offered."""
_BEHAVIOUR: Final = {
    MessageFact.SENT: "Got an SMS",
    MessageFact.DELIVERED: "An SMS was delivered",
    MessageFact.CLICKED: "Clicked a link in an SMS",
    MessageFact.REPLIED: "Replied to an SMS",
    MessageFact.NOT_SENT: "An SMS was not sent",
}
_SETS: Final = (("language", "Language"), ("country", "Country"), ("timezone", "Time zone"))


@router.get("/fields")
def get_fields(database: DatabaseDep) -> Fields:
    """The fields that conditions can name, with their kinds, the operators that fit, and values that occur."""
    with database.read() as conn:
        known = known_fields(conn)
        named = segments.listed(conn, before_id=None, limit=_SEGMENTS)
        recent = journeys.listed(conn, status=JourneyStatus.LIVE, before_id=None, limit=_JOURNEYS)
    return Fields(
        fields=[
            *_of_contacts(known),
            *_of_consent(),
            *_of_events(known),
            *_of_segments(named),
            *_of_behaviour(recent),
        ],
        events=[
            KnownEvent(
                name=name,
                properties=[_property(each, field) for each, field in sorted(properties.items())],
            )
            for name, properties in sorted(known.events.items())
        ],
        timezones=sorted(zone_names().values()),
    )


def _of_contacts(known: KnownFields) -> list[FieldInfo]:
    fields = [_field(f"contact.{name}", label, "Contact", "text") for name, label in _COLUMNS]
    fields += [_field(f"contact.{name}", label, "Contact", "text", known.columns[name].common) for name, label in _SETS]
    fields.append(_field("contact.tags", "Tags", "Contact", "tags", known.tags))
    fields.append(_field("contact.score", "Score", "Contact", "number"))
    fields.append(_field("contact.created_at", "Contact since", "Contact", "datetime"))
    fields += [
        _field(f"contact.{name}", _label(name), "Attributes", attribute.kind, attribute.common)
        for name, attribute in sorted(known.attributes.items())
    ]
    return fields


def _of_consent() -> list[FieldInfo]:
    states = [str(state) for state in ConsentState]
    return [
        _field("consent.sms", "SMS consent", "Consent", "choice", states),
        _field("consent.email", "E-mail consent", "Consent", "choice", states),
    ]


def _of_events(known: KnownFields) -> list[FieldInfo]:
    return [_field(f"happened.{name}", f"{name} happened", "Happened", "event") for name in sorted(known.events)]


def _of_segments(rows: Sequence[segments.SegmentRow]) -> list[FieldInfo]:
    return [_field(f"segment.{row.public_id}", row.name, "Segments", "boolean") for row in rows]


def _of_behaviour(rows: Sequence[journeys.ListedJourney]) -> list[FieldInfo]:
    """What became of SMS to the contact: in any journey, and in each of the newest live ones."""
    fields = [_field(f"behaviour.{fact}", label, "Messages", "event") for fact, label in _BEHAVIOUR.items()]
    for row in rows:
        group = f"Messages of {row.journey.name}"
        fields += [
            _field(f"behaviour.{fact}.{row.journey.public_id}", label, group, "event")
            for fact, label in _BEHAVIOUR.items()
        ]
    return fields


def _field(name: str, label: str, group: str, kind: FieldKind, values: Sequence[str] = ()) -> FieldInfo:
    return FieldInfo(
        name=name, label=label, group=group, kind=kind, values=list(values), operators=list(_OPERATORS[kind])
    )


def _property(name: str, field: KnownField) -> Property:
    return Property(
        name=name,
        kind=field.kind,
        values=field.common,
        operators=list(_OPERATORS[field.kind]),
    )


def _label(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
