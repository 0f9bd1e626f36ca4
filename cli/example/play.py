"""Playing an example: its journey published anew, its events posted, until everybody has come to a rest. It takes the
sample contacts alone, and nobody after the run: the account may have contacts and events of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from cli.api_client import Api
from cli.example.script import ExampleEvents, ExampleScript, folder, sample_ids
from cli.files.data_files import read_data_file
from cli.terminal import give_up
from engine.rules.outcomes.states import ADMITTING, EnrolmentStatus
from engine.rules.time.instants import Millis, from_rfc3339
from engine.runtime.clock import wall_clock
from engine.settings.installation import Settings

_LOOK_EVERY: Final = 0.25
_SAMPLES: Final = {"field": "contact.tags", "operator": "contains", "value": "sample"}
"""The rule that every sample contact meets."""
_GRACE: Final = 60.0
"""Seconds: between two looks, and for those who are due but not yet moved."""


@dataclass(slots=True)
class ExampleOutcome:
    """What came of it, as the API tells of it."""

    journey: str
    enrolments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    messages: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Oldest first."""
    not_enrolled: dict[str, int] = field(default_factory=dict[str, int])
    """Why -> how many."""
    refused: list[str] = field(default_factory=list[str])


def play(api: Api, console: Console, name: str, script: ExampleScript, patience: float) -> ExampleOutcome:
    """Publishes and plays it; waits for everybody who is due within so many seconds. However that ends, the journey is
    archived: it takes nobody new, and those under way finish."""
    played = ExampleOutcome(_publish(api, name))
    try:
        if script.launch:
            played.not_enrolled = api.call("POST", f"/journeys/{played.journey}/launch")["skipped"]
            _travel(api, console, played, patience)
        for posted in script.events:
            _post(api, console, played, posted)
            _travel(api, console, played, patience)
    finally:
        api.call("POST", f"/journeys/{played.journey}/archive")
    played.messages = sorted(api.pages("/messages", journey=played.journey), key=lambda message: message["id"])
    return played


def only_on_the_sandbox(api: Api) -> None:
    """Ends the command where texts would go to a real carrier."""
    sender = api.call("GET", "/account")["sender"]
    carriers = {listed_sender["id"]: listed_sender["carrier"] for listed_sender in api.call("GET", "/senders")["items"]}
    if carriers.get(sender) != "sandbox":
        give_up(
            f'the account sends by "{sender}", which is not the sandbox; play examples on another data folder: '
            "postroad example NAME --data /tmp/postroad-example"
        )


def no_mail_server(settings: Settings) -> None:
    """Ends the command where this machine sends e-mails by a mail server."""
    if settings.smtp_url is not None:
        _mails_would_leave()


def no_mail_server_there(api: Api) -> None:
    """The same where the Postroad that is asked does."""
    mailbox = api.send("GET", "/sandbox/mailbox", params={"limit": 1})
    if mailbox.is_success and mailbox.json()["mail_server"] is not None:
        _mails_would_leave()


def _mails_would_leave() -> NoReturn:
    give_up(
        "a mail server is set (POSTROAD_SMTP_URL), so e-mails would leave this machine; unset it and play examples on "
        "another data folder: env -u POSTROAD_SMTP_URL postroad example NAME --data /tmp/postroad-example"
    )


def _publish(api: Api, name: str) -> str:
    """The id of a new journey from the example's file. One of an earlier run takes nobody any more, or both would."""
    document = read_data_file(folder(name) / "journey.json")
    document["name"] = f"Example: {document['name']}"
    _for_the_samples_alone(document)
    if api.call("GET", "/account")["name"] is None:
        document = json.loads(json.dumps(document).replace("{{ account.name }}", "Your company"))
    for existing in api.pages("/journeys"):
        if existing["name"] == document["name"] and existing["status"] in ADMITTING:
            api.call("POST", f"/journeys/{existing['id']}/archive")
    journey = str(api.call("POST", "/journeys", json=document)["id"])
    api.call("POST", f"/journeys/{journey}/publish")
    return journey


def _for_the_samples_alone(document: dict[str, Any]) -> None:
    """Narrows what starts the journey to the sample contacts."""
    for node in document["nodes"]:
        if node["type"] == "trigger":
            on = node["data"]["on"]
            own: dict[str, Any] | None = on.get("where")
            on["where"] = {"combinator": "and", "rules": [_SAMPLES, *([own] if own and own["rules"] else [])]}


def _post(api: Api, console: Console, played: ExampleOutcome, posted: ExampleEvents) -> None:
    bodies = list(posted.bodies(sample_ids(), wall_clock()))
    with _progress(console) as progress:
        bar = progress.add_task(f"Posting {posted.event}", total=len(bodies))

        def lines() -> Iterator[bytes]:
            for body in bodies:
                yield json.dumps(body).encode() + b"\n"
                progress.advance(bar)

        headers = {"Content-Type": "application/x-ndjson"}
        result = api.call("POST", "/events/batch", content=lines(), headers=headers)
    played.refused += [refusal["detail"] for refusal in result["refused"]]


def _travel(api: Api, console: Console, played: ExampleOutcome, patience: float) -> None:
    """Until nobody moves any more: everybody has ended, or waits for later."""
    by = time.time() + patience
    with _progress(console) as progress:
        bar = progress.add_task("Travelling", total=None)
        while True:
            played.enrolments = list(api.pages("/enrolments", journey=played.journey))
            moving = sum(_is_due(enrolment, round(by * 1000)) for enrolment in played.enrolments)
            total = len(played.enrolments)
            progress.update(bar, total=total, completed=total - moving)
            if not moving or time.time() > by + _GRACE:
                return
            time.sleep(_LOOK_EVERY)


def _is_due(enrolment: dict[str, Any], by: Millis) -> bool:
    if enrolment["status"] != EnrolmentStatus.ACTIVE:
        return False
    return enrolment["due_at"] is None or from_rfc3339(enrolment["due_at"]) <= by


def _progress(console: Console) -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console)
