"""Checks of merge fields: names that nobody has, dates as a machine writes them, formats that print letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from engine.journey.checks.texts.step_texts import Text, texts
from engine.journey.definition.circumstances import Circumstances
from engine.journey.definition.known_names import KnownNames, ValueKind
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.triggers import EventTrigger, KeywordTrigger, trigger_subject
from engine.journey.steps.update_contact import UpdateContactData
from engine.journey.steps.wait import WaitData
from engine.journey.steps.webhook import WebhookData
from engine.rules.conditions.conditions import reads
from engine.rules.liquid.merge_fields import MergeField, merge_fields
from engine.rules.liquid.template import foreign_formats
from engine.rules.wording.field_names import STANDARD, nearest
from engine.rules.wording.word_sets import word_set

_FORMATS_A_DATE: Final = word_set("date slice split truncate truncatewords size json url_encode replace first")
"""Filters after which a date is no longer what a machine wrote, or whose writer knew what it looks like."""
_DATE_NAME: Final = re.compile(
    r"(?:^|[._])(?:date|datetime|timestamp|birthday|birthdate|dob)$"
    r"|_(?:at|on|date|datetime|until|deadline|dob)$|^(?:starts?|ends?|due|renews?|expires?)$"
    r"|(?:[a-z](?:At|Date|DateTime|Timestamp))$",
)
"""Names that dates are given: `starts_at`, `renewal_date`, `dueDate`, `birthday`."""
_DATES: Final = frozenset({"date", "datetime"})


def date_formats(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Date formats in another tool's notation: `MMMM D` prints MMMM D."""
    for text in texts(outline, circumstances):
        for wrong in foreign_formats(text.body):
            tell = error if wrong.prints_no_date else warning
            message = f"{text.named.rstrip(',')}: {wrong.message}"
            yield tell(FindingCode.DATE_FORMAT, message, wrong.remedy, node=text.step, field=text.field)


