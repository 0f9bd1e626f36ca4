"""A process that dies between any two commits, its own or the carrier's: nobody lost, nobody twice, nobody stuck."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from activities.carriers.sandbox import SandboxCarrier
from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.inbound.replies import InboundMessage
from engine.inbound.reply_desk import take_reply
from tests.support.account_for import assert_no_trouble, assert_numbers_true, handed_over
from tests.support.deaths import CommitsLeft, ProcessDied, mortal_process
from tests.support.drawn import chain, on_event, opt_in_branch, sms, wait
from tests.support.worlds import Process, PublishedJourney, World, world_at

PEOPLE = 3

Admit = Callable[[Process, PublishedJourney], Any]


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        found.contacts(PEOPLE)
        yield found


def launched(process: Process, journey: PublishedJourney) -> None:
    process.launch(journey)


def by_events(process: Process, journey: PublishedJourney) -> None:
    for person in (f"c{index}" for index in range(PEOPLE)):
        event = IncomingEvent(person, "signed_up", idempotency_id=f"{person} for {journey.id}")
        receive_events(process.context, [event], process.clock())


def until_the_last_commit(
    world: World, document: dict[str, Any], admit: Admit, *, askable: bool
) -> Generator[PublishedJourney]:
    """Lives the same life again and again, with a death one commit later each time, and mends it; until one is lived
    to its end without dying."""
    for commits in range(200):
        journey = world.publish(document | {"name": f"Life {commits}"})
        died = False
        with mortal_process(world, CommitsLeft(commits), askable=askable) as doomed:
            try:
                admit(doomed, journey)
                doomed.carry_on()
            except ProcessDied:
                died = True
        heir = world.process(SandboxCarrier(world.phones, can_look_up=askable))
        if died:
            heir.carry_on()
            if len(world.enrolments_of(journey)) < PEOPLE:
                # Whoever called and got no answer calls again.
                admit(heir, journey)
                heir.carry_on()
        yield journey
        world.cancel(journey)
        if not died:
            return
    raise AssertionError("this life has no end")


WAITING = chain(wait("pause", "PT2M"), sms("text"), wait("more", "PT1S"), on=on_event("signed_up"))


@pytest.mark.parametrize(
    ("document", "admit"), [(opt_in_branch(), launched), (WAITING, by_events)], ids=["launch", "lone events"]
)
def test_with_a_carrier_that_can_be_asked_everybody_gets_one_message(
    world: World, document: dict[str, Any], admit: Admit
) -> None:
    lives = 0
    for journey in until_the_last_commit(world, document, admit, askable=True):
        lives += 1
        told = [one["state"] for one in world.messages_of(journey)]
        assert told == ["accepted"] * PEOPLE
        assert_no_trouble(world.db, world.phones)
        assert_numbers_true(world.db, journey.id)
    assert lives > 6


def test_with_one_that_cannot_be_asked_what_nobody_knows_is_called_unknown(world: World) -> None:
    seen: Counter[str] = Counter()
    for journey in until_the_last_commit(world, opt_in_branch(), launched, askable=False):
        arrived = handed_over(world.phones)
        for message in world.messages_of(journey):
            seen[message["state"]] += 1
            assert message["state"] in ("accepted", "unknown")
            assert arrived[message["id"]] == 1 if message["state"] == "accepted" else arrived.get(message["id"], 0) <= 1
        assert len(world.messages_of(journey)) == PEOPLE
        assert_no_trouble(world.db, world.phones)
        assert_numbers_true(world.db, journey.id)
    assert seen["unknown"] >= PEOPLE


def test_a_step_for_which_twice_is_better_than_never_sends_again(world: World) -> None:
    document = chain(sms("text", on_unknown="resend"))
    twice = 0
    for journey in until_the_last_commit(world, document, launched, askable=False):
        arrived = handed_over(world.phones)
        messages = world.messages_of(journey)
        assert [message["state"] for message in messages] == ["accepted"] * PEOPLE
        assert all(arrived[message["id"]] >= 1 for message in messages)
        twice += sum(arrived[message["id"]] == 2 for message in messages)
        assert_numbers_true(world.db, journey.id)
    assert twice >= PEOPLE


def test_a_stop_counts_once_is_confirmed_once_and_ends_what_it_ends(world: World) -> None:
    """The process that takes it in dies between any two commits; its carrier brings the STOP again."""
    journey = world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up"), re_entry="after_exit"))
    for commits in range(50):
        index = PEOPLE + commits
        (contact,) = world.contacts(1)
        number = world.phone(contact)
        starter = world.process()
        receive_events(starter.context, [IncomingEvent(f"c{index}", "signed_up")], world.clock())
        starter.travel()
        stop = InboundMessage("sandbox", f"in-{commits}", number, "STOP")
        died = False
        with mortal_process(world, CommitsLeft(commits)) as doomed:
            try:
                asyncio.run(take_reply(doomed.dispatcher, stop, world.clock))
            except ProcessDied:
                died = True
        heir = world.process()
        if died:
            asyncio.run(take_reply(heir.dispatcher, stop, world.clock))
        heir.keep_house_for(90_000)
        (enrolment,) = [one for one in world.enrolments() if one["contact_id"] == contact]
        assert (enrolment["status"], enrolment["note"]) == ("completed", "only_sms_ahead")
        assert [message.direction for message in world.phones.messages(number)] == ["to_phone"]
        assert world.states() == {"accepted": commits + 1}
        assert_numbers_true(world.db, journey.id)
        if not died:
            assert commits > 4
            return
    raise AssertionError("this life has no end")
