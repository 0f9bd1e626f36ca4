"""The Postroad that the browser looks at, and what a test arranges in it without drawing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import StorageState, StorageStateCookie

from tests.support.processes import PATIENCE, wait_until
from tests.support.up import PostroadUp

_SERIAL = itertools.count(1)


class Person:
    """A contact of one test."""

    def __init__(self, external_id: str, phone: str, name: str) -> None:
        self.external_id = external_id
        self.phone = phone
        self.name = name


class House:
    """A running Postroad, by its API."""

    def __init__(self, up: PostroadUp) -> None:
        self.up = up
        self.address = up.address
        key = up.settings.read_admin_key()
        self.http = httpx.Client(
            base_url=up.address, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE, trust_env=False
        )

    def close(self) -> None:
        self.http.close()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, f"/api/v1{path}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json() if answer.content else None

    def signed_in(self) -> StorageState:
        """The cookies of a browser that was let in."""
        with httpx.Client(base_url=self.address, trust_env=False) as browser:
            key = self.up.settings.read_admin_key()
            browser.post("/api/v1/session", json={"token": key}).raise_for_status()
            cookies: list[StorageStateCookie] = [
                {
                    "name": one.name,
                    "value": one.value or "",
                    "domain": urlsplit(self.address).hostname or "",
                    "path": "/",
                    "expires": -1,
                    "httpOnly": True,
                    "secure": False,
                    "sameSite": "Strict",
                }
                for one in browser.cookies.jar
            ]
        return {"cookies": cookies, "origins": []}

    def journey(self, document: dict[str, Any], *, live: bool = False) -> str:
        """The id of a new journey; `live` publishes it."""
        created = self.call("POST", "/journeys", document)
        if live:
            self.call("POST", f"/journeys/{created['id']}/publish")
        return str(created["id"])

    def draft(self, journey: str) -> dict[str, Any]:
        """What is saved of a journey."""
        draft: dict[str, Any] = self.call("GET", f"/journeys/{journey}")["draft"]
        return draft

    def person(self, name: str, consent: str | None = "opted_in", **more: Any) -> Person:
        """A new contact with a phone that nobody else has."""
        serial = next(_SERIAL)
        person = Person(f"{name.lower()}-{serial}", f"+1212555{2000 + serial:04d}", name)
        said = {} if consent is None else {"sms_consent": {"state": consent, "source": "web form", "evidence": {}}}
        body = {"phone": person.phone, "email": f"{person.external_id}@example.com", "first_name": name}
        self.call("PUT", f"/contacts/{person.external_id}", body | {"timezone": "UTC"} | said | more)
        return person

    def event(self, name: str, person: Person, **properties: Any) -> None:
        self.call("POST", "/events", {"contact": person.external_id, "name": name, "properties": properties})

    def arrived(self, person: Person) -> list[str]:
        """What the person's virtual phone shows, both ways, oldest first."""
        return [message["body"] for message in self.call("GET", f"/sandbox/phones/{person.phone}")["messages"]]

    def mails(self, person: Person) -> list[dict[str, Any]]:
        """What is in the person's local mailbox, newest first."""
        found: list[dict[str, Any]] = self.call("GET", f"/sandbox/mailbox?search={person.external_id}@")["items"]
        return found

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until it is so."""
        wait_until(holds)
