"""The API's description: the same for the same code, complete, and true under fire."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from builder_api.openapi import printed
from tests.support.documents import announcement, by_hand, confirmation
from tests.support.processes import PATIENCE
from tests.support.served import KEY, ServedApi, serve

DESCRIPTION: dict[str, Any] = json.loads(printed())
OPERATIONS = [
    (method, path, operation)
    for path, operations in DESCRIPTION["paths"].items()
    for method, operation in operations.items()
]


def test_it_is_the_same_bytes_in_every_process() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    elsewhere = subprocess.run(
        [sys.executable, "-m", "builder_api.openapi"], env=environment, capture_output=True, check=True
    )
    assert elsewhere.stdout.decode() == printed()


def test_every_call_has_a_name_of_its_own_that_makes_a_readable_client() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]

    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)
    assert all(operation["description"] and operation["tags"] for _, _, operation in OPERATIONS)


def test_every_reference_leads_somewhere_and_every_refusal_is_a_problem() -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            for inner in part.values():
                yield from references(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from references(inner)

    known = {f"#/components/schemas/{name}" for name in DESCRIPTION["components"]["schemas"]}
    assert set(references(DESCRIPTION)) <= known
    for method, path, operation in OPERATIONS:
        for status, response in operation["responses"].items():
            if status >= "400" and path != "/readyz":
                assert list(response["content"]) == ["application/problem+json"], (method, path, status)
                assert response["description"]


def test_every_call_of_the_contract_is_described() -> None:
    described = {(method.upper(), path.removeprefix("/api/v1")) for method, path, _ in OPERATIONS}
    contract = """
        PUT /contacts/{external_id}, GET /contacts/{external_id}, GET /contacts/{external_id}/timeline
        POST /contacts/import, POST /events, POST /events/batch, POST /journeys, GET /journeys
        GET /journeys/{journey_id}, PUT /journeys/{journey_id}/draft, POST /journeys/check
        POST /journeys/{journey_id}/publish, POST /journeys/{journey_id}/launch
        POST /journeys/{journey_id}/enrolments, POST /journeys/{journey_id}/pause
        POST /journeys/{journey_id}/resume, POST /journeys/{journey_id}/cancel, POST /journeys/{journey_id}/archive
        GET /journeys/{journey_id}/live, GET /enrolments, GET /enrolments/{enrolment_id}
        POST /enrolments/{enrolment_id}/cancel, GET /messages, GET /messages/{message_id}
        POST /messages/{message_id}/cancel, POST /rehearsals, POST /sms/preview, POST /phones/check
        GET /sandbox/phones/{e164}, POST /sandbox/phones/{e164}/reply, GET /senders, PUT /senders/{sender_id}
        GET /account, PATCH /account
    """
    wanted = {tuple(call.split()) for call in contract.replace("\n", ",").split(",") if call.strip()}
    assert wanted <= described


@pytest.fixture(scope="module")
def address(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served API with something in it, in a thread of its own."""
    folder = tmp_path_factory.mktemp("fuzzed")
    (folder / "postroad.db").write_bytes(migrated_file.read_bytes())
    started, stop = threading.Event(), threading.Event()
    found: list[str] = []

    async def run() -> None:
        async with serve(f"sqlite:///{folder / 'postroad.db'}", folder) as served:
            await _something(served)
            found.append(served.address)
            started.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert started.wait(PATIENCE)
    yield found[0]
    stop.set()
    thread.join()


KNOWN: dict[str, list[Any]] = {
    "external_id": ["ann", "bo"],
    "address": ["+12125550101", "ann@example.com"],
    "e164": ["+12125550101"],
    "journey_id": [],
    "enrolment_id": [1, 2],
    "message_id": [1],
    "number": [1],
    "before": [1],
    "after": [1],
    "sender_id": ["sandbox"],
    "key_id": [1],
}


async def _something(api: ServedApi) -> None:
    consent = {"state": "opted_in", "source": "form"}
    await api.put("/contacts/ann", {"phone": "+12125550101", "email": "ann@example.com", "sms_consent": consent})
    await api.put("/contacts/bo", {"phone": "n/a"})
    for document in (announcement(), confirmation(), by_hand(wait_first="P30D")):
        KNOWN["journey_id"].append(await api.live_journey(document))
    await api.post(f"/journeys/{KNOWN['journey_id'][0]}/launch")
    await api.post("/events", {"contact": "ann", "name": "order.placed", "properties": {"order_id": 1}}, 202)
    await api.travel()
    await api.post("/sandbox/phones/%2B12125550101/reply", {"body": "hello"})


@schemathesis.serializer("application/x-ndjson")
def as_lines(context: schemathesis.SerializationContext, value: Any) -> Any:
    """Generated text is the body as it is."""
    return str(value).encode("utf-8", "replace")


# A stream without an end is watched elsewhere, and that there is no Temporal server here is no failure.
schema = schemathesis.openapi.from_dict(DESCRIPTION).exclude(operation_id=["watch_journey", "get_readiness"])


@schema.hook
def map_path_parameters(context: schemathesis.HookContext, path_parameters: dict[str, Any] | None) -> Any:
    """Half of the time, asks about something that is there."""
    if not path_parameters:
        return path_parameters
    return {
        name: KNOWN[name][crc32(repr(value).encode()) % len(KNOWN[name])]
        if KNOWN.get(name) and crc32(repr(value).encode()) % 2
        else value
        for name, value in path_parameters.items()
    }


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
def test_whatever_is_sent_is_answered_as_described(case: schemathesis.Case, address: str) -> None:
    case.call_and_validate(
        base_url=address,
        headers={"Authorization": f"Bearer {KEY}"},
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_after_all_that_everything_is_still_well(address: str) -> None:
    response = httpx.get(f"{address}/api/v1/contacts", headers={"Authorization": f"Bearer {KEY}"}, trust_env=False)
    assert response.status_code == 200
