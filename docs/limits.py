"""Every bound of the code with its value, as the reference page tells it: read from the code, so that it stays true."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from pydantic import TypeAdapter


class Bound(NamedTuple):
    """One bound."""

    what: str
    where: str
    """`module:NAME`, or `module:Model.field` for the longest or largest that a field takes."""
    wording: Callable[[Any], str]
    beyond: str = ""
    """What happens beyond it."""


def plain(unit: str) -> Callable[[Any], str]:
    """The number with its unit."""
    return lambda value: f"{value:,} {unit}".strip() if isinstance(value, int) else f"{value:g} {unit}".strip()


def size(value: Any) -> str:
    """Bytes."""
    for unit, factor in (("MB", 1_000_000), ("KB", 1_000)):
        if value >= factor and value % factor == 0:
            return f"{value // factor:,} {unit}"
    for unit, factor in (("MiB", 1024 * 1024), ("KiB", 1024)):
        if value >= factor and value % factor == 0:
            return f"{value // factor:,} {unit}"
    return f"{value:,} bytes"


def length(value: Any) -> str:
    """Milliseconds, in the largest unit that fits."""
    for unit, factor in (("days", 86_400_000), ("hours", 3_600_000), ("minutes", 60_000), ("seconds", 1_000)):
        if value >= factor and value % factor == 0:
            n = value // factor
            return f"{n:,} {unit[:-1] if n == 1 else unit}"
    return f"{value:,} ms"


def each_time(value: Any) -> str:
    """So many in each length of time; one pair or several."""
    pairs = value if isinstance(value[0], tuple) else (value,)
    return ", ".join(f"{most:,} in {length(span)}" for span, most in pairs)


characters, entries, levels, seconds = plain("characters"), plain(""), plain("levels"), plain("s")

PAGE: tuple[tuple[str, tuple[Bound, ...]], ...] = (
    (
        "What one call takes",
        (
            Bound("a JSON body", "builder_api.web.strict_route:BODY_LIMIT", size, "413 `too_large`"),
            Bound("lists and objects within each other", "builder_api.web.strict_json:DEEPEST", levels, "422"),
            Bound("values of a JSON body", "builder_api.web.strict_json:MOST_VALUES", entries, "413 `too_large`"),
            Bound("keys of one object", "builder_api.web.strict_json:MOST_KEYS", entries, "422"),
            Bound(
                "fields that are told to be wrong",
                "builder_api.web.validation:MOST_PROBLEMS",
                entries,
                "the rest is counted",
            ),
            Bound(
                "large bodies worked on at a time", "builder_api.web.heavy:AT_ONCE", entries, "they wait for their turn"
            ),
            Bound("rehearsals played at a time", "builder_api.web.heavy:AT_ONCE", entries, "they wait for their turn"),
            Bound("an event", "builder_api.routes.events:EVENT_LIMIT", size, "413 `too_large`"),
            Bound("values of an event", "builder_api.routes.events:MOST_EVENT_VALUES", entries, "413 `too_large`"),
            Bound("a carrier's form post", "builder_api.routes.public.twilio:FORM_LIMIT", size, "413 `too_large`"),
            Bound("an import", "", lambda _: "any size", "it is streamed"),
            Bound("a batch of events", "", lambda _: "any size", "it is streamed"),
            Bound(
                "one line of a batch",
                "builder_api.routes.events:EVENT_LIMIT",
                size,
                "refused; a line without an end: 413, lines before it count",
            ),
            Bound(
                "refused lines that a batch lists", "builder_api.routes.events:_LISTED", entries, "counted all the same"
            ),
            Bound("`limit` of a list", "builder_api.dependencies:Limit", entries, "422"),
            Bound(
                "contacts of one manual enrolment", "builder_api.models.journeys:NewEnrolments.contacts", entries, "422"
            ),
            Bound("an `Idempotency-Key`", "builder_api.intake.idempotency:_LONGEST", characters, "422"),
            Bound(
                "how long its answer is kept",
                "engine.store.database.idempotency:KEPT_FOR",
                length,
                "the key is free again",
            ),
            Bound(
                "how long a second request waits for the first of its key",
                "builder_api.intake.idempotency:_PATIENCE",
                seconds,
                "409 `still_working`",
            ),
            Bound("a browser's session", "builder_api.access.access:SESSION_LENGTH", length, "sign in again"),
            Bound("until a revoked key is refused everywhere", "builder_api.access.access:_FRESH", length),
        ),
    ),
    (
        "Contacts and events",
        (
            Bound(
                "a contact's id",
                "builder_api.models.events:EventIn.contact",
                characters,
                "422; an import rejects the row",
            ),
            Bound(
                "a name, a phone as submitted", "builder_api.models.contacts:ContactIn.first_name", characters, "422"
            ),
            Bound(
                "attributes of a contact in one call",
                "builder_api.models.contacts:ContactIn.attributes",
                entries,
                "422",
            ),
            Bound("tags of a contact in one call", "builder_api.models.contacts:ContactIn.tags", entries, "422"),
            Bound("a contact's score, either way", "engine.rules.conditions.scores:LARGEST", entries, "it stays there"),
            Bound("a consent's source", "builder_api.models.contacts:ConsentIn.source", characters, "422"),
            Bound("an event's name, an event's id", "builder_api.models.events:EventIn.name", characters, "422"),
            Bound("properties of an event", "builder_api.models.events:EventIn.properties", entries, "422"),
            Bound(
                "a cell of an import",
                "engine.store.contacts.files.contact_file:_LONGEST_CELL",
                characters,
                "the row is rejected",
            ),
            Bound(
                "lines of one row, by breaks in its quotes",
                "engine.store.contacts.files.contact_file:_LONGEST_ROW",
                entries,
                "rejected",
            ),
            Bound(
                "a line of an import",
                "engine.store.contacts.files.contact_file:_LONGEST_LINE",
                size,
                "the file is refused there",
            ),
            Bound(
                "of a file that is looked at before anything is imported",
                "engine.store.contacts.files.contact_file:_WINDOW",
                size,
                "a fault beyond it stops the import there",
            ),
            Bound(
                "rows of an import in one transaction", "engine.store.contacts.files.contact_file:ROWS_AT_ONCE", entries
            ),
            Bound(
                "what is read of a phone number",
                "engine.rules.addresses.phone_text:LONGEST_READ",
                characters,
                "it is none",
            ),
            Bound("an e-mail address", "engine.rules.addresses.email:LONGEST", characters, "it is none"),
            Bound(
                "how long a request to opt in is open",
                "engine.rules.consent.consent:PENDING_VALID",
                length,
                "`unknown` again",
            ),
            Bound(
                "what is read of a reply",
                "engine.rules.replies.keywords:LONGEST_READ",
                characters,
                "the rest is kept, not read",
            ),
            Bound(
                "contacts that a count of a segment asks while you draw",
                "engine.store.segments.segments:ASKED",
                entries,
                "an estimate from evenly spread ones",
            ),
        ),
    ),
    (
        "Journeys",
        (
            Bound("steps of a journey", "engine.journey.reading.reading:MAX_STEPS", entries, "an error"),
            Bound("edges of a journey", "engine.journey.reading.reading:MAX_EDGES", entries, "an error"),
            Bound(
                "values of one `in` or `notIn`",
                "engine.rules.conditions.constant_problems:MOST_LISTED",
                entries,
                "an error",
            ),
            Bound(
                "groups within each other in a condition",
                "engine.rules.conditions.conditions:MAX_DEPTH",
                levels,
                "an error",
            ),
            Bound(
                "findings of one kind",
                "engine.journey.checks.all_checks:MOST_PER_CHECK",
                entries,
                "the rest is not told",
            ),
            Bound(
                "`timeout` of a question to opt in",
                "engine.journey.steps.ask_opt_in:LONGEST_OPT_IN",
                length,
                "an error",
            ),
            Bound("a journey or rehearsal file", "cli.files.data_files:LARGEST", size, "exit code 2"),
        ),
    ),
    (
        "Messages and templates",
        (
            Bound(
                "an SMS, rendered, with its clause", "engine.sending.gate:LONGEST_BODY", characters, "`body_too_long`"
            ),
            Bound("an e-mail or webhook body", "engine.sending.gate:LONGEST_OTHER_BODY", characters, "`body_refused`"),
            Bound("an SMS of one part, GSM-7", "engine.rules.messages.encoding:GSM_SINGLE", characters, "more parts"),
            Bound("each part of a longer one, GSM-7", "engine.rules.messages.encoding:GSM_PART", characters),
            Bound("an SMS of one part, UCS-2", "engine.rules.messages.encoding:UCS2_SINGLE", characters, "more parts"),
            Bound("each part of a longer one, UCS-2", "engine.rules.messages.encoding:UCS2_PART", characters),
            Bound(
                "segments without a warning", "engine.journey.checks.texts.lengths:MANY_SEGMENTS", entries, "a warning"
            ),
            Bound(
                "text that a template makes", "engine.rules.liquid.render_state:MAX_TEXT", characters, "`body_refused`"
            ),
            Bound(
                "list that a template makes", "engine.rules.liquid.render_state:MAX_ITEMS", entries, "`body_refused`"
            ),
            Bound("work of one render", "engine.rules.liquid.render_state:MAX_WORK", plain("units"), "`body_refused`"),
            Bound("tags of a template", "engine.rules.liquid.template_checks:MAX_TAGS", entries, "an error"),
            Bound("one tag", "engine.rules.liquid.template_checks:MAX_TAG_LENGTH", characters, "an error"),
            Bound(
                "short links of one body", "engine.rules.links.short_links:MOST_LINKS", entries, "the rest stays long"
            ),
            Bound(
                "from hand-over to the soonest click of a person",
                "engine.rules.links.clicks:SOONEST_HUMAN",
                length,
                "forwarded, not counted",
            ),
        ),
    ),
    (
        "Sending",
        (
            Bound("messages judged, claimed and handed over at a time", "engine.sending.batches:BATCH_SIZE", entries),
            Bound("a claim", "engine.sending.claims:CLAIM_DURATION", length, "settled by somebody else"),
            Bound(
                "a carrier's time for a batch",
                "engine.sending.dispatcher:HAND_OVER_TIMEOUT",
                seconds,
                "`unknown`, or asked",
            ),
            Bound(
                "in flight at once, at a carrier that can't be asked afterwards",
                "engine.sending.in_flight:IN_FLIGHT_UNASKABLE",
                plain("messages for each worker"),
            ),
            Bound("between two tries at a busy carrier", "engine.sending.settle:LONGEST_RETRY", length),
            Bound("tries at a busy carrier", "engine.sending.settle:GIVE_UP_AFTER", length, "`rejected`"),
            Bound("a webhook call", "activities.carriers.webhook:LONGEST_CALL", seconds, "called again"),
            Bound(
                "a sender's rate", "builder_api.routes.account.senders:SenderIn.rate", plain("segments a second"), "422"
            ),
        ),
    ),
    (
        "Movement",
        (
            Bound("enrolments of one cohort", "engine.store.enrolments.cohorts:LARGEST", entries, "another cohort"),
            Bound(
                "between two tries of an enrolment in quarantine", "engine.runtime.quarantine:QUARANTINE_TIME", length
            ),
            Bound("enrolments moved in one transaction", "engine.movement.advance:CHUNK", entries),
            Bound(
                "single events of one transaction", "builder_api.intake.intake:_MOST", entries, "the next transaction"
            ),
            Bound("between two looks of housekeeping", "activities.housekeeping:EVERY", seconds),
            Bound(
                "what follows from a commit, left to who committed it",
                "engine.control.housekeeping:PATIENCE",
                length,
                "housekeeping does it",
            ),
            Bound("a writer's wait for its turn, SQLite", "engine.store.database.database:_BUSY_MS", length, "503"),
        ),
    ),
    (
        "Rehearsals",
        (
            Bound("contacts", "engine.rehearsal.request:CONTACTS", entries, "422, exit code 2"),
            Bound("entries of the timeline", "engine.rehearsal.request:TIMELINE", entries, "422, exit code 2"),
            Bound(
                "messages, and segments, brought along",
                "engine.rehearsal.request:KEPT",
                entries,
                "422, exit code 2",
            ),
            Bound(
                "a rehearsal over HTTP and in the builder",
                "engine.rehearsal.progress:LONGEST_PLAY",
                seconds,
                "422 `rehearsal_too_long`, with how far it came",
            ),
            Bound(
                "messages handed over",
                "engine.rehearsal.progress:MOST_MESSAGES",
                entries,
                "422 `rehearsal_too_long`, exit code 2",
            ),
            Bound(
                "looks at a group of contacts",
                "engine.rehearsal.simulation:MAX_TURNS",
                entries,
                "422 `rehearsal_too_long`, exit code 2",
            ),
        ),
    ),
)


_BOUNDS = ("maxLength", "maxItems", "maxProperties", "maximum")


def value_at(where: str) -> Any:
    """What a `module:NAME` or `module:Model.field` says; raises LookupError when it says nothing."""
    module, _, path = where.partition(":")
    value: Any = import_module(module)
    name, _, field = path.partition(".")
    value = getattr(value, name)
    if field:
        return _most(value.model_json_schema()["properties"][field], where)
    if hasattr(value, "__metadata__"):
        return _most(TypeAdapter(value).json_schema(), where)
    return value


def _most(schema: dict[str, Any], where: str) -> Any:
    for part in (schema, *schema.get("anyOf", ())):
        for bound in _BOUNDS:
            if bound in part:
                return part[bound]
    raise LookupError(f"{where} has no bound")


def limits_page() -> str:
    """Every bound."""
    parts = ["# Limits\n\nWhat is bounded, by how much, and what happens beyond it. The numbers are the code's own.\n"]
    for title, bounds in PAGE:
        rows = "\n".join(_row(bound) for bound in bounds)
        parts.append(f"## {title}\n\n| what | at most | beyond it | where |\n|---|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _row(bound: Bound) -> str:
    text = bound.wording(value_at(bound.where) if bound.where else None)
    module = bound.where.partition(":")[0]
    where = f"`{module.replace('.', '/')}.py`" if module else ""
    return f"| {bound.what} | {text} | {bound.beyond} | {where} |"
