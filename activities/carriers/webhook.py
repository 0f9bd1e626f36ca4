"""The webhook carrier: signed HTTP calls of journeys' steps, never into the network Postroad itself lives in.

Signed by the Standard Webhooks scheme: the receiver verifies `webhook-signature` and drops a `webhook-id` that it has
seen, so a call may be made again whenever its outcome is not known.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import httpx
from standardwebhooks import Webhook

from engine.rules.links.public_addresses import is_public
from engine.rules.outcomes.reasons import Reason
from engine.rules.time.instants import MINUTE, SECOND
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Rejected, Throttled, Unknowable

LONGEST_CALL: Final = 10.0
"""Seconds a receiver has to answer."""
LONGEST_CONNECT: Final = 3.0
"""Seconds for one of its addresses to take the connection, before the next is tried."""
MANY_ADDRESSES: Final = 6
"""Addresses of one name that are tried."""

_AT_ONCE: Final = 20
_AGAIN: Final = frozenset({408, 409, 425, 429})
"""Answers that ask for another try (RFC 9110, 15.5; RFC 6585, 4), beside every 5xx."""
_OURS: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect", "te"}
)
"""Headers that say how a request travels: no step's business."""

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]")
"""What a header's value can't have in it (RFC 9110, 5.5)."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host's addresses, best first; raises OSError or UnicodeError when it has none."""


class AddressRefused(Exception):
    """The URL leads into a private network, or is not one."""


class RequestRefused(Exception):
    """HTTP can't carry the step's headers."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """By the machine's own resolver."""
    addresses = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in addresses))


@dataclass(slots=True)
class WebhookCarrier:
    """Calls what webhook steps name."""

    secrets: Callable[[], Awaitable[Sequence[str]]]
    """What calls are signed with now, the newest first: two while one is being replaced by the other."""
    allow_private: bool = False
    """Whether addresses of private networks may be called: for tests, and where the receivers live beside us."""
    resolve: Resolve = resolve
    may_call: Callable[[str], bool] = is_public
    name: str = "webhook"
    can_look_up: bool = False
    _client: httpx.AsyncClient = field(init=False)
    _gate: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        # A redirect could lead where the first address must not, and environment proxies know no such rule. No
        # connection is kept: they are told apart by address, and two hosts may share one.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(follow_redirects=False, trust_env=False, limits=limits, timeout=LONGEST_CALL)
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def close(self) -> None:
        await self._client.aclose()

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        try:
            secrets = await self.secrets()
        except Exception as error:  # noqa: BLE001 (whatever broke, nothing has been sent)
            return [Throttled(10 * SECOND, type(error).__name__, Reason.WEBHOOK_UNREACHABLE)] * len(messages)
        calls = (self._call(message, secrets, min(seconds, LONGEST_CALL)) for message in messages)
        return list(await asyncio.gather(*calls))

    async def look_up(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        return [Unknowable("a webhook can't be asked")] * len(messages)

    async def _call(self, message: Outgoing, secrets: Sequence[str], seconds: float) -> CarrierAnswer:
        async with self._gate:
            try:
                async with asyncio.timeout(seconds):
                    return await self._answer(message, secrets)
            except AddressRefused as refused:
                return Rejected(str(refused), Reason.WEBHOOK_ADDRESS)
            except (RequestRefused, httpx.LocalProtocolError):
                return Rejected("headers", Reason.WEBHOOK_REFUSED)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                return Throttled(10 * SECOND, "unreachable", Reason.WEBHOOK_UNREACHABLE)
            except (httpx.HTTPError, TimeoutError) as error:
                return Unknowable(type(error).__name__)

    async def _answer(self, message: Outgoing, secrets: Sequence[str]) -> CarrierAnswer:
        """Calls the first of the host's addresses that takes the connection."""
        url = _url(message.to)
        unreached: httpx.HTTPError = httpx.ConnectError(f"{url.host} has no address")
        for address in await self._addresses(url):
            try:
                response = await self._client.send(self._request(message, url, address, secrets), stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                unreached = error
                continue
            # The status is the answer. What follows it is not read: it may be slow, endless, or unpack to gigabytes.
            await response.aclose()
            return _said(response)
        raise unreached

    def _request(self, message: Outgoing, url: httpx.URL, address: str, secrets: Sequence[str]) -> httpx.Request:
        """The call, to an address that was looked at: a name is resolved once, and not again by the client."""
        options = dict(message.options)
        method = options.get("method", "POST")
        own_headers = {
            name.removeprefix("header:"): value for name, value in options.items() if name.startswith("header:")
        }
        if any(not _TOKEN.fullmatch(name) or _UNSENDABLE.search(value) for name, value in own_headers.items()):
            raise RequestRefused
        content = b"" if method == "GET" else message.body.encode("utf-8", "replace")
        now = datetime.now(UTC)
        signed = content.decode()
        headers = {
            "content-type": "application/json",
            "user-agent": "Postroad",
            **{name.lower(): value for name, value in own_headers.items() if name.lower() not in _OURS},
            "host": url.netloc.decode(),
            "accept-encoding": "identity",
            "webhook-id": message.reference,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(Webhook(secret).sign(message.reference, now, signed) for secret in secrets),
        }
        try:
            return self._client.build_request(
                method,
                url.copy_with(host=address),
                headers=headers,
                content=content,
                timeout=httpx.Timeout(LONGEST_CALL, connect=LONGEST_CONNECT),
                extensions={"sni_hostname": url.host},
            )
        except (ValueError, TypeError) as error:
            raise RequestRefused from error

    async def _addresses(self, url: httpx.URL) -> Sequence[str]:
        """The IP addresses of the host; every one must be public, or a host could offer a private one for later."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await self.resolve(url.host, port)
        except (OSError, UnicodeError):
            raise httpx.ConnectError(f"{url.host} has no address") from None
        if not self.allow_private and not all(self.may_call(address) for address in addresses):
            raise AddressRefused(f"{url.host} is in a private network")
        return addresses[:MANY_ADDRESSES]


def _url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise AddressRefused("not a URL") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise AddressRefused("not an http address")
    return url


def _said(response: httpx.Response) -> CarrierAnswer:
    code = response.status_code
    if 200 <= code < 300:
        return Accepted(None)
    if code in _AGAIN or code >= 500:
        return Throttled(_retry_after(response), str(code), Reason.WEBHOOK_UNREACHABLE)
    return Rejected(str(code), Reason.WEBHOOK_REFUSED)


def _retry_after(response: httpx.Response) -> int:
    """Milliseconds the receiver asks to wait, at most a quarter of an hour."""
    asked = response.headers.get("retry-after", "")
    return min(15 * MINUTE, int(asked[:9]) * SECOND) if asked.isascii() and asked.isdigit() else 10 * SECOND
