"""From an exception to a problem+json answer; nothing leaves the API in another shape."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from builder_api.web.errors import PROBLEM_JSON, ApiError, DatabaseUnavailable, problem_document, refusal_document
from builder_api.web.statuses import INTERNAL_ERROR, STATUSES
from builder_api.web.validation import invalid_request
from engine.rules.outcomes.refusal import Refusal
from engine.store.migrations.readiness import explained

log = logging.getLogger("postroad.api")

_BY_STATUS: Final[Mapping[int, tuple[str, str, str]]] = {
    400: ("bad_request", "The request can't be read", "the body can't be read; send it as the API description says"),
    404: ("not_found", "There is no such thing", "nothing is at {method} {path}; see /api/v1/openapi.json for what is"),
    405: ("method_not_allowed", "This can't be done with that method", "{path} does not take {method}; use {allow}"),
}


class ProblemResponse(Response):
    """A problem document as an answer."""

    media_type = PROBLEM_JSON

    def __init__(self, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(orjson.dumps(document), status_code=document["status"], headers=headers)


def problem_response(refusal: Refusal) -> ProblemResponse:
    """The answer for a refusal, of the API or of the engine."""
    return ProblemResponse(refusal_document(refusal), refusal.headers if isinstance(refusal, ApiError) else None)


def register(app: FastAPI) -> None:
    """Makes every error of the app a problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(Exception, _unexpected)


async def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    if error.code not in STATUSES:
        # Ours to mend: a refusal that nobody thought would be answered over HTTP.
        log.error("the refusal %r has no HTTP status", error.code, exc_info=error)
        return _internal()
    return problem_response(error)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.__cause__, Refusal):
        # FastAPI takes whatever is raised while it asks for the body for a body that can't be parsed.
        return problem_response(error.__cause__)
    status = error.status_code
    allowed = _allowed(request) if status == 405 else frozenset[str]()
    if status == 405 and not allowed:
        # The catch-all of the pages takes every address, and no method but theirs.
        if request.url.path.startswith(_PROGRAMS):
            status = 404
        else:
            allowed = frozenset((error.headers or {}).get("Allow", "GET").split(", ")) | {"GET", "HEAD"}
    if request.method == "OPTIONS" and allowed:
        return Response(status_code=204, headers={"Allow": ", ".join(sorted(allowed | {"OPTIONS"}))})
    known = _BY_STATUS.get(status)
    if known is None:
        document = problem_document(status, "refused", str(error.detail), str(error.detail))
        return ProblemResponse(document, error.headers)
    code, title, words = known
    headers = {"Allow": ", ".join(sorted(allowed))} if status == 405 else error.headers
    detail = words.format(
        method=request.method,
        path=request.url.path,
        allow=(headers or {}).get("Allow", "another"),
    )
    return ProblemResponse(problem_document(status, code, title, detail), headers)


_PROGRAMS: Final = ("/api/", "/webhooks/")
"""Where programs call: no page is there."""


def _allowed(request: Request) -> frozenset[str]:
    """The methods that the address takes, by the API's own description; the framework names those of one route only."""
    methods: set[str] = set()
    for path, operations in request.app.openapi()["paths"].items():
        if compile_path(path)[0].match(request.url.path):
            methods |= {method.upper() for method in operations}
    return frozenset(methods | {"HEAD"} if "GET" in methods else methods)


async def _validation(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return problem_response(invalid_request(error.errors()))


async def _database(request: Request, error: Exception) -> Response:
    return database_problem(request, error)


def database_problem(request: Request, error: Exception) -> Response:
    """The answer when the database failed: 503 when it did not answer, else 500."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        log.error("the database did not answer %s %s: %s", request.method, request.url.path, error)
        reason = "the database did not answer" if isinstance(error, PoolTimeout) else str(explained(error))
        refusal = DatabaseUnavailable(
            f"{reason}; nothing was changed, try again in a moment",
            headers={"Retry-After": "2"},
        )
        return problem_response(refusal)
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    return _internal()


async def _unexpected(_request: Request, _error: Exception) -> Response:
    # Starlette raises it again after this answer, so the server logs it with its traceback.
    return _internal()


def _internal() -> Response:
    detail = "something went wrong on our side; the server's log has the details"
    return ProblemResponse(problem_document(INTERNAL_ERROR.status, ApiError.code, INTERNAL_ERROR.title, detail))
