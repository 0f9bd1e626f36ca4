"""Tokens of contacts' own pages: read back, short, and nobody else's."""

from hypothesis import given
from hypothesis import strategies as st

from engine.rules.links.page_tokens import contact_of_token, page_token

SECRET = b"sixteen random b"
IDS = st.integers(0, 2**63 - 1)


@given(IDS)
def test_a_token_is_read_back_as_its_contact(contact_id: int) -> None:
    token = page_token(SECRET, contact_id)

    assert contact_of_token(SECRET, token) == contact_id
    assert token.isascii()
    assert token.isalnum()
    assert contact_of_token(b"another secret of", token) is None


def test_a_token_fits_into_an_sms() -> None:
    assert len(page_token(SECRET, 1_000_000)) <= 18


@given(IDS, st.integers(0, 30), st.text(max_size=3))
def test_a_token_that_was_changed_is_nobodys(contact_id: int, at: int, instead: str) -> None:
    token = page_token(SECRET, contact_id)
    changed = token[: at % len(token)] + instead + token[at % len(token) + 1 :]

    assert changed == token or contact_of_token(SECRET, changed) is None


@given(st.text(max_size=60))
def test_whatever_is_asked_is_answered(text: str) -> None:
    assert contact_of_token(SECRET, text) is None
