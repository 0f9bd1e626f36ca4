"""Splits: whoever comes to one, the arm depends on the contact, the step and the key, and on nothing else."""

from __future__ import annotations

from typing import Any

from engine.rehearsal import RehearsalResult
from tests.support.drawn import MANUAL
from tests.support.rehearsing import Json, at, enrol, event, journey, on, person, play, sms, split, wait

NAMES = [f"k{n}" for n in range(60)]
PEOPLE = [person(name, f"+1212555{n:04d}") for n, name in enumerate(NAMES)]


def halves(trigger: Json, body: str = "b", *, share: float = 50, **settings: Any) -> Json:
    steps = {"x": split(share), "sa": sms("a", opt_out_clause="never"), "sb": sms(body, opt_out_clause="never")}
    return journey(trigger, steps, "x.a>sa x.b>sb sa.next>", **settings)


def arms(result: RehearsalResult) -> dict[tuple[str, str], list[str]]:
    """(contact, key) -> the arms it was sent, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    keys = {enrolment.id: enrolment.key for enrolment in result.enrolments}
    for one in result.messages:
        found.setdefault((one.contact, keys[one.enrolment]), []).append(one.node_id)
    return found


def test_a_change_of_wording_moves_nobody_to_another_arm() -> None:
    before, after = (halves(on("hi"), body, re_entry="always") for body in ("b", "b, in better words"))
    once, again = ([event(when, "hi", name) for name in NAMES] for when in ("09:00", "12:00"))
    result = play(before, PEOPLE, *once, at("10:00", "publish", journey=after), *again)
    assert {len(set(arm)) for arm in arms(result).values()} == {1}
    assert {arm[0] for arm in arms(result).values()} == {"sa", "sb"}


def test_nor_do_other_steps_names_and_settings() -> None:
    later = journey(
        on("hi"),
        {"w": wait("PT1H"), "x": split(), "sa": sms("a"), "sb": sms("b"), "more": sms("more")},
        "x.a>sa x.b>sb sa.next>more sb.next>",
        name="Another name",
        re_entry="always",
        timezone="Europe/Paris",
    )
    once, again = ([event(when, "hi", name) for name in NAMES] for when in ("09:00", "12:00"))
    result = play(halves(on("hi"), re_entry="always"), PEOPLE, *once, at("10:00", "publish", journey=later), *again)
    assert all(len({arm for arm in one if arm != "more"}) == 1 for one in arms(result).values())


def test_another_share_moves_only_those_between_the_two() -> None:
    once, again = ([event(when, "hi", name) for name in NAMES] for when in ("09:00", "12:00"))
    wider = halves(on("hi"), share=70, re_entry="always")
    result = play(halves(on("hi"), re_entry="always"), PEOPLE, *once, at("10:00", "publish", journey=wider), *again)
    assert not [arm for arm in arms(result).values() if arm == ["sa", "sb"]]
    assert [arm for arm in arms(result).values() if arm == ["sb", "sa"]]


def test_each_key_draws_its_own_and_keeps_it() -> None:
    """The same order again is the same arm; two orders of one customer may be in two."""
    orders = [event(f"0{turn}:{n:02d}", "order", "k0", id=f"o{n}") for turn in (8, 9) for n in range(40)]
    result = play(halves(on("order", key="event.id"), re_entry="always"), PEOPLE[:1], *orders)
    found = arms(result)
    assert len(found) == 40
    assert {len(one) for one in found.values()} == {2}
    assert {len(set(one)) for one in found.values()} == {1}
    assert {one[0] for one in found.values()} == {"sa", "sb"}


def test_every_turn_of_a_loop_is_the_same_arm() -> None:
    steps = {"x": split(), "sa": sms("a"), "sb": sms("b"), "w": wait("P1D")}
    drawn = journey(MANUAL, steps, "x.a>sa x.b>sb sa.next>w sb.next>w w.next>x")
    result = play(drawn, PEOPLE[:8], enrol("09:00", *NAMES[:8]), until="+5 00:00")
    assert {len(arm) for arm in arms(result).values()} == {5}
    assert {len(set(arm)) for arm in arms(result).values()} == {1}


def test_shares_are_met() -> None:
    thousand = [person(f"c{n}", f"+1212{2_000_000 + n}") for n in range(1_000)]
    drawn = halves(MANUAL, share=30)
    result = play(drawn, thousand, enrol("09:00", *(one["external_id"] for one in thousand)))
    of_a = sum(message.node_id == "sa" for message in result.messages)
    assert 250 < of_a < 350
