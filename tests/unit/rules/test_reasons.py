"""Every reason has a sentence a marketer understands."""

import pytest

from engine.rules.outcomes.reasons import Reason, sentence


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_plain_words(reason: Reason) -> None:
    words = sentence(reason)

    assert words.endswith(".")
    assert words[0].isupper()
    assert len(words.split()) >= 4
    assert "_" not in words


def test_no_two_reasons_read_the_same() -> None:
    assert len({sentence(reason) for reason in Reason}) == len(Reason)


def test_a_reason_is_known_by_its_code() -> None:
    assert sentence("opted_out") == sentence(Reason.OPTED_OUT)


def test_a_reason_of_another_version_is_shown_and_no_error() -> None:
    assert sentence("sunspots") == "Reason: sunspots."
