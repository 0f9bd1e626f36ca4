"""Which IP addresses are on the public internet: what a call made for somebody else may reach.

Sources: IANA's special-purpose registries for IPv4 (RFC 6890, as of 2025-09) and IPv6 (as of 2025-10). The list is kept
here beside `ipaddress`, whose answers differ between versions of Python. An IPv6 address that carries an IPv4 one
inside (mapped, NAT64 of RFC 6052, 6to4, ISATAP) leads to that, so it is judged by it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_SPECIAL_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # No registry's: the address at which every machine in Azure reaches its host (Microsoft's documentation).
        "168.63.129.16/32",
    )
)
_PUBLIC_6: Final = IPv6Network("2000::/3")
"""All global unicast that IANA has given out (RFC 4291, 2.4): loopback, fc00::/7, fe80::/10, fec0::/10 and ff00::/8 are
outside of it."""
_SPECIAL_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",
        "2001:db8::/32",
        "2620:4f:8000::/48",
        "3fff::/20",
        "3ffe::/16",
    )
)
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR: Final = IPv6Network("2002::/16")
_ISATAP: Final = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""The upper half of an interface identifier that ends in an IPv4 address (RFC 5214, 6.1)."""


def is_public(address: str) -> bool:
    """Whether an address, as a resolver writes it, is on the public internet; False for what is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return _is_public_4(ip)
    return ip.scope_id is None and _is_public_6(ip)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _SPECIAL_4)


def _is_public_6(address: IPv6Address) -> bool:
    number = int(address)
    if address in _MAPPED or address in _NAT64:
        return _is_public_4(IPv4Address(number & 0xFFFF_FFFF))
    if address in _SIX_TO_FOUR:
        return _is_public_4(IPv4Address(number >> 80 & 0xFFFF_FFFF))
    if address not in _PUBLIC_6 or any(address in network for network in _SPECIAL_6):
        return False
    if number >> 32 & 0xFFFF_FFFF in _ISATAP:
        return _is_public_4(IPv4Address(number & 0xFFFF_FFFF))
    return True
