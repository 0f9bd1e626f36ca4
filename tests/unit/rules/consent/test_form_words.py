"""What a form says by itself: in every language that STOP is answered in, and in English for the others."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from engine.rules.consent.form_words import form_words, refusal
from engine.rules.replies.reply_languages import LANGUAGES

ENGLISH = form_words("en")


@pytest.mark.parametrize("language", [each.language for each in LANGUAGES])
def test_every_language_that_answers_stop_says_all_of_it(language: str) -> None:
    words = form_words(language)

    assert all(text for name, text in asdict(words).items() if name != "problems")
    assert "START" in words.asked
    assert words.again_to.format(number="+12125550100").count("+12125550100") == 1
    assert len(words.title) <= 200
    assert len(words.phone_label) <= 100
    assert len(words.button) <= 60
    if language != "en":
        assert words != ENGLISH
        assert words.problems.keys() == form_words("fr").problems.keys()


def test_a_region_takes_its_language_and_the_unknown_takes_english() -> None:
    assert form_words("fr-CA") == form_words("FR") == form_words("fr_FR")
    assert form_words("ja") == form_words(None) == ENGLISH


@pytest.mark.parametrize(
    ("language", "code", "told"),
    [
        ("sv", "no_phone", "Skriv ditt mobilnummer."),
        ("sv", "phone_premium_rate", form_words("sv").problems["phone"]),
        ("sv", "never_translated", "In English."),
        ("en", "no_phone", "In English."),
        ("ja", "no_phone", "In English."),
    ],
)
def test_a_refusal_is_told_in_the_forms_language(language: str, code: str, told: str) -> None:
    assert refusal(language, code, "In English.") == told
