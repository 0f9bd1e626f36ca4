"""A contact's own page: what it gets, and how to stop it. The signed token in the address is all it takes.

Looking changes nothing: mail scanners open every link. Only a button, or a mail program's one-click post, does.
"""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import Response

from builder_api.access.visitors import visitor_address
from builder_api.dependencies import ServicesDep
from builder_api.pages.page import html_page, page
from builder_api.services import ApiServices
from engine.inbound.preferences import ONE_CLICK, Preferences, Wish, button, change_preference, read_preferences
from engine.rules.consent.consent import Channel
from engine.rules.consent.preference_words import PreferenceWords
from engine.rules.outcomes.states import ConsentState

router = APIRouter(tags=["preferences"], include_in_schema=False)

_LARGEST: Final = 4_096
_WISHES: Final[dict[str, tuple[Channel, Wish]]] = {
    "sms=out": ("sms", "out"),
    "email=out": ("email", "out"),
    "email=in": ("email", "in"),
}


@router.get("/p/{token}")
@router.get("/p/{token}/unsubscribe")
async def show_preferences(token: str, services: ServicesDep) -> Response:
    """What the contact gets, with buttons to change it."""
    preferences = await run_sync(read_preferences, services.context, token, services.now())
    return _nobody() if preferences is None else _shown(token, preferences)


@router.post("/p/{token}")
async def change_preferences(token: str, request: Request, services: ServicesDep) -> Response:
    """Does what a button says."""
    body = await _small_body(request)
    if body is None:
        return page("That was too much", "Load the page again and use its buttons.", 413)
    given = parse_qs(body.decode("latin-1"), max_num_fields=None)
    wish = _WISHES.get((given.get("wish") or [""])[0])
    if wish is None:
        return page("That can't be read", "Load the page again and use its buttons.", 400)
    return await _do(token, wish, request, services)


@router.post("/p/{token}/unsubscribe")
async def unsubscribe_email(token: str, request: Request, services: ServicesDep) -> Response:
    """A mail program's one click (RFC 8058), whatever its body: no more e-mails."""
    if await _small_body(request) is None:
        return page("That was too much", "Load the page again and use its buttons.", 413)
    return await _do(token, ("email", "out"), request, services, ONE_CLICK)


async def _small_body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return None
    return bytes(body)


async def _do(
    token: str, wish: tuple[Channel, Wish], request: Request, services: ApiServices, by: str | None = None
) -> Response:
    def change() -> tuple[int, ...] | None:
        ip = visitor_address(request)
        agent = request.headers.get("user-agent")
        return change_preference(services.context, token, *wish, services.now(), ip=ip, user_agent=agent, by=by)

    wakes = await run_sync(change)
    if wakes is None:
        return _nobody()
    services.waker.soon((), wakes)
    preferences = await run_sync(read_preferences, services.context, token, services.now())
    return _nobody() if preferences is None else _shown(token, preferences, done=True)


def _nobody() -> Response:
    return page("This page is not there", "The link may have been cut off. Try to copy all of it.", 404)


def _shown(token: str, preferences: Preferences, *, done: bool = False) -> Response:
    words = preferences.words
    notice = f'<p role="status"><strong>{escape(words.done)}</strong></p>' if done else ""
    sections: list[str] = []
    if preferences.phone is not None:
        sections.append(_sms(token, words, preferences.phone, preferences.sms))
    if preferences.email is not None:
        sections.append(_email(token, words, preferences.email, preferences.email_state))
    inside = notice + ("".join(sections) or f"<p>{escape(words.nothing)}</p>")
    return html_page(words.title, inside, language=words.language)


def _sms(token: str, words: PreferenceWords, phone: str, state: ConsentState) -> str:
    shown = f"{phone[:2]}••••{phone[-4:]}"
    if state is ConsentState.OPTED_OUT:
        return _said(words.texts_stopped, shown)
    get = words.texts if state is ConsentState.OPTED_IN else words.no_texts
    return _said(get, shown) + _button(token, words, "sms", "out")


def _email(token: str, words: PreferenceWords, email: str, state: ConsentState) -> str:
    name, _, domain = email.partition("@")
    shown = f"{name[:1]}•••@{domain}"
    if state is ConsentState.OPTED_OUT:
        return _said(words.emails_stopped, shown) + _button(token, words, "email", "in")
    return _said(words.emails, shown) + _button(token, words, "email", "out")


def _said(words: str, to: str) -> str:
    return f"<p>{escape(words.format(to=to))}</p>"


def _button(token: str, words: PreferenceWords, channel: Channel, wish: Wish) -> str:
    return (
        f'<form method="post" action="/p/{escape(token)}">'
        f'<button class="plain" name="wish" value="{channel}={wish}">{escape(button(words, channel, wish) or "")}'
        "</button></form>"
    )
