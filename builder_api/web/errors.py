"""Errors as the API tells them: problem+json (RFC 9457) with a stable code, and a sentence with the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from engine.journey.findings import Finding

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


class ApiError(HTTPException):
    """A refusal the caller should see. Subclasses know their status, code and title."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong here"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        findings: Sequence[Finding] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(self.status, detail, headers)
        self.errors = list(errors)
        self.findings = list(findings)
        self.extra = extra

    def document(self) -> dict[str, Any]:
        """The problem document; what is empty is left out."""
        return problem_document(
            self.status,
            self.code,
            self.title,
            self.detail,
            errors=[error.model_dump() for error in self.errors],
            findings=[finding.model_dump(mode="json") for finding in self.findings],
            **self.extra,
        )


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
    status, code, title = 400, "bad_request", "The request can't be read"


class InvalidJson(ApiError):
    status, code, title = 400, "invalid_json", "The body is not JSON"


class NotUtf8(ApiError):
    status, code, title = 400, "not_utf8", "The body is not UTF-8"


class Unauthenticated(ApiError):
    status, code, title = 401, "unauthenticated", "Who is calling?"


class CrossSite(ApiError):
    status, code, title = 403, "cross_site", "Another site may not write here"


class SignatureRefused(ApiError):
    status, code, title = 403, "signature_refused", "The signature is not the carrier's"


class NotFound(ApiError):
    status, code, title = 404, "not_found", "There is no such thing"


class MethodNotAllowed(ApiError):
    status, code, title = 405, "method_not_allowed", "This can't be done with that method"


class Conflict(ApiError):
    status, code, title = 409, "conflict", "Not in this state"


class AccountUnnamed(ApiError):
    status, code, title = 409, "account_unnamed", "The account has no name yet"


class NothingPublished(ApiError):
    status, code, title = 409, "nothing_published", "The journey has no published version"


class LaunchedJustNow(ApiError):
    status, code, title = 409, "launched_just_now", "The journey was launched a moment ago"


class WrongTrigger(ApiError):
    status, code, title = 409, "wrong_trigger", "The journey does not start that way"


class AlreadyEnded(ApiError):
    status, code, title = 409, "already_ended", "It has ended already"


class AlreadyDispatched(ApiError):
    status, code, title = 409, "already_dispatched", "The message has left already"


class AnswerNotAllowed(ApiError):
    status, code, title = 409, "answer_not_allowed", "The reply may not be answered so"


class StillWorking(ApiError):
    status, code, title = 409, "still_working", "The first request with this key is still being answered"


class EventIdReused(ApiError):
    status, code, title = 409, "event_id_reused", "The id was used for another event"


class DraftChanged(ApiError):
    status, code, title = 412, "draft_changed", "Somebody else saved the draft"


class TooLarge(ApiError):
    status, code, title = 413, "too_large", "The body is too large"


class UnsupportedMediaType(ApiError):
    status, code, title = 415, "unsupported_media_type", "The body is of another kind"


class InvalidRequest(ApiError):
    status, code, title = 422, "invalid_request", "Something in the request is not right"


class EventRefused(ApiError):
    status, code, title = (
        422,
        "event_refused",
        "The event lacks what a journey needs, or can't be used as it is",
    )


class UnknownContact(ApiError):
    status, code, title = 422, "unknown_contact", "There is no such contact"


class JourneyHasErrors(ApiError):
    status, code, title = 422, "journey_has_errors", "The journey has errors"


class RehearsalTooLong(ApiError):
    status, code, title = 422, "rehearsal_too_long", "The rehearsal takes too long"


class FileRefused(ApiError):
    status, code, title = 422, "file_refused", "The file can't be read"


class KeyReused(ApiError):
    status, code, title = 422, "idempotency_key_reused", "The key was used for another request"


class DatabaseUnavailable(ApiError):
    status, code, title = 503, "database_unavailable", "The database does not answer"


class PartMissing(ApiError):
    status, code, title = 503, "part_missing", "A part of Postroad does not run here"


def answers(*errors: type[ApiError]) -> dict[int | str, dict[str, Any]]:
    """The errors of a route for its OpenAPI `responses`, those of one status told together."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in sorted(errors, key=lambda error: (error.status, error.code)):
        entry = found.setdefault(error.status, {"model": Problem, "description": ""})
        told = f"`{error.code}`: {error.title}."
        entry["description"] = f"{entry['description']}\n\n{told}".strip()
    return found


EVERYWHERE = (Unauthenticated, CrossSite, InvalidRequest, DatabaseUnavailable)
"""What any call may be refused with."""
WITH_BODY = (InvalidJson, NotUtf8, TooLarge, UnsupportedMediaType)
"""What any call with a JSON body may be refused with."""
