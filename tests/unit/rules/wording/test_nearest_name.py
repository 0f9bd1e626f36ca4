"""The nearest known name of a field, however many an account has."""

import time

from engine.rules.wording.field_names import STANDARD, nearest


def test_a_slip_is_found_among_few_and_many() -> None:
    assert nearest("frist_name", STANDARD) == "first_name"
    assert nearest("plann", frozenset({*STANDARD, "plan"})) == "plan"
    assert nearest("zzzz", STANDARD) is None


def test_tens_of_thousands_of_names_take_no_minutes() -> None:
    known = frozenset(f"column{each}" for each in range(20_000))
    started = time.process_time()
    for each in range(100):
        nearest(f"colunm{each}x", known)
    assert time.process_time() - started < 5
