"""Cursors: they come back as they went out, and what is none of ours is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_api.web import cursors
from builder_api.web.errors import InvalidRequest

NUMBERS = st.lists(st.integers(-(2**63) + 1, 2**63 - 1), min_size=1, max_size=3)


@given(place=NUMBERS)
def test_a_cursor_comes_back_as_the_place_it_was_made_from(place: list[int]) -> None:
    assert cursors.decode(cursors.encode(*place), len(place)) == tuple(place)


@given(text=st.text(max_size=40))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with suppress(InvalidRequest):
        assert len(cursors.decode(text, 1)) == 1


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="cursor"):
        cursors.decode(cursors.encode(1, 2, 3), 1)


def test_a_full_page_has_a_cursor_and_the_last_has_none() -> None:
    assert cursors.cut([3, 2, 1], 2, lambda row: [row]) == ([3, 2], cursors.encode(2))
    assert cursors.cut([2, 1], 2, lambda row: [row]) == ([2, 1], None)
