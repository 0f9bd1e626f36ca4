"""kill -9 of a running `postroad up`, part by part and all of it, with 5,000 contacts on their way."""

from __future__ import annotations

from pathlib import Path

import pytest

from activities.carriers.sandbox import SandboxPhones
from benchmarks.soak import SoakAccount, SoakRound, plugged_in
from tests.support.account_for import assert_no_trouble, assert_numbers_true

pytestmark = pytest.mark.faults

PEOPLE = 5_000

KILLS: tuple[tuple[tuple[float, tuple[str, ...]], ...], ...] = (
    ((0.7, ("worker",)), (0.4, ("api",))),
    ((0.9, ("temporal",)), (0.3, ("worker", "api"))),
    ((1.1, ("supervisor",)),),
)
"""Three rounds that overlap: who was on their way in one round is still on their way when the next kill comes."""


def test_three_rounds_lose_nobody_text_nobody_twice_and_leave_nobody_stuck(tmp_path: Path) -> None:
    total = SoakAccount()
    with plugged_in(tmp_path, PEOPLE) as (plug, database):
        rounds = [SoakRound(plug, database, f"Round {number}", PEOPLE) for number in range(1, len(KILLS) + 1)]
        for one, kills in zip(rounds, KILLS, strict=True):
            one.run(list(kills))
        for one in rounds:
            total.add(one.account())
        phones = SandboxPhones.open(plug.settings.sandbox_database)
        try:
            assert total.clean, str(total)
            assert total.messages == len(KILLS) * (PEOPLE + 20)
            assert_no_trouble(database, phones)
            assert_numbers_true(database, *range(1, 2 * len(KILLS) + 1))
        finally:
            phones.close()
