"""A contact's own page in every language that STOP is answered in."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from engine.rules.consent.preference_words import preference_words
from engine.rules.replies.reply_languages import LANGUAGES

PLACED = ("texts", "no_texts", "texts_stopped", "emails", "emails_stopped")


@pytest.mark.parametrize("language", [each.language for each in LANGUAGES])
def test_every_language_that_answers_stop_says_all_of_it(language: str) -> None:
    words = asdict(preference_words(language))

    assert words["language"] == language
    assert all(words.values())
    assert all(words[name].format(to="+1••••0147").count("+1••••0147") == 1 for name in PLACED)
    assert "START" in words["texts_stopped"]


def test_the_first_language_that_is_known_is_spoken() -> None:
    assert preference_words("pt-BR").language == "pt"
    assert preference_words(None, "ja", "sv_SE").language == "sv"
    assert preference_words("ja").language == preference_words().language == "en"
