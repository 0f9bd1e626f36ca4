"""Messages: how fast bodies are counted, and rendered and counted, beside the obvious way of counting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from engine.rules.liquid.template import compile_template
from engine.rules.messages.encoding import GSM_BASIC, GSM_EXTENSION, measure
from engine.rules.time.instants import Millis
from engine.rules.time.zones import zone_named

COUNTED = 1_000_000
RENDERED = 200_000
PLAIN = 100_000

_BODY = "Hi {name}, your order {n} leaves us today. Track it at https://shop.example/t/{n} Reply STOP to unsubscribe"
_TEMPLATE = (
    "Hi {{ contact.first_name | default: 'there' }}, your order {{ event.order }} leaves us at "
    "{{ event.leaves_at | date: '%H:%M' }}. Reply STOP to unsubscribe"
)
_NOW: Millis = 1_800_000_000_000


def measure_bodies(add: Callable[[str, str, str, str], None]) -> None:
    """A million GSM-7 bodies, no two alike; as many with an emoji as take a second or two; bodies of a template."""
    bodies = [_BODY.format(name=f"Ann{n % 997}", n=n) for n in range(COUNTED)]
    took = _time(bodies, measure)
    obvious = _time(bodies[:PLAIN], _character_by_character) * COUNTED / PLAIN
    add(f"{COUNTED:,} GSM-7 bodies counted", f"{took:.1f} s", "seconds", "one process")
    add("character by character, as many", f"{obvious:.1f} s, {obvious / took:.0f} times", "", f"{PLAIN:,} counted")
    took = _time([f"{body} \N{PARTY POPPER}" for body in bodies[:PLAIN]], measure)
    add("bodies with an emoji counted", f"{PLAIN / took:,.0f}/s", "", f"{PLAIN:,} bodies")
    took = _time(range(RENDERED), _rendered())
    add(
        "bodies rendered and counted",
        f"{RENDERED / took:,.0f}/s, {took / RENDERED * 1e6:.0f} µs each",
        "",
        "one process",
    )


def _time(items: Iterable[Any], work: Callable[[Any], object]) -> float:
    began = time.perf_counter()
    for item in items:
        work(item)
    return time.perf_counter() - began


def _rendered() -> Callable[[int], object]:
    template = compile_template(_TEMPLATE)
    zone = zone_named("America/New_York")
    if zone is None:
        raise RuntimeError("the time zone data has no America/New_York")

    def work(n: int) -> object:
        event = {"order": n, "leaves_at": "2027-01-15T18:30:00Z"}
        return measure(template.render({"first_name": f"Ann{n}"}, event, {}, {}, zone, _NOW).text)

    return work


def _character_by_character(body: str) -> int:
    units = 0
    for character in body:
        if character in GSM_BASIC:
            units += 1
        elif character in GSM_EXTENSION:
            units += 2
        else:
            return -(-len(body) // 67)
    return 1 if units <= 160 else -(-units // 153)
