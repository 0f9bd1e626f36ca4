"""The logs of a whole Postroad, after every kind of failure: who reads them learns nobody's number, name or words."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.up.ports import free_port
from tests.support.documents import document, sms
from tests.support.processes import PATIENCE, wait_until
from tests.support.up import PostroadUp, postroad_up

PRIVATE = ("2125550187", "212) 555-0187", "555-0187", "quetzal", "Zebedee", "zebedee.private")
"""Parts of a person's number, words, name and address, that occur nowhere else."""
PHONE = "+12125550187"
TEXT = "The quetzal code is {{ event.code }}, {{ contact.first_name }}"


@pytest.fixture
def up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostroadUp]:
    # A mail server that nobody runs: every e-mail fails.
    monkeypatch.setenv("POSTROAD_SMTP_URL", f"smtp://127.0.0.1:{free_port()}/?from=news@example.com&insecure")
    with postroad_up(tmp_path / "data") as running:
        yield running


class _Caller:
    """Calls the API as its admin, whatever it answers."""

    def __init__(self, up: PostroadUp) -> None:
        key = up.settings.read_admin_key()
        self.http = httpx.Client(base_url=up.address, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)

    def __enter__(self) -> _Caller:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def call(self, method: str, path: str, expect: int | None = None, **options: Any) -> httpx.Response:
        answer = self.http.request(method, path, **options)
        assert expect is None or answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer


def _live(caller: _Caller, name: str, steps: dict[str, dict[str, Any]], *edges: str) -> None:
    trigger = {"kind": "event", "name": f"{name}.happened"}
    journey = document(trigger, steps, *edges, name=name, message_class="transactional", re_entry="always")
    created = caller.call("POST", "/api/v1/journeys", 201, json=journey).json()
    caller.call("POST", f"/api/v1/journeys/{created['id']}/publish", 200)


def _event(caller: _Caller, name: str, expect: int | None = 202) -> httpx.Response:
    body = {"contact": "ann", "name": name, "properties": {"code": "quetzal 4711"}}
    return caller.call("POST", "/api/v1/events", expect, json=body)


def _sent(caller: _Caller) -> int:
    return len(caller.call("GET", "/api/v1/messages?contact=ann&state=accepted", 200).json()["items"])


def _refuse_messages(data: Path) -> None:
    """From now on the database refuses each message, whatever it says."""
    with closing(sqlite3.connect(data / "postroad.db", timeout=PATIENCE)) as db:
        db.execute("CREATE TRIGGER refuse BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'refused'); END")
        db.commit()


def _accept_messages(data: Path) -> None:
    with closing(sqlite3.connect(data / "postroad.db", timeout=PATIENCE)) as db:
        db.execute("DROP TRIGGER refuse")
        db.commit()


def _written(up: PostroadUp) -> dict[str, str]:
    logs = [path for path in up.settings.data.rglob("*") if path.is_file() and ".log" in path.name]
    return {str(path): path.read_text(errors="replace") for path in (*logs, up.output)}


def test_logs_after_every_kind_of_failure(up: PostroadUp) -> None:
    with _Caller(up) as caller:
        contact = {
            "phone": PHONE,
            "first_name": "Zebedee",
            "email": "zebedee.private@example.com",
            "sms_consent": {"state": "opted_in", "source": "web form"},
        }
        caller.call("PATCH", "/api/v1/account", 200, json={"name": "Acme"})
        caller.call("PUT", "/api/v1/contacts/ann", json=contact)
        _live(caller, "text", {"s": sms(TEXT)}, "start.next>s")
        closed = f"http://127.0.0.1:{free_port()}/hook?number={PHONE[1:]}"
        hook = {"url": closed, "method": "POST", "body": '{"name": "{{ contact.first_name }}"}', "headers": {}}
        _live(caller, "hook", {"w": {"type": "webhook", "data": hook}}, "start.next>w")
        mail = {"subject": "quetzal", "body": "Dear {{ contact.first_name }}, the quetzal"}
        _live(caller, "mail", {"m": {"type": "send_email", "data": mail}}, "start.next>m")

        # What the API refuses: broken bodies, unknown words, an import with rows that don't fit.
        caller.call("POST", "/api/v1/events", content=b'{"contact": "ann", "name": "quetzal' + b"\xff\x00")
        caller.call("POST", "/api/v1/events", 422, json={"contact": "quetzal", "name": "", "properties": {"a": PHONE}})
        caller.call("GET", f"/api/v1/messages?to={PHONE}", 422)
        caller.call("GET", "/api/v1/contacts/zebedee.private@example.com")
        rows = f"external_id,phone,first_name\n,{PHONE},Zebedee\nbo,(212) 555-0187 x9,Zebedee\n"
        caller.call("POST", "/api/v1/contacts/import", files={"file": ("contacts.csv", rows)})
        caller.call("POST", "/webhooks/twilio/inbound", data={"From": PHONE, "Body": "quetzal"})
        # Ways out that nobody answers: a webhook and a mail server.
        _event(caller, "hook.happened")
        _event(caller, "mail.happened")
        # A phone whose number stands in the address.
        _event(caller, "text.happened")
        wait_until(lambda: _sent(caller) == 1)
        caller.call("GET", f"/api/v1/sandbox/phones/{PHONE}", 200)
        caller.call("POST", f"/api/v1/sandbox/phones/{PHONE}/reply", json={"body": "the quetzal, please"})
        # A database that refuses a row.
        _refuse_messages(up.settings.data)
        _event(caller, "text.happened", None)
        wait_until(lambda: "refused" in " ".join(_written(up).values()) or _set_aside(caller))
        _accept_messages(up.settings.data)
        # Processes that die in the middle of it.
        for part in ("worker", "api", "temporal"):
            before = up.running().processes[part]
            _event(caller, "text.happened", None)
            os.kill(before, signal.SIGKILL)
            wait_until(lambda part=part, before=before: up.running().processes.get(part, before) != before)
            wait_until(lambda: up.get("/readyz").status_code == 200)
        caller.call("POST", f"/api/v1/sandbox/phones/{PHONE}/reply", 200, json={"body": "STOP the quetzal"})
        _event(caller, "text.happened")
    assert up.stop() == 0

    written = _written(up)
    assert {Path(name).name for name in written} >= {"api.log", "worker.log", "temporal.log"}
    found = {
        (Path(name).name, private): [line[:300] for line in text.splitlines() if private in line][:2]
        for name, text in written.items()
        for private in PRIVATE
        if private in text
    }
    assert found == {}


def _set_aside(caller: _Caller) -> bool:
    enrolments = caller.call("GET", "/api/v1/enrolments?contact=ann&status=active", 200).json()["items"]
    return any(enrolment.get("reason") == "set_aside" for enrolment in enrolments)
