"""The opt-out clause: seen when it is there, added when it is not, never doubled, and due by the rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.clause import CLAUSE_EVERY, DEFAULT_CLAUSE, append_clause, clause_due, has_clause
from engine.rules.encoding import measure
from engine.rules.instants import DAY
from engine.rules.reply_languages import LANGUAGES, LanguageReplies

NOW = 1_800_000_000_000


@pytest.mark.parametrize(
    "body",
    [
        "Sale! Reply STOP to unsubscribe",
        "Sale! reply stop to opt out",
        "Sale! Reply “STOP” to unsubscribe.",
        "Sale! Text STOP to end",
        "Txt STOP 2 end",
        "STOP=END",
        "STOP2END",
        "Stop to stop",
        "Reply STOPALL to quit",
        "To unsubscribe, reply STOP",
        "To opt out, reply with STOP.",
        "Opt out: STOP",
        "Unsubscribe? Just text us STOP",
        "Reply with the word STOP",
        "Reply UNSUBSCRIBE to unsubscribe",
        "Reply END to unsubscribe",
        "Reply QUIT to end messages",
        "Svara STOPP för att avsluta",
        "Répondez STOP pour vous désabonner",
        "STOP au 36180",
        "Responda BAJA para darse de baja",
        "Responda PARAR para cancelar",
        "Antworten Sie STOPP, um sich abzumelden",
        "Rispondi STOP per annullare",
        "Antwoord STOP om je af te melden",
    ],
)
def test_a_clause_is_seen(body: str) -> None:
    assert has_clause(body)


@pytest.mark.parametrize(
    "body",
    [
        "Our stopwatch sale starts today",
        "Next stop: Paris",
        "Don't stop now",
        "Stop by our shop",
        "Stop! Hammer time",
        "Text us before you stop by",
        "Reply YES to confirm",
        "Reply CANCEL to cancel your booking",
        "Reply END to end the game",
        "Non-stop deals at https://stop.example/stop",
        "The weekend ends with a quiet end",
        "We send everything nonstop",
        "STOP the press: 20% off",
        "Unsubscribe from boring mornings",
        "",
    ],
)
def test_a_mere_mention_is_none(body: str) -> None:
    assert not has_clause(body)


def test_the_clause_is_added_on_a_line_of_its_own() -> None:
    assert append_clause("Sale today ") == f"Sale today\n{DEFAULT_CLAUSE}"


def test_a_body_that_says_how_to_stop_is_left_as_it_is() -> None:
    assert append_clause("Sale! Txt STOP 2 end", DEFAULT_CLAUSE) == "Sale! Txt STOP 2 end"


@pytest.mark.parametrize("clause", ["Genug? Ruf an: 0800", DEFAULT_CLAUSE, " ", ""])
@given(body=st.text(max_size=200))
def test_the_clause_is_never_doubled(clause: str, body: str) -> None:
    once = append_clause(body, clause)

    assert append_clause(once, clause) == once
    assert clause.strip() in once or has_clause(body) or clause.strip().casefold() in body.casefold()


@pytest.mark.parametrize("replies", LANGUAGES, ids=[replies.language for replies in LANGUAGES])
def test_every_built_in_clause_is_one_and_keeps_a_body_gsm(replies: LanguageReplies) -> None:
    body = append_clause("Sale today", replies.clause)

    assert has_clause(replies.clause)
    assert body.endswith(replies.clause)
    assert measure(body).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("last", "always", "due"),
    [
        (None, False, True),
        (NOW - 1, False, False),
        (NOW - CLAUSE_EVERY + 1, False, False),
        (NOW - CLAUSE_EVERY, False, True),
        (NOW - 400 * DAY, False, True),
        (NOW - 1, True, True),
    ],
)
def test_the_first_message_carries_it_then_one_every_thirty_days(last: int | None, always: bool, due: bool) -> None:
    assert clause_due(last, NOW, always=always) is due


@pytest.mark.parametrize(
    ("days", "since", "due"),
    [(7, 7 * DAY - 1, False), (7, 7 * DAY, True), (30, 30 * DAY, True), (90, 30 * DAY, True), (90, 29 * DAY, False)],
)
def test_an_account_may_say_it_more_often_and_never_more_seldom(days: int, since: int, due: bool) -> None:
    assert clause_due(NOW - since, NOW, every=days * DAY) is due


def test_thirty_days_is_the_rule() -> None:
    assert CLAUSE_EVERY == 30 * DAY
