"""Routes whose JSON bodies are read by our reader, and whose bodies must say that they are JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.types import Receive, Scope

from builder_api.web.errors import FieldProblem, InvalidRequest, TooLarge, UnsupportedMediaType
from builder_api.web.heavy import LIGHT, line_of, turn
from builder_api.web.strict_json import MOST_VALUES, read_json

BODY_LIMIT: Final = 5_000_000
"""Bytes of any body but a streamed one."""


class Bounds(NamedTuple):
    """What is read of a body at most."""

    size: int = BODY_LIMIT
    """Bytes."""
    values: int = MOST_VALUES


_BOUNDS: Final = "__postroad_bounds__"

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def bounded(size: int, values: int) -> Callable[[Endpoint], Endpoint]:
    """Gives an endpoint bounds of its own."""

    def marked(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _BOUNDS, Bounds(size, values))
        return endpoint

    return marked


def bounds_of(endpoint: Callable[..., Any]) -> Bounds:
    """The bounds of an endpoint."""
    return getattr(endpoint, _BOUNDS, Bounds())


_BODY: Final = "postroad.body"
"""Where a body is kept that was read once: each layer makes a request of its own from the same scope."""


def room(subject: str) -> APIRouter:
    """A router for the routes of one subject."""
    return APIRouter(tags=[subject], route_class=StrictRoute)


class StrictRequest(Request):
    """A request whose body is JSON in UTF-8, and says so."""

    def __init__(self, scope: Scope, receive: Receive, bounds: Bounds = Bounds()) -> None:  # noqa: B008 (immutable)
        super().__init__(scope, receive)
        self._bounds = bounds

    async def body(self) -> bytes:
        """The body; raises UnsupportedMediaType when it claims to be something else."""
        kept: bytes | None = self.scope.get(_BODY)
        if kept is None:
            kept = self.scope[_BODY] = await read_limited(self, self._bounds.size)
            if kept:
                require_json(self)
        return kept

    async def json(self) -> Any:
        """The value; raises NotUtf8, InvalidJson, TooLarge or InvalidRequest. Of a large body it is read in another
        thread: who calls holds a turn."""
        raw = await self.body()
        most = self._bounds.values
        return read_json(raw, most) if len(raw) <= LIGHT else await run_sync(read_json, raw, most)


async def read_limited(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The body; raises TooLarge as soon as it is known to be, without reading on."""
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    return b"".join(parts)


def _too_large(limit: int) -> TooLarge:
    bound = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1_000} KB"
    return TooLarge(f"the body is larger than {bound}; send less at once")


def require_json(request: Request) -> None:
    """Raises UnsupportedMediaType unless the request says that its body is plain JSON in UTF-8."""
    given = request.headers.get("content-type", "")
    kind, _, parameters = given.partition(";")
    kind = kind.strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        kind_sent = f'Content-Type "{given[:80]}"' if given else "no Content-Type"
        raise UnsupportedMediaType(f"the request has {kind_sent}; send JSON with `Content-Type: application/json`")
    charset = parameters.lower().partition("charset=")[2].strip(' "')
    if charset and charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(f'the body is said to be "{charset[:40]}"; JSON is sent as UTF-8')
    require_unpacked(request)


def require_unpacked(request: Request) -> None:
    """Raises UnsupportedMediaType for a compressed body."""
    packed = request.headers.get("content-encoding", "identity").lower()
    if packed != "identity":
        raise UnsupportedMediaType(f'the body is packed with "{packed[:40]}"; send it unpacked')


class KnownQuery(APIRoute):
    """A route that refuses query parameters it does not know: one that is misspelt would be ignored, and the answer be
    about something else than was asked."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # pyright: ignore[reportIncompatibleMethodOverride]  # FastAPI says Coroutine, and awaits
        """FastAPI's handler, behind a look at the query."""
        handler = super().get_route_handler()
        known = _query_names(self.dependant)

        async def asked(request: Request) -> Response:
            if request.url.query:
                refuse_unknown(request, known)
            return await handler(request)

        return asked


def _query_names(dependant: Dependant) -> frozenset[str]:
    """The query parameters of a route and of all that it depends on."""
    own = frozenset(field.alias for field in dependant.query_params)
    return own.union(*(_query_names(each) for each in dependant.dependencies))


def refuse_unknown(request: Request, known: frozenset[str]) -> None:
    """Raises InvalidRequest naming every query parameter that is not one of these."""
    strange = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if not strange:
        return
    remedy = f"use {', '.join(sorted(known))}" if known else "leave it out: this call takes none"
    problems = [
        FieldProblem(place="query", pointer=name[:200], message="is no parameter of this call", remedy=remedy)
        for name in strange[:_MOST_NAMED]
    ]
    named = ", ".join(problem.pointer for problem in problems[:3]) + (", ..." if len(strange) > 3 else "")
    raise InvalidRequest(f"{named}: no parameter of this call; {remedy}", errors=problems)


_MOST_NAMED: Final = 100


class StrictRoute(KnownQuery):
    """The route class of every route that takes JSON."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:
        """FastAPI's handler, with our request."""
        handler = super().get_route_handler()
        line, bounds = line_of(self.endpoint), bounds_of(self.endpoint)
        has_body = self.body_field is not None

        async def strict(request: Request) -> Response:
            strict_request = StrictRequest(request.scope, request.receive, bounds)
            its_line = line or ("bodies" if has_body and len(await strict_request.body()) > LIGHT else None)
            if its_line is None:
                return await handler(strict_request)
            async with turn(its_line):
                return await handler(strict_request)

        return strict
