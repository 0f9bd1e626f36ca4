"""`Idempotency-Key`: the same request sent again gets the same answer, and is not done again."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Annotated, Final, Protocol

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response

from builder_api.access.auth_middleware import CALLER
from builder_api.services import ApiServices
from builder_api.web.errors import KeyReused, StillWorking, answers
from builder_api.web.strict_route import KnownQuery, StrictRequest, StrictRoute, bounds_of
from builder_api.web.validation import parameter_problem
from engine.store.database import idempotency

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
_KEPT_HEADERS: Final = ("content-type", "etag", "location")
_LONGEST: Final = 200
_PATIENCE: Final = 20.0
"""Seconds that a second request waits for the first to be answered."""
_LOOK_EVERY: Final = 0.05


async def declared(
    idempotency_key: Annotated[
        str | None,
        Header(
            alias=HEADER,
            max_length=_LONGEST,
            description="Any text of your own: the same request with the same key is done once and answered alike.",
        ),
    ] = None,
) -> None:
    """Tells of the header in the API's description; the route reads it itself, before anything else."""


class Hash(Protocol):
    """A running hash."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


Streamed = Callable[[AsyncIterator[bytes]], Awaitable[Response]]
Handler = Callable[[Request], Awaitable[Response]]


class Once:
    """One request with a key: it gets the answer given before, or is answered now, once."""

    def __init__(self, request: Request, key: str) -> None:
        if not key.strip() or len(key) > _LONGEST or not key.isprintable():
            raise parameter_problem(
                "header", HEADER, "is empty, too long or unreadable", "send 1 to 200 plain characters"
            )
        self._services: ApiServices = request.app.state.services
        self.key = f"{request.scope[CALLER].key_id}:{key}"
        self._shown = key
        self._about = f"{request.method} {request.url.path}?{request.url.query}\n".encode()

    def hash(self) -> Hash:
        """To be fed with the body."""
        return hashlib.sha256(self._about)

    async def claim(self, fingerprint: str) -> idempotency.IdempotentAnswer | None:
        """What was answered before; None when this request is to be answered, by `keep` or `forget`.

        Waits for another that is being answered; raises StillWorking when that takes long.
        """
        give_up = asyncio.get_running_loop().time() + _PATIENCE
        while True:
            kept = await run_sync(self._try_claim, fingerprint)
            if kept is None or kept.status is not None:
                return kept
            if asyncio.get_running_loop().time() > give_up:
                raise StillWorking(
                    f"the first request with this {HEADER} is still being worked on; try again in a moment",
                    headers={"Retry-After": "5"},
                )
            await asyncio.sleep(_LOOK_EVERY)

    def replay(self, kept: idempotency.IdempotentAnswer, fingerprint: str) -> Response:
        """The answer of before; raises KeyReused when that was to another request."""
        if kept.fingerprint != fingerprint:
            raise KeyReused(f'the {HEADER} "{self._shown}" was used for another request; take a new key for each')
        headers, body = idempotency.answer_of(kept)
        return Response(body, kept.status or 200, {**headers, REPLAYED: "true"})

    async def keep(self, fingerprint: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Keeps the answer."""
        kept_headers = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        await run_sync(self._keep, fingerprint, status, idempotency.stored_answer(kept_headers, body))

    async def forget(self) -> None:
        """There is no answer: the next request with the key is done."""
        await run_sync(self._forget)

    def _try_claim(self, fingerprint: str) -> idempotency.IdempotentAnswer | None:
        with self._services.database.write(urgent=True) as conn:
            return idempotency.claim(conn, self.key, fingerprint, self._services.now())

    def _keep(self, fingerprint: str, status: int, answer: str) -> None:
        with self._services.database.write(urgent=True) as conn:
            idempotency.keep(conn, self.key, fingerprint, status, answer)

    def _forget(self) -> None:
        with self._services.database.write(urgent=True) as conn:
            idempotency.forget(conn, self.key)

    async def streamed(
        self, chunks: AsyncIterator[bytes], answer: Streamed, also: Callable[[], bytes] = bytes
    ) -> Response:
        """Answers a request whose body is worked on while it arrives: it is hashed on its way, and with it what `also`
        gives at its end."""
        hashed = self.hash()

        async def hashing() -> AsyncIterator[bytes]:
            async for chunk in chunks:
                hashed.update(chunk)
                yield chunk
            hashed.update(also())

        kept = await self.claim("")
        if kept is not None:
            async for _ in hashing():
                pass
            return self.replay(kept, hashed.hexdigest())
        try:
            response = await answer(hashing())
        except BaseException:
            await self.forget()
            raise
        await self.keep(hashed.hexdigest(), response.status_code, response.headers, bytes(response.body))
        return response


class CreatingRoute(StrictRoute):
    """A route that creates something, and takes an `Idempotency-Key`."""

    def get_route_handler(self) -> Handler:
        """The handler, asked once per key."""
        handler = super().get_route_handler()
        bounds = bounds_of(self.endpoint)

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None:
                return await handler(request)
            return await _once(Once(request, key), StrictRequest(request.scope, request.receive, bounds), handler)

        return once


async def _once(once: Once, request: StrictRequest, handler: Handler) -> Response:
    hashed = once.hash()
    hashed.update(await request.body())
    fingerprint = hashed.hexdigest()
    kept = await once.claim(fingerprint)
    if kept is not None:
        return once.replay(kept, fingerprint)
    try:
        response = await handler(request)
    except BaseException:
        # Refused, so nothing was done; or it broke, and the next one with this key finds out how far it got.
        await once.forget()
        raise
    await once.keep(fingerprint, response.status_code, response.headers, bytes(response.body))
    return response


def streaming_room(subject: str) -> APIRouter:
    """A router for routes that create something while their body arrives, and see to their key themselves."""
    return APIRouter(
        tags=[subject],
        route_class=KnownQuery,
        dependencies=[Depends(declared)],
        responses=answers(StillWorking, KeyReused),
    )


def creating_room(subject: str) -> APIRouter:
    """A router for routes that create something."""
    return APIRouter(
        tags=[subject],
        route_class=CreatingRoute,
        dependencies=[Depends(declared)],
        responses=answers(StillWorking, KeyReused),
    )
