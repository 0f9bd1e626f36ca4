"""Keywords, their answers, and the opt-ins that journeys ask for: from the phone to the step, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.inbound.replies import InboundMessage, ReplyOutcome
from engine.inbound.reply_desk import take_reply
from engine.rules.replies.reply_languages import ENGLISH
from engine.rules.time.instants import DAY, MINUTE
from engine.store.account import accounts
from engine.store.consent import consents
from engine.store.database import core as t
from tests.support.account_for import assert_numbers_true
from tests.support.drawn import MANUAL, chain, leave, sms
from tests.support.worlds import Process, PublishedJourney, World, world_at

STRANGER = "+12125550199"
JOIN = {"kind": "keyword", "keyword": "JOIN"}


@dataclass
class Desk:
    """A world, the process that sends, and phones that write to it."""

    world: World
    process: Process
    texts: int = 0

    def text(self, number: str, body: str, *, inbound_id: str | None = None, **more: Any) -> ReplyOutcome:
        """A text from a phone, with all that follows from it at once."""
        self.texts += 1
        inbound = InboundMessage("sandbox", inbound_id or f"in-{self.texts}", number, body, **more)
        outcome = asyncio.run(take_reply(self.process.dispatcher, inbound, self.world.clock))
        self.process.travel()
        return outcome

    def set(self, **settings: Any) -> None:
        with self.world.db.write() as conn:
            accounts.change(conn, settings, self.world.clock())

    def got(self, number: str) -> list[str]:
        return [each.body for each in self.world.phones.messages(number) if each.direction == "to_phone"]

    def consent(self, number: str) -> str:
        with self.world.db.read() as conn:
            return str(consents.states(conn, "sms", [number], self.world.clock())[number])

    def log(self, number: str) -> list[consents.ConsentLogRow]:
        with self.world.db.read() as conn:
            return consents.history(conn, "sms", number, before_id=None, limit=50)[::-1]

    def enrol(self, journey: PublishedJourney, *contacts: int) -> None:
        from engine.admission.named_contacts import enrol_contacts

        enrol_contacts(self.process.context, journey.id, contacts, self.world.clock())
        self.process.travel()


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Generator[Desk]:
    with world_at(database_url, tmp_path) as world:
        yield Desk(world, world.process())


def asking(**settings: Any) -> dict[str, Any]:
    """Asks to opt in, then texts who did; the others leave."""
    ask = {"id": "ask", "type": "ask_opt_in", "data": {"body": "Reply START to get our texts", "timeout": "P7D"}}
    lines = (("ask", "opted_in", "welcome"), ("ask", "timed_out", "no"))
    document = chain(ask, on=MANUAL, edges=lines, off_the_line=(sms("welcome", "Welcome"), leave("no")), **settings)
    document["edges"] = [edge for edge in document["edges"] if edge["target"] != "ask" or edge["source"] == "start"]
    return document


def test_a_journeys_keyword_from_a_stranger_opts_in_enrols_and_is_kept_as_evidence(desk: Desk) -> None:
    journey = desk.world.publish(chain(sms("s1", "You are in"), on=JOIN))

    outcome = desk.text(STRANGER, " join! ")

    assert outcome.kind == "other"
    assert desk.consent(STRANGER) == "opted_in"
    (change,) = desk.log(STRANGER)
    assert (change.source, change.evidence["wording"], change.evidence["keyword"]) == ("phone", " join! ", "join!")
    assert [body.splitlines()[0] for body in desk.got(STRANGER)] == ["You are in"]
    with desk.world.db.read() as conn:
        contact = conn.execute(select(t.contact.c.external_id, t.contact.c.phone)).one()
    assert tuple(contact) == (STRANGER, STRANGER)
    assert_numbers_true(desk.world.db, journey.id)


def test_the_keyword_again_enrols_by_the_re_entry_rule_and_a_repeated_text_does_nothing(desk: Desk) -> None:
    desk.world.publish(chain(sms("s1", "Once"), on=JOIN))
    desk.world.publish(chain(sms("s2", "Each time"), on=JOIN, re_entry="always"))

    desk.text(STRANGER, "JOIN", inbound_id="a")
    desk.text(STRANGER, "JOIN", inbound_id="a")
    desk.text(STRANGER, "Join", inbound_id="b")

    assert sorted(body.splitlines()[0] for body in desk.got(STRANGER)) == ["Each time", "Each time", "Once"]


def test_a_keyword_does_not_undo_a_stop_and_only_start_does(desk: Desk) -> None:
    desk.world.publish(chain(sms("s1", "You are in"), on=JOIN, re_entry="always"))
    desk.text(STRANGER, "STOP")
    before = desk.got(STRANGER)

    desk.text(STRANGER, "JOIN")

    assert desk.consent(STRANGER) == "opted_out"
    assert desk.got(STRANGER) == before
    assert [message["reason"] for message in desk.world.messages() if message["state"] == "skipped"] == ["opted_out"]
    desk.text(STRANGER, "start")
    desk.text(STRANGER, "JOIN")
    assert desk.got(STRANGER)[-1].splitlines()[0] == "You are in"


def test_words_around_a_keyword_start_nothing(desk: Desk) -> None:
    desk.world.publish(chain(sms("s1", "You are in"), on=JOIN))

    desk.text(STRANGER, "can I join you?")

    assert (desk.consent(STRANGER), desk.got(STRANGER)) == ("unknown", [])


def test_the_accounts_own_words_and_answers_count_in_every_language(desk: Desk) -> None:
    desk.set(
        keywords={
            "opt_out": {"en": ["GO AWAY"], "da": ["SLUT"]},
            "opt_in": {"da": ["TILBAGE"]},
            "help": {"en": ["SOS"]},
        },
        replies={"opt_out": {"en": "You are out of Acme.", "da": "Du er ude."}, "help": {"en": "Call 555."}},
    )
    desk.world.contacts(1, language="da-DK", phone_raw=STRANGER)

    assert desk.text(STRANGER, "go away!").kind == "opt_out"
    assert desk.got(STRANGER) == ["Du er ude."]
    assert desk.text(STRANGER, "tilbage").kind == "opt_in"
    assert desk.text("+12125550198", "sos").kind == "help"
    assert desk.got("+12125550198") == ["Call 555."]
    assert desk.text("+12125550197", "slut").kind == "opt_out"
    assert desk.got("+12125550197") == ["You are out of Acme."]
    assert desk.log(STRANGER)[-2].evidence["keyword"] == "GO AWAY"


def test_the_second_layer_reads_what_is_meant_unless_it_is_switched_off(desk: Desk) -> None:
    assert desk.text(STRANGER, "please stop texting me").kind == "opt_out"
    assert desk.log(STRANGER)[-1].evidence["matched"] == "intent"

    desk.set(opt_out_matching="keywords_only")
    assert desk.text("+12125550198", "please stop texting me").kind == "other"
    assert desk.text("+12125550198", "Stop.").kind == "opt_out"


def test_a_stop_is_confirmed_once_and_help_is_answered_to_everybody(desk: Desk) -> None:
    for _ in range(3):
        desk.text(STRANGER, "STOP")
    assert len(desk.got(STRANGER)) == 1

    desk.text(STRANGER, "HELP")
    desk.text(STRANGER, "HELP")
    assert len(desk.got(STRANGER)) == 3
    desk.text("+12125550198", "STOP", carrier_answered=True)
    assert desk.got("+12125550198") == []
    assert desk.consent("+12125550198") == "opted_out"


def test_a_number_is_asked_waits_and_goes_on_by_its_start(desk: Desk) -> None:
    (ann,) = desk.world.contacts(1, "unknown")
    phone = desk.world.phone(ann)
    journey = desk.world.publish(asking())

    desk.enrol(journey, ann)
    assert desk.consent(phone) == "pending"
    assert desk.log(phone)[-1].evidence["wording"] == "Reply START to get our texts"
    desk.world.clock.forward(DAY)
    desk.text(phone, "Start")

    assert [body.splitlines()[0] for body in desk.got(phone)] == [
        "Reply START to get our texts",
        ENGLISH.opted_in_text,
        "Welcome",
    ]
    assert desk.world.statuses() == {"completed": 1}
    assert_numbers_true(desk.world.db, journey.id)


def test_who_does_not_answer_leaves_when_the_time_is_up(desk: Desk) -> None:
    (ann,) = desk.world.contacts(1, "unknown")
    journey = desk.world.publish(asking())
    desk.enrol(journey, ann)

    desk.world.clock.forward(7 * DAY - MINUTE)
    desk.process.travel()
    assert desk.world.statuses() == {"active": 1}
    desk.world.clock.forward(2 * MINUTE)
    desk.process.travel()

    assert desk.world.statuses() == {"exited": 1}
    assert len(desk.got(desk.world.phone(ann))) == 1
    assert_numbers_true(desk.world.db, journey.id)


def test_who_says_stop_to_the_question_leaves_at_once(desk: Desk) -> None:
    (ann,) = desk.world.contacts(1, "unknown")
    journey = desk.world.publish(asking())
    desk.enrol(journey, ann)

    desk.text(desk.world.phone(ann), "No thanks, stop")

    assert desk.consent(desk.world.phone(ann)) == "opted_out"
    assert desk.world.statuses() == {"exited": 1}
    assert_numbers_true(desk.world.db, journey.id)


def test_who_has_opted_in_passes_at_once_and_who_has_opted_out_leaves_at_once(desk: Desk) -> None:
    (ann,) = desk.world.contacts(1, "opted_in")
    (bo,) = desk.world.contacts(1, "opted_out")
    journey = desk.world.publish(asking())

    desk.enrol(journey, ann, bo)

    assert [body.splitlines()[0] for body in desk.got(desk.world.phone(ann))] == ["Welcome"]
    assert desk.got(desk.world.phone(bo)) == []
    assert desk.world.statuses() == {"completed": 1, "exited": 1}
    assert_numbers_true(desk.world.db, journey.id)


def test_two_journeys_ask_a_number_once_and_one_start_answers_both(desk: Desk) -> None:
    (ann,) = desk.world.contacts(1, "unknown")
    phone = desk.world.phone(ann)
    first, second = desk.world.publish(asking(name="First")), desk.world.publish(asking(name="Second"))

    desk.enrol(first, ann)
    desk.enrol(second, ann)
    assert len(desk.got(phone)) == 1
    desk.text(phone, "START")

    assert [body.splitlines()[0] for body in desk.got(phone)].count("Welcome") == 2
    assert desk.world.statuses() == {"completed": 2}
    assert_numbers_true(desk.world.db, first.id, second.id)


def test_a_marketing_message_to_a_pending_number_is_skipped_not_held(desk: Desk) -> None:
    (ann,) = desk.world.contacts(1, "pending")
    journey = desk.world.publish(chain(sms("s1", "Hello"), on=MANUAL))

    desk.enrol(journey, ann)

    assert [(each["state"], each["reason"]) for each in desk.world.messages()] == [("skipped", "consent_pending")]
    assert desk.world.statuses() == {"completed": 1}


def confirm_visit() -> dict[str, Any]:
    """Asks about an appointment, which a Yes answers."""
    body = "Your visit is Tue 3 pm. Reply YES to confirm"
    return chain(sms("s1", body), on=MANUAL, message_class="transactional")


def test_a_yes_to_anything_else_is_no_consent(desk: Desk) -> None:
    desk.set(transactional_allows_unknown=True)
    (ann,) = desk.world.contacts(1, "unknown")
    phone = desk.world.phone(ann)
    desk.enrol(desk.world.publish(confirm_visit()), ann)
    assert len(desk.got(phone)) == 1

    for word in ("Yes", "yes!", "Oui", "Ja", "Sí", "Sì", "Sim", "Alta", "Voltar", "Début", "Iniciar", "Yes please"):
        outcome = desk.text(phone, word)

        assert (outcome.kind, outcome.service_message_id) == ("other", None), word
        assert (desk.consent(phone), desk.log(phone), len(desk.got(phone))) == ("unknown", [], 1)


@pytest.mark.parametrize("word", ["START", "unstop"])
def test_start_opts_in_from_anywhere(desk: Desk, word: str) -> None:
    assert desk.text(STRANGER, word).kind == "opt_in"
    assert (desk.consent(STRANGER), desk.got(STRANGER)) == ("opted_in", [ENGLISH.opted_in_text])


def test_a_yes_answers_the_question_and_undoes_a_stop(desk: Desk) -> None:
    for word in ("YES", "oui", "ja", "Sí.", "SIM", "alta", "Comenzar", "Starta"):
        for state in ("pending", "opted_out"):
            (contact,) = desk.world.contacts(1, state)
            phone = desk.world.phone(contact)

            assert desk.text(phone, word).kind == "opt_in", (word, state)
            assert desk.consent(phone) == "opted_in"
            assert desk.got(phone) == [ENGLISH.opted_in_text]
            assert desk.text(phone, word).kind == "other", "who has opted in answers something else"
            assert desk.got(phone) == [ENGLISH.opted_in_text]


def test_a_yes_long_after_the_question_is_no_answer_to_it(desk: Desk) -> None:
    (ann,) = desk.world.contacts(1, "unknown")
    phone = desk.world.phone(ann)
    desk.enrol(desk.world.publish(asking()), ann)
    desk.world.clock.forward(31 * DAY)
    desk.process.travel()

    assert desk.text(phone, "Yes").kind == "other"
    assert desk.consent(phone) == "unknown"


def test_an_accounts_own_word_opts_in_from_anywhere_but_makes_no_yes_of_it(desk: Desk) -> None:
    desk.set(keywords={"opt_in": {"en": ["SUBSCRIBE", "YES"]}})

    assert desk.text(STRANGER, "subscribe").kind == "opt_in"
    assert desk.text("+12125550198", "yes").kind == "other"


@pytest.mark.parametrize(
    ("word", "body", "consent"),
    [
        ("opt_out", "No", "opted_out"),
        ("opt_out", "START", "opted_out"),
        ("opt_out", "", "opted_out"),
        ("opt_in", "SUBSCRIBE", "opted_in"),
        ("opt_in", "stop it's", "opted_in"),
        ("help", "stop", "unknown"),
    ],
)
def test_what_the_carrier_took_it_for_decides_whatever_it_says(desk: Desk, word: str, body: str, consent: str) -> None:
    outcome = desk.text(STRANGER, body, carrier_word=word, carrier_answered=True)

    assert outcome.kind == word
    assert (desk.consent(STRANGER) if consent != "unknown" else "unknown", desk.got(STRANGER)) == (consent, [])
    for change in desk.log(STRANGER):
        assert (change.source, change.evidence["wording"]) == ("phone", body)
        assert (change.evidence["matched"], change.evidence["carrier_word"]) == ("carrier", word)


def test_a_carriers_own_start_word_may_be_a_journeys_keyword_as_well(desk: Desk) -> None:
    desk.world.publish(chain(sms("s1", "You are in"), on=JOIN))

    desk.text(STRANGER, "JOIN", carrier_word="opt_in", carrier_answered=True)

    assert [body.splitlines()[0] for body in desk.got(STRANGER)] == ["You are in"]


@pytest.mark.parametrize("written", ["rcs:{}", "whatsapp:{}", "RCS: {}", "sms:{}", " {}"])
def test_a_channel_before_the_number_is_none_of_it(desk: Desk, written: str) -> None:
    (ann,) = desk.world.contacts(1, "opted_in")
    phone = desk.world.phone(ann)

    outcome = desk.text(written.format(phone), "STOP", sent_to="rcs:+18005550100")

    assert outcome.kind == "opt_out"
    assert desk.consent(phone) == "opted_out"
    assert desk.got(phone) == [ENGLISH.opted_out_text]
    assert desk.log(phone)[-1].evidence["sent_to"] == "+18005550100"
    with desk.world.db.read() as conn:
        assert conn.execute(select(t.consent.c.address)).scalars().all() == [phone]


def test_a_short_code_or_a_name_is_nobody_to_answer(desk: Desk) -> None:
    desk.world.publish(chain(sms("s1", "You are in"), on=JOIN))
    senders = ("12345", "+12345", "MYBANK", "whatsapp:MYBANK", "messenger:1234567890123", "262966")

    for sender in senders:
        for body in ("STOP", "START", "HELP", "JOIN"):
            outcome = desk.text(sender, body, inbound_id=sender + body)
            assert (outcome.kind, outcome.service_message_id) == ("nobody", None)
            assert desk.text(sender, body, inbound_id=sender + body).kind == "repeated"

    assert desk.world.messages() == []
    with desk.world.db.read() as conn:
        assert set(conn.execute(select(t.inbound.c.number)).scalars()) == set(senders)
        assert set(conn.execute(select(t.inbound.c.kind)).scalars()) == {"other"}
        assert conn.execute(select(t.consent)).all() == []
        assert conn.execute(select(t.contact)).all() == []
