"""Where a request without a key came from: what public pages keep as evidence and count by.

The server in front of the application (uvicorn) puts the visitor's address in place of a proxy's where it trusts the
proxy (`FORWARDED_ALLOW_IPS`). Where it does not, everybody seems to come from the proxy; the log warns of that.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Final

from fastapi import Request

VARIABLE: Final = "FORWARDED_ALLOW_IPS"

_log = logging.getLogger(__name__)
_told: set[str] = set()


def visitor_address(request: Request) -> str:
    """The IP address of whoever asks; empty when there is none."""
    address = "" if request.client is None else request.client.host
    forwarded = {hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")} - {""}
    with_port = (f"{address}:", f"[{address}]")
    if forwarded and not any(hop == address or hop.startswith(with_port) for hop in forwarded):
        _tell_once(address)
    return address


def _tell_once(proxy: str) -> None:
    if proxy in _told or len(_told) > 100:
        return
    _told.add(proxy)
    _log.warning(
        "%s passes on what others ask and is not a proxy that is trusted: sign-ups are counted, and kept in evidence, "
        "as coming from it. If it is your proxy, set %s to its address",
        proxy,
        VARIABLE,
    )


def trusted_proxies_problem(environment: Mapping[str, str]) -> str | None:
    """What is wrong with the setting: whatever is no address would be trusted by nobody, silently."""
    for entry in environment.get(VARIABLE, "").split(","):
        word = entry.strip()
        if word in ("", "*"):
            continue
        try:
            ip_network(word)
        except ValueError as error:
            return (
                f'{VARIABLE}: "{word}" is not an address or a network ({error}); write it as 172.18.0.1 or '
                "172.18.0.0/16, several with commas"
            )
    return None
