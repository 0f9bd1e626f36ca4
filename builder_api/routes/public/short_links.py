"""Our short links: people's phones ask for them, so they need no key."""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import quote

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from builder_api.dependencies import ServicesDep
from builder_api.pages.page import page
from engine.admission.incoming_event import IncomingEvent
from engine.inbound.clicks import destination, record_click
from engine.rules.links.clicks import LinkRequest
from engine.store.messages.links import FollowedLink

router = APIRouter(tags=["short links"], include_in_schema=False)

log = logging.getLogger("postroad.api")

_HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.api_route("/l/{code:path}", methods=["GET", "HEAD"])
async def follow_short_link(code: str, request: Request, services: ServicesDep) -> Response:
    """Leads on to where the link was to, and keeps the click."""
    link = await run_sync(destination, services.context, code)
    if link is None:
        return page("This link leads nowhere", "It may have been cut off in the message. Try to copy all of it.", 404)
    click = LinkRequest(
        at=services.now(),
        method=request.method,
        user_agent=request.headers.get("user-agent", ""),
        purpose=" ".join(request.headers.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose")),
    )
    try:
        clicked = await run_sync(record_click, services.context, link, click)
        if clicked.event is not None:
            await _tell(request, clicked.event)
    except SQLAlchemyError:
        # The person goes on all the same: a click that is not counted costs less than a link that leads nowhere.
        log.exception("a click on message %d was not kept", link.message_id)
    return _lead_on(link)


async def _tell(request: Request, event: IncomingEvent) -> None:
    await request.app.state.intake.take(event)


def _lead_on(link: FollowedLink) -> Response:
    # Only what a header can carry: other characters as a browser would write them.
    location = quote(link.url, safe="!#$%&'()*+,/:;=?@[]~-._")
    return Response(status_code=302, headers={**_HEADERS, "Location": location})
