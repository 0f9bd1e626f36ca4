"""Instructions to reply a word that opts people out, for something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.consent.opt_in_question import opt_in_question
from engine.rules.replies.keywords import ReplySettings
from engine.rules.replies.reply_languages import LANGUAGES
from engine.rules.wording.reply_words import reply_misuses

MISUSES = [
    ("Reply CANCEL to cancel your appointment", "CANCEL"),
    ("Reply YES to confirm or CANCEL to reschedule", "CANCEL"),
    ("YES to confirm, CANCEL to cancel your appointment", "CANCEL"),
    ("Reply 1 to confirm, or CANCEL", "CANCEL"),
    ("Reply C to confirm or END if you can't come", "END"),
    ("Your booking is set. Cancel? Reply CANCEL", "CANCEL"),
    ('Reply "cancel" to cancel your table', "cancel"),
    ("reply cancel to cancel your table", "cancel"),
    ("Please text back Cancel if you cannot attend", "Cancel"),
    ("Reply with the word END to end your trial", "END"),
    ("Answer QUIT for the quiz", "QUIT"),
    ("Reply STOP to cancel your order", "STOP"),
    ("Reply STOP to stop the music", "STOP"),
    ("Responda CANCELAR para cancelar su cita", "CANCELAR"),
    ("Répondez ANNULER pour annuler votre rendez-vous", "ANNULER"),
    ("Svara AVBRYT för att avboka din tid", "AVBRYT"),
    ("Antworten Sie BEENDEN, um die Bestellung zu stornieren", "BEENDEN"),
    ("Antwoord OPZEGGEN om uw afspraak op te zeggen", "OPZEGGEN"),
    ("Rispondi ANNULLA per annullare l'appuntamento", "ANNULLA"),
    ("Reply START to begin the survey", "START"),
    ("Reply INFO for the menu", "INFO"),
]


@pytest.mark.parametrize(("body", "word"), MISUSES)
def test_a_word_that_is_asked_for_something_else_is_found(body: str, word: str) -> None:
    assert [misuse.word for misuse in reply_misuses(body)] == [word]


RIGHT = [
    "Reply STOP to unsubscribe",
    "Text STOP to end, HELP for help",
    "Reply STOP, END, CANCEL, UNSUBSCRIBE or QUIT to unsubscribe",
    "To opt out reply CANCEL",
    "STOP=end",
    "STOP au 36111",
    "Txt STOP 2 end msgs",
    "Reply STOP to cancel",
    "Reply STOPALL to end all texts",
    "Reply STOP to stop receiving appointment reminders",
    "Reply STOP to opt-out. Reply HELP for help. Msg&Data rates may apply.",
    "Responda BAJA para darse de baja",
    "Répondez STOP pour vous désabonner",
    "Svara STOPP så slipper du",
    "Reply START to receive texts from us",
    "Reply YES to confirm your appointment, NO to change it",
    "Reply JA om te bevestigen",
    "REPLY NOW TO END THE SALE",
    "The sale will END today. Text us!",
    "Next stop: Paris. Reply to book",
    "Text JOIN to 12345",
    "Cancel free until Friday. Reply C to confirm.",
]


@pytest.mark.parametrize("body", RIGHT)
def test_a_word_that_is_asked_for_what_it_does_is_left_alone(body: str) -> None:
    assert reply_misuses(body) == ()


def test_our_own_texts_ask_for_nothing_wrong_in_any_language() -> None:
    for replies in LANGUAGES:
        for text in (replies.clause, replies.opted_out_text, replies.opted_in_text, replies.help_text):
            assert reply_misuses(text) == (), text
        assert reply_misuses(opt_in_question("Acme", replies.language) or "") == (), replies.language


def test_the_accounts_own_words_count_too() -> None:
    own = ReplySettings.of(opt_out={"en": ["NOMORE"]})
    assert reply_misuses("Reply NOMORE to end your trial") == ()
    assert [misuse.word for misuse in reply_misuses("Reply NOMORE to end your trial", own)] == ["NOMORE"]


@given(st.text(max_size=300))
def test_any_text_is_looked_through(body: str) -> None:
    reply_misuses(body)
    reply_misuses(f"Reply STOP {body} or CANCEL {body}")
