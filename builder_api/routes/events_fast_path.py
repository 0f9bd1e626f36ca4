"""A fast path for `POST /api/v1/events`: the one call that comes by the thousand.

What the framework does for every request (matching routes, solving dependencies, opening stacks) takes longer than
taking an event in. The fast path does the same as the route, which stays for its description and for keyed requests.
"""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Receive, Scope, Send

from builder_api.access.auth_middleware import API
from builder_api.intake.idempotency import HEADER
from builder_api.models.events import EVENT, EventIn
from builder_api.routes.events import EVENT_BOUNDS, take_in
from builder_api.web.errors import ApiError
from builder_api.web.heavy import LIGHT, turn
from builder_api.web.problems import database_problem, problem_response
from builder_api.web.strict_route import StrictRequest
from builder_api.web.validation import refused_by_model

_EVENTS: Final = f"{API}/events"
_KEY: Final = HEADER.lower().encode()


async def _event(request: StrictRequest) -> EventIn:
    if len(await request.body()) <= LIGHT:
        return EVENT.validate_python(await request.json())
    async with turn("bodies"):
        return EVENT.validate_python(await request.json())


class EventsFastPath:
    """Pure ASGI, behind the authentication."""

    def __init__(self, app: ASGIApp, owner: FastAPI) -> None:
        self._app = app
        self._owner = owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_event = scope["type"] == "http" and scope["path"] == _EVENTS and scope["method"] == "POST"
        if not is_event or scope["query_string"] or any(name == _KEY for name, _ in scope["headers"]):
            await self._app(scope, receive, send)
            return
        request = StrictRequest(scope, receive, EVENT_BOUNDS)
        try:
            event = await _event(request)
            response = await take_in(self._owner.state.intake, event, None)
        except ApiError as error:
            response = problem_response(error)
        except ValidationError as error:
            response = problem_response(refused_by_model(error))
        except DBAPIError as error:
            response = database_problem(request, error)
        await response(scope, receive, send)
