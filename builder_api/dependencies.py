"""What routes need, as types: a route's signature says it, the body is a line or two.

They are coroutines although they wait for nothing: FastAPI would send plain functions to a thread.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request
from pydantic import AfterValidator

from builder_api.access.access import Caller
from builder_api.access.auth_middleware import CALLER, SLASH
from builder_api.services import ApiServices
from engine.rules.addresses.external_ids import checked_id
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.database.database import Database


async def _services(request: Request) -> ApiServices:
    return request.app.state.services


ServicesDep = Annotated[ApiServices, Depends(_services)]


async def _database(services: ServicesDep) -> Database:
    return services.database


async def _context(services: ServicesDep) -> Context:
    return services.context


async def _now(services: ServicesDep) -> Millis:
    return services.now()


async def _caller(request: Request) -> Caller:
    return request.scope[CALLER]


ContextDep = Annotated[Context, Depends(_context)]
DatabaseDep = Annotated[Database, Depends(_database)]
NowDep = Annotated[Millis, Depends(_now)]
"""The instant of the request: whatever it decides, it decides with this one."""
CallerDep = Annotated[Caller, Depends(_caller)]

RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at once.")]
CursorText = Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before; opaque.")]
ExternalId = Annotated[
    str,
    AfterValidator(lambda text: checked_id(text.replace(SLASH, "/"))),
    Path(min_length=1, max_length=200, description="The contact's id in your own system."),
]
JourneyId = Annotated[str, Path(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_-]+$")]
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
IfMatch = Annotated[str | None, Header(max_length=200, description="The ETag of what you have seen.")]
