"""Who is calling: an API key, or the session of a browser that redeemed its one-time token."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final, Literal
from urllib.parse import urlsplit

import orjson
from anyio.to_thread import run_sync

from builder_api.errors import CrossSite, Unauthenticated
from builder_api.one_time_token import redeem
from builder_api.parts import Parts
from engine.rules.instants import DAY, Millis
from engine.store import api_keys

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


class Access:
    """Tells callers apart. One per application; keys it has seen are remembered for two seconds."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._admin = parts.settings.read_admin_key().encode()
        self._secret = hashlib.sha256(b"postroad session\0" + self._admin).digest()
        self._seen: dict[str, tuple[Millis, api_keys.ApiKey | None]] = {}

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
        elif await run_sync(redeem, self._parts.settings.login_token_file, token):
            key_id = _ADMIN
        if key_id is None:
            return None
        expires = self._parts.now() + SESSION_LENGTH
        told = base64.urlsafe_b64encode(orjson.dumps([key_id, expires])).decode()
        return f"{told}.{self._seal(told)}"

    def _seal(self, told: str) -> str:
        return hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest()

    async def _caller_with_key(self, key: bytes) -> Caller | None:
        if hmac.compare_digest(key, self._admin):
            return Caller("admin", _ADMIN, "key")
        digest = hashlib.sha256(key).hexdigest()
        found = await self._look_up(digest)
        return None if found is None else Caller(found.name, found.id, "key")

    async def _look_up(self, digest: str) -> api_keys.ApiKey | None:
        now = self._parts.now()
        seen = self._seen.get(digest)
        if seen is not None and now - seen[0] < _FRESH:
            return seen[1]
        found = await run_sync(self._read_key, digest)
        if len(self._seen) > 1_000:
            self._seen.clear()
        self._seen[digest] = (now, found)
        return found

    def _read_key(self, digest: str) -> api_keys.ApiKey | None:
        with self._parts.database.read() as conn:
            return api_keys.with_digest(conn, digest)

    async def _caller_in_session(self, header: str) -> Caller | None:
        try:
            morsel = SimpleCookie(header).get(COOKIE)
        except CookieError:
            return None
        if morsel is None:
            return None
        told, _, seal = morsel.value.partition(".")
        if not hmac.compare_digest(self._seal(told).encode(), seal.encode()):
            return None
        key_id, expires = orjson.loads(base64.urlsafe_b64decode(told))
        if expires <= self._parts.now():
            return None
        if key_id == _ADMIN:
            return Caller("admin", _ADMIN, "session")
        found = await run_sync(self._read_key_of_session, key_id)
        return None if found is None else Caller(found.name, found.id, "session")

    def _read_key_of_session(self, key_id: int) -> api_keys.ApiKey | None:
        with self._parts.database.read() as conn:
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
