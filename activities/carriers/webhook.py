"""The webhook carrier: signed HTTP calls of journeys' steps, never into the network Postroad itself lives in.

Signed by the Standard Webhooks scheme: the receiver verifies `webhook-signature` and drops a `webhook-id` that it has
seen, so a call may be made again whenever its outcome is not known.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from engine.rules.instants import MINUTE, SECOND
from engine.rules.reasons import Reason
from engine.travel.carrier import Accepted, Answer, Outgoing, Rejected, Throttled, Unknowable

LONGEST_CALL = 10.0
"""Seconds a receiver has to answer."""

_AT_ONCE = 20
_AGAIN = frozenset({408, 409, 425, 429})
"""Answers that ask for another try (RFC 9110, 15.5; RFC 6585, 4), beside every 5xx."""


class AddressRefused(Exception):
    """The URL leads into a private network, or is not one."""


def signing_secret(installation_secret: str) -> str:
    """The secret that receivers verify with, in the form the scheme writes it."""
    key = hmac.new(installation_secret.encode(), b"webhooks", hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(key).decode()


@dataclass(slots=True)
class WebhookCarrier:
    """Calls what webhook steps name."""

    secret: str
    """As `signing_secret` gives it."""
    allow_private: bool = False
    """Whether addresses of private networks may be called: for tests, and where the receivers live beside us."""
    name: str = "webhook"
    can_look_up: bool = False
    _client: httpx.AsyncClient = field(init=False)
    _gate: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        # A redirect could lead where the first address must not, and environment proxies know no such rule.
        self._client = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=LONGEST_CALL)
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def close(self) -> None:
        await self._client.aclose()

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[Answer]:
        return list(await asyncio.gather(*(self._call(one, min(seconds, LONGEST_CALL)) for one in messages)))

    async def look_up(self, messages: Sequence[Outgoing]) -> list[Answer | None]:
        return [Unknowable("a webhook can't be asked")] * len(messages)

    async def _call(self, message: Outgoing, seconds: float) -> Answer:
        async with self._gate:
            try:
                async with asyncio.timeout(seconds):
                    request = await self._request(message)
                    response = await self._client.send(request)
            except AddressRefused as refused:
                return Rejected(str(refused), Reason.WEBHOOK_ADDRESS)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                return Throttled(10 * SECOND, "unreachable", Reason.WEBHOOK_UNREACHABLE)
            except (httpx.HTTPError, TimeoutError) as error:
                return Unknowable(type(error).__name__)
            return _answer(response)

    async def _request(self, message: Outgoing) -> httpx.Request:
        """The call, to an address that was looked at: a name is resolved once, here, and not again by the client."""
        try:
            url = httpx.URL(message.to)
        except httpx.InvalidURL:
            raise AddressRefused("not a URL") from None
        if url.scheme not in ("http", "https") or not url.host:
            raise AddressRefused("not an http address")
        address = await self._address(url)
        options = dict(message.options)
        method = options.get("method", "POST")
        headers = {name.removeprefix("header:"): value for name, value in options.items() if name.startswith("header:")}
        content = b"" if method == "GET" else message.body.encode()
        now = datetime.now(UTC)
        signature = Webhook(self.secret).sign(message.reference, now, message.body if content else "")
        headers = {
            "content-type": "application/json",
            "user-agent": "Postroad",
            **{name.lower(): value for name, value in headers.items()},
            "host": url.netloc.decode(),
            "webhook-id": message.reference,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
        return self._client.build_request(
            method,
            url.copy_with(host=address),
            headers=headers,
            content=content,
            extensions={"sni_hostname": url.host},
        )

    async def _address(self, url: httpx.URL) -> str:
        """An IP address of the host that may be called; every address it has must be public."""
        port = url.port or (443 if url.scheme == "https" else 80)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise httpx.ConnectError(f"{url.host} has no address") from None
        addresses = [str(one[4][0]) for one in found]
        if not self.allow_private and not all(_is_public(one) for one in addresses):
            raise AddressRefused(f"{url.host} is in a private network")
        return addresses[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    judged = mapped or found
    return judged.is_global and not judged.is_multicast


def _answer(response: httpx.Response) -> Answer:
    code = response.status_code
    if 200 <= code < 300:
        return Accepted(None)
    if code in _AGAIN or code >= 500:
        return Throttled(_retry_after(response), str(code), Reason.WEBHOOK_UNREACHABLE)
    return Rejected(str(code), Reason.WEBHOOK_REFUSED)


def _retry_after(response: httpx.Response) -> int:
    """Milliseconds the receiver asks to wait, at most a quarter of an hour."""
    asked = response.headers.get("retry-after", "")
    return min(15 * MINUTE, int(asked) * SECOND) if asked.isdigit() else 10 * SECOND