def account_name(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Texts that say who is sending, where the account has not been named: they would say nobody."""
    if circumstances.account_named:
        return
    for text, field in _asked(outline, circumstances, "account"):
        if field.name == "name" and not field.has_default:
            yield error(
                FindingCode.ACCOUNT_UNNAMED,
                f"{text.named} says account.name, and the account has no name yet",
                "name the account under Settings, Account, or write the name into the text",
                node=text.step,
                field=text.field,
            )


def contact_fields(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Merge fields of the contact that no contact has.

    Told where contacts were looked at and none has it; where nobody looked, only what is a slip of a field that every
    contact has.
    """
    known = circumstances.known
    names = _contact_names(outline, known)
    looked = known is not None and known.has_contacts
    for text, field in _asked(outline, circumstances, "contact"):
        if _is_among(field.name, names):
            continue
        near = nearest(field.name, names if looked else STANDARD)
        if near is None and not looked:
            continue
        yield warning(
            FindingCode.UNKNOWN_CONTACT_FIELD,
            f"{text.named} asks for {field.field}, and no contact {'has' if looked else 'is likely to have'} "
            f'"{field.name}"; for them it is empty',
            f"did you mean contact.{near}?"
            if near
            else "choose another field, or import contacts with that column first",
            node=text.step,
            field=text.field,
        )


def event_properties(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Merge fields of the event that nothing declares: the trigger does not name them, and no such event had them."""
    trigger = outline.trigger
    if trigger is None or isinstance(trigger, KeywordTrigger):
        return
    if not isinstance(trigger, EventTrigger):
        for text, field in _asked(outline, circumstances, "event"):
            if not field.has_default:
                yield warning(
                    FindingCode.UNDECLARED_PROPERTY,
                    f"{text.named} asks for {field.field}, but {trigger_subject(trigger)} carries no event",
                    "start the journey with an event, or give it a default",
                    node=text.step,
                    field=text.field,
                )
        return
    names = _event_names(outline, trigger, circumstances.known)
    for text, field in _asked(outline, circumstances, "event"):
        if _is_among(field.name, names):
            continue
        near = nearest(field.name, names)
        # A default says that the value may be missing: then only a slip is worth a word.
        if near is None and field.has_default:
            continue
        yield warning(
            FindingCode.UNDECLARED_PROPERTY,
            f"{text.named} asks for {field.field}, which {trigger_subject(trigger)} does not declare; without it the "
            "text has a gap",
            f"did you mean event.{near}?"
            if near
            else f'add "{field.name}" to what the start event must carry ("requires"), or give it a default: '
            f'{{{{ {field.field} | default: "..." }}}}',
            node=text.step,
            field=text.field,
        )


def raw_dates(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Dates in what people read, as machines write them: 2026-03-05T18:00:00Z."""
    dates = _date_fields(outline, circumstances.known)
    webhooks = {step_id for step_id, _ in outline.each(WebhookData)}
    for text in texts(outline, circumstances):
        if text.step in webhooks:
            continue
        reported: set[str] = set()
        for field in merge_fields(text.body):
            if not field.printed or field.field in reported or _FORMATS_A_DATE.intersection(field.filters):
                continue
            if _is_date(field, dates):
                reported.add(field.field)
                yield warning(
                    FindingCode.RAW_DATE,
                    f"{text.named} prints {field.field} as it comes, such as 2026-03-05T18:00:00Z",
                    f'write {{{{ {field.field} | date: "%A, %-d %B at %H:%M" }}}}',
                    node=text.step,
                    field=text.field,
                )


def _asked(outline: Outline, circumstances: Circumstances, root: str) -> Iterator[tuple[Text, MergeField]]:
    """The merge fields of a root in every text, each field once a text."""
    for text in texts(outline, circumstances):
        reported: set[str] = set()
        for field in merge_fields(text.body):
            if field.root == root and field.name not in reported:
                reported.add(field.name)
                yield text, field


def _is_among(name: str, names: Collection[str]) -> bool:
    """Whether it is one of the names, or a part of one: `address.city` of `address`, `a` of a property named `a.b`."""
    head = name.partition(".")[0]
    return name in names or head in names or any(each.startswith(f"{name}.") for each in names)


def _contact_names(outline: Outline, known: KnownNames | None) -> frozenset[str]:
    set_here = (name for _, data in outline.each(UpdateContactData) for name in data.set)
    return frozenset((*STANDARD, *set_here, *(known.contact if known is not None else ())))


def _event_names(outline: Outline, trigger: EventTrigger, known: KnownNames | None) -> frozenset[str]:
    """What the trigger declares (`requires`, the key, its condition), what waits count from, and what came."""
    names = set(trigger.requires)
    if trigger.key:
        names.add(trigger.key.removeprefix("event."))
    if trigger.where is not None:
        names.update(reads(trigger.where).event)
    for _, data in outline.each(WaitData):
        if data.relative is not None and data.relative.to.startswith("event."):
            names.add(data.relative.to.removeprefix("event."))
    if known is not None:
        for event in (trigger.name, trigger.updated_by):
            names.update(known.events.get(event or "", ()))
    return frozenset(names)


def _date_fields(outline: Outline, known: KnownNames | None) -> Mapping[str, ValueKind]:
    """What is known of the kind of each field, by its whole name; what a wait counts from is a date."""
    kinds: dict[str, ValueKind] = {}
    if known is not None:
        kinds.update({f"contact.{name}": kind for name, kind in known.contact.items()})
        trigger = outline.trigger
        if isinstance(trigger, EventTrigger):
            received = known.events.get(trigger.name, {})
            kinds.update({f"event.{name}": kind for name, kind in received.items()})
    kinds["contact.created_at"] = "datetime"
    kinds.update({data.relative.to: "datetime" for _, data in outline.each(WaitData) if data.relative is not None})
    return kinds


def _is_date(field: MergeField, kinds: Mapping[str, ValueKind]) -> bool:
    kind = kinds.get(field.field)
    if kind in _DATES:
        return True
    # A number under a date's name is seconds since 1970, which nobody wants to read either.
    if kind is not None and kind != "number":
        return False
    return field.root in ("contact", "event") and _DATE_NAME.search(field.name) is not None
