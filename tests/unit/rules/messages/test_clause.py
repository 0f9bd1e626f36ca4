"""The opt-out clause: seen when it is there, added when it is not, never doubled, and due by the rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.messages.clause import CLAUSE_EVERY, DEFAULT_CLAUSE, append_clause, clause_due, has_clause
from engine.rules.messages.encoding import measure
from engine.rules.replies.reply_languages import LANGUAGES, LanguageReplies
from engine.rules.time.instants import DAY

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
        # Glued, and with figures for words
        "STOPtoEND",
        "Sale! STOPtoQUIT",
        "STOP2QUIT",
        "Txt STOP2stop, HELP4help",
        "HELP4info STOP2cancel",
        "stop2end",
        "Reply STOP 2 opt-out",
        "Text STOP to cancel",
        "Reply STOP to cancel.",
        "Reply STOP to cancel, HELP for help",
        "Reply HELP for help, STOP to cancel",
        "Reply STOP to cancel and HELP for help",
        "Reply STOP to end. Msg&Data rates may apply",
        "Reply STOP to end texts",
        "Reply STOP to stop receiving messages",
        "Reply STOP to cancel your subscription",
        "Reply STOP to no longer receive texts",
        "Reply STOP to get none.",
        "Reply STOP at any time",
        "Reply STOP any time to opt out",
        "Reply STOP or HELP",
        "Text STOP to 36111",
        "Text STOP to 12345 to opt out",
        "Reply with STOP if you want no more",
        "Text the word STOP",
        "Reply: STOP",
        "Opt-out: STOP",
        "To stop texts: STOP",
        "Unsub: STOP",
        # French
        "Soldes. STOP au 36111",
        "STOP SMS au 36180",
        "STOP PUB au 36111",
        "Stop pub: STOP au 36063",
        "STOP 36111",
        "STOP au 36111.",
        "Pas de pub? Envoyez STOP au 36111",
        "Pour vous désabonner, envoyez STOP",
        "Désabonnement: STOP",
        "Répondez STOP pour ne plus recevoir de SMS",
        "Répondre STOP",
        "Rép STOP",
        "Tapez STOP pour arrêter",
        "STOP pour se désinscrire",
        "Répondez par STOP",
        # German
        "Abmelden mit STOP",
        "Abmeldung: STOP an 12345",
        "STOP zum Abmelden",
        "Antworten Sie mit STOP",
        "Zum Abmelden STOP antworten",
        "Antworte STOP, um dich abzumelden",
        "Abbestellen: STOP",
        "Sende STOP an 71400",
        "Keine SMS mehr? STOP antworten",
        # Swedish
        "Avsluta: svara STOPP",
        "Avregistrera? Svara STOP",
        "Sms:a STOPP till 72456",
        "Skicka STOPP till 72456",
        "STOPP för att avsluta",
        "För att slippa sms, svara STOPP",
        "Svara med ordet STOPP",
        # Dutch
        "Afmelden? Sms STOP",
        "Afmelden: STOP naar 3010",
        "Stuur STOP naar 3010",
        "STOP om af te melden",
        "Uitschrijven? Antwoord met STOP",
        "Antwoord STOP voor afmelden",
        # Spanish, Portuguese, Italian
        "Envíe STOP para darse de baja",
        "Responda STOP para no recibir más",
        "Para cancelar responda STOP",
        "Baja: STOP al 7777",
        "Envie SAIR para cancelar",
        "Para sair, responda PARAR",
        "Responda SAIR",
        "Invia STOP per disiscriverti",
        "Per cancellarti rispondi STOP",
        "STOP per annullare",
        "Reply STOP to unsub",
        'Reply "STOP" to be removed',
        "Txt STOP to quit",
        "Rply STOP to end",
        "STOP to opt-out",
        "STOP 2 end",
        "Reply STOP2 end",
        "Stop=quit",
        "STOPtoStop",
        "stoptoend",
        "To end, text STOP",
        "To cancel, reply STOP",
        "To quit: STOP",
        "Reply STOP to opt out of texts from us",
        "Reply STOP to end msgs",
        "Reply STOP to cancel alerts",
        "Send STOP to stop",
        "Reply STOP to remove yourself",
        "Reply STOP to be taken off",
        "Text STOP 2 end, HELP 4 info",
        "Answer STOP to unsubscribe",
        "Respond with STOP to unsubscribe",
        "Unsubscribe by replying STOP",
        "Opt out by texting STOP",
        "Reply UNSUBSCRIBE to stop",
        "Reply CANCEL to stop messages",
        "(STOP to end)",
        "[Reply STOP to end]",
        "Rep STOP 2 end",
        "STOP au 36200 pour ne plus recevoir",
        "Pour ne plus recevoir de SMS: STOP au 36111",
        "STOP par SMS au 36111",
        "STOP=36111",
        "Envoyez STOP par SMS",
        "Répondez STOP",
        "Désinscription: répondez STOP",
        "Pour arrêter: STOP",
        "STOP pour annuler",
        "Stopp? Svara STOPP",
        "Avbryt: svara STOPP",
        "Svara STOP för att slippa fler sms",
        "Avregistrera dig: svara STOPP",
        "Stop: svara stop",
        "Avanmäl: sms:a STOPP till 71700",
        "Afmelden: stuur STOP",
        "Geen sms meer? Sms STOP naar 3030",
        "SMS STOP naar 3030 om af te melden",
        "Reageer met STOP om je af te melden",
        "Antwoord STOP om uit te schrijven",
        "Uitzetten? Antwoord STOP",
        "Abmelden: STOP",
        "Zum Abbestellen STOP an 32223",
        "Mit STOP abmelden",
        "STOP = Abmelden",
        "Abmelden? Antworte mit STOP",
        "Antworten Sie mit STOP, um keine SMS mehr zu erhalten",
        "Responde STOP para dejar de recibir mensajes",
        "Para darse de baja envíe BAJA",
        "Envía BAJA al 7777",
        "No más mensajes? Responde STOP",
        "Para não receber mais, responda SAIR",
        "Responda PARE para parar",
        "Digite SAIR para sair",
        "Rispondi STOP per non ricevere più messaggi",
        "Per disiscriverti rispondi STOP",
        "Invia STOP al 48123",
        "STOP per cancellarti",
        "Reply S.T.O.P to end",
        "Reply S.T.O.P. to unsubscribe",
        "Stop SMS: 36111",
        "Stop SMS 36111",
        "stop au 36180",
        "Soldes. Stop sms au 36111",
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
        "Next stop to quit smoking: our clinic",
        "Reply STOP to cancel your order",
        "Reply STOP to cancel your appointment",
        "Text STOP to end your trial of the app",
        "Reply STOP to confirm",
        "Reply STOP by Friday to keep your seat",
        "One stop to end all your shopping needs",
        "One stop to cancel out the noise",
        "Your one-stop shop to end the winter",
        "Stop 12345 Main St",
        "Bus stop 12345 is closed",
        "Get off at stop 36111 and walk",
        "Stop to smell the roses",
        "Stop to end of line 5",
        "Our last stop to end the tour: Paris",
        "Reply NOW and STOP paying too much",
        "Reply YES. Don't stop",
        "Send help, stop worrying",
        "Text us and stop by to cancel",
        "Can't stop, won't stop",
        "Répondez OUI. Prochain arrêt: Lyon",
        "Arrêt de bus 36111 fermé",
        "Répondez STOP pour annuler votre commande",
        "Responda STOP para cancelar su pedido",
        "Responda CANCELAR para cancelar su cita",
        "Rispondi STOP per annullare il tuo ordine",
        "Svara STOPP för att avsluta köpet",
        "Baja el precio hoy",
        "Alto ahí: 20% menos",
        "Pare de sofrer",
        "Vamos sair? Responda SIM",
        "Nächster Stop: Berlin",
        "Nästa stopp Lund",
        "Volgende stop: Utrecht",
        "Antwoord JA. Stop niet",
        "Remove stains fast",
        "The end. Quit? Never",
        "Reply STOP to stop your delivery",
        "Reply STOP to end your trial",
        "Reply STOP to quit the contest",
        "Reply STOP to cancel tomorrow's visit",
        "Reply STOP to hold your table",
        "Text STOP at the counter",
        "Our first stop to cancel winter",
        "A quick stop to end your day",
        "Stop to end hunger",
        "Help us stop to end poverty",
        "Stop 54321 Elm Ave",
        "Stop #12345 moves",
        "Bus leaves from stop 40404.",
        "Stop by 10001 Broadway",
        "Non-stop to 12345 zip codes",
        "We stop to cancel noise",
        "Truck stop to opt outdoors",
        "Reply GO. We won't stop to quit",
        "Stop scrolling, text SAVE to 12345",
        "Stop waiting: text DEAL to 40404",
        "Stopp! Nu rea",
        "Sluta leta, svara JA",
        "Stop met zoeken, antwoord JA",
        "Stop met roken: antwoord JA",
        "Hör auf zu suchen, antworte JA",
        "Prochain arrêt: soldes",
        "Arrêtez de chercher, répondez OUI",
        "Sans arrêt jusqu'à 36111",
        "Baja de precios: responda SI",
        "Alto ahorro, responda SI",
        "Para cancelar su cita responda CANCELAR",
        "Vai sair? Responda SIM",
        "Basta cercare, rispondi SI",
        "Unsubscribe from high prices",
        "Opt out of boredom",
        "End of season sale: text SALE to 40404",
        "Cancel anytime",
        "Cancel your plans, reply YES",
        "Quit smoking today: reply YES",
        "Reply END to end the call",
        "Reply QUIT to quit the game",
        "Reply REMOVE to remove the item",
        "Your bus stop: 36111",
        "Stop 36111 Oak Ave",
        "Stop nr 36111 of your parcel",
        "Don't stop SMS 36111 today",
        "",
    ],
)
def test_a_mere_mention_is_none(body: str) -> None:
    assert not has_clause(body)


def test_the_clause_is_added_on_a_line_of_its_own() -> None:
    assert append_clause("Sale today ") == f"Sale today\n{DEFAULT_CLAUSE}"


def test_a_body_that_says_how_to_stop_is_left_as_it_is() -> None:
    assert append_clause("Sale! Txt STOP 2 end", DEFAULT_CLAUSE) == "Sale! Txt STOP 2 end"


WORDS = [
    "Reply",
    "STOP",
    "stop",
    "to",
    "2",
    "end",
    "cancel",
    "your",
    "order",
    "au",
    "36111",
    "Next",
    ":",
    ".",
    "Svara",
    "för att",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(sorted({each.clause for each in LANGUAGES})))
def test_a_clause_on_a_line_of_its_own_is_seen_whatever_stands_above(words: list[str], clause: str) -> None:
    assert has_clause(" ".join(words) + "\n" + clause)


@pytest.mark.parametrize("thing", ["order", "appointment", "booking", "table", "trial", "delivery", "visit", "ride"])
@pytest.mark.parametrize("verb", ["cancel", "end", "stop", "quit"])
def test_stopping_anything_else_is_none(verb: str, thing: str) -> None:
    assert not has_clause(f"Reply STOP to {verb} your {thing}")
    assert not has_clause(f"One stop to {verb} the {thing}")


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
