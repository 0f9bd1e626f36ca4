"""What webhook calls are signed with: shown to whoever may change settings, and replaced."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from builder_api.dependencies import DatabaseDep, NowDep
from builder_api.models.common import Answer, Body, Instant
from builder_api.web.errors import WITH_BODY, FieldProblem, InvalidRequest, answers
from builder_api.web.strict_route import room
from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import DAY, Millis
from engine.store.account import webhook_secrets

router = room("webhooks")


class PreviousSecret(Answer):
    """The secret before."""

    secret: str
    ends_at: Instant
    """Until then calls are signed with both."""


class WebhookSecret(Answer):
    """What calls are signed with, by Standard Webhooks."""

    secret: str
    """`whsec_` and base64: what a receiver verifies `webhook-signature` with."""
    created_at: Instant | None
    """Null for the secret that an installation begins with."""
    previous: PreviousSecret | None
    """The one that was replaced, while it still signs too."""


class Rotation(Body):
    """How a secret is replaced."""

    overlap: Annotated[str, Field(max_length=40)] = "P1D"
    """For how long the old secret signs too, ISO 8601, up to `P30D`; `PT0S` ends it at once."""


@router.get("/webhook-secret")
def get_webhook_secret(database: DatabaseDep, now: NowDep) -> WebhookSecret:
    """What webhook calls are signed with."""
    with database.read() as conn:
        return _told(webhook_secrets.signing(conn, now))


@router.post("/webhook-secret/rotate", responses=answers(*WITH_BODY))
def rotate_webhook_secret(database: DatabaseDep, now: NowDep, body: Rotation | None = None) -> WebhookSecret:
    """Makes a new secret. Calls carry both signatures during the overlap, so that receivers can change over."""
    overlap = _overlap((body or Rotation()).overlap)
    with database.write() as conn:
        return _told(webhook_secrets.rotate(conn, now, overlap))


@router.delete("/webhook-secret/previous")
def end_previous_webhook_secret(database: DatabaseDep, now: NowDep) -> WebhookSecret:
    """Ends the old secret now: calls are signed with the new one alone, within a few seconds everywhere."""
    with database.write() as conn:
        return _told(webhook_secrets.end_previous(conn, now))


def _told(signing: webhook_secrets.WebhookSigning) -> WebhookSecret:
    previous = None
    if signing.previous is not None and signing.previous_ends_at is not None:
        previous = PreviousSecret.model_validate({"secret": signing.previous, "ends_at": signing.previous_ends_at})
    return WebhookSecret.model_validate(
        {"secret": signing.secret, "created_at": signing.created_at, "previous": previous}
    )


def _overlap(text: str) -> Millis:
    try:
        duration = parse_duration(text)
    except ValueError as problem:
        raise _refused(str(problem).partition("; ")[0]) from None
    length = (duration.months * 31 + duration.days) * DAY + duration.exact_ms
    if duration.sign < 0 or length > webhook_secrets.LONGEST_OVERLAP:
        raise _refused("the overlap is between PT0S and P30D")
    return length


def _refused(problem: str) -> InvalidRequest:
    detail = "the secret was not replaced; mend the overlap"
    return InvalidRequest(
        detail,
        errors=[FieldProblem(place="body", pointer="/overlap", message=problem, remedy="write it as P1D or PT6H")],
    )
