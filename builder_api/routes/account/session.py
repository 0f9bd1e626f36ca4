"""Signing in a browser."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Response
from pydantic import Field

from builder_api.access.access import COOKIE, SESSION_LENGTH, Access
from builder_api.dependencies import CallerDep
from builder_api.models.common import Answer, Body
from builder_api.web.errors import WITH_BODY, Unauthenticated, answers
from builder_api.web.strict_route import room

router = room("session")


class SignIn(Body):
    """A way in."""

    token: Annotated[str, Field(min_length=1, max_length=300)]
    """The one-time token of the printed address, or an API key."""


class Session(Answer):
    """Who is signed in."""

    name: str


@router.post(
    "/session",
    status_code=204,
    responses=answers(Unauthenticated, *WITH_BODY),
    openapi_extra={"security": []},
)
async def sign_in(body: SignIn, request: Request, response: Response) -> None:
    """Trades a one-time token (or an API key) for a session cookie."""
    access: Access = request.app.state.access
    value = await access.sign_in(body.token)
    if value is None:
        raise Unauthenticated(
            "the token was used before or is not known; print a new address with `postroad address`, "
            "or sign in with an API key"
        )
    response.set_cookie(
        COOKIE,
        value,
        max_age=SESSION_LENGTH // 1000,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


@router.get("/session")
async def get_session(caller: CallerDep) -> Session:
    """Who is signed in."""
    return Session(name=caller.name)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """Ends the browser's session, everywhere and at once, and takes its cookie back. What it watches live ends too."""
    access: Access = request.app.state.access
    await access.sign_out(request.cookies.get(COOKIE))
    response.delete_cookie(COOKIE, path="/")
