"""A contact's id is the same whatever blanks stand around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.addresses.external_ids import checked_id, plain_id


@pytest.mark.parametrize(
    "said",
    ["c-1", " c-1", "c-1\n", "\tc-1 ", "\u00a0c-1\u2003", "\ufeffc-1", "c-1\u200b", "\u202ac-1\u202c", "c-1\x00"],
)
def test_what_stands_around_an_id_is_no_part_of_it(said: str) -> None:
    assert plain_id(said) == "c-1"


@pytest.mark.parametrize("said", ["a b", "a  b", "a/b", "A", "00012", "1e5", "+12125550147"])
def test_an_id_itself_stays_as_it_is(said: str) -> None:
    assert plain_id(said) == said


@pytest.mark.parametrize("said", ["", " ", "\n", "\u200b", "\ufeff \u00a0"])
def test_nothing_is_no_id(said: str) -> None:
    with pytest.raises(ValueError, match="nothing but blanks"):
        checked_id(said)


@given(st.text(max_size=30))
def test_trimming_twice_is_trimming_once(said: str) -> None:
    assert plain_id(plain_id(said)) == plain_id(said)
