"""Whose address a public page keeps, and what is said of a proxy that nobody trusts."""

from __future__ import annotations

import pytest
from fastapi import Request

from builder_api.access.visitors import trusted_proxies_problem, visitor_address


def asked(peer: str, forwarded: str | None = None) -> Request:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    return Request({"type": "http", "headers": headers, "client": (peer, 4711)})


@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [("198.51.100.7", None), ("198.51.100.7", "198.51.100.7"), ("198.51.100.7", "198.51.100.7:4711"),
     ("2001:db8::7", "203.0.113.9, [2001:db8::7]:80")],
)  # fmt: skip
def test_a_visitor_whose_address_is_known_needs_no_word(
    peer: str, forwarded: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert visitor_address(asked(peer, forwarded)) == peer
    assert caplog.text == ""


def test_a_proxy_that_nobody_trusts_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    for visitor in ("203.0.113.9", "203.0.113.10"):
        assert visitor_address(asked("172.30.0.1", visitor)) == "172.30.0.1"
    assert caplog.text.count("172.30.0.1") == 1
    assert "FORWARDED_ALLOW_IPS" in caplog.text
    assert "203.0.113" not in caplog.text


@pytest.mark.parametrize("value", ["", "*", "172.18.0.1", "127.0.0.1, ::1, 10.0.0.0/8"])
def test_addresses_and_networks_can_be_trusted(value: str) -> None:
    assert trusted_proxies_problem({"FORWARDED_ALLOW_IPS": value}) is None


@pytest.mark.parametrize("value", ["proxy", "172.18.0.300", "10.0.0.1/8", "https://10.0.0.1", "127.0.0.1;::1"])
def test_what_would_be_trusted_by_nobody_is_refused(value: str) -> None:
    said = trusted_proxies_problem({"FORWARDED_ALLOW_IPS": value})
    assert said is not None
    assert value in said
