import pytest

from engine.rules.links.link_codes import ALPHABET, CODE_LENGTH, code_for, is_code
from engine.rules.messages.encoding import is_gsm

SECRET = bytes(range(32))


def test_a_link_keeps_its_code_however_often_it_is_asked_for() -> None:
    assert code_for(SECRET, 17, 0) == code_for(SECRET, 17, 0)


def test_each_message_and_link_has_its_own_code() -> None:
    codes = {code_for(SECRET, message, link) for message in range(5_000) for link in range(2)}

    assert len(codes) == 10_000
    assert all(is_code(code) for code in codes)


def test_a_code_depends_on_the_accounts_secret() -> None:
    assert code_for(SECRET, 1, 0) != code_for(SECRET[::-1], 1, 0)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 random bytes"):
        code_for(b"short", 1, 0)


def test_the_alphabet_has_no_look_alikes_no_vowels_and_only_gsm_characters() -> None:
    assert not set(ALPHABET) & set("01lIoOaeiouAEIOU")
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert is_gsm(ALPHABET)


def test_codes_use_the_whole_alphabet_evenly() -> None:
    letters = "".join(code_for(SECRET, message, 0) for message in range(4_900))
    expected = len(letters) / len(ALPHABET)

    assert all(0.8 * expected < letters.count(letter) < 1.2 * expected for letter in ALPHABET)


@pytest.mark.parametrize("path", ["", "short", "2" * (CODE_LENGTH + 1), "../../etc1", "aeiouaeiou"])
def test_what_cannot_be_a_code_is_told_apart(path: str) -> None:
    assert not is_code(path)
