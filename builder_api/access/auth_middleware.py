"""What every request passes before any route: who is calling, and whether what is asked can be a text at all."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from builder_api.access.access import Access
from builder_api.web.problems import problem_response
from builder_api.web.validation import parameter_problem
from engine.rules.outcomes.refusal import Refusal

API: Final = "/api/v1"
OPEN: Final = frozenset({("POST", f"{API}/session"), ("GET", f"{API}/openapi.json")})
"""What may be called without a key."""
CALLER: Final = "postroad.caller"

SLASH: Final = "\ue000"
"""Stands for a slash inside one segment of a path: `PUT /contacts/a%2Fb` is about the contact `a/b`."""

_API_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_OTHER_HEADERS: Final = _API_HEADERS[1:]


class AuthMiddleware:
    """Pure ASGI: a middleware with a request object of its own would cost more than most routes do."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        in_api = path == API or path.startswith(f"{API}/")
        added = _API_HEADERS if in_api else _OTHER_HEADERS

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                named = {name for name, _ in headers}
                message["headers"] = headers + [header for header in added if header[0] not in named]
            await send(message)

        scope = _as_get(scope)
        try:
            _refuse_nul(scope)
            if in_api:
                _keep_slashes(scope)
                if (scope["method"], path) not in OPEN:
                    scope[CALLER] = await self._access.caller(scope["method"], dict(scope["headers"]))
        except Refusal as refusal:
            await problem_response(refusal)(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


_STREAMS: Final = "/live"
_SHORT_LINKS: Final = "/l/"
"""They answer HEAD and GET differently: a preview is no click."""


def _as_get(scope: Scope) -> Scope:
    """HEAD is answered as GET is, without the body (RFC 9110, 9.3.2), which the server below leaves out. A stream
    without an end is not begun for it."""
    if scope["method"] != "HEAD" or scope["path"].endswith(_STREAMS) or scope["path"].startswith(_SHORT_LINKS):
        return scope
    return {**scope, "method": "GET"}


def _refuse_nul(scope: Scope) -> None:
    if "\0" in scope["path"]:
        raise parameter_problem("path", "path", "has a character U+0000, which can't be stored", "remove %00")
    if b"%00" in scope["query_string"]:
        raise parameter_problem("query", "query", "has a character U+0000, which can't be stored", "remove %00")


def _keep_slashes(scope: Scope) -> None:
    raw: bytes = scope.get("raw_path") or b""
    if b"%2f" in raw.lower():
        segments = raw.partition(b"?")[0].decode("latin-1").split("/")
        scope["path"] = "/".join(unquote(segment).replace("/", SLASH) for segment in segments)
