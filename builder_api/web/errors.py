"""Refusals as the API answers them: problem+json (RFC 9457) with a stable code, and a sentence with the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from builder_api.web.statuses import answered
from engine.journey.findings import Finding
from engine.rules.outcomes.refusal import Refusal

PROBLEM_JSON = "application/problem+json"
_DESCRIBED = ConfigDict(use_attribute_docstrings=True)


class FieldProblem(BaseModel):
    """One thing wrong with what was sent."""

    model_config = _DESCRIBED

    place: str
    """`body`, `query`, `path` or `header`."""
    pointer: str
    """Where in it: a JSON pointer for a body (`/properties/starts_at`), else the parameter's name."""
    message: str
    remedy: str


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    model_config = _DESCRIBED

    type: str
    """`urn:postroad:problem:` and the code."""
    title: str
    """The same for every problem of this code."""
    status: int
    code: str
    """Stable, for programs."""
    detail: str
    """What is wrong here and what to do, for people."""
    errors: list[FieldProblem] = Field(default_factory=list[FieldProblem])
    """Every field that is wrong, when the request itself is."""
    findings: list[Finding] = Field(default_factory=list[Finding])
    """What is wrong with the journey, when it is the journey."""


class ApiError(Refusal):
    """A refusal of the API itself: of a request that can't be read, by who calls, or of what is not there."""

    code = "internal_error"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        findings: Sequence[Finding] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail, details=extra)
        self.errors = list(errors)
        self.findings = list(findings)
        self.headers = headers


def refusal_document(refusal: Refusal) -> dict[str, Any]:
    """The problem document of a refusal; what is empty is left out."""
    status, title = answered(refusal.code)
    extra: dict[str, Any] = {}
    if isinstance(refusal, ApiError):
        extra["errors"] = [error.model_dump() for error in refusal.errors]
        extra["findings"] = [finding.model_dump(mode="json") for finding in refusal.findings]
    return problem_document(status, refusal.code, title, str(refusal), **extra, **refusal.details)


def problem_document(status: int, code: str, title: str, detail: str, **extra: Any) -> dict[str, Any]:
    """A problem as plain data; members that are empty are left out."""
    document: dict[str, Any] = {
        "type": f"urn:postroad:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return document | {name: value for name, value in extra.items() if value not in (None, [], {})}


class BadRequest(ApiError):
    """The request can't be read."""

    code = "bad_request"


class InvalidJson(ApiError):
    """The body is not JSON."""

    code = "invalid_json"


class NotUtf8(ApiError):
    """The body is not UTF-8."""

    code = "not_utf8"


class Unauthenticated(ApiError):
    """Who is calling?."""

    code = "unauthenticated"


class CrossSite(ApiError):
    """Another site may not write here."""

    code = "cross_site"


class SignatureRefused(ApiError):
    """The signature is not the carrier's."""

    code = "signature_refused"


class NotFound(ApiError):
    """There is no such thing."""

    code = "not_found"


class MethodNotAllowed(ApiError):
    """This can't be done with that method."""

    code = "method_not_allowed"


class AccountUnnamed(ApiError):
    """The account has no name yet."""

    code = "account_unnamed"


class NothingPublished(ApiError):
    """The journey has no published version."""

    code = "nothing_published"


class AlreadyEnded(ApiError):
    """It has ended already."""

    code = "already_ended"


class AlreadyDispatched(ApiError):
    """The message has left already."""

    code = "already_dispatched"


class StillWorking(ApiError):
    """The first request with this key is still being answered."""

    code = "still_working"


class EventIdReused(ApiError):
    """The id was used for another event."""

    code = "event_id_reused"


class DraftChanged(ApiError):
    """Somebody else saved the draft."""

    code = "draft_changed"


class TooLarge(ApiError):
    """The body is too large."""

    code = "too_large"


class UnsupportedMediaType(ApiError):
    """The body is of another kind."""

    code = "unsupported_media_type"


class InvalidRequest(ApiError):
    """Something in the request is not right."""

    code = "invalid_request"


class EventRefused(ApiError):
    """The event lacks what a journey needs, or can't be used as it is."""

    code = "event_refused"


class UnknownContact(ApiError):
    """There is no such contact."""

    code = "unknown_contact"


class JourneyHasErrors(ApiError):
    """The journey has errors."""

    code = "journey_has_errors"


class KeyReused(ApiError):
    """The key was used for another request."""

    code = "idempotency_key_reused"


class DatabaseUnavailable(ApiError):
    """The database does not answer."""

    code = "database_unavailable"


class PartMissing(ApiError):
    """A part of Postroad does not run here."""

    code = "part_missing"


def answers(*refusals: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route for its OpenAPI `responses`, those of one status in one description."""
    responses: dict[int | str, dict[str, Any]] = {}
    codes = {refusal.code for refusal in refusals}
    for code in sorted(codes, key=lambda code: (answered(code).status, code)):
        status, title = answered(code)
        entry = responses.setdefault(status, {"model": Problem, "description": ""})
        entry["description"] = f"{entry['description']}\n\n`{code}`: {title}.".strip()
    return responses


EVERYWHERE = (Unauthenticated, CrossSite, InvalidRequest, DatabaseUnavailable)
"""What any call may be refused with."""
WITH_BODY = (InvalidJson, NotUtf8, TooLarge, UnsupportedMediaType)
"""What any call with a JSON body may be refused with."""
