"""Publishing: a draft without errors becomes the version that new enrolments travel on."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection

from engine.control.control import NotPossible
from engine.journey.checks.all_checks import Review, review
from engine.journey.compiler import compile_plan
from engine.journey.document.library_messages import templates_named, templates_named_in
from engine.journey.document.named_fields import asks_for_own_fields
from engine.journey.findings import Finding
from engine.journey.reading.reading import Reading
from engine.rules.outcomes.states import JourneyStatus
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.settings.reply_settings import reply_settings
from engine.store import library
from engine.store.account import accounts
from engine.store.account.senders import sender_ids
from engine.store.journeys import journeys
from engine.store.journeys.status import set_status
from engine.store.segments import segments
from engine.store.segments.known_names import known_names


@dataclass(frozen=True, slots=True)
class PublishOutcome:
    """What came of publishing."""

    version: int | None
    """The number of the version; None when errors stopped it."""
    findings: tuple[Finding, ...]
    """All of them, warnings too."""


def publish(context: Context, journey_id: str, now: Millis) -> PublishOutcome | None:
    """Publishes the draft of a journey (by its public id); None when there is no such journey.

    What steps say by messages of the library is frozen here. The same draft again is the same version, unless one of
    those messages says something else by now. Raises NotPossible for a journey that was cancelled.
    """
    with context.db.write(urgent=True) as conn:
        row = journeys.find(conn, journey_id, lock=True)
        if row is None:
            return None
        if row.status == JourneyStatus.CANCELLED:
            raise NotPossible("the journey was cancelled and takes nobody any more; make a new one from its draft")
        report = review_here(conn, row.draft, now)
        if report.document is None or not report.publishable:
            return PublishOutcome(None, report.findings)
        plan = compile_plan(report.document, library.pinned(conn, templates_named(report.document)))
        current = journeys.current_document(conn, row)
        if current is not None and current.version.digest == plan.digest and current.document == row.draft:
            version = current.version
        else:
            version = journeys.insert_version(conn, row.id, row.draft, orjson.loads(plan.to_json()), plan.digest, now)
        if row.status in (JourneyStatus.DRAFT, JourneyStatus.ARCHIVED):
            set_status(conn, row.id, JourneyStatus.LIVE, None, now)
        return PublishOutcome(version.number, report.findings)


def review_here(conn: Connection, document: object, now: Millis, reading: Reading | None = None) -> Review:
    """Everything there is to say about a document in this installation: with its senders, library and segments.
    `reading` is what came of reading it, where that has been done."""
    pinned_messages = library.pinned(conn, templates_named_in(document))
    account = accounts.load_settings(conn)
    return review(
        document if reading is None else reading,
        now=now,
        senders=sender_ids(conn),
        templates=pinned_messages,
        segments=segments.ids(conn),
        known=known_names(conn) if asks_for_own_fields(document, pinned_messages) else None,
        replies=reply_settings(account),
        quiet=account.quiet_hours.rules,
        account_named=account.name is not None,
    )
