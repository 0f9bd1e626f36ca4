"""Who is calling: an API key, or the session of a browser that redeemed its one-time token."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final, Literal
from urllib.parse import urlsplit

from anyio.to_thread import run_sync

from builder_api.access.one_time_token import redeem
from builder_api.services import ApiServices
from builder_api.web.errors import CrossSite, Unauthenticated
from engine.rules.time.instants import DAY, Millis
from engine.store.account import api_keys, sessions

COOKIE: Final = "postroad_session"
SESSION_LENGTH: Final = 30 * DAY
_FRESH: Final[Millis] = 2_000
"""For so long an API key that was looked up is taken as good: a revoked key is refused everywhere by then."""
_ADMIN: Final = 0
"""Stands in a session for the administration key, which has no row."""

Headers = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who called, as it is kept with what they did."""

    name: str
    key_id: int
    by: Literal["key", "session"]
    session: str | None = None
    """The digest of the session's cookie."""


class Access:
    """Tells callers apart. One per application; keys it has seen are remembered for two seconds."""

    def __init__(self, services: ApiServices) -> None:
        self._services = services
        self._admin = services.settings.read_admin_key().encode()
        self._seen: dict[str, tuple[Millis, api_keys.ApiKeyRow | None]] = {}

    async def caller(self, method: str, headers: Headers) -> Caller:
        """The caller of a request; raises Unauthenticated or CrossSite."""
        given = headers.get(b"authorization")
        if given is not None:
            scheme, _, key = given.partition(b" ")
            if scheme.lower() != b"bearer" or not key.strip():
                raise _unauthenticated("the Authorization header is not `Bearer KEY`")
            caller = await self._caller_with_key(key.strip())
            if caller is None:
                raise _unauthenticated("the API key is not known or was revoked")
            return caller
        cookie = headers.get(b"cookie")
        if cookie is not None:
            caller = await self._caller_in_session(cookie.decode("latin-1"))
            if caller is not None:
                _refuse_cross_site(method, headers)
                return caller
        raise _unauthenticated("no API key was sent")

    async def sign_in(self, token: str) -> str | None:
        """The value of a session cookie for a one-time token or an API key; None when neither."""
        key_id: int | None = None
        caller = await self._caller_with_key(token.encode())
        if caller is not None:
            key_id = caller.key_id
        elif await run_sync(redeem, self._services.settings.login_token_file, token):
            key_id = _ADMIN
        if key_id is None:
            return None
        return await run_sync(self._begin, key_id)

    async def sign_out(self, cookie: str | None) -> None:
        """Ends the session of a cookie: when this returns, it is refused everywhere."""
        if cookie:
            await run_sync(self._end, api_keys.digest_of(cookie))

    async def still(self, caller: Caller) -> bool:
        """Whether what the caller called with is still good, now."""
        if caller.session is not None:
            return await run_sync(self._read_session, caller.session) is not None
        return caller.key_id == _ADMIN or await run_sync(self._read_key_by_id, caller.key_id) is not None

    def _begin(self, key_id: int) -> str:
        now = self._services.now()
        with self._services.database.write(urgent=True) as conn:
            return sessions.begin(conn, key_id, now, now + SESSION_LENGTH)

    def _end(self, digest: str) -> None:
        with self._services.database.write(urgent=True) as conn:
            sessions.end(conn, digest)

    async def _caller_with_key(self, key: bytes) -> Caller | None:
        if hmac.compare_digest(key, self._admin):
            return Caller("admin", _ADMIN, "key")
        digest = hashlib.sha256(key).hexdigest()
        row = await self._look_up(digest)
        return None if row is None else Caller(row.name, row.id, "key")

    async def _look_up(self, digest: str) -> api_keys.ApiKeyRow | None:
        now = self._services.now()
        known = self._seen.get(digest)
        if known is not None and now - known[0] < _FRESH:
            return known[1]
        key = await run_sync(self._read_key, digest)
        if len(self._seen) > 1_000:
            self._seen.clear()
        self._seen[digest] = (now, key)
        return key

    def _read_key(self, digest: str) -> api_keys.ApiKeyRow | None:
        with self._services.database.read() as conn:
            return api_keys.with_digest(conn, digest)

    async def _caller_in_session(self, header: str) -> Caller | None:
        try:
            morsel = SimpleCookie(header).get(COOKIE)
        except CookieError:
            return None
        if morsel is None:
            return None
        return await run_sync(self._read_session, api_keys.digest_of(morsel.value))

    def _read_session(self, digest: str) -> Caller | None:
        with self._services.database.read() as conn:
            key_id = sessions.key_of(conn, digest, self._services.now())
            if key_id is None:
                return None
            key = None if key_id == _ADMIN else api_keys.with_id(conn, key_id)
        if key_id == _ADMIN:
            return Caller("admin", _ADMIN, "session", digest)
        return None if key is None else Caller(key.name, key.id, "session", digest)

    def _read_key_by_id(self, key_id: int) -> api_keys.ApiKeyRow | None:
        with self._services.database.read() as conn:
            return api_keys.with_id(conn, key_id)


def _unauthenticated(what: str) -> Unauthenticated:
    return Unauthenticated(
        f"{what}; send `Authorization: Bearer KEY` (the administration key is in the data folder, or in "
        "POSTROAD_ADMIN_KEY)",
        headers={"WWW-Authenticate": 'Bearer realm="postroad"'},
    )


def _refuse_cross_site(method: str, headers: Headers) -> None:
    """A page of another site can make a browser send our cookie, but not the headers that only our own page has."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        allowed = site == b"same-origin"
    else:
        origin = headers.get(b"origin", b"").decode("latin-1")
        allowed = bool(origin) and urlsplit(origin).netloc == headers.get(b"host", b"").decode("latin-1")
    if not allowed:
        raise CrossSite("a browser session may write from Postroad's own pages only; other programs send an API key")
