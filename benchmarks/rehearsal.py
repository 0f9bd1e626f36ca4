"""How long a rehearsal takes: a year of a 20-step journey for 50 contacts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.journeys import year
from engine.rehearsal import RehearsalRequest, rehearse
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import DAY, MINUTE, Millis, from_rfc3339, to_rfc3339

START = from_rfc3339("2026-01-01T00:00:00Z")
CONTACTS = 50
APART: Millis = 37 * MINUTE


def measure_rehearsal(add: Callable[[str, str, str, str], None]) -> None:
    """Everybody enrolled at one time; and each at a time of their own, so that no two are ever moved together."""
    subject = f"rehearse a year of 20 steps for {CONTACTS} contacts"
    for manner, apart in (("enrolled together", 0), ("each at their own time", APART)):
        request = RehearsalRequest.model_validate(_request(apart))
        messages = len(rehearse(request).messages)
        if messages != CONTACTS * 10:
            raise RuntimeError(f"{messages} messages came of the rehearsal that is measured")
        median = statistics.median(_seconds(request) for _ in range(5))
        add(f"{subject}, {manner}", f"{median:.2f} s ({messages} messages)", "1 s", "in process, median of 5")


def _seconds(request: RehearsalRequest) -> float:
    began = time.perf_counter()
    rehearse(request)
    return time.perf_counter() - began


def _request(apart: Millis) -> dict[str, Any]:
    names = [f"bench-{n}" for n in range(CONTACTS)]
    consent = {"state": ConsentState.OPTED_IN, "source": "benchmark"}
    contacts = [
        {"external_id": name, "phone": f"+1212555{1000 + n}", "timezone": "America/New_York", "sms_consent": consent}
        for n, name in enumerate(names)
    ]
    timeline = [
        {"at": to_rfc3339(START + n * apart), "do": "event", "contact": name, "name": "signed_up"}
        for n, name in enumerate(names)
    ]
    until = to_rfc3339(START + 366 * DAY)
    return {
        "journey": year(),
        "start": to_rfc3339(START),
        "until": until,
        "contacts": contacts,
        "timeline": timeline,
    }
