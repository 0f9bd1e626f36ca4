"""What a reply does. The tables are the specification: the text, what it does, and why."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.messages.encoding import measure
from engine.rules.replies.keywords import (
    DEFAULT_SETTINGS,
    ReplySettings,
    ServiceText,
    is_reserved,
    plain_word,
    read_reply,
    service_text,
)
from engine.rules.replies.reply_languages import ENGLISH, LANGUAGES

KEYWORDS = [
    # The eleven words of the rule, as carriers list them.
    ("STOP", "opt_out", "the word itself"),
    ("STOPALL", "opt_out", "one of the carrier's words"),
    ("STOP ALL", "opt_out", "the same in two words"),
    ("UNSUBSCRIBE", "opt_out", "one of the carrier's words"),
    ("CANCEL", "opt_out", "one of the carrier's words"),
    ("END", "opt_out", "one of the carrier's words"),
    ("QUIT", "opt_out", "one of the carrier's words"),
    ("REVOKE", "opt_out", "added by the FCC in 2025"),
    ("OPTOUT", "opt_out", "added by the FCC in 2025"),
    ("OPT OUT", "opt_out", "the same in two words"),
    ("OPT-OUT", "opt_out", "the same with a hyphen"),
    # As phones and people write them.
    ("stop", "opt_out", "case does not matter"),
    ("Stop.", "opt_out", "a phone's full stop is punctuation"),
    ("  STOP \n", "opt_out", "trimmed"),
    ('"STOP"', "opt_out", "quotes are punctuation: the text said reply “STOP”"),
    ("STOP!!!", "opt_out", "punctuation"),
    ("S.T.O.P.", "opt_out", "punctuation within the word is stripped too"),
    ("*stop*", "opt_out", "a keyboard's idea of bold"),
    ("\u200bSTOP\ufeff", "opt_out", "zero-width characters cannot be seen"),
    ("ＳＴＯＰ", "opt_out", "full-width letters read the same"),
    ("𝗦𝗧𝗢𝗣", "opt_out", "a keyboard's bold letters read the same"),
    ("STOP 🛑", "opt_out", "a sign beside the word is no other word"),
    ("Stop  all", "opt_out", "any space is one space"),
    ("stop\n\nSent from my iPhone", "opt_out", "a phone's signature is not the writer's"),
    ("END\nSent from my iPhone", "opt_out", "a weak word with a signature"),
    ("CANCEL\n\nJane Miller\n212-555-0101", "opt_out", "a name and a number are a signature"),
    ("START\n\nSent from my Galaxy", "opt_in", "for every keyword alike"),
    ("HELP\n--\nJane", "help", "for every keyword alike"),
    ("START", "opt_in", "undoes a STOP"),
    ("start.", "opt_in", "the same comparison"),
    ("YES", "opt_in", "answers a double opt-in"),
    ("UNSTOP", "opt_in", "undoes a STOP"),
    ("HELP", "help", "answered even to strangers"),
    ("Info?", "help", "punctuation"),
    # Other languages.
    ("ARRET", "opt_out", "French, as it is typed without accents"),
    ("Arrêt", "opt_out", "French, as it is spelled"),
    ("PARAR", "opt_out", "Spanish and Portuguese"),
    ("BAJA", "opt_out", "Spanish"),
    ("STOPP", "opt_out", "Swedish and German"),
    ("Abmelden", "opt_out", "German"),
    ("hjälp", "help", "Swedish"),
    ("AYUDA", "help", "Spanish"),
]

INTENT = [
    ("STOP NOW", "not the whole message, yet clear"),
    ("stop now", "the case of the rule"),
    ("please stop texting me", "the case of the rule"),
    ("unsubscribe me pls", "the case of the rule"),
    ("Stpo", "the case of the rule: two letters swapped, and no word of its own"),
    ("plz stopp it", "a doubled letter"),
    ("Stoooop", "a drawn-out letter"),
    ("tsop texting me", "two letters swapped in a clear sentence"),
    ("st0p", "a zero for an o"),
    ("S T O P", "letters drawn apart"),
    ("un subscribe", "a word drawn apart"),
    ("unsuscribe", "a letter missing"),
    ("STOP STOP STOP", "said three times"),
    ("Stop please", "manners"),
    ("cancel, please", "manners around a keyword"),
    ("baja por favor", "manners in another language"),
    ("Can you stop?", "a polite imperative"),
    ("STOP. Who is this?", "a sentence of its own"),
    ("I already said STOP", "reports an earlier one"),
    ("this has to stop", "about the messages, what else"),
    ("cancel these alerts", "the messages by another name"),
    ("how many times do I have to say stop", "reports earlier ones"),
    ("Take me off your list", "another way of saying it"),
    ("remove my number", "another way of saying it"),
    ("I want to opt out", "another way of saying it"),
    ("How do I unsubscribe?", "nobody asks who wants to stay; no exclusive means may be imposed"),
    ("STOP to unsubscribe", "copied from our own clause"),
    ("do not text me again", "refuses"),
    ("Don't contact this number", "refuses"),
    ("I no longer wish to receive texts", "refuses"),
    ("no more messages please", "refuses"),
    ("leave me alone", "refuses"),
    ("I revoke my consent", "the law's own word"),
    ("I never signed up for this", "says that there was no consent"),
    ("wrong number", "who has this phone never agreed"),
    ("Stop f***ing texting me", "angry, and clear"),
    ("if you don't stop texting me I'll report you", "a condition, and clear"),
    ("Why won't you stop texting me", "a question, and clear"),
    ("Not interested, please stop texting me", "the second clause is clear"),
    ("Dejen de enviarme mensajes", "Spanish"),
    ("Ne m'envoyez plus de messages", "French"),
    ("Keine SMS mehr bitte", "German"),
    ("sluta skicka sms", "Swedish"),
    ("não me mande mais mensagens", "Portuguese"),
]

NOTHING = [
    ("don't stop", "the case of the rule: neither layer"),
    ("don’t stop", "with a curly apostrophe"),
    ("Please don't stop texting me", "turned round"),
    ("stopwatch sale?", "the case of the rule: another word"),
    ("nonstop flights?", "another word"),
    ("never stop", "turned round"),
    ("can't stop laughing", "turned round"),
    ("I don't want to stop", "turned round"),
    ("do not unsubscribe me", "turned round"),
    ("Why did you stop texting me?", "wants more, not less"),
    ("did you stop texting me", "asks"),
    ("I never said stop", "turned round"),
    ("Why was I unsubscribed?", "wants back in"),
    ("what happens if I reply STOP?", "asks"),
    ("Stop? Why would I", "asks"),
    ("which stop do I get off at", "a bus stop"),
    ("stop by tomorrow?", "a visit"),
    ("stop the car", "something else is to stop"),
    ("Stop and Shop is closed", "a name"),
    ("Can I stop taking the pills?", "something else is to stop"),
    ("Have to stop now, talk later", "the writer stops, not the messages"),
    ("I will stop", "the writer stops, not the messages"),
    ("will it stop raining?", "the rain"),
    ("let's stop at noon", "a break"),
    ("how do I turn off notifications in the app?", "the app's, not ours"),
    ("I don't like spam emails", "no request"),
    ("Why are there no more promos?", "wants more, not less"),
    ("why don't you text me anymore", "wants more, not less"),
    ("cancel my order", "an order, not the messages"),
    ("can you end the trip early", "a trip"),
    ("the end", "a word of many uses in other company"),
    ("weekend", "another word"),
    ("I quit smoking", "a word of many uses in other company"),
    ("shop", "one letter from a keyword, and a word of its own"),
    ("quiet", "one letter from a keyword, and a word of its own"),
    ("no thanks", "declines an offer, not the messages"),
    ("not interested", "declines an offer, not the messages"),
    ("No", "answers a question"),
    ("don't text me until Monday", "about when, not whether"),
    ("I don't want messages after 10pm", "about when, not whether"),
    ("you don't text me anymore", "a complaint of too few"),
    ("remove me from the guest list", "another list"),
    ("unsubscribe me from your emails", "the other channel: for a person to settle"),
    ("stop emailing me", "the other channel: for a person to settle"),
    ("no me llamo Juan", "Spanish: my name is not Juan"),
    ("Pourquoi vous ne m'envoyez plus de messages ?", "French: wants more, not less"),
    ("Je veux plus de messages", "French: more messages, or none; only a person can tell"),
    ("Ich habe keine SMS mehr bekommen", "German: says that none came"),
    ("Jag får inga fler sms, varför?", "Swedish: says that none come"),
    ("Liked “Sale today. Reply STOP to unsubscribe”", "an iPhone's reaction quotes our own clause"),
    ("👍 to “Sale! Reply STOP to opt out”", "an Android's reaction quotes our own clause"),
    ("> Reply STOP to unsubscribe\nyes that works", "a quoted line is ours"),
    ("Thanks for contacting us! Reply STOP to opt out.", "another company's automatic answer"),
    ("I'm driving. I'm not receiving notifications. If this is urgent, reply urgent.", "a phone's automatic answer"),
    ("START please", "an opt-in must be the word"),
    ("yes please", "an opt-in must be the word"),
    ("can you help me?", "HELP must be the word"),
    ("", "nothing"),
    ("👍", "no word at all"),
]


@pytest.mark.parametrize(("text", "kind", "why"), KEYWORDS)
def test_a_keyword_is_the_whole_message(text: str, kind: str, why: str) -> None:
    reply = read_reply(text)

    assert (reply.kind, reply.matched) == (kind, "keyword"), why


@pytest.mark.parametrize(("text", "why"), INTENT)
def test_clear_opt_out_intent_is_an_opt_out_with_its_words_as_evidence(text: str, why: str) -> None:
    reply = read_reply(text)

    assert (reply.kind, reply.matched) == ("opt_out", "intent"), why
    assert reply.word


@pytest.mark.parametrize(("text", "why"), NOTHING)
def test_what_is_no_clear_wish_changes_nothing(text: str, why: str) -> None:
    assert read_reply(text).kind == "other", why


@pytest.mark.parametrize("text", [text for text, _ in INTENT])
def test_an_account_can_read_keywords_only(text: str) -> None:
    assert read_reply(text, ReplySettings(opt_out_matching="keywords_only")).kind == "other"


def test_keywords_count_when_only_keywords_are_read() -> None:
    keywords_only = ReplySettings(opt_out_matching="keywords_only")

    assert [read_reply(text, keywords_only).kind for text, _, _ in KEYWORDS] == [kind for _, kind, _ in KEYWORDS]


def test_an_accounts_own_words_stand_beside_the_built_in_ones() -> None:
    settings = ReplySettings.of(opt_out={"en": ["GENUG"]}, opt_in={"sv": ["VÄLKOMMEN"]}, help_words={"en": ["WHO"]})

    assert read_reply("genug!", settings).kind == "opt_out"
    assert read_reply("Välkommen", settings).language == "sv"
    assert read_reply("who?", settings).kind == "help"
    assert read_reply("genug please", settings).matched == "intent"
    assert read_reply("stop", settings).kind == "opt_out"
    assert read_reply("genug").kind == "other"


@pytest.mark.parametrize("word", ENGLISH.opt_out)
def test_no_setting_takes_a_stop_word_away(word: str) -> None:
    settings = ReplySettings.of("keywords_only", opt_in={"en": [word]}, help_words={"en": [word]})

    assert read_reply(word, settings).kind == "opt_out"


def test_a_word_that_stops_in_one_language_and_starts_in_another_stops() -> None:
    settings = ReplySettings.of(opt_out={"en": ["ALTA"]})

    assert read_reply("alta").kind == "opt_in"
    assert read_reply("alta", settings).kind == "opt_out"


@pytest.mark.parametrize(("word", "reserved"), [("stop", True), ("Help!", True), ("JOIN", False), ("yes", True)])
def test_a_journeys_own_keyword_cannot_be_one_that_already_means_something(word: str, reserved: bool) -> None:
    assert is_reserved(word) is reserved


def test_the_confirmation_of_a_stop_is_the_one_carriers_know() -> None:
    assert service_text("opt_out", None) == (
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    )


@pytest.mark.parametrize(
    ("language", "own", "fallback", "starts"),
    [
        ("sv", {}, "en", "Du är avregistrerad"),
        ("pt-BR", {}, "en", "Cancelamento"),
        ("pt_BR", {"pt-BR": "Pronto."}, "en", "Pronto."),
        ("fi", {"fi": "Selvä."}, "en", "Selvä."),
        ("fi", {}, "sv", "Du är avregistrerad"),
        ("fi", {"sv": "Klart."}, "sv", "Klart."),
        ("fi", {}, "fi", "You have"),
        (None, {}, "de", "Sie sind abgemeldet"),
        ("sv", {"en": "Done."}, "en", "Du är avregistrerad"),
        ("xx", {"en": "Done."}, "yy", "Done."),
    ],
)
def test_an_answer_is_in_the_contacts_language_else_the_accounts_else_english(
    language: str | None, own: dict[str, str], fallback: str, starts: str
) -> None:
    assert service_text("opt_out", language, own, fallback).startswith(starts)


@pytest.mark.parametrize("language", [replies.language for replies in LANGUAGES])
@pytest.mark.parametrize("kind", ["opt_out", "opt_in", "help", "clause"])
def test_every_built_in_text_is_one_cheap_segment(language: str, kind: ServiceText) -> None:
    measured = measure(service_text(kind, language))

    assert (measured.encoding, measured.segments) == ("GSM-7", 1), measured.culprits


@pytest.mark.parametrize("kind", ["opt_out", "opt_in", "help"])
@pytest.mark.parametrize("language", [replies.language for replies in LANGUAGES])
def test_an_answer_names_only_words_that_work(language: str, kind: ServiceText) -> None:
    named = [word.strip(".,:") for word in service_text(kind, language).split() if word.strip(".,:").isupper()]
    words = [word for word in named if len(word) > 3]

    assert words
    assert all(read_reply(word).matched == "keyword" for word in words)


@pytest.mark.parametrize("kind", ["opt_out", "opt_in", "help"])
def test_an_answer_read_as_a_reply_changes_nothing(kind: ServiceText) -> None:
    assert read_reply(service_text(kind, "en")).kind == "other"


@given(st.text(max_size=300))
def test_any_reply_is_read(text: str) -> None:
    assert read_reply(text).kind in ("opt_out", "opt_in", "help", "other")


@given(st.text(max_size=60))
def test_the_plain_form_of_a_word_is_plain(text: str) -> None:
    assert plain_word(plain_word(text)) == plain_word(text)


@given(
    st.sampled_from([word for replies in LANGUAGES for word in replies.opt_out]), st.text(" .!?\u200b\n", max_size=5)
)
def test_an_opt_out_word_counts_in_any_case_and_dress(word: str, dress: str) -> None:
    for written in (word, word.lower(), word.title()):
        assert read_reply(dress + written + dress).matched == "keyword"


@pytest.mark.parametrize(
    "text",
    ["stop " * 4000, "please " * 3000, "i dont want to " * 1500, "“" * 20000, "no me " * 3000, "the your any " * 2000],
)
def test_a_hostile_reply_is_read_at_once(text: str) -> None:
    started = time.process_time()
    read_reply(text, DEFAULT_SETTINGS)

    assert time.process_time() - started < 0.5
